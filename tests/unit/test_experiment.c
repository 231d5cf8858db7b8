// test_experiment.c: who has which way, what a difference is worth, what an experiment may change.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/experiment.h"

#include <stdio.h>
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
// clang-format on

static struct arena arena;

// Newcombe, Statistics in Medicine 17 (1998), table II, method 10.
static void newcombe(void **state) {
  (void)state;
  static const int rows[][7] = {
      {56, 70, 48, 80, 2000, 524, 3339},   {9, 10, 3, 10, 6000, 1705, 8090},
      {6, 7, 2, 7, 5714, 582, 8062},       {5, 56, 0, 29, 893, -381, 1926},
      {10, 10, 0, 10, 10000, 6075, 10000}, {10, 10, 0, 20, 10000, 6791, 10000},
      {0, 10, 0, 20, 0, -1611, 2775},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    int difference, low, high;
    const int *r = rows[i];
    share_difference(r[0], r[1], r[2], r[3], &difference, &low, &high);
    print_message("%d/%d - %d/%d: %d (%d to %d)\n", r[0], r[1], r[2], r[3], difference, low, high);
    assert_int_equal(difference, r[4]);
    assert_int_equal(low, r[5]);
    assert_int_equal(high, r[6]);
  }
}

static int others(const char *experiment, int from, int n) {
  int count = 0;
  char name[32];
  for (int i = from; i < from + n; i++) {
    snprintf(name, sizeof name, "C%03d", i);
    count += experiment_arm(str_of(experiment), str_of(name)) == ARM_OTHER;
  }
  return count;
}

static void halves(void **state) {
  (void)state;
  for (int from = 0; from < 5000; from += 1000) { // 500 +- 4 standard deviations
    assert_in_range(others("late", from, 1000), 437, 563);
    assert_in_range(others("warm", from, 1000), 437, 563);
  }
  int same = 0;
  char name[32];
  for (int i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "C%03d", i);
    same += experiment_arm(S("late"), str_of(name)) == experiment_arm(S("warm"), str_of(name));
    assert_int_equal(experiment_arm(S("late"), str_of(name)),
                     experiment_arm(S("late"), str_of(name)));
  }
  assert_in_range(same, 437, 563); // one experiment says nothing about another
}

static void judged(void **state) {
  (void)state;
  struct experiment_result r;
  struct arm_count few[ARMS] = {{.clients = 19, .paid = 0, .told = 19},
                                {.clients = 300, .paid = 300, .told = 300}};
  experiment_judge(few, &r);
  assert_int_equal(r.finding, FINDING_NOT_ENOUGH);
  struct arm_count alike[ARMS] = {{.clients = 50, .paid = 25, .told = 50},
                                  {.clients = 50, .paid = 27, .told = 50}};
  experiment_judge(alike, &r);
  assert_int_equal(r.finding, FINDING_NONE);
  struct arm_count better[ARMS] = {{.clients = 80, .paid = 48, .told = 80},
                                   {.clients = 70, .paid = 56, .told = 70}};
  experiment_judge(better, &r);
  assert_int_equal(r.finding, FINDING_BETTER);
  assert_false(r.more_complaints || r.more_crossed);
  struct arm_count worse[ARMS] = {better[1], better[0]};
  worse[1].complaints = 9;
  experiment_judge(worse, &r);
  assert_int_equal(r.finding, FINDING_WORSE);
  assert_true(r.more_complaints);
  struct arm_count one[ARMS] = {{.told = 200}, {.told = 6, .complaints = 2, .crossed = 3}};
  experiment_judge(one, &r);
  assert_false(r.more_complaints); // two are no proof
  assert_true(r.more_crossed);
}

// ---------------------------------------------------------------- the stanza

static const char policy[] =
    "[policy one]\ndefault = yes\n"
    "step = 1 after 7 deadline 8 tone courteous letter reminder-1\n"
    "step = 2 after 10 deadline 7 tone friendly letter reminder-2 instalments\n\n";

