// test_ledger_outbox.c: the outbox against its picture: every move, every crash, every server.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

static int outbox_ledger(void **state) {
  if (fixture_ledger(state))
    return -1;
  two_clients();
  sqlite3_exec(led->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL); // thousands of commits
  return 0;
}

static int64_t put(struct outbox_letter l) {
  int64_t id;
  bool fresh;
  OK(letter_put(led, &l, &id, &fresh, &err));
  assert_true(fresh);
  return id;
}

static bool go(int64_t id, enum letter_state from, enum letter_state to) {
  struct letter_change c = {.reply_code = to == LETTER_SENT ? 250 : 0};
  bool moved;
  OK(letter_move(led, id, from, to, &c, S("test"), NOW, &moved, &err));
  return moved;
}

static enum letter_state state_of(int64_t id) {
  struct outbox_letter l;
  bool found;
  OK(letter_get(led, &mem, id, &l, &found, &err));
  assert_true(found);
  return l.state;
}

// ---------------------------------------------------------------- the picture

// The arrows of the picture, written down a second time on purpose.
static const bool arrows[LETTER_STATES][LETTER_STATES] = {
    [LETTER_PLANNED] = {[LETTER_QUEUED] = 1, [LETTER_WITHDRAWN] = 1},
    [LETTER_QUEUED] = {[LETTER_SENDING] = 1, [LETTER_WITHDRAWN] = 1},
    [LETTER_SENDING] =
        {[LETTER_QUEUED] = 1, [LETTER_IN_DOUBT] = 1, [LETTER_FAILED] = 1, [LETTER_WITHDRAWN] = 1},
    [LETTER_IN_DOUBT] =
        {[LETTER_SENT] = 1, [LETTER_FAILED] = 1, [LETTER_QUEUED] = 1, [LETTER_ASK_OWNER] = 1},
    [LETTER_ASK_OWNER] = {[LETTER_SENT] = 1, [LETTER_QUEUED] = 1, [LETTER_WITHDRAWN] = 1},
    [LETTER_SENT] = {[LETTER_UNDELIVERED] = 1},
};

// A legal way to each state.
static const enum letter_state ways[LETTER_STATES][5] = {
    [LETTER_QUEUED] = {LETTER_QUEUED},
    [LETTER_SENDING] = {LETTER_QUEUED, LETTER_SENDING},
    [LETTER_IN_DOUBT] = {LETTER_QUEUED, LETTER_SENDING, LETTER_IN_DOUBT},
    [LETTER_SENT] = {LETTER_QUEUED, LETTER_SENDING, LETTER_IN_DOUBT, LETTER_SENT},
    [LETTER_UNDELIVERED] = {LETTER_QUEUED, LETTER_SENDING, LETTER_IN_DOUBT, LETTER_SENT,
                            LETTER_UNDELIVERED},
    [LETTER_FAILED] = {LETTER_QUEUED, LETTER_SENDING, LETTER_FAILED},
    [LETTER_WITHDRAWN] = {LETTER_WITHDRAWN},
    [LETTER_ASK_OWNER] = {LETTER_QUEUED, LETTER_SENDING, LETTER_IN_DOUBT, LETTER_ASK_OWNER},
};

static int64_t letter_in(enum letter_state s, int cycle) {
  struct outbox_letter l = a_letter("", "C1", 1);
  l.message_id = str_printf(&mem, "m%d", cycle);
  l.token = str_printf(&mem, "t%d", cycle);
  l.cycle = cycle;
  l.state = LETTER_PLANNED;
  int64_t id = put(l);
  for (int i = 0; i < 5 && ways[s][i] != LETTER_PLANNED; i++)
    assert_true(go(id, i ? ways[s][i - 1] : LETTER_PLANNED, ways[s][i]));
  assert_int_equal(state_of(id), s);
  return id;
}

