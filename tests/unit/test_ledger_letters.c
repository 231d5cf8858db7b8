// test_ledger_letters.c: whose letters send may take, drafts, and the names that servers give.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

static int letters_ledger(void **state) {
  if (fixture_ledger(state))
    return -1;
  two_clients();
  return 0;
}

static int64_t put(const char *id, int cycle, bool needs_person) {
  struct outbox_letter l = a_letter(id, "C1", 1);
  int64_t got;
  bool fresh;
  l.cycle = cycle;
  l.needs_person = needs_person;
  OK(letter_put(led, &l, &got, &fresh, &err));
  assert_true(fresh);
  return got;
}

static int64_t claimed(enum claimable which) {
  struct outbox_letter l;
  bool found;
  OK(letter_claim(led, &mem, S("main"), which, NOW, &l, &found, &err));
  return found ? l.id : 0;
}

static struct outbox_letter letter(int64_t id) {
  struct outbox_letter l;
  bool found;
  OK(letter_get(led, &mem, id, &l, &found, &err));
  assert_true(found);
  return l;
}

static bool go(int64_t id, enum letter_state from, enum letter_state to) {
  struct letter_change c = {.reply_code = 250};
  bool moved;
  OK(letter_move(led, id, from, to, &c, S("test"), NOW, &moved, &err));
  return moved;
}

static void a_yes_is_kept_with_the_letter(void **state) {
  (void)state;
  bool done;
  int64_t legal = put("m1", 1, true), plain = put("m2", 2, false);
  assert_int_equal(claimed(CLAIM_APPROVED), 0);
  OK(letter_approve(led, plain, S("yes"), NOW, &done, &err));
  assert_true(done);
  OK(letter_approve(led, plain, S("yes"), NOW, &done, &err));
  assert_false(done); // once is enough
  assert_int_equal(letter(plain).approved_at, NOW);
  assert_int_equal(claimed(CLAIM_APPROVED), plain);
  assert_int_equal(claimed(CLAIM_ANY), 0); // what needs a person needs him in any mode
  OK(letter_approve(led, legal, S("yes"), NOW, &done, &err));
  assert_int_equal(claimed(CLAIM_ANY), legal);
  OK(letter_approve(led, legal, S("yes"), NOW, &done, &err));
  assert_false(done); // too late for one that is on its way
}

static void a_yes_makes_it_due(void **state) {
  (void)state;
  bool done;
  int64_t id = put("m1", 1, false);
  OK(letter_postpone(led, id, NOW + 300, S("it waits for your yes"), NOW, &err));
  assert_int_equal(claimed(CLAIM_ANY), 0);
  OK(letter_approve(led, id, S("yes"), NOW, &done, &err));
  assert_int_equal(claimed(CLAIM_ANY), id);
}

static void a_draft_is_never_claimed(void **state) {
  (void)state;
  size_t n;
  bool moved;
  struct outbox_letters list;
  int64_t id = put("m1", 1, false);
  OK(letters_want_drafts(led, NOW, &n, &err));
  assert_int_equal(n, 1);
  OK(letters_want_drafts(led, NOW, &n, &err));
  assert_int_equal(n, 0);
  assert_int_equal(claimed(CLAIM_ANY), 0);
  OK(letter_draft_move(led, id, DRAFT_THERE, DRAFT_GONE, NOW, &moved, &err));
  assert_false(moved); // it was not there yet
  OK(letter_draft_move(led, id, DRAFT_WANTED, DRAFT_GONE, NOW, &moved, &err));
  assert_true(moved);
  assert_int_equal(claimed(CLAIM_ANY), 0); // gone: perhaps sent
  OK(letters_drafted(led, &mem, S("main"), 10, &list, &err));
  assert_int_equal(list.n, 1); // it may come back while it is queued
  assert_true(go(id, LETTER_QUEUED, LETTER_WITHDRAWN));
  OK(letters_drafted(led, &mem, S("main"), 10, &list, &err));
  assert_int_equal(list.n, 0);
  assert_true(refused("UPDATE letter SET draft = 'lost'", "CHECK"));
}

