// test_sure.c: what one yes may take, and what it may not.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/sure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants them before it
#include <cmocka.h>

static void sure_and_not(void **state) {
  (void)state;
  static const struct {
    int first, second; // points
    bool doubt, effect, hold;
    const char *client;
    enum folder_kind folder;
    enum sureness is;
  } rows[] = {
      {35, 25, false, true, false, "C1", FOLDER_INBOX, SURE},
      {10, 10, false, true, false, "C1", FOLDER_INBOX, SURE},
      {10, 9, false, true, false, "C1", FOLDER_INBOX, LIKELY},
      {5, 4, false, true, false, "C1", FOLDER_INBOX, UNSURE},
      {35, -1, false, true, false, "C1", FOLDER_INBOX, LIKELY},
      {35, 0, true, true, false, "C1", FOLDER_INBOX, LIKELY},
      {35, 25, false, false, false, "C1", FOLDER_INBOX, LIKELY},
      {35, 25, false, true, true, "C1", FOLDER_INBOX, LIKELY},
      {35, 25, false, true, false, "", FOLDER_INBOX, LIKELY},
      {35, 25, false, true, false, "C1", FOLDER_JUNK, LIKELY},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct reason reasons[] = {{.points = rows[i].first},
                               {.points = rows[i].second, .doubt = rows[i].doubt}};
    struct str invoice = S("F-1");
    struct verdict v = {.client = str_of(rows[i].client), .hold_client = rows[i].hold};
    v.reasons.v = reasons;
    v.reasons.n = 2;
    v.pause.v = &invoice;
    v.pause.n = rows[i].effect;
    assert_int_equal(sureness_of(&v, rows[i].folder), rows[i].is);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(sure_and_not)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