static void every_arrow_and_no_other(void **state) {
  (void)state;
  int cycle = 0, legal = 0;
  for (enum letter_state from = 0; from < LETTER_STATES; from++)
    for (enum letter_state to = 0; to < LETTER_STATES; to++) {
      int64_t id = letter_in(from, ++cycle);
      char sql[300];
      // Straight at the table, with everything else in order: the trigger alone must refuse it.
      snprintf(sql, sizeof sql,
               "UPDATE letter SET state = '%s', reply_code = 250, sent_at = 1, in_doubt_at = 1"
               " WHERE id = %lld",
               letter_state_name(to), (long long)id);
      bool no = refused(sql, "a letter cannot go this way");
      if (no == arrows[from][to])
        fail_msg("%s to %s: %s", letter_state_name(from), letter_state_name(to),
                 no ? "refused" : "not refused");
      legal += !no;
      // Through the door it is the same answer, and an error of input.
      struct letter_change c = {.reply_code = 250};
      bool moved;
      id = letter_in(from, ++cycle);
      bool ok = letter_move(led, id, from, to, &c, S("test"), NOW, &moved, &err);
      assert_int_equal(ok && moved, arrows[from][to]);
      assert_true(ok || err.kind == ERR_INPUT);
      assert_int_equal(state_of(id), arrows[from][to] ? to : from);
    }
  assert_int_equal(legal, 16);
  assert_true(
      refused("INSERT INTO letter (state, kind, mailbox, client, step, cycle, dedup_key,"
              " message_id, env_from, env_to, sha256, created_at, not_before, changed_at,"
              " why) SELECT 'sending', kind, mailbox, client, step, cycle, 'other', 'other',"
              " env_from, env_to, sha256, 1, 1, 1, 'x' FROM letter LIMIT 1",
              "begins as planned or queued"));
}

static void names_are_those_of_the_schema(void **state) {
  (void)state;
  for (enum letter_state s = 0; s < LETTER_STATES; s++) {
    enum letter_state back;
    char sql[200];
    assert_true(letter_state_of(str_of(letter_state_name(s)), &back));
    assert_int_equal(back, s);
    snprintf(sql, sizeof sql,
             "SELECT instr(sql, '''%s''') > 0 FROM sqlite_schema WHERE name = 'letter'",
             letter_state_name(s));
    assert_int_equal(number(sql), 1);
  }
}

static void what_it_says_is_frozen(void **state) {
  (void)state;
  put(a_letter("m1", "C1", 1));
  static const char *const columns[] = {
      "kind = 'notice'", "mailbox = 'x'",   "client = 'C2'",    "step = 2",
      "cycle = 2",       "invoices = 'F9'", "dedup_key = 'x'",  "message_id = 'x'",
      "token = 'x'",     "subject = 'x'",   "env_from = 'x'",   "env_to = 'x@y.z'",
      "sha256 = x'00'",  "deadline = 3",    "plan = 'x'",       "created_at = 1",
      "open = NULL",     "template = NULL", "needs_person = 1", "id = 99",
  };
  for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
    char sql[100];
    snprintf(sql, sizeof sql, "UPDATE letter SET %s", columns[i]);
    assert_true(refused(sql, "frozen"));
  }
  assert_true(refused("UPDATE letter_mime SET mime = x'00'", "frozen"));
  assert_true(refused("DELETE FROM letter_mime", "frozen"));
  assert_true(refused("INSERT OR REPLACE INTO letter_mime VALUES (1, x'00')", "frozen"));
  assert_true(refused("DELETE FROM letter", "never deleted"));
  assert_true(refused("UPDATE letter_event SET why = 'x'", "only added to"));
  assert_true(refused("DELETE FROM letter_event", "only added to"));
}