static void a_person_sends_it(void **state) {
  (void)state;
  size_t n;
  struct snapshot s;
  int64_t sent = put("m1", 1, false), withdrawn = put("m2", 2, false);
  OK(letters_want_drafts(led, NOW, &n, &err));
  struct outbox_letter one = letter(sent);
  OK(letter_sent_by_person(led, &one, S("from the drafts"), NOW - 60, &err));
  one = letter(sent);
  assert_int_equal(one.state, LETTER_SENT);
  assert_int_equal(one.sent_at, NOW - 60);
  assert_true(go(withdrawn, LETTER_QUEUED, LETTER_WITHDRAWN));
  one = letter(withdrawn);
  OK(letter_sent_by_person(led, &one, S("from the drafts"), NOW, &err));
  OK(letter_sent_by_person(led, &one, S("from the drafts"), NOW, &err)); // a second copy
  assert_int_equal(letter(withdrawn).state, LETTER_WITHDRAWN);
  OK(ledger_snapshot_client(led, &mem, S("C1"), &s, &err));
  assert_int_equal(s.reminders.n, 2);
  assert_str(s.reminders.v[0].invoices.v[0], "F1");
}

static void a_servers_name_is_the_letters_too(void **state) {
  (void)state;
  bool found;
  struct outbox_letter l;
  struct snapshot s;
  struct lookup ask = {.kind = LOOKUP_MESSAGE_ID, .key = S("theirs@outbound.example")};
  struct lookups q = {&ask, 1, 1};
  int64_t id = put("m1", 1, false);
  struct outbox_letter ours = letter(id), other = letter(put("m2", 2, false));
  OK(letter_also_known(led, &ours, S("theirs@outbound.example"), &err));
  OK(letter_also_known(led, &ours, S("theirs@outbound.example"), &err));
  OK(letter_also_known(led, &ours, S(""), &err));
  OK(letter_also_known(led, &ours, ours.message_id, &err));
  OK(letter_also_known(led, &other, S("m1"), &err)); // nobody takes the name of another letter
  assert_int_equal(number("SELECT count(*) FROM letter_alias"), 1);
  OK(letter_find(led, &mem, S("theirs@outbound.example"), S(""), &l, &found, &err));
  assert_true(found && l.id == id);
  OK(letter_find(led, &mem, S("m1"), S(""), &l, &found, &err));
  assert_true(found && l.id == id);
  assert_true(go(id, LETTER_QUEUED, LETTER_SENDING) && go(id, LETTER_SENDING, LETTER_IN_DOUBT));
  for (int i = 0; i < 2; i++) { // in doubt, then sent
    OK(ledger_snapshot(led, &mem, &q, &s, &err));
    assert_int_equal(s.clients.n, 1);
    assert_str(s.reminders.v[0].message_id, "m1");
    assert_str(s.reminders.v[0].aliases.v[0], "theirs@outbound.example");
    assert_true(i || go(id, LETTER_IN_DOUBT, LETTER_SENT));
  }
}

static void each_mailbox_files_its_own(void **state) {
  (void)state;
  struct outbox_letters list;
  int64_t id = put("m1", 1, false);
  assert_true(go(id, LETTER_QUEUED, LETTER_SENDING) && go(id, LETTER_SENDING, LETTER_IN_DOUBT) &&
              go(id, LETTER_IN_DOUBT, LETTER_SENT));
  OK(letters_unfiled(led, &mem, S("other"), 1, &list, &err));
  assert_int_equal(list.n, 0);
  OK(letters_unfiled(led, &mem, S("main"), 1, &list, &err));
  assert_int_equal(list.n, 1);
}

// What a full disk has stopped works again after it was opened anew, under the same lock.
static void opened_anew(void **state) {
  (void)state;
  struct outbox_letters list;
  int64_t id = put("m1", 1, false);
  led->stopped = true;
  assert_false(letters_by_state(led, &mem, LETTER_QUEUED, 10, &list, &err));
  OK(ledger_reopen(led, &err));
  assert_true(go(id, LETTER_QUEUED, LETTER_SENDING));
}

