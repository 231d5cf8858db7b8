// test_checkdigit.c: valid references pass, one changed character fails, what we make is valid.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/checkdigit.h"
#include "table.h"

static const struct {
  const char *name;
  bool (*valid)(struct str);
} checks[] = {
    {"rf", rf_valid},           {"iban", iban_valid},   {"qriban", qr_iban_valid},
    {"ogm", ogm_valid},         {"qrr", qrr_valid},     {"siren", siren_valid},
    {"kid", kid_valid},         {"viite", viite_valid}, {"ocr", ocr_valid},
    {"ocr3", ocr_length_valid}, {"si", si_valid},       {"nl", nl_reference_valid},
};
enum { CHECKS = sizeof checks / sizeof *checks };

static struct str check_row(struct arena *a, struct str in) {
  struct str bare = reference_bare(a, in);
  struct buf b = buf_in(a);
  for (size_t i = 0; i < CHECKS; i++)
    if (checks[i].valid(bare))
      buf_printf(&b, "%s%s", b.n ? " " : "", checks[i].name);
  return b.n ? buf_str(&b) : S("none");
}

static void vectors(void **state) {
  (void)state;
  table_run("checkdigit.tbl", check_row);
}

// Modulo 97 and Luhn find every single changed digit.
static void one_change_fails(void **state) {
  static const char *const good[] = {"RF18539007547034", "FR7630006000011234567890189",
                                     "010806817183", "210000000003139471430009017", "404833048"};
  static const size_t which[] = {0, 1, 3, 4, 5};
  (void)state;
  for (size_t g = 0; g < 5; g++) {
    char s[40] = {0};
    strncpy(s, good[g], sizeof s - 1);
    assert_true(checks[which[g]].valid(str_of(s)));
    for (size_t i = 4; s[i]; i++) {
      char was = s[i];
      for (s[i] = '0'; s[i] <= '9'; s[i]++)
        if (s[i] != was && checks[which[g]].valid(str_of(s)))
          fail_msg("%s is taken", s);
      s[i] = was;
    }
  }
}

static void made_is_valid(void **state) {
  struct arena a;
  (void)state;
  arena_init(&a, 1 << 20);
  for (int n = 1; n < 2000; n += 7) {
    assert_true(rf_valid(rf_make(&a, str_printf(&a, "FA%d", n))));
    assert_true(ogm_valid(ogm_make(&a, str_printf(&a, "%010d", n))));
    assert_true(qrr_valid(qrr_make(&a, str_printf(&a, "%026d", n))));
  }
  assert_true(str_eq(rf_make(&a, S("FA20260012")), S("RF20FA20260012")));
  assert_int_equal(rf_make(&a, S("fa-1")).n, 0);
  assert_int_equal(rf_make(&a, S("")).n, 0);
  assert_int_equal(ogm_make(&a, S("1")).n, 0);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(vectors), cmocka_unit_test(one_change_fails),
                                     cmocka_unit_test(made_is_valid)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
