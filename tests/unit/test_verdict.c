// test_verdict.c: verdicts on readings made by hand; tests/unit/verdicts.h has their notation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "match/weights.h"
#include "verdicts.h"

static struct str verdict_row(struct arena *a, struct str in) {
  struct snapshot s = small_register(a);
  struct case_of c = case_read(a, in);
  struct verdict v;
  match_verdict(a, &c.r, &s, NULL, c.today, &v);
  if (getenv("RELANCE_WHY"))
    for (size_t i = 0; i < v.reasons.n; i++)
      print_message("  %+d %.*s\n", v.reasons.v[i].points, STR_ARG(v.reasons.v[i].say));
  return verdict_line(a, &v);
}

static void plain_cases(void **state) {
  (void)state;
  table_run("verdict.tbl", verdict_row);
}

static void forged(void **state) {
  (void)state;
  table_run("verdict_forged.tbl", verdict_row);
}

static void pairs(void **state) {
  (void)state;
  table_run("verdict_pairs.tbl", verdict_row);
}

static bool acts_on_notice(const char *banks) {
  struct arena a;
  arena_init(&a, 1 << 20);
  struct snapshot s = small_register(&a);
  struct case_of c =
      case_read(&a, S("bank_notice pass alerts@bank.example paid=980.00 ref:RF38F2026140"));
  struct verdict v;
  if (*banks)
    *LIST_PUSH(&a, &s.company.banks) = str_of(banks);
  match_verdict(&a, &c.r, &s, NULL, c.today, &v);
  bool acts = v.pause.n > 0;
  arena_free(&a);
  return acts;
}

// Anybody can have a domain that our server vouches for and write like a bank from there.
static void named_banks(void **state) {
  (void)state;
  assert_true(acts_on_notice(""));
  assert_true(acts_on_notice("bank.example"));
  assert_true(acts_on_notice("alerts@bank.example"));
  assert_false(acts_on_notice("ourbank.example"));
}

// Each sentence is a msgid of every language of the page.
static void sentences_are_translated(void **state) {
  static const char *const languages[] = {"de", "es", "fr", "it", "nl"};
  (void)state;
  for (size_t l = 0; l < sizeof languages / sizeof *languages; l++) {
    char path[64], msgid[256];
    struct arena a;
    arena_init(&a, 1 << 20);
    snprintf(path, sizeof path, "../../contrib/po/%s.po", languages[l]);
    struct str po = table_read(&a, path);
    for (int i = 0; i < SAY_COUNT; i++) {
      snprintf(msgid, sizeof msgid, "msgid \"%s\"\n", say_text((enum say)i));
      if (!str_find(po, str_of(msgid), NULL))
        fail_msg("%s has no %s", path, msgid);
    }
    arena_free(&a);
  }
}

static bool weights_of(struct arena *a, const char *text, const struct match_weights **out,
                       struct err *err) {
  struct stanzas files = {0};
  assert_true(stanza_parse(a, S("match.rules"), str_of(text), &files, err));
  return match_weights_load(a, &files, out, err);
}

static void weights_are_data(void **state) {
  const struct match_weights *w;
  struct err err;
  struct arena a;
  (void)state;
  arena_init(&a, 1 << 20);
  assert_true(weights_of(&a, "[match weights]\naddress = 12\nleast = 10\n", &w, &err));
  assert_int_equal(w->points[SAY_ADDRESS], 12);
  assert_int_equal(w->least, 10);
  assert_int_equal(w->points[SAY_THREAD], default_weights.points[SAY_THREAD]);
  assert_false(weights_of(&a, "[match weights]\nadress = 12\n", &w, &err));
  assert_false(weights_of(&a, "[match weights]\naddress = 3.5\n", &w, &err));
  assert_false(weights_of(&a, "[match weights]\naddress = 4000\n", &w, &err));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_cases),
      cmocka_unit_test(forged),
      cmocka_unit_test(pairs),
      cmocka_unit_test(named_banks),
      cmocka_unit_test(sentences_are_translated),
      cmocka_unit_test(weights_are_data),
  };
  return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
