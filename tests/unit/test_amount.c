// test_amount.c: sums of money as people write them, and numbers that are none.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "words.h"

static struct str shown(struct arena *a, const struct amount_found *f) {
  struct str other =
      f->other.currency[0] ? str_printf(a, "|%.*s", STR_ARG(money_plain(a, f->other))) : S("");
  return str_printf(a, "%.*s%.*s %s", STR_ARG(money_plain(a, f->amount)), STR_ARG(other),
                    f->amount.currency);
}

// "fr: text": the sums found, EUR where none is named; "fr cell: text": the whole is one sum.
static struct str amount_row(struct arena *a, struct str in) {
  struct str head, text, lang, mode = S("");
  struct amounts_found found = {0};
  struct buf b = buf_in(a);
  assert_true(str_cut(in, ':', &head, &text) && str_word(&head, &lang));
  str_word(&head, &mode);
  text = str_trim(text);
  const struct money_words *w = words_money(test_words(), lang);
  struct amount_from from = {.currency = "EUR", .point = str_eq(lang, S("en"))};
  if (str_eq(mode, S("cell"))) {
    struct amount_found f;
    return amount_whole(text, w, from, &f) ? shown(a, &f) : S("none");
  }
  struct tokens t = tokens_of(a, text);
  struct marks taken = marks_of(a, text);
  amounts_find(a, text, &t, w, from, &taken, &found);
  for (size_t i = 0; i < found.n; i++)
    buf_printf(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(shown(a, &found.v[i])));
  return b.n ? buf_str(&b) : S("none");
}

static void amounts(void **state) {
  (void)state;
  table_run("amount.tbl", amount_row);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(amounts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
