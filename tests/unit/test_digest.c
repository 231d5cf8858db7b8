// test_digest.c: the owner's answer to the daily mail, by a table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "table.h"

#include "cmd/digest_words.h"
#include "host/file.h"

static struct digest_words words;
static struct arena arena;
static struct err err;

static int set_up(void **state) {
  (void)state;
  struct stanzas rules = {0};
  struct str text;
  arena_init(&arena, 16 << 20);
  return !file_read(&arena, "rules/digest.rules", 1 << 20, &text, &err) ||
         !stanza_parse(&arena, S("digest.rules"), text, &rules, &err) ||
         !digest_words_load(&arena, &rules, &words, &err);
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static struct str answer(struct arena *a, struct str input) {
  static const char *const verbs[] = {"yes", "no", "later"};
  struct digest_answer got;
  struct buf b = buf_in(a);
  digest_answer_parse(a, &words, input, 5, day_of(2026, 11, 22), &got);
  for (size_t i = 0; i < got.commands.n; i++) {
    const struct digest_command *c = &got.commands.v[i];
    buf_printf(&b, "%s%d %s", i ? ", " : "", c->item, verbs[c->verb]);
    if (day_is(c->until))
      buf_printf(&b, " %.*s", STR_ARG(day_iso(a, c->until)));
  }
  for (size_t i = 0; i < got.unclear.n; i++)
    buf_printf(&b, "%s%.*s", i ? " " : b.n ? " | " : "| ", STR_ARG(got.unclear.v[i]));
  return buf_str(&b);
}

static void answers(void **state) {
  (void)state;
  table_run("digest.tbl", answer);
}

static void unknown_lists_are_refused(void **state) {
  (void)state;
  struct stanzas rules = {0};
  struct digest_words none;
  assert_true(
      stanza_parse(&arena, S("x.rules"), S("[digest maybe]\nis = peut-être\n"), &rules, &err));
  assert_false(digest_words_load(&arena, &rules, &none, &err));
  assert_non_null(strstr(err.text, "x.rules:1:"));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {T(answers), T(unknown_lists_are_refused)};
#undef T
  return cmocka_run_group_tests(tests, NULL, NULL);
}
