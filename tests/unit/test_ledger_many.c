// test_ledger_many.c: a register filled by the thousand is the same as one filled row by row.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

enum { MANY = 15000, KEYS_OF_ONE = 4 }; // enough keys for a run of their own

static struct invoice invoice_of(int n, int due) {
  return (struct invoice){.number = str_printf(&mem, "N-%d", n),
                          .client = n % 2 ? S("C1") : S("C2"),
                          .issued = {TODAY.n - n % 100},
                          .due = {due},
                          .total = money_of(n + 1, "EUR"),
                          .open = money_of(n + 1, "EUR"),
                          .payment_reference = n % 2 ? S("") : str_printf(&mem, "RF %d", n)};
}

static void fill(int from, int to) {
  for (int n = from; n < to; n++) {
    enum put what;
    struct invoice i = invoice_of(n, TODAY.n);
    struct strs keys = {0};
    *LIST_PUSH(&mem, &keys) = str_printf(&mem, "n%d", n);
    *LIST_PUSH(&mem, &keys) = str_printf(&mem, "#%d", n % 5001);
    *LIST_PUSH(&mem, &keys) = str_printf(&mem, "y/%d", n);
    *LIST_PUSH(&mem, &keys) = S("all");
    OK(register_put_invoice(led, &i, &keys, &what, &err));
    assert_int_equal(what, PUT_ADDED);
  }
}

static void fill_together(int from, int to) {
  OK(ledger_begin(led, "many", &err));
  OK(register_many(led, &err));
  fill(from, to);
  OK(register_many_done(led, &err));
  OK(ledger_commit(led, &err));
}

static size_t found(enum lookup_kind kind, const char *key) {
  struct lookup one = {.kind = kind, .key = str_of(key)};
  struct lookups q = {&one, 1, 1};
  struct snapshot s;
  struct arena a;
  arena_init(&a, 64 << 20);
  OK(ledger_snapshot(led, &a, &q, &s, &err));
  size_t n = s.clients.n;
  arena_free(&a);
  return n;
}

static void each_is_found(int from, int to) {
  char key[40];
  for (int n = from; n < to; n += 97) {
    snprintf(key, sizeof key, "n%d", n);
    assert_int_equal(found(LOOKUP_NUMBER, key), 1);
    snprintf(key, sizeof key, "rf-%d", n);
    assert_int_equal(found(LOOKUP_REFERENCE, key), n % 2 ? 0 : 1);
  }
}

static void many_are_found_as_one_is(void **state) {
  (void)state;
  fill_together(0, MANY);
  fill(MANY, MANY + 10);
  fill_together(MANY + 10, 2 * MANY);
  assert_int_equal(number("SELECT max(run) FROM invoice_key_pack"), 2);
  assert_int_equal(number("SELECT count(*) FROM invoice_key"), 10 * KEYS_OF_ONE + 5 + 3);
  each_is_found(0, 2 * MANY);
  assert_int_equal(found(LOOKUP_NUMBER, "all"), 2);
  assert_int_equal(found(LOOKUP_NUMBER, "#7"), 2);
  assert_int_equal(found(LOOKUP_NUMBER, "n30000"), 0);
  sound();
}

static void few_are_rows(void **state) {
  (void)state;
  fill_together(0, 100);
  assert_int_equal(number("SELECT count(*) FROM invoice_key_pack"), 0);
  each_is_found(0, 100);
  sound();
}

static void sales_follow_a_change(void **state) {
  (void)state;
  enum put what;
  struct moneys sums;
  fill_together(0, 200);
  OK(register_sales(led, &mem, (struct day){TODAY.n - 99}, (struct day){TODAY.n + 1}, &sums, &err));
  assert_int_equal(sums.v[0].minor, 200 * 201 / 2);
  struct invoice i = invoice_of(3, TODAY.n);
  i.total = i.open = money_of(1000, "EUR");
  i.issued.n--;
  OK(register_put_invoice(led, &i, NULL, &what, &err));
  assert_int_equal(what, PUT_CHANGED);
  OK(register_sales(led, &mem, (struct day){TODAY.n - 99}, (struct day){TODAY.n + 1}, &sums, &err));
  assert_int_equal(sums.v[0].minor, 200 * 201 / 2 - 4 + 1000);
  sound();
}

static void another_reference_is_found(void **state) {
  (void)state;
  enum put what;
  fill_together(0, 100);
  struct invoice i = invoice_of(4, TODAY.n);
  i.payment_reference = S("+++090/9337/55493+++");
  OK(register_put_invoice(led, &i, NULL, &what, &err));
  assert_int_equal(found(LOOKUP_REFERENCE, "090933755493"), 1);
  assert_int_equal(found(LOOKUP_REFERENCE, "rf4"), 0);
}

static void what_is_taken_back_was_not_sold(void **state) {
  (void)state;
  fill(0, 3);
  struct invoice i = invoice_of(2, TODAY.n);
  OK(register_take_back_invoice(led, &i, &err));
  assert_int_equal(number("SELECT sum(minor) FROM sold"), 1 + 2);
  sound();
}

static void a_rollback_forgets_all(void **state) {
  (void)state;
  OK(ledger_begin(led, "many", &err));
  OK(register_many(led, &err));
  fill(0, 100);
  ledger_rollback(led);
  assert_int_equal(number("SELECT count(*) FROM sold") + number("SELECT count(*) FROM invoice_key"),
                   3);
  fill_together(0, 100);
  each_is_found(0, 100);
  sound();
}

static int two(void **state) {
  int bad = fixture_ledger(state);
  if (!bad)
    two_clients();
  return bad;
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, two, fixture_gone)
int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILE(many_are_found_as_one_is),        WITH_FILE(few_are_rows),
      WITH_FILE(sales_follow_a_change),           WITH_FILE(another_reference_is_found),
      WITH_FILE(what_is_taken_back_was_not_sold), WITH_FILE(a_rollback_forgets_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