static void changed_bytes_never_leave(void **state) {
  (void)state;
  put(a_letter("m1", "C1", 1));
  assert_false(refused("DROP TRIGGER letter_mime_is_frozen", NULL));
  assert_false(refused("UPDATE letter_mime SET mime = x'00'", NULL));
  struct outbox_letter l;
  bool found;
  assert_false(letter_claim(led, &mem, S(""), CLAIM_ANY, NOW, &l, &found, &err));
  assert_int_equal(err.kind, ERR_SETUP);
  assert_int_equal(number("SELECT count(*) FROM letter WHERE state = 'queued'"), 1);
  struct strs troubles;
  OK(ledger_check(led, &mem, &troubles, &err));
  assert_int_equal(troubles.n, 1);
}

// ---------------------------------------------------------------- only once

static void second_with_same_key_is_the_first(void **state) {
  (void)state;
  struct outbox_letter l = a_letter("m1", "C1", 1);
  int64_t first = put(l), id;
  bool fresh;
  l.message_id = S("m2");
  l.token = S("T2");
  l.invoices = words("F2 F1"); // another order is the same letter
  l.env_to = S("Bob@Client.example");
  OK(letter_put(led, &l, &id, &fresh, &err));
  assert_false(fresh);
  assert_int_equal(id, first);
  l.step = 2;
  assert_int_not_equal(put(l), first);
  l.step = 3; // same Message-ID for another letter: a bug of the caller, said so
  assert_false(letter_put(led, &l, &id, &fresh, &err));
  assert_int_equal(err.kind, ERR_INPUT);
  assert_int_equal(number("SELECT count(*) FROM letter"), 2);
}

static void key_comes_back_only_without_doubt(void **state) {
  (void)state;
  struct letter_change back = {.gives_key_back = true};
  struct outbox_letter l = a_letter("m1", "C1", 1);
  int64_t id = put(l);
  bool moved, fresh;
  OK(letter_move(led, id, LETTER_QUEUED, LETTER_WITHDRAWN, &back, S("promise"), NOW, &moved, &err));
  l.message_id = S("m2");
  l.token = S("T2");
  int64_t second = put(l);
  assert_int_not_equal(second, id);
  // A vetoed one keeps its key: the next plan finds it and plans nothing.
  OK(letter_move(led, second, LETTER_QUEUED, LETTER_WITHDRAWN, NULL, S("no"), NOW, &moved, &err));
  l.message_id = S("m3");
  l.token = S("T3");
  OK(letter_put(led, &l, &id, &fresh, &err));
  assert_false(fresh);
  assert_int_equal(id, second);
  // One that may have left keeps it too, whatever is asked.
  id = letter_in(LETTER_ASK_OWNER, 50);
  OK(letter_move(led, id, LETTER_ASK_OWNER, LETTER_WITHDRAWN, &back, S("x"), NOW, &moved, &err));
  assert_true(moved);
  assert_int_equal(number("SELECT sum(key_given_back) FROM letter"), 1); // the first of all
  assert_true(refused("UPDATE letter SET key_given_back = 1 WHERE doubted", "CHECK"));
}

static void sent_needs_a_yes(void **state) {
  (void)state;
  bool moved;
  struct letter_change none = {.reply_code = 354}, copy = {.evidence = S("our copy in Sent")};
  int64_t id = letter_in(LETTER_IN_DOUBT, 1);
  assert_false(
      letter_move(led, id, LETTER_IN_DOUBT, LETTER_SENT, &none, S("x"), NOW, &moved, &err));
  assert_true(refused("UPDATE letter SET state = 'sent', sent_at = 1", "CHECK"));
  OK(letter_move(led, id, LETTER_IN_DOUBT, LETTER_SENT, &copy, S("found"), NOW, &moved, &err));
  assert_true(moved);
}

static void move_compares_first(void **state) {
  (void)state;
  int64_t id = put(a_letter("m1", "C1", 1));
  assert_true(go(id, LETTER_QUEUED, LETTER_WITHDRAWN));
  assert_false(go(id, LETTER_QUEUED, LETTER_SENDING)); // too late: nothing is changed
  assert_int_equal(state_of(id), LETTER_WITHDRAWN);
}

