// test_ledger_agreements.c: payment plans, what is paid of them, and who is to be thanked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/instalment_store.h"
#include "ledger/settled.h"
#include "ledger_fixture.h"

static int agreements_ledger(void **state) {
  if (fixture_ledger(state))
    return -1;
  two_clients();
  an_invoice("F1", "C1", 10000, TODAY.n - 20);
  an_invoice("F2", "C1", 5000, TODAY.n - 10);
  an_invoice("F3", "C2", 0, TODAY.n - 1);
  an_invoice("G1", "C2", 7000, TODAY.n - 20);
  return 0;
}

static void pay(const char *invoice, int64_t minor) {
  int64_t id;
  struct allocation_row row = {.invoice = str_of(invoice),
                               .at = NOW,
                               .amount = money_of(minor, "EUR"),
                               .why = S("received")};
  OK(allocation_put(led, &row, &id, &err));
}

// Three dates, thirty days apart, of 50.00 each.
static void agree(const char *client, const char *invoices, int64_t open) {
  struct instalments plan = {0};
  struct strs list = words(invoices);
  for (int i = 1; i <= 3; i++)
    *LIST_PUSH(&mem, &plan) = (struct instalment){
        .due = day_add(TODAY, 30 * i), .agreed = TODAY, .amount = money_of(5000, "EUR")};
  OK(instalments_put(led, str_of(client), &list, money_of(open, "EUR"), &plan, NOW, &err));
}

static struct snapshot seen(const char *client) {
  struct snapshot s = {0};
  OK(ledger_snapshot_client(led, &mem, str_of(client), &s, &err));
  return s;
}

static void paid_is(int64_t first, int64_t second, int64_t third) {
  struct snapshot s = seen("C1");
  assert_int_equal(s.instalments.n, 3);
  assert_int_equal(s.instalments.v[0].paid.minor, first);
  assert_int_equal(s.instalments.v[1].paid.minor, second);
  assert_int_equal(s.instalments.v[2].paid.minor, third);
}

static void money_fills_the_dates_in_their_order(void **state) {
  (void)state;
  agree("C1", "F1 F2", 15000);
  struct snapshot s = seen("C1");
  const struct instalment *in = &s.instalments.v[1];
  assert_int_equal(in->due.n, TODAY.n + 60);
  assert_int_equal(in->agreed.n, TODAY.n);
  assert_int_equal(in->amount.minor, 5000);
  assert_int_equal(in->invoices.n, 2);
  assert_str(in->client, "C1");
  assert_false(in->broken);
  paid_is(0, 0, 0);
  pay("F2", 3000);
  paid_is(3000, 0, 0);
  pay("F1", 4000); // whichever invoice it was meant for
  paid_is(5000, 2000, 0);
  pay("F1", 6000);
  pay("F2", 2000);
  paid_is(5000, 5000, 5000);
  again();
  paid_is(5000, 5000, 5000);
  sound();
}

static void money_that_goes_back_opens_them_again(void **state) {
  (void)state;
  agree("C1", "F1 F2", 15000);
  pay("F1", 6000);
  paid_is(5000, 1000, 0);
  OK(allocation_end(led, number("SELECT max(id) FROM allocation"), S("it went back"), NOW, &err));
  paid_is(0, 0, 0);
  an_invoice("F2", "C1", 8000, TODAY.n - 10); // the books say that more is open: nothing is owed us
  paid_is(0, 0, 0);
}

static void money_before_the_agreement_does_not_count(void **state) {
  (void)state;
  pay("F1", 5000);
  agree("C1", "F1 F2", 10000);
  paid_is(0, 0, 0);
  pay("F1", 1000);
  paid_is(1000, 0, 0);
}

static void a_new_plan_ends_the_one_before(void **state) {
  (void)state;
  agree("C1", "F1 F2", 15000);
  agree("C2", "G1", 7000);
  pay("F1", 5000);
  agree("C1", "F1 F2", 10000);
  paid_is(0, 0, 0);
  assert_int_equal(number("SELECT count(*) FROM instalment WHERE ended_at IS NOT NULL"), 3);
  assert_int_equal(seen("C2").instalments.n, 3); // another client's stays
  assert_true(refused("INSERT INTO instalment (plan, client, invoices, due, minor, currency,"
                      " open_minor, agreed) VALUES (9, 'C1', 'F1', 1, 0, 'EUR', 1, 1)",
                      "minor > 0"));
  sound();
}

