// test_ledger_decisions.c: what was decided and when: journal, holds, suggestions, story, figures.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

static int64_t hold(const char *client, const char *invoice, int until) {
  struct hold h = {.client = str_of(client),
                   .invoice = str_of(invoice),
                   .kind = HOLD_PROMISED,
                   .from = TODAY,
                   .until = {until},
                   .why = S("pays on Friday")};
  int64_t id;
  OK(hold_put(led, &h, 0, NOW, &id, &err));
  return id;
}

static void journal_is_only_added_to(void **state) {
  (void)state;
  struct journal_entry e = {.at = NOW,
                            .kind = S("match"),
                            .client = S("C1"),
                            .invoice = S("F1"),
                            .say = S("names F1"),
                            .reasons = S("[]")};
  int64_t id;
  OK(journal_add(led, &e, &id, &err));
  assert_true(refused("UPDATE journal SET say = 'x'", "only added to"));
  assert_true(refused("DELETE FROM journal", "only added to"));
  assert_true(refused("INSERT OR REPLACE INTO journal (id, at, kind, say) VALUES (1, 1, 'x', 'y')",
                      "only added to"));
  e.say = S(""); // without a sentence it is no decision
  assert_false(journal_add(led, &e, &id, &err));
  assert_int_equal(err.kind, ERR_INPUT);
}

static void holds_end_and_stay(void **state) {
  (void)state;
  struct holds h;
  size_t n;
  int64_t first = hold("C1", "F1", TODAY.n - 1), second = hold("C1", "", TODAY.n + 3);
  OK(holds_standing(led, &mem, S("C1"), &h, &err));
  assert_int_equal(h.n, 2);
  assert_str(h.v[0].invoice, "F1");
  OK(holds_expire(led, TODAY, NOW, &n, &err));
  assert_int_equal(n, 1);
  OK(holds_expire(led, TODAY, NOW, &n, &err));
  assert_int_equal(n, 0);
  OK(holds_standing(led, &mem, S(""), &h, &err));
  assert_int_equal(h.n, 1);
  assert_int_equal(h.v[0].until.n, TODAY.n + 3);
  assert_false(hold_end(led, first, S("again"), NOW, &err));
  assert_true(refused("UPDATE hold SET why = 'x' WHERE id = 2", "only be ended"));
  OK(hold_end(led, second, S("the owner"), NOW, &err));
  assert_int_equal(number("SELECT count(*) FROM hold"), 2);
  assert_true(refused("UPDATE hold SET ended_at = NULL, ended_why = NULL", "ended already"));
  assert_true(refused("DELETE FROM hold", "only be ended"));
  struct hold wrong = {.client = S("C9"), .why = S("x"), .until = DAY_NONE};
  assert_false(hold_put(led, &wrong, 0, NOW, &first, &err));
  assert_int_equal(err.kind, ERR_INPUT);
}

static void first_answer_wins(void **state) {
  (void)state;
  struct suggestion s = {.say = S("F1 paid?"), .verdict = S("{}"), .client = S("C1")}, got;
  int64_t id, again_id;
  bool done, found;
  OK(suggestion_put(led, &s, NOW, &id, &err));
  OK(suggestion_resolve(led, id, 7, SUGGESTION_ACCEPTED, S(""), S("ann"), NOW, &done, &err));
  assert_false(done); // another version than was shown
  OK(suggestion_resolve(led, id, 1, SUGGESTION_ACCEPTED, S(""), S("ann"), NOW, &done, &err));
  assert_true(done);
  OK(suggestion_resolve(led, id, 1, SUGGESTION_REJECTED, S(""), S("joe"), NOW, &done, &err));
  assert_false(done);
  OK(suggestion_get(led, &mem, id, &got, &found, &err));
  assert_int_equal(got.state, SUGGESTION_ACCEPTED);
  assert_str(got.by, "ann");
  OK(suggestion_reopen(led, id, NOW, &again_id, &err));
  struct suggestions open;
  OK(suggestions_list(led, &mem, SUGGESTION_OPEN, 10, &open, &err));
  assert_int_equal(open.n, 1);
  assert_int_equal(open.v[0].id, again_id);
  assert_str(open.v[0].say, "F1 paid?");
  assert_true(refused("UPDATE suggestion SET state = 'open', resolved_at = NULL WHERE id = 1",
                      "answered already"));
}

static void later_suggestion_supersedes(void **state) {
  (void)state;
  struct raw_message m = {.uid = 1, .raw = S("a"), .arrived_at = NOW};
  struct raw_set set = {{S("main"), S("INBOX"), FOLDER_INBOX}, 1, 1, NOW, &m, 1};
  size_t fresh;
  int64_t first, second;
  bool found;
  OK(inbox_store_set(led, &set, &fresh, &err));
  struct suggestion s = {.message = 1, .say = S("?"), .verdict = S("{}")}, got;
  OK(suggestion_put(led, &s, NOW, &first, &err));
  OK(suggestion_put(led, &s, NOW, &second, &err));
  OK(suggestion_get(led, &mem, first, &got, &found, &err));
  assert_int_equal(got.state, SUGGESTION_SUPERSEDED);
}

static void story_in_the_order_of_time(void **state) {
  (void)state;
  struct events e;
  struct outbox_letter l = a_letter("m1", "C1", 1);
  struct journal_entry j = {.at = NOW + 10,
                            .kind = S("match"),
                            .client = S("C1"),
                            .invoice = S("F1"),
                            .say = S("names F1")};
  int64_t id, alloc = allocate("F1", 100);
  bool fresh;
  size_t n;
  OK(letter_put(led, &l, &id, &fresh, &err));
  OK(journal_add(led, &j, NULL, &err));
  hold("C1", "", TODAY.n);
  OK(letters_withdraw(led, S("C1"), S(""), true, S("crossed"), NOW + 20, &n, &err));
  OK(allocation_end(led, alloc, S("undone"), NOW + 30, &err));
  OK(history_of_invoice(led, &mem, S("F1"), &e, &err));
  static const char *const want[] = {"hold",  "allocation",       "letter_queued",
                                     "match", "letter_withdrawn", "allocation_end"};
  assert_int_equal(e.n, 6);
  for (size_t i = 0; i < e.n; i++)
    assert_str(e.v[i].what, want[i]);
  assert_str(e.v[4].say, "crossed");
  OK(history_of_client(led, &mem, S("C1"), &e, &err));
  assert_int_equal(e.n, 6);
  OK(history_of_client(led, &mem, S("C2"), &e, &err));
  assert_int_equal(e.n, 0);
}

static void figures(void **state) {
  (void)state;
  struct ledger_stats s;
  struct import_run run = {.file = S("a.csv"), .kind = S("invoices"), .at = NOW, .added = 3};
  OK(import_put(led, &run, &err));
  OK(ledger_stats(led, &s, &err));
  assert_int_equal(s.clients, 2);
  assert_int_equal(s.invoices, 3);
  assert_int_equal(s.open_invoices, 3);
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, register_ledger, fixture_gone)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILE(journal_is_only_added_to),   WITH_FILE(holds_end_and_stay),
      WITH_FILE(first_answer_wins),          WITH_FILE(later_suggestion_supersedes),
      WITH_FILE(story_in_the_order_of_time), WITH_FILE(figures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
