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
  struct heads heads = {0};
  struct buf b = buf_in(a);
  pattern_literals(a, pattern, &any, &also, &heads);
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

// The places of the text where a match of the pattern may begin, as "0 4 9"; "all" where nothing is
// known.
static struct str starts_row(struct arena *a, struct str in) {
  struct needles needles = {0};
  struct ruleset rs = {.rules = {.n = 1}};
  struct starts *starts = ARENA_NEW(a, struct starts);
  struct candidates c = candidates_new(a, &rs);
  struct str pattern, text;
  struct buf b = buf_in(a);
  str_cut(in, '~', &pattern, &text);
  needles_of(a, pattern, &needles);
  for (size_t i = 0; i < needles.heads.n; i++)
    starts_add(a, starts, &needles.heads.v[i], 0);
  starts_find(starts, a, text, &c);
  for (size_t i = 0; i < c.n; i++)
    buf_printf(&b, "%s%u", i ? " " : "", c.v[i].at);
  return needles.heads.n ? buf_str(&b) : S("all");
}

static void test_starts(void **state) {
  (void)state;
  table_run("starts.tbl", starts_row);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_literals),
      cmocka_unit_test(test_needles),
      cmocka_unit_test(test_starts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