static bool load(const char *experiment, struct policies *out, struct err *err) {
  struct stanzas all = {0};
  struct str text = str_printf(&arena, "%s[experiment e]\n%s", policy, experiment);
  return stanza_parse(&arena, S("p.rules"), text, &all, err) &&
         policies_load(&arena, &all, out, err);
}

static void one_factor(void **state) {
  (void)state;
  static const struct {
    const char *stanza;
    int factor; // -1: refused
    const char *why;
  } rows[] = {
      {"policy = one\nfrom = 2026-11-01\nstep = 1 after 5 deadline 8 tone courteous letter "
       "reminder-1\n",
       FACTOR_DELAY, NULL},
      {"policy = one\nfrom = 2026-11-01\nstep = 1 after 7 deadline 8 tone friendly letter "
       "reminder-2\n",
       FACTOR_TONE, NULL},
      {"policy = one\nfrom = 2026-11-01\nstep = 2 after 10 deadline 7 tone friendly letter "
       "reminder-2\n",
       FACTOR_PAYMENT, NULL},
      {"policy = one\nfrom = 2026-11-01\nstep = 1 after 5 deadline 8 tone friendly letter "
       "reminder-2\n",
       -1, "one factor at a time"},
      {"policy = one\nfrom = 2026-11-01\nstep = 1 after 7 deadline 8 tone courteous letter "
       "reminder-1 person\n",
       -1, "one factor at a time"},
      {"policy = one\nfrom = 2026-11-01\n", -1, "nothing is different"},
      {"policy = two\nfrom = 2026-11-01\nstep = 1 after 5 deadline 8 tone courteous letter x\n", -1,
       "policy = the name"},
      {"policy = one\nstep = 1 after 5 deadline 8 tone courteous letter reminder-1\n", -1,
       "from ="},
      {"policy = one\nfrom = 2026-11-01\nstep = 3 after 5 deadline 8 tone courteous letter x\n", -1,
       "no step of that number"},
      {"policy = one\nfrom = 2026-11-01\nstep = 1 after 5 deadline 8 tone courteous letter "
       "reminder-1\n[experiment f]\npolicy = one\nfrom = 2026-11-01\nstep = 1 after 6 deadline 8 "
       "tone courteous letter reminder-1\n",
       -1, "one at a time"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct policies p = {0};
    struct err err = {0};
    bool ok = load(rows[i].stanza, &p, &err);
    assert_int_equal(ok, rows[i].factor >= 0);
    if (ok)
      assert_int_equal(p.experiments.v[0].factor, rows[i].factor);
    else if (!str_find(str_of(err.text), str_of(rows[i].why), NULL))
      fail_msg("%s: not %s", err.text, rows[i].why);
  }
}

static void policy_follows_arm(void **state) {
  (void)state;
  struct policies p = {0};
  struct err err;
  assert_true(load("policy = one\nfrom = 2026-11-01\nstep = 1 after 5 deadline 8 tone courteous "
                   "letter reminder-1\n",
                   &p, &err));
  for (int i = 0; i < 20; i++) {
    struct client c = {.id = str_printf(&arena, "C%d", i)};
    bool other = experiment_arm(S("e"), c.id) == ARM_OTHER;
    assert_int_equal(policy_of(&p, &c)->steps.v[0].delay, other ? 5 : 7);
    assert_int_equal(policy_named_for(&p, &c)->steps.v[0].delay, 7);
    assert_int_equal(policy_of(&p, &c)->steps.v[1].delay, 10);
  }
  p.experiments.v[0].stopped = true;
  for (int i = 0; i < 20; i++) {
    struct client c = {.id = str_printf(&arena, "C%d", i)};
    assert_int_equal(policy_of(&p, &c)->steps.v[0].delay, 7);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(newcombe),
      cmocka_unit_test(halves),
      cmocka_unit_test(judged),
      cmocka_unit_test(one_factor),
      cmocka_unit_test(policy_follows_arm),
  };
  arena_init(&arena, 64 << 20);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
