// test_ledger_inbox.c: what came in: kept once, worked once, set aside visibly.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

#include "ledger/trace.h"

#include <sys/wait.h>

static const struct folder inbox = {{"main", 4}, {"INBOX", 5}, FOLDER_INBOX};
static const struct folder other = {{"main", 4}, {"Clients/Dupont", 14}, FOLDER_OTHER};
static const struct folder junk = {{"main", 4}, {"Junk", 4}, FOLDER_JUNK};

static size_t store(struct folder f, uint32_t validity, uint32_t uid, const char *raw) {
  struct raw_message m = {.uid = uid, .arrived_at = NOW + uid, .raw = str_of(raw)};
  struct raw_set set = {f, validity, uid, NOW, &m, 1};
  size_t fresh;
  OK(inbox_store_set(led, &set, &fresh, &err));
  return fresh;
}

static struct inbox_messages claim(size_t limit) {
  struct inbox_messages out;
  OK(inbox_claim(led, &mem, limit, &out, &err));
  return out;
}

static int64_t claim_one(void) {
  struct inbox_messages m = claim(1);
  assert_int_equal(m.n, 1);
  return m.v[0].id;
}

static void finish(int64_t id, const char *words) {
  struct inbox_outcome o = {.client = S("C1"), .reading = S("{}"), .words = str_of(words)};
  OK(inbox_finish(led, id, &o, NOW, &err));
}

static struct inbox_row row(int64_t id) {
  struct inbox_row r;
  bool found;
  OK(inbox_get(led, &mem, id, &r, &found, &err));
  assert_true(found);
  return r;
}

static size_t waiting(void) {
  size_t n;
  OK(inbox_waiting(led, &n, &err));
  return n;
}

// ---------------------------------------------------------------- arriving

static void cursor_moves_with_the_bytes(void **state) {
  (void)state;
  struct folder_state f;
  OK(inbox_folder_get(led, inbox, &f, &err));
  assert_int_equal(f.last_uid, 0);
  assert_int_equal(store(inbox, 7, 5, "Subject: a\r\n\r\none"), 1);
  assert_int_equal(store(inbox, 7, 6, "Subject: b\r\n\r\ntwo"), 1);
  again();
  OK(inbox_folder_get(led, inbox, &f, &err));
  assert_int_equal(f.uidvalidity, 7);
  assert_int_equal(f.last_uid, 6);
  assert_int_equal(f.seen_at, NOW);
  assert_int_equal(waiting(), 2);
  struct inbox_messages m = claim(10);
  assert_int_equal(m.n, 2);
  assert_str(m.v[0].raw, "Subject: a\r\n\r\none");
  assert_str(m.v[0].mailbox, "main");
  assert_int_equal(m.v[0].arrived_at, NOW + 5);
  sound();
}

static void die_before_commit(const char *name) {
  if (strncmp(name, "before", 6) == 0)
    _exit(7);
}

