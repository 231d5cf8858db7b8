// test_date.c: days as people write them, in six languages.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "words.h"

// "fr 2026-11-21 past: text" (or us, machine): each day found, as a promise (default) or as a past
// payment reads it.
static struct str date_row(struct arena *a, struct str in) {
  struct str head = S(""), text = S(""), lang = S(""), sent = S(""), mode = S("");
  struct date_from from = {.sent = DAY_NONE};
  struct dates_found found = {0};
  struct buf b = buf_in(a);
  assert_true(str_cut(in, ':', &head, &text) && str_word(&head, &lang) && str_word(&head, &sent));
  day_parse_iso(sent, &from.sent);
  str_word(&head, &mode);
  from.month_first = str_eq(mode, S("us"));
  from.compact = str_eq(mode, S("machine"));
  struct tokens t = tokens_of(a, text);
  dates_find(a, &t, words_dates(test_words(), lang), from, &found);
  for (size_t i = 0; i < found.n; i++) {
    const struct date_found *f = &found.v[i];
    static const char *const roles[] = {"", " until", " through", " back", " every", " soon"};
    if (f->role == DATE_NONE)
      continue;
    struct day d = str_eq(mode, S("past")) ? f->back : f->ahead;
    struct str iso = day_is(d) ? day_iso(a, d) : S("-");
    buf_printf(&b, "%s%.*s%s", b.n ? ", " : "", STR_ARG(iso), roles[f->role]);
  }
  return b.n ? buf_str(&b) : S("none");
}

static void dates(void **state) {
  (void)state;
  table_run("date.tbl", date_row);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(dates)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
