// test_sets.c: sets that add up, beside trying all of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "match/sets.h"
#include "table.h"

#include <time.h>

static uint32_t seed = 7;

static uint32_t dice(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static int fitting(const int64_t *v, size_t n, int64_t target) {
  int count = 0;
  for (uint32_t mask = 1; mask < 1u << n; mask++) {
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
      sum += mask >> i & 1 ? v[i] : 0;
    count += sum == target;
  }
  return count;
}

static int64_t sum_of(const int64_t *v, const struct set *set) {
  int64_t sum = 0;
  for (size_t i = 0; i < set->n; i++)
    sum += v[set->v[i]];
  return sum;
}

static void as_many_as_there_are(void **state) {
  (void)state;
  print_message("seed %u\n", seed);
  for (int round = 0; round < 3000; round++) {
    struct arena a;
    int64_t v[10];
    arena_init(&a, 1 << 20);
    size_t n = dice(11);
    for (size_t i = 0; i < n; i++)
      v[i] = (int64_t)dice(30) - (dice(5) ? 0 : 25);
    int64_t target = dice(80);
    struct sets s = sets_find(&a, v, n, target);
    int all = fitting(v, n, target);
    assert_true(s.complete);
    assert_int_equal(s.n, all < SETS_MOST ? all : SETS_MOST);
    for (size_t i = 0; i < s.n; i++)
      assert_int_equal(sum_of(v, &s.v[i]), target);
    arena_free(&a);
  }
}

static void of_many_few_or_nearly_all(void **state) {
  (void)state;
  int64_t v[200], total = 0, all_but_two;
  for (size_t i = 0; i < 200; i++)
    total += v[i] = 100000 + dice(90000000);
  all_but_two = total - v[3] - v[150];
  struct arena a;
  arena_init(&a, 1 << 24);
  struct sets s = sets_find(&a, v, 200, v[17] + v[80]);
  assert_int_equal(s.n, 1);
  assert_int_equal(s.v[0].n, 2);
  assert_int_equal(s.v[0].v[0], 17);
  s = sets_find(&a, v, 200, all_but_two);
  assert_int_equal(s.n, 1);
  assert_int_equal(s.v[0].n, 198);
  s = sets_find(&a, v, 200, total);
  assert_int_equal(s.v[0].n, 200);
  arena_free(&a);
}

// Among small round amounts nearly every sum can be had in many ways.
static void chance_is_no_proof(void **state) {
  (void)state;
  int64_t v[16] = {0};
  for (size_t i = 0; i < 16; i++)
    v[i] = 10000 + 100 * (int64_t)i;
  struct arena a;
  arena_init(&a, 1 << 24);
  struct sets s = sets_find(&a, v, 16, 10000 + 10100 + 10200 + 10300 + 10400);
  assert_true(s.n >= 1 && s.chance && !sets_unique(&s));
  s = sets_find(&a, v, 3, 10100);
  assert_true(sets_unique(&s));
  arena_free(&a);
}

// Bounded in the worst case: the slowest of these is printed, the steps are what is promised.
static void has_an_end(void **state) {
  (void)state;
  clock_t slowest = 0;
  for (int round = 0; round < 50; round++) {
    int64_t v[200];
    struct arena a;
    arena_init(&a, 1 << 26);
    for (size_t i = 0; i < 200; i++)
      v[i] = round % 2 ? 10000 : 1000 + dice(900000);
    clock_t start = clock();
    sets_find(&a, v, 200, 1 + (int64_t)dice(5000000));
    clock_t took = clock() - start;
    slowest = took > slowest ? took : slowest;
    arena_free(&a);
  }
  print_message("slowest of 50 searches in 200 amounts: %ld us\n",
                (long)(slowest * 1000000 / CLOCKS_PER_SEC));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_many_as_there_are),
      cmocka_unit_test(of_many_few_or_nearly_all),
      cmocka_unit_test(chance_is_no_proof),
      cmocka_unit_test(has_an_end),
  };
  return cmocka_run_group_tests_name("sets", tests, NULL, NULL);
}