static void a_set_is_all_or_nothing(void **state) {
  (void)state;
  struct raw_message m[3] = {
      {.uid = 1, .raw = S("a")}, {.uid = 2, .raw = S("b")}, {.uid = 3, .raw = S("c")}};
  struct raw_set set = {inbox, 7, 3, NOW, m, 3};
  size_t fresh;
  ledger_close(led);
  led = NULL;
  pid_t child = fork();
  if (child == 0) {
    ledger_step = die_before_commit;
    if (ledger_open(test_path, LEDGER_EXISTING, NULL, &led, &err))
      inbox_store_set(led, &set, &fresh, &err);
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  assert_int_equal(WEXITSTATUS(status), 7);
  OK(ledger_open(test_path, LEDGER_EXISTING, NULL, &led, &err));
  assert_int_equal(waiting(), 0);
  assert_int_equal(number("SELECT count(*) FROM folder"), 0);
  OK(inbox_store_set(led, &set, &fresh, &err));
  assert_int_equal(fresh, 3);
  OK(inbox_store_set(led, &set, &fresh, &err)); // asked again: nothing new
  assert_int_equal(fresh, 0);
  assert_int_equal(waiting(), 3);
}

static void new_uidvalidity_is_not_new_mail(void **state) {
  (void)state;
  store(inbox, 7, 1, "Subject: a\r\n\r\none");
  store(inbox, 7, 2, "Subject: b\r\n\r\ntwo");
  finish(claim_one(), "matched");
  finish(claim_one(), "matched");
  assert_int_equal(store(inbox, 8, 1, "Subject: b\r\n\r\ntwo"), 0);
  assert_int_equal(store(inbox, 8, 2, "Subject: c\r\n\r\nthree"), 1);
  assert_int_equal(waiting(), 1);
  assert_int_equal(number("SELECT count(*) FROM location WHERE stale"), 2);
  assert_int_equal(number("SELECT count(*) FROM location WHERE NOT stale"), 2);
  assert_int_equal(number("SELECT count(*) FROM message"), 3);
}

static void other_delivery_is_kept_not_worked(void **state) {
  (void)state;
  assert_int_equal(store(inbox, 7, 1,
                         "Received: by a\r\n\tover two lines\r\nMessage-ID: <1@x>\r\n"
                         "Subject: a\r\n\r\npaid"),
                   1);
  assert_int_equal(store(inbox, 7, 2,
                         "Received: by b\r\nX-Spam: no\r\nMessage-ID: <1@x>\r\n"
                         "Subject: a\r\n\r\npaid"),
                   0);
  assert_int_equal(store(inbox, 7, 3, "Message-ID: <1@x>\r\nSubject: a\r\n\r\npaid 2"), 1);
  assert_str(row(2).words, "another delivery of message 1");
  assert_str(row(2).message_id, "1@x");
  // Two notices without Message-ID that read the same may be two payments.
  assert_int_equal(store(inbox, 7, 4, "Received: a\r\nSubject: in\r\n\r\n100 EUR"), 1);
  assert_int_equal(store(inbox, 7, 5, "Received: b\r\nSubject: in\r\n\r\n100 EUR"), 1);
  struct inbox_rows same;
  OK(inbox_by_message_id(led, &mem, S("1@x"), 10, &same, &err));
  assert_int_equal(same.n, 3);
}

// Its sender's letters must wait, and only work can tell who that is.
static void too_large_is_worked(void **state) {
  (void)state;
  struct raw_message m[2] = {
      {.uid = 1, .raw = S("From: a@b.example\r\n\r\n"), .refused = S("40 MB: too large")},
      {.uid = 2, .refused = S("50 MB: too large")}};
  struct raw_set set = {inbox, 7, 2, NOW, m, 2};
  size_t fresh;
  OK(inbox_store_set(led, &set, &fresh, &err));
  assert_int_equal(fresh, 2);
  struct inbox_messages got = claim(2);
  assert_str(got.v[0].refused, "40 MB: too large");
  assert_str(got.v[0].raw, "From: a@b.example\r\n\r\n");
  assert_int_equal(got.v[1].raw.n, 0);
  for (size_t i = 0; i < 2; i++)
    OK(inbox_set_aside(led, got.v[i].id, got.v[i].refused, NOW, &err));
  OK(inbox_reopen(led, got.v[0].id, &err));
  assert_str(claim(1).v[0].refused, "40 MB: too large"); // however often it is looked at
  sound();
}

// B12: whoever moves a message makes no new one of it.
static void moved_is_worked_once(void **state) {
  (void)state;
  store(junk, 3, 1, "Subject: a\r\n\r\nwe paid");
  struct inbox_messages m = claim(1);
  assert_int_equal(m.v[0].kind, FOLDER_JUNK);
  finish(m.v[0].id, "in Junk");
  assert_int_equal(store(inbox, 7, 9, "Subject: a\r\n\r\nwe paid"), 0);
  assert_int_equal(row(m.v[0].id).kind, FOLDER_INBOX);
  assert_int_equal(store(other, 5, 1, "Subject: a\r\n\r\nwe paid"), 0);
  assert_int_equal(store(junk, 3, 2, "Subject: a\r\n\r\nwe paid"), 0);
  assert_int_equal(row(m.v[0].id).kind, FOLDER_INBOX);
  assert_int_equal(waiting(), 0);
  // Before it was worked: it is worked as what it is now.
  store(junk, 3, 3, "Subject: b\r\n\r\nwe paid");
  assert_int_equal(store(other, 5, 2, "Subject: b\r\n\r\nwe paid"), 0);
  m = claim(10);
  assert_int_equal(m.n, 1);
  assert_int_equal(m.v[0].kind, FOLDER_OTHER);
}

// A copy that a rule put elsewhere on another way; but Junk never stands for the real one.
static void other_delivery_elsewhere(void **state) {
  (void)state;
  assert_int_equal(store(junk, 3, 1, "Received: x\r\nMessage-ID: <1@x>\r\n\r\npaid"), 1);
  assert_int_equal(store(inbox, 7, 1, "Received: a\r\nMessage-ID: <1@x>\r\n\r\npaid"), 1);
  assert_int_equal(store(other, 5, 1, "Received: b\r\nMessage-ID: <1@x>\r\n\r\npaid"), 0);
}

static void freshness_is_the_oldest_look(void **state) {
  (void)state;
  struct folder second = {{"second", 6}, {"INBOX", 5}, FOLDER_INBOX};
  int64_t at;
  OK(inbox_seen_at(led, S(""), &at, &err));
  assert_int_equal(at, 0);
  OK(inbox_folder_seen(led, inbox, NOW, &err));
  OK(inbox_folder_seen(led, inbox, NOW - 5, &err)); // never back
  OK(inbox_folder_seen(led, second, NOW - 100, &err));
  OK(inbox_folder_seen(led, junk, NOW - 900, &err)); // not an INBOX
  OK(inbox_seen_at(led, S("main"), &at, &err));
  assert_int_equal(at, NOW);
  OK(inbox_seen_at(led, S(""), &at, &err));
  assert_int_equal(at, NOW - 100);
}

// ---------------------------------------------------------------- working

static void a_try_is_counted_first(void **state) {
  (void)state;
  store(inbox, 7, 1, "bad");
  store(inbox, 7, 2, "good");
  store(inbox, 7, 3, "good too");
  assert_int_equal(claim(10).n, 3); // and the worker dies of one of them
  again();
  struct inbox_messages m = claim(10);
  assert_int_equal(m.n, 1); // from now on alone, the culprit cannot take others with it
  assert_int_equal(m.v[0].tries, 2);
  assert_str(m.v[0].raw, "bad");
  again(); // dies again: the others go first
  for (int i = 0; i < 2; i++) {
    m = claim(10);
    assert_int_equal(m.v[0].tries, 2);
    finish(m.v[0].id, "read");
  }
  m = claim(10);
  assert_str(m.v[0].raw, "bad");
  assert_int_equal(m.v[0].tries, INBOX_TRIES);
  OK(inbox_set_aside(led, m.v[0].id, S("the reader dies of it"), NOW, &err));
  assert_int_equal(waiting(), 0);
  assert_int_equal(claim(10).n, 0);
  assert_str(row(1).words, "the reader dies of it");
  assert_str(row(1).raw, "bad"); // its bytes are kept
  OK(inbox_reopen(led, 1, &err));
  assert_int_equal(claim(10).v[0].tries, 1);
  assert_int_equal(waiting(), 1);
}

static void release_costs_no_try(void **state) {
  (void)state;
  store(inbox, 7, 1, "a");
  int64_t id = claim_one();
  OK(inbox_release(led, id, &err));
  assert_int_equal(claim(1).v[0].tries, 1);
}

static void finishing_belongs_to_the_decision(void **state) {
  (void)state;
  store(inbox, 7, 1, "a");
  int64_t id = claim_one();
  OK(ledger_begin(led, "decide", &err));
  finish(id, "matched");
  ledger_rollback(led);
  assert_int_equal(row(id).state, INBOX_CLAIMED);
  OK(ledger_begin(led, "decide", &err));
  finish(id, "matched");
  OK(ledger_commit(led, &err));
  assert_int_equal(row(id).state, INBOX_DONE);
  assert_str(row(id).reading, "{}");
  assert_str(row(id).client, "C1");
  struct inbox_outcome twice = {.words = S("again")};
  assert_false(inbox_finish(led, id, &twice, NOW, &err));
  assert_int_equal(err.kind, ERR_INPUT);
}

static void guard_sees_unread_mail(void **state) {
  (void)state;
  struct strs his = words("bob@client.example"), none = {0}, domain = words("client.example");
  size_t n;
  store(inbox, 7, 1, "From: \"Bob\" <BOB@Client.Example>\r\nSubject: a\r\n\r\n?");
  store(inbox, 7, 2, "From: eve@other.example\r\n\r\nbob@client.example stands in the body");
  OK(inbox_waiting_from(led, &his, &none, &n, &err));
  assert_int_equal(n, 1);
  OK(inbox_waiting_from(led, &none, &domain, &n, &err));
  assert_int_equal(n, 1);
  finish(claim_one(), "read");
  OK(inbox_waiting_from(led, &his, &domain, &n, &err));
  assert_int_equal(n, 0);
}

static void claims_are_bounded(void **state) {
  (void)state;
  char *big = calloc(1, INBOX_CLAIM_BYTES);
  memset(big, 'x', INBOX_CLAIM_BYTES - 1);
  store(inbox, 7, 1, big);
  store(inbox, 7, 2, "small");
  free(big);
  assert_int_equal(claim(10).n, 1); // the small one would be too much
  char raw[20];
  for (int i = 0; i < INBOX_CLAIM_LIMIT + 5; i++) {
    snprintf(raw, sizeof raw, "m%d", i);
    store(inbox, 7, (uint32_t)i + 10, raw);
  }
  assert_int_equal(claim(1000).n, INBOX_CLAIM_LIMIT);
}

// ---------------------------------------------------------------- traces

static struct str message_id_row(struct arena *a, struct str in) {
  return str_printf(a, "[%.*s]", STR_ARG(trace_message_id(a, in)));
}

static void message_ids(void **state) {
  (void)state;
  static const struct {
    const char *raw, *want;
  } rows[] = {
      {"Message-ID: <a@b>\r\n\r\n", "[a@b]"},
      {"message-id:\r\n <a@b>\r\n\r\n", "[a@b]"},
      {"Message-ID: a@b\r\n\r\n", "[]"},             // no brackets: no id
      {"Message-ID: <a b@c>\r\n\r\n", "[]"},         // white space within
      {"Message-ID: <\xff@c>\r\n\r\n", "[]"},        // not UTF-8
      {"Subject: x\r\n\r\nMessage-ID: <a@b>", "[]"}, // stands in the body
      {"Subject: x\n Message-ID: <a@b>\n\n", "[]"},  // folded into another header
      {"Message-ID: <a@b>\nMessage-ID: <c@d>\n\n", "[a@b]"},
      {"Message-ID : <a@b>\n\n", "[a@b]"}, // obsolete, RFC 5322 4.5
      {"", "[]"},
      {"Message-ID: <", "[]"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_str(message_id_row(&mem, str_of(rows[i].raw)), rows[i].want);
}

static void traces_go_the_writer_stays(void **state) {
  (void)state;
  assert_str(
      trace_free(&mem, S("Received: x\r\n\ty\r\nSubject: a\r\n b\r\nX-Foo: z\r\n\r\nX-B: c")),
      "Subject: a\n b\n\nX-B: c");
  assert_str(trace_free(&mem, S("no header at all")), "no header at all\n");
  assert_str(trace_free(&mem, S("")), "");
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, fixture_ledger, fixture_gone)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILE(cursor_moves_with_the_bytes),
      WITH_FILE(a_set_is_all_or_nothing),
      WITH_FILE(new_uidvalidity_is_not_new_mail),
      WITH_FILE(other_delivery_is_kept_not_worked),
      WITH_FILE(too_large_is_worked),
      WITH_FILE(moved_is_worked_once),
      WITH_FILE(other_delivery_elsewhere),
      WITH_FILE(freshness_is_the_oldest_look),
      WITH_FILE(a_try_is_counted_first),
      WITH_FILE(release_costs_no_try),
      WITH_FILE(finishing_belongs_to_the_decision),
      WITH_FILE(guard_sees_unread_mail),
      WITH_FILE(claims_are_bounded),
      WITH_FILE(message_ids),
      WITH_FILE(traces_go_the_writer_stays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
