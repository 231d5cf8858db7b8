// test_law.c: late interest and lump sums by the tables of rules/law.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/law.h"
#include "rules_files.h"
#include "table.h"

static struct arena arena;
static struct laws laws;

static struct str word(struct str *rest) {
  struct str w = {0};
  str_word(rest, &w);
  return w;
}

static const struct law *law_named(struct str name) {
  for (size_t i = 0; i < laws.laws.n; i++)
    if (str_eq(laws.laws.v[i].name, name))
      return &laws.laws.v[i];
  fail_msg("no law %.*s", STR_ARG(name));
  return NULL;
}

// "rules/law/rates.rules:12: no rate in [rates ecb] for DAY: ..." without line and advice.
static struct str short_error(struct arena *a, const char *text) {
  struct str s = str_of(text), file, line, rest, what, advice;
  str_cut(s, ':', &file, &rest);
  str_cut(rest, ':', &line, &what);
  str_cut(what, ':', &rest, &advice);
  return str_printf(a, "%.*s:%.*s", STR_ARG(file), STR_ARG(rest));
}

static struct str interest_row(struct arena *a, struct str in) {
  const struct law *law = law_named(word(&in));
  struct str amount = word(&in), currency = word(&in);
  struct money open, interest, lump;
  struct day due, until;
  struct err err;
  int bp = 0;
  assert_true(money_parse(amount, str_c(a, currency), &open, &err));
  assert_true(day_parse_iso(word(&in), &due));
  assert_true(day_parse_iso(word(&in), &until));
  if (!law_interest(&laws, law, open, due, until, &interest, &bp, &err))
    return short_error(a, err.text);
  struct str sum = law_lump(law, open, &lump) ? money_plain(a, lump) : S("none");
  return str_printf(a, "%.*s %d %.*s", STR_ARG(money_plain(a, interest)), bp, STR_ARG(sum));
}

static struct str load_row(struct arena *a, struct str in) {
  struct stanzas all = {0};
  struct laws l;
  struct err err;
  if (!stanza_parse(a, S("x.rules"), in, &all, &err) || !laws_load(a, &all, &l, &err))
    return str_dup(a, str_of(err.text));
  return S("ok");
}

static void tables(void **state) {
  (void)state;
  table_run("interest.tbl", interest_row);
  table_run("law_load.tbl", load_row);
}

static void countries(void **state) {
  (void)state;
  assert_true(str_eq(law_of(&laws, S("fr"), false)->name, S("fr")));
  assert_true(str_eq(law_of(&laws, S("FR"), true)->name, S("fr-consumers")));
  assert_null(law_of(&laws, S("US"), false));
}

static void tables_that_end(void **state) {
  (void)state;
  assert_int_equal(laws_ending(&arena, &laws, day_of(2026, 1, 1), 60).n, 0);
  assert_int_equal(laws_ending(&arena, &laws, day_of(2026, 6, 1), 60).n, 1); // legal-fr
  assert_true(laws_ending(&arena, &laws, day_of(2026, 12, 1), 60).n >= 4);
}

// Interest never falls as days pass, and is nothing on the due date itself.
static void interest_grows(void **state) {
  (void)state;
  for (size_t i = 0; i < laws.laws.n; i++) {
    struct money open = money_of(123456, "EUR"), before = money_of(0, "EUR"), now;
    struct err err;
    struct day due = day_of(2026, 1, 15);
    for (struct day d = due; d.n <= day_of(2026, 6, 30).n; d = day_add(d, 1)) {
      if (!law_interest(&laws, &laws.laws.v[i], open, due, d, &now, NULL, &err))
        fail_msg("%s", err.text);
      assert_true(now.minor >= before.minor);
      assert_true(d.n > due.n || now.minor == 0);
      before = now;
    }
  }
}

int main(void) {
  arena_init(&arena, 64 << 20);
  struct stanzas all = rules_stanzas(&arena, "rules/law");
  struct err err;
  if (!laws_load(&arena, &all, &laws, &err)) {
    print_error("%s\n", err.text);
    return 1;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(countries),
      cmocka_unit_test(tables_that_end),
      cmocka_unit_test(interest_grows),
  };
  int failed = cmocka_run_group_tests_name("law", tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