// ---------------------------------------------------------------- the doors

static void claim_takes_what_is_due_longest(void **state) {
  (void)state;
  struct outbox_letter l = a_letter("m1", "C1", 1), got;
  bool found;
  l.not_before = NOW + 60;
  int64_t later = put(l);
  l = a_letter("m2", "C1", 2);
  int64_t due = put(l);
  OK(letter_claim(led, &mem, S("elsewhere"), CLAIM_ANY, NOW, &got, &found, &err));
  assert_false(found);
  OK(letter_claim(led, &mem, S("main"), CLAIM_ANY, NOW, &got, &found, &err));
  assert_true(found);
  assert_int_equal(got.id, due);
  assert_int_equal(got.attempts, 1);
  assert_int_equal(got.state, LETTER_SENDING);
  assert_str(got.mime, "Subject: x\r\n\r\nhello\r\n");
  OK(letter_claim(led, &mem, S(""), CLAIM_ANY, NOW, &got, &found, &err));
  assert_false(found);
  OK(ledger_begin(led, "guard", &err)); // the guards say no: as if it had not been
  OK(letter_claim(led, &mem, S(""), CLAIM_ANY, NOW + 60, &got, &found, &err));
  assert_int_equal(got.id, later);
  ledger_rollback(led);
  assert_int_equal(state_of(later), LETTER_QUEUED);
  OK(letter_postpone(led, later, NOW + 900, S("night"), NOW, &err));
  OK(letter_claim(led, &mem, S(""), CLAIM_ANY, NOW + 60, &got, &found, &err));
  assert_false(found);
  assert_false(letter_postpone(led, due, NOW + 900, S("night"), NOW, &err));
  size_t n;
  OK(letters_recover(led, NOW, &n, &err));
  assert_int_equal(n, 1);
  assert_int_equal(state_of(due), LETTER_QUEUED);
  sound();
}

static void withdraw_by_client_and_invoice(void **state) {
  (void)state;
  size_t n;
  put(a_letter("m1", "C1", 1));
  int64_t sending = put(a_letter("m2", "C1", 2));
  assert_true(go(sending, LETTER_QUEUED, LETTER_SENDING));
  struct outbox_letter other = a_letter("m3", "C2", 1);
  other.invoices = words("F3");
  int64_t his = put(other);
  OK(letters_withdraw(led, S(""), S("F2"), true, S("paid"), NOW, &n, &err));
  assert_int_equal(n, 1);
  OK(letters_withdraw(led, S("C1"), S(""), true, S("paid"), NOW, &n, &err));
  assert_int_equal(n, 0); // what the sender holds is the sender's to ask about
  OK(letters_withdraw(led, S("C2"), S(""), true, S("paid"), NOW, &n, &err));
  assert_int_equal(n, 1);
  assert_int_equal(state_of(his), LETTER_WITHDRAWN);
  struct outbox_letters list;
  OK(letters_by_state(led, &mem, LETTER_WITHDRAWN, 10, &list, &err));
  assert_int_equal(list.n, 2);
  OK(letters_of_client(led, &mem, S("C1"), 10, &list, &err));
  assert_int_equal(list.n, 2);
  assert_str(list.v[1].invoices.v[1], "F2");
}

