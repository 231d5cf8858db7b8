// test_reference.c: invoice numbers in all their variants, and numbers that are none.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "words.h"

// "fr: text": proven references as name=bare, then invoice numbers; a range as a..b; ?x for a bare
// number.
static struct str reference_row(struct arena *a, struct str in) {
  struct str lang, text;
  struct provens_found proven = {0};
  struct references_found found = {0};
  struct buf b = buf_in(a);
  assert_true(str_cut(in, ':', &lang, &text));
  text = str_trim(text);
  struct tokens t = tokens_of(a, text);
  struct marks taken = marks_of(a, text);
  proven_find(a, text, &t, &proven);
  for (size_t i = 0; i < proven.n; i++) {
    marks_add(&taken, proven.v[i].offset, proven.v[i].length);
    buf_printf(&b, "%s%s=%.*s", b.n ? " " : "", proof_rule(proven.v[i].proof) + 10,
               STR_ARG(proven.v[i].bare));
  }
  references_find(a, text, &t, words_references(test_words(), lang), &taken, &found);
  for (size_t i = 0; i < found.n; i++) {
    const struct reference_found *r = &found.v[i];
    buf_printf(&b, "%s%s%.*s%s%.*s", b.n ? " " : "", r->why == REFERENCE_NUMBER ? "?" : "",
               STR_ARG(r->ref), r->last.n ? ".." : "", STR_ARG(r->last));
  }
  return b.n ? buf_str(&b) : S("none");
}

static void references(void **state) {
  (void)state;
  table_run("reference.tbl", reference_row);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(references)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
