// test_literals.c: what patterns need, and that no text which has it is passed over.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/ruleset.h"
#include "table.h"

static void put(struct buf *b, const struct strs *literals) {
  for (size_t i = 0; i < literals->n; i++)
    buf_printf(b, "%s%.*s", i ? "|" : "", STR_ARG(literals->v[i]));
}

// pattern ==> its literals, "|" between those of which a match holds one, "&" before the second
// kind; "none" where none are known
static struct str literals_row(struct arena *a, struct str pattern) {
  struct strs any = {0}, also = {0};
  struct buf b = buf_in(a);
  pattern_literals(a, pattern, &any, &also);
  put(&b, &any);
  if (also.n)
    buf_add(&b, S(" & "));
  put(&b, &also);
  return any.n ? buf_str(&b) : S("none");
}

static void test_literals(void **state) {
  (void)state;
  table_run("literals.tbl", literals_row);
}

static bool may_match(const char *pattern, const char *text) {
  struct arena a;
  struct needles needles = {0};
  struct print print;
  arena_init(&a, 1 << 20);
  needles_of(&a, str_of(pattern), &needles);
  print_of(str_of(text), &print);
  bool may = needles_in(&needles, &print);
  arena_free(&a);
  return may;
}

static void test_needles(void **state) {
  (void)state;
  assert_true(may_match("\\bwe (?:have )?paid\\b", "yes, we paid it"));
  assert_true(may_match("\\bwe (?:have )?paid\\b", "we have paid"));
  assert_false(may_match("\\bwe (?:have )?paid\\b", "see you on monday"));
  assert_true(may_match("abc", "abc"));
  assert_false(may_match("abc", "ab"));
  assert_false(may_match("abc", ""));
  assert_true(may_match("\\d+", ""));       // nothing is known of it
  assert_true(may_match("(?i)abc", "ABC")); // not understood
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_literals),
      cmocka_unit_test(test_needles),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