static void sent_letter_is_a_reminder(void **state) {
  (void)state;
  struct snapshot s;
  struct lookup token = {.kind = LOOKUP_TOKEN, .key = S("t1")};
  struct lookups q = {&token, 1, 1};
  int64_t id = letter_in(LETTER_IN_DOUBT, 1);
  OK(ledger_snapshot(led, &mem, &q, &s, &err)); // a reply to one in doubt finds its client already
  assert_int_equal(s.clients.n, 1);
  assert_int_equal(s.reminders.n, 1);
  assert_true(go(id, LETTER_IN_DOUBT, LETTER_SENT));
  OK(ledger_snapshot(led, &mem, &q, &s, &err));
  assert_int_equal(s.reminders.n, 1);
  assert_str(s.reminders.v[0].message_id, "m1");
  assert_str(s.reminders.v[0].invoices.v[1], "F2");
  assert_int_equal(s.reminders.v[0].sent.n, NOW / 86400);
  assert_false(s.reminders.v[0].undelivered);
  struct outbox_letters list;
  OK(letters_unfiled(led, &mem, S("main"), 10, &list, &err));
  assert_int_equal(list.n, 1);
  OK(letter_filed(led, id, NOW, &err));
  OK(letters_unfiled(led, &mem, S("main"), 10, &list, &err));
  assert_int_equal(list.n, 0);
  assert_true(go(id, LETTER_SENT, LETTER_UNDELIVERED)); // the step is taken back
  OK(ledger_snapshot_client(led, &mem, S("C1"), &s, &err));
  assert_true(s.reminders.v[0].undelivered);
  struct outbox_letter l;
  bool found;
  OK(letter_find(led, &mem, S("nobody"), S("t1"), &l, &found, &err));
  assert_true(found && l.id == id);
  size_t all, his;
  OK(letters_count(led, S("C2"), NOW - 10, &all, &his, &err));
  assert_int_equal(all, 1);
  assert_int_equal(his, 0);
  struct events e;
  OK(history_of_letter(led, &mem, id, &e, &err));
  assert_int_equal(e.n, 6); // born, four moves, undelivered
  assert_str(e.v[0].what, "letter_planned");
  assert_str(e.v[5].what, "letter_undelivered");
  sound();
}

// ---------------------------------------------------------------- the model

// One letter, a sender that may die before and after every commit, a server that may answer, lie or
// vanish at the final dot, evidence that may be there or not: every combination of two deaths.
// `make check` explores them all on the real tables, in the order of a counter.
enum { DOT_250, DOT_451, DOT_550, DOT_LOST, DOT_LOST_ACCEPTED, DOT_421, DOT_421_ACCEPTED, DOTS };
enum { CHOICES = 200, DEATHS = 2, ROUNDS = 4 };

static struct {
  int choice[CHOICES], radix[CHOICES], at, n;
  int deaths, copies;
  int64_t id;
} world;
static jmp_buf died;

static int pick(int radix) {
  assert_true(world.at < CHOICES);
  if (world.at == world.n) {
    world.choice[world.n] = 0;
    world.radix[world.n++] = radix;
  }
  return world.choice[world.at++];
}

static bool next_choices(void) {
  while (world.n > 0 && world.choice[world.n - 1] == world.radix[world.n - 1] - 1)
    world.n--;
  if (world.n > 0)
    world.choice[world.n - 1]++;
  return world.n > 0;
}

static void maybe_die(const char *name) {
  (void)name;
  if (world.deaths < DEATHS && pick(2) == 1) {
    world.deaths++;
    longjmp(died, 1);
  }
}

static void at_the_dot(void) {
  struct letter_change yes = {.reply_code = 250}, no = {.reply_code = 550},
                       later = {.reply_code = 451, .not_before = NOW};
  int answer = pick(DOTS);
  bool moved = true;
  world.copies += answer == DOT_250 || answer == DOT_LOST_ACCEPTED || answer == DOT_421_ACCEPTED;
  maybe_die("dot");
  if (answer == DOT_250)
    OK(letter_move(led, world.id, LETTER_IN_DOUBT, LETTER_SENT, &yes, S("250"), NOW, &moved, &err));
  else if (answer == DOT_451)
    OK(letter_move(led, world.id, LETTER_IN_DOUBT, LETTER_QUEUED, &later, S("451"), NOW, &moved,
                   &err));
  else if (answer == DOT_550)
    OK(letter_move(led, world.id, LETTER_IN_DOUBT, LETTER_FAILED, &no, S("550"), NOW, &moved,
                   &err));
  assert_true(moved);
}

