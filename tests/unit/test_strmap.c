// test_strmap.c: numbers by name.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/strmap.h"
#include "table.h"

static uint32_t get(const struct strmap *m, struct str key) {
  return strmap_get(m, key, str_hash(key));
}

static void an_empty_one_has_nothing(void **state) {
  (void)state;
  struct strmap m = {0};
  assert_int_equal(get(&m, S("")), 0);
  assert_int_equal(get(&m, S("a")), 0);
}

static void what_was_put_is_found_after_growing(void **state) {
  (void)state;
  struct arena a;
  struct strmap m = {0};
  arena_init(&a, 1 << 22);
  *strmap_put(&a, &m, S("")) = 77;
  for (uint32_t i = 1; i <= 5000; i++) {
    uint32_t *new = strmap_put(&a, &m, str_printf(&a, "%u", i));
    assert_int_equal(*new, 0);
    *new = i;
  }
  assert_int_equal(m.n, 5001);
  for (uint32_t i = 1; i <= 5000; i++)
    assert_int_equal(get(&m, str_printf(&a, "%u", i)), i);
  assert_int_equal(get(&m, S("")), 77);
  assert_int_equal(get(&m, S("5001")), 0);
  assert_int_equal(*strmap_put(&a, &m, S("4711")), 4711);
  assert_int_equal(m.n, 5001);
  arena_free(&a);
}

// "hashmap" told by its beginnings, each hashed one letter after the other.
static void a_beginning_is_hashed_on_the_way(void **state) {
  (void)state;
  struct str word = S("hashmap");
  uint32_t hash = STRMAP_SEED;
  for (size_t n = 1; n <= word.n; n++) {
    hash = str_hash_add(hash, word.p[n - 1]);
    assert_int_equal(hash, str_hash(str_sub(word, 0, n)));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_empty_one_has_nothing),
      cmocka_unit_test(what_was_put_is_found_after_growing),
      cmocka_unit_test(a_beginning_is_hashed_on_the_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