enum { YEAR = 366 * 86400 };

// A clock that was a year ahead: what has left stays, what was planned goes, holds stand again.
static void back_from_the_future(void **state) {
  (void)state;
  struct raw_set seen = {.folder = {S("main"), S("INBOX"), FOLDER_INBOX}, .uidvalidity = 1};
  struct hold h = {.client = S("C1"),
                   .kind = HOLD_ANNOUNCED,
                   .from = TODAY,
                   .until = day_add(TODAY, 5),
                   .why = S("paid")};
  struct day ahead = day_add(TODAY, 366);
  struct snapshot s;
  int64_t id, changed, latest;
  size_t n;
  OK(hold_put(led, &h, 0, NOW, &id, &err));
  OK(holds_expire(led, ahead, NOW + YEAR, &n, &err));
  assert_int_equal(n, 1);
  h = (struct hold){
      .client = S("C2"), .kind = HOLD_PROMISED, .from = ahead, .until = DAY_NONE, .why = S("soon")};
  OK(hold_put(led, &h, 0, NOW + YEAR, &id, &err));
  int64_t sent = put("m1", 1, false);
  struct letter_change c = {.reply_code = 250};
  bool moved;
  OK(letter_move(led, sent, LETTER_QUEUED, LETTER_SENDING, NULL, S(""), NOW + YEAR, &moved, &err));
  OK(letter_move(led, sent, LETTER_SENDING, LETTER_IN_DOUBT, NULL, S(""), NOW + YEAR, &moved,
                 &err));
  OK(letter_move(led, sent, LETTER_IN_DOUBT, LETTER_SENT, &c, S(""), NOW + YEAR, &moved, &err));
  struct outbox_letter late = a_letter("m2", "C2", 1);
  bool fresh;
  late.created_at = late.not_before = NOW + YEAR;
  late.invoices = words("F3");
  OK(letter_put(led, &late, &id, &fresh, &err));
  OK(inbox_store_set(led, &seen, &n, &err));
  OK(inbox_folder_seen(led, seen.folder, NOW + YEAR, &err));
  OK(ledger_latest(led, &latest, &err));
  assert_int_equal(latest, NOW + YEAR);

  OK(ledger_set_back(led, TODAY, NOW, &changed, &err));
  OK(ledger_latest(led, &latest, &err));
  assert_int_equal(latest, 0); // it must be looked at again
  assert_int_equal(letter(sent).sent_at, NOW);
  assert_int_equal(letter(id).state, LETTER_WITHDRAWN);
  OK(ledger_snapshot_client(led, &mem, S("C1"), &s, &err));
  assert_int_equal(s.reminders.v[0].sent.n, TODAY.n);
  assert_int_equal(s.holds.n, 1);
  assert_int_equal(s.holds.v[0].until.n, TODAY.n + 5);
  OK(ledger_snapshot_client(led, &mem, S("C2"), &s, &err));
  assert_int_equal(s.holds.n, 1);
  assert_int_equal(s.holds.v[0].from.n, TODAY.n);
  OK(ledger_set_back(led, TODAY, NOW, &changed, &err));
  assert_int_equal(changed, 0); // doing it twice is doing it once
}

#define WITH_LEDGER(t) cmocka_unit_test_setup_teardown(t, letters_ledger, fixture_gone)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_LEDGER(a_yes_is_kept_with_the_letter),
      WITH_LEDGER(a_yes_makes_it_due),
      WITH_LEDGER(a_draft_is_never_claimed),
      WITH_LEDGER(a_person_sends_it),
      WITH_LEDGER(a_servers_name_is_the_letters_too),
      WITH_LEDGER(each_mailbox_files_its_own),
      WITH_LEDGER(opened_anew),
      WITH_LEDGER(back_from_the_future),
  };
  return cmocka_run_group_tests_name("ledger letters", tests, NULL, NULL);
}