// ---- who is to be thanked

static void remind(const char *id, const char *client, const char *invoices, int step) {
  struct outbox_letter l = a_letter(id, client, step);
  struct letter_change c = {.reply_code = 250};
  int64_t letter, at = NOW + 60 * number("SELECT count(*) FROM letter");
  bool done;
  l.kind = OUTBOX_REMINDER;
  l.invoices = words(invoices);
  l.cycle = (int)number("SELECT count(*) FROM letter");
  OK(letter_put(led, &l, &letter, &done, &err));
  OK(letter_move(led, letter, LETTER_QUEUED, LETTER_SENDING, NULL, S("x"), at, &done, &err));
  OK(letter_move(led, letter, LETTER_SENDING, LETTER_IN_DOUBT, NULL, S("x"), at, &done, &err));
  OK(letter_move(led, letter, LETTER_IN_DOUBT, LETTER_SENT, &c, S("x"), at, &done, &err));
  assert_true(done);
}

static size_t to_thank(struct settleds *out) {
  *out = (struct settleds){0};
  OK(reminders_settled(led, &mem, NOW - 86400, TODAY, 10, out, &err));
  return out->n;
}

static void who_has_paid_all_that_was_named(void **state) {
  (void)state;
  struct settleds who;
  remind("m1", "C1", "F1 F2", 1);
  assert_int_equal(to_thank(&who), 0);
  pay("F1", 10000);
  assert_int_equal(to_thank(&who), 0); // a part of it
  pay("F2", 5000);
  assert_int_equal(to_thank(&who), 1);
  assert_str(who.v[0].client, "C1");
  assert_str(who.v[0].to, "bob@client.example");
  assert_str(who.v[0].message_id, "m1");
  assert_int_equal(who.v[0].invoices.n, 2);
  struct outbox_letter thanks = a_letter("m2", "C1", 0);
  int64_t id;
  bool fresh;
  thanks.kind = OUTBOX_ANSWER;
  thanks.letter = S("thanks");
  OK(letter_put(led, &thanks, &id, &fresh, &err));
  assert_int_equal(to_thank(&who), 0); // once
}

static void who_is_not_thanked(void **state) {
  (void)state;
  struct settleds who;
  remind("m1", "C1", "F1", 1);
  an_invoice("F1", "C1", 0, TODAY.n - 20);
  assert_int_equal(to_thank(&who), 0); // only the books say so: a credit note perhaps
  remind("m2", "C2", "G1", 1);
  pay("G1", 7000);
  assert_int_equal(to_thank(&who), 1);
  an_invoice("G2", "C2", 100, TODAY.n - 1);
  assert_int_equal(to_thank(&who), 0); // something else is overdue
  an_invoice("G2", "C2", 100, TODAY.n + 1);
  assert_int_equal(to_thank(&who), 1);
  remind("m3", "C2", "G2", 1);
  assert_int_equal(to_thank(&who), 0); // a later reminder is not settled
}

static void a_courtesy_and_old_letters_ask_for_no_thanks(void **state) {
  (void)state;
  struct settleds who;
  remind("m1", "C2", "G1", 0);
  pay("G1", 7000);
  assert_int_equal(to_thank(&who), 0);
  remind("m2", "C1", "F1", 1);
  pay("F1", 10000);
  pay("F2", 5000);
  assert_int_equal(to_thank(&who), 1);
  OK(reminders_settled(led, &mem, NOW + 1000, TODAY, 10, &who, &err));
  assert_int_equal(who.n, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, agreements_ledger, fixture_gone)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(money_fills_the_dates_in_their_order),
      TEST(money_that_goes_back_opens_them_again),
      TEST(money_before_the_agreement_does_not_count),
      TEST(a_new_plan_ends_the_one_before),
      TEST(who_has_paid_all_that_was_named),
      TEST(who_is_not_thanked),
      TEST(a_courtesy_and_old_letters_ask_for_no_thanks),
  };
  return cmocka_run_group_tests_name("ledger_agreements", tests, NULL, NULL);
}
