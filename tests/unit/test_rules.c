// test_rules.c: rule files, plain letters, spans, sentences, languages, hits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/rules.h"
#include "table.h"

#include "rules_dir.h"

static struct ruleset *rules;

static int load_rules(void **state) {
  (void)state;
  rules = rules_dir_load();
  return 0;
}

static int free_rules(void **state) {
  (void)state;
  rules_free(rules);
  return 0;
}

// One letter a line: o own, q quoted, O ours, s signature, d disclaimer, f forwarded.
static struct str spans_row(struct arena *a, struct str in) {
  struct spans spans = {0};
  struct buf b = buf_in(a);
  size_t end = 0;
  rules_spans(rules, a, in, &spans);
  for (size_t i = 0; i < spans.n; i++) {
    struct str rest = str_sub(in, spans.v[i].offset, spans.v[i].length), line;
    assert_int_equal(spans.v[i].offset, end);
    end += spans.v[i].length;
    while (str_line(&rest, &line))
      buf_c(&b, "oqOsdf"[spans.v[i].kind]);
  }
  assert_int_equal(end, in.n);
  return buf_str(&b);
}

static struct str sentences_row(struct arena *a, struct str in) {
  struct spans spans = {0};
  struct sentences out = {0};
  struct buf b = buf_in(a);
  rules_spans(rules, a, in, &spans);
  rules_sentences(rules, a, in, &spans, &out);
  for (size_t i = 0; i < out.n; i++)
    buf_printf(&b, "%s%.*s", i ? " | " : "",
               STR_ARG(str_sub(in, out.v[i].offset, out.v[i].length)));
  return buf_str(&b);
}

static struct str language_row(struct arena *a, struct str in) {
  (void)a;
  return rules_language(rules, in, S("-"));
}

// The text of a rule file; `signal: words` of each hit, or the error.
static struct str load_row(struct arena *a, struct str in) {
  struct str file, text;
  struct stanzas all = {0};
  struct hits hits = {0};
  struct err err;
  struct ruleset *rs;
  if (!str_cut(in, '@', &file, &text)) {
    file = in;
    text = S("");
  }
  if (!stanza_parse(a, S("x.rules"), file, &all, &err) || !rules_load(&all, &rs, &err))
    return str_dup(a, str_of(err.text));
  if (!rules_check(rs, &err)) {
    rules_free(rs);
    return str_dup(a, str_of(err.text));
  }
  rules_find(rs, a, text, S("1"), S("own"), NULL, NULL, &hits);
  struct buf b = buf_in(a);
  for (size_t i = 0; i < hits.n; i++) {
    assert_true(
        str_eq(hits.v[i].text, str_sub(text, hits.v[i].place.offset, hits.v[i].place.length)));
    buf_printf(&b, "%s%.*s: %.*s", i ? "; " : "", STR_ARG(hits.v[i].signal),
               STR_ARG(hits.v[i].text));
    for (size_t c = 0; c < hits.v[i].captures.n; c++)
      buf_printf(&b, " <%.*s=%.*s>", STR_ARG(hits.v[i].captures.v[c].name),
                 STR_ARG(hits.v[i].captures.v[c].text));
  }
  rules_free(rs);
  return hits.limited ? S("limited") : buf_str(&b);
}

static void tables(void **state) {
  (void)state;
  table_run("rules_load.tbl", load_row);
  table_run("spans.tbl", spans_row);
  table_run("sentences.tbl", sentences_row);
  table_run("language.tbl", language_row);
}

static void every_example_holds(void **state) {
  (void)state;
  struct err err;
  if (!rules_check(rules, &err))
    fail_msg("%s", err.text);
}

static void a_runaway_pattern_is_unknown_not_no(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 16 << 20);
  struct str got = load_row(&a, S("[rule r]\nsignal = paid\npattern = (a+)+$\nok = aa\nno = b\n"
                                  "@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
  assert_true(str_eq(got, S("limited")));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(every_example_holds),
      cmocka_unit_test(a_runaway_pattern_is_unknown_not_no),
  };
  return cmocka_run_group_tests_name("rules", tests, load_rules, free_rules);
}