static void send_once(void) {
  struct outbox_letter l;
  bool found, moved;
  size_t n;
  OK(letters_recover(led, NOW, &n, &err));
  if (state_of(world.id) == LETTER_IN_DOUBT) {
    struct letter_change proof = {.evidence = S("copy in Sent")};
    bool seen = world.copies > 0 && pick(2) == 1;
    OK(letter_move(led, world.id, LETTER_IN_DOUBT, seen ? LETTER_SENT : LETTER_ASK_OWNER,
                   seen ? &proof : NULL, S("evidence"), NOW, &moved, &err));
    return;
  }
  OK(letter_claim(led, &mem, S(""), CLAIM_ANY, NOW, &l, &found, &err));
  if (!found)
    return;
  assert_int_equal(l.id, world.id);
  maybe_die("connect");
  OK(letter_move(led, l.id, LETTER_SENDING, LETTER_IN_DOUBT, NULL, S("354"), NOW, &moved, &err));
  at_the_dot();
}

static bool at_rest(void) {
  return number("SELECT state NOT IN ('queued', 'sending', 'in_doubt') FROM letter"
                " ORDER BY id DESC LIMIT 1");
}

static enum letter_state one_life(int run) {
  world.at = world.deaths = world.copies = 0;
  ledger_step = NULL;
  struct outbox_letter l = a_letter("", "C1", 1);
  l.cycle = run;
  l.message_id = str_printf(&mem, "m%d", run);
  l.token = str_printf(&mem, "t%d", run);
  world.id = put(l);
  ledger_step = maybe_die;
  for (volatile int round = 0; round < ROUNDS && !at_rest(); round++) {
    if (setjmp(died))
      ledger_rollback(led); // what a dead process leaves: nothing uncommitted
    else
      send_once();
  }
  ledger_step = NULL;
  enum letter_state end = state_of(world.id);
  assert_true(world.copies <= 1);
  if (end == LETTER_SENT)
    assert_int_equal(world.copies, 1);
  else if (end != LETTER_IN_DOUBT && end != LETTER_ASK_OWNER)
    assert_int_equal(world.copies, 0);
  if (end == LETTER_QUEUED || end == LETTER_SENDING) // rounds used up: out of the next run's way
    go(world.id, end, LETTER_WITHDRAWN);
  else if (end == LETTER_IN_DOUBT)
    go(world.id, LETTER_IN_DOUBT, LETTER_ASK_OWNER);
  return end;
}

static void model_holds(void **state) {
  (void)state;
  int runs = 0, ends[LETTER_STATES] = {0};
  memset(&world, 0, sizeof world);
  do {
    ends[one_life(runs++)]++;
    if (runs % 500 == 0)
      arena_free(&mem);
  } while (next_choices());
  print_message("%d lives: %d sent, %d failed, %d ask the owner, %d still queued\n", runs,
                ends[LETTER_SENT], ends[LETTER_FAILED], ends[LETTER_ASK_OWNER],
                ends[LETTER_QUEUED]);
  assert_true(runs > 1000);
  assert_true(ends[LETTER_SENT] > 100 && ends[LETTER_FAILED] > 100 && ends[LETTER_ASK_OWNER] > 100);
  sound();
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, outbox_ledger, fixture_gone)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILE(every_arrow_and_no_other),
      WITH_FILE(names_are_those_of_the_schema),
      WITH_FILE(what_it_says_is_frozen),
      WITH_FILE(changed_bytes_never_leave),
      WITH_FILE(second_with_same_key_is_the_first),
      WITH_FILE(key_comes_back_only_without_doubt),
      WITH_FILE(sent_needs_a_yes),
      WITH_FILE(move_compares_first),
      WITH_FILE(claim_takes_what_is_due_longest),
      WITH_FILE(withdraw_by_client_and_invoice),
      WITH_FILE(sent_letter_is_a_reminder),
      WITH_FILE(model_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
