// test_ledger_register.c: the register, what is taken off it and given back, snapshots.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

static int64_t open_of(const char *number) {
  struct invoice i;
  bool found;
  OK(register_invoice(led, &mem, str_of(number), &i, &found, &err));
  assert_true(found);
  return i.open.minor;
}

// ---------------------------------------------------------------- putting

static void equal_values_change_nothing(void **state) {
  (void)state;
  assert_int_equal(a_client("C1", "Alpha Transports", "bob@client.example", "alpha transports"),
                   PUT_UNCHANGED);
  assert_int_equal(a_client("C1", "Alpha Transport", "bob@client.example", "alpha transport"),
                   PUT_CHANGED);
  assert_int_equal(a_client("C3", "Gamma", "g@gamma.example", "gamma"), PUT_ADDED);
  assert_int_equal(an_invoice("F1", "C1", 10000, TODAY.n - 10), PUT_UNCHANGED);
  assert_int_equal(an_invoice("F1", "C1", 10000, TODAY.n - 11), PUT_CHANGED);
  assert_int_equal(an_invoice("F9", "C1", 10000, TODAY.n - 11), PUT_ADDED);
  assert_int_equal(number("SELECT count(*) FROM client_key WHERE value = 'transports'"), 1);
  enum put what;
  struct payment p = {.id = S("P1"), .amount = money_of(100, "EUR"), .day = TODAY};
  OK(register_put_payment(led, &p, &what, &err));
  assert_int_equal(what, PUT_ADDED);
  OK(register_put_payment(led, &p, &what, &err));
  assert_int_equal(what, PUT_UNCHANGED);
  struct reminder r = {.client = S("C1"),
                       .invoices = words("F1 F0"),
                       .step = 1,
                       .sent = TODAY,
                       .sent_at = NOW,
                       .deadline = DAY_NONE};
  OK(register_put_reminder(led, &r, &what, &err));
  assert_int_equal(what, PUT_ADDED);
  OK(register_put_reminder(led, &r, &what, &err));
  assert_int_equal(what, PUT_UNCHANGED);
  r.subject = S("Reminder");
  OK(register_put_reminder(led, &r, &what, &err));
  assert_int_equal(what, PUT_CHANGED);
  assert_int_equal(number("SELECT count(*) FROM reminder"), 1);
  sound();
}

static void bad_row_leaves_the_others(void **state) {
  (void)state;
  enum put what;
  struct invoice i = {.number = S("F8"),
                      .client = S("C9"),
                      .total = money_of(1, "EUR"),
                      .open = money_of(1, "EUR")};
  OK(ledger_begin(led, "import", &err));
  an_invoice("F7", "C1", 100, TODAY.n);
  assert_false(register_put_invoice(led, &i, NULL, &what, &err));
  assert_int_equal(err.kind, ERR_INPUT);
  assert_non_null(strstr(err.text, "F8"));
  assert_non_null(strstr(err.text, "C9"));
  i.client = S("C1");
  i.open = money_of(1, "USD");
  assert_false(register_put_invoice(led, &i, NULL, &what, &err));
  OK(ledger_commit(led, &err));
  assert_int_equal(open_of("F7"), 100);
  assert_int_equal(number("SELECT count(*) FROM invoice WHERE number = 'F8'"), 0);
}

// ---------------------------------------------------------------- allocations

static void ending_gives_exactly_back(void **state) {
  (void)state;
  int64_t first = allocate("F1", 4000), second = allocate("F1", 6000);
  assert_int_equal(open_of("F1"), 0);
  OK(allocation_end(led, first, S("wrong client"), NOW + 5, &err));
  assert_int_equal(open_of("F1"), 4000);
  OK(allocation_end(led, second, S("wrong client"), NOW + 5, &err));
  assert_int_equal(open_of("F1"), 10000);
  assert_false(allocation_end(led, second, S("twice"), NOW + 5, &err));
  assert_int_equal(err.kind, ERR_INPUT);
  struct allocation_rows all;
  OK(allocations_of_invoice(led, &mem, S("F1"), &all, &err));
  assert_int_equal(all.n, 2); // what was once believed stays to be seen
  assert_int_equal(all.v[0].ended_at, NOW + 5);
  assert_true(refused("DELETE FROM allocation", "only be ended"));
  assert_true(refused("UPDATE allocation SET minor = 1", "only be ended"));
  sound();
}

static void books_catch_up_once(void **state) {
  (void)state;
  allocate("F1", 4000);
  int64_t second = allocate("F1", 1000);
  assert_int_equal(open_of("F1"), 5000);
  an_invoice("F1", "C1", 10000, TODAY.n - 10); // the books have not seen it yet
  assert_int_equal(open_of("F1"), 5000);
  an_invoice("F1", "C1", 6000, TODAY.n - 10); // now they show the first one
  assert_int_equal(open_of("F1"), 5000);
  an_invoice("F1", "C1", 5500, TODAY.n - 10); // and half of the second
  assert_int_equal(open_of("F1"), 5000);
  OK(allocation_end(led, second, S("undone"), NOW, &err)); // the half not in the books comes back
  assert_int_equal(open_of("F1"), 5500);
  an_invoice("F1", "C1", 0, TODAY.n - 10);
  assert_int_equal(open_of("F1"), 0);
  sound();
}

static void currency_must_fit(void **state) {
  (void)state;
  int64_t id;
  struct allocation_row r = {
      .invoice = S("F1"), .amount = money_of(1, "USD"), .at = NOW, .why = S("x")};
  assert_false(allocation_put(led, &r, &id, &err));
  assert_int_equal(err.kind, ERR_INPUT);
  r.invoice = S("F0");
  r.amount = money_of(1, "EUR");
  assert_false(allocation_put(led, &r, &id, &err)); // no such invoice
  assert_int_equal(err.kind, ERR_INPUT);
}

static void payment_finds_its_client(void **state) {
  (void)state;
  enum put what;
  struct snapshot s;
  struct payment p = {.id = S("P1"), .amount = money_of(4000, "EUR"), .day = TODAY};
  struct allocation_row r = {.invoice = S("F1"),
                             .payment = S("P1"),
                             .amount = money_of(5000, "EUR"),
                             .at = NOW,
                             .why = S("x")};
  int64_t id;
  OK(register_put_payment(led, &p, &what, &err));
  OK(allocation_put(led, &r, &id, &err));
  OK(ledger_snapshot_client(led, &mem, S("C1"), &s, &err));
  assert_int_equal(s.payments.n, 1);
  struct strs troubles;
  OK(ledger_check(led, &mem, &troubles, &err)); // more than came in
  assert_int_equal(troubles.n, 1);
  OK(register_learn_iban(led, S("C2"), S("FR761"), &err));
  p = (struct payment){
      .id = S("P2"), .amount = money_of(1, "EUR"), .day = TODAY, .iban = S("FR761")};
  OK(register_put_payment(led, &p, &what, &err));
  OK(ledger_snapshot_client(led, &mem, S("C2"), &s, &err));
  assert_int_equal(s.payments.n, 1);
}

// ---------------------------------------------------------------- snapshots

static struct snapshot ask(enum lookup_kind kind, const char *key) {
  struct lookup one = {.kind = kind, .key = str_of(key)};
  struct lookups q = {&one, 1, 1};
  struct snapshot s;
  OK(ledger_snapshot(led, &mem, &q, &s, &err));
  return s;
}

static void each_lookup_finds_its_client(void **state) {
  (void)state;
  enum put what;
  struct invoice i = {.number = S("F5"),
                      .client = S("C2"),
                      .payment_reference = S("RF18 5390"),
                      .thread = S("thread@us"),
                      .total = money_of(777, "EUR"),
                      .open = money_of(777, "EUR"),
                      .due = TODAY,
                      .issued = TODAY};
  struct reminder r = {.message_id = S("r1@us"),
                       .token = S("TOK"),
                       .client = S("C2"),
                       .invoices = words("F3"),
                       .sent_at = NOW,
                       .sent = TODAY};
  OK(register_put_invoice(led, &i, NULL, &what, &err));
  OK(register_put_reminder(led, &r, &what, &err));
  OK(register_learn_iban(led, S("C2"), S("FR761"), &err));
  OK(register_learn_email(led, S("C2"), S("new@other.example"), &err));
  static const struct {
    enum lookup_kind kind;
    const char *key;
  } rows[] = {
      {LOOKUP_MESSAGE_ID, "r1@us"},
      {LOOKUP_MESSAGE_ID, "thread@us"},
      {LOOKUP_TOKEN, "TOK"},
      {LOOKUP_NUMBER, "F3"},
      {LOOKUP_REFERENCE, "rf185390"},
      {LOOKUP_NAME, "beta"},
      {LOOKUP_EMAIL, "eve@other.example"},
      {LOOKUP_EMAIL, "new@other.example"},
      {LOOKUP_IBAN, "FR761"},
  };
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
    struct snapshot s = ask(rows[k].kind, rows[k].key);
    if (s.clients.n != 1)
      fail_msg("%s: %zu clients", rows[k].key, s.clients.n);
    assert_str(s.clients.v[0].id, "C2");
    assert_int_equal(s.invoices.n, 2); // all that is open, not only what was named
    assert_int_equal(s.reminders.n, 1);
  }
  assert_int_equal(ask(LOOKUP_NAME, "transports").clients.n, 2);
  assert_int_equal(ask(LOOKUP_NUMBER, "").clients.n, 0);
  assert_int_equal(ask(LOOKUP_EMAIL, "nobody@x.example").clients.n, 0);
  struct lookup amount = {.kind = LOOKUP_AMOUNT, .amount = money_of(777, "EUR")};
  struct lookups q = {&amount, 1, 1};
  struct snapshot s;
  OK(ledger_snapshot(led, &mem, &q, &s, &err));
  assert_int_equal(s.clients.n, 1);
  amount.amount = money_of(777, "USD");
  OK(ledger_snapshot(led, &mem, &q, &s, &err));
  assert_int_equal(s.clients.n, 0);
}

static void rare_outweighs_common(void **state) {
  (void)state;
  struct lookup some[] = {{.kind = LOOKUP_NAME, .key = S("transports")},
                          {.kind = LOOKUP_NAME, .key = S("beta")}};
  struct lookups q = {some, 2, 2};
  struct snapshot s;
  OK(ledger_snapshot(led, &mem, &q, &s, &err));
  assert_int_equal(s.clients.n, 2);
  assert_str(s.clients.v[0].id, "C2");
}

static void paid_ones_come_when_named(void **state) {
  (void)state;
  allocate("F1", 10000);
  assert_int_equal(ask(LOOKUP_EMAIL, "bob@client.example").invoices.n, 1);
  struct snapshot s = ask(LOOKUP_NUMBER, "F1");
  assert_int_equal(s.invoices.n, 2);
  assert_str(s.invoices.v[1].number, "F1");
  assert_int_equal(s.invoices.v[1].open.minor, 0);
}

static void group_comes_along(void **state) {
  (void)state;
  enum put what;
  struct client parent = {.id = S("G0"), .name = S("Holding"), .group = S("G")},
                child = {.id = S("G1"),
                         .name = S("Daughter"),
                         .group = S("G"),
                         .emails = words("d@g.example"),
                         .no_reminders = true};
  OK(register_put_client(led, &parent, NULL, &what, &err));
  OK(register_put_client(led, &child, NULL, &what, &err));
  struct snapshot s = ask(LOOKUP_EMAIL, "d@g.example");
  assert_int_equal(s.clients.n, 2);
  assert_str(s.clients.v[0].id, "G1");
  assert_true(s.clients.v[0].no_reminders);
  assert_str(s.clients.v[0].emails.v[0], "d@g.example");
}

static void all_of_a_client_is_kept(void **state) {
  (void)state;
  enum put what;
  bool found;
  struct client in = {.id = S("P1"),
                      .name = S("Ann Onym"),
                      .title = S("mrs"),
                      .postal = words("Rue-A"),
                      .registration = S("SIREN 900"),
                      .consumer = true,
                      .valued = true},
                out;
  OK(register_put_client(led, &in, NULL, &what, &err));
  OK(register_client(led, &mem, S("P1"), &out, &found, &err));
  assert_true(found && out.consumer && out.valued);
  assert_str(out.title, "mrs");
  assert_str(out.postal.v[0], "Rue-A");
  assert_str(out.registration, "SIREN 900");
  OK(register_put_client(led, &in, NULL, &what, &err));
  assert_int_equal(what, PUT_UNCHANGED);
  in.consumer = false;
  OK(register_put_client(led, &in, NULL, &what, &err));
  assert_int_equal(what, PUT_CHANGED);
}

static void snapshots_are_bounded(void **state) {
  (void)state;
  char id[20];
  OK(ledger_begin(led, "fill", &err));
  for (int i = 0; i < 2 * LOOKUP_HITS_LIMIT; i++) {
    snprintf(id, sizeof id, "X%d", i);
    a_client(id, "Same Name", "", "same");
  }
  OK(ledger_commit(led, &err));
  assert_int_equal(ask(LOOKUP_NAME, "same").clients.n, SNAPSHOT_CLIENTS_LIMIT);
}

static void looks_use_indexes(void **state) {
  (void)state;
  // The statements of a snapshot, as SQLite means to run them: a scan would grow with the register.
  static const char *const plans[] = {
      "SELECT * FROM invoice WHERE open_minor = 5 AND open_minor <> 0 AND (?3 = '' OR ?3 = ?3)",
      "SELECT entry FROM invoice_key WHERE entry BETWEEN 5 AND 6 ORDER BY entry DESC LIMIT 9",
      "SELECT entries FROM invoice_key_pack WHERE run = 1 AND first <= 6 AND first >="
      " (SELECT max(first) FROM invoice_key_pack WHERE run = 1 AND first <= 5)",
      "SELECT * FROM sold WHERE day >= 5",
      "SELECT * FROM invoice i WHERE i.client = 'C1' AND i.open_minor <> 0 ORDER BY i.due",
      "SELECT DISTINCT client FROM invoice WHERE open_minor <> 0 AND open_minor > 0 AND due < 5"
      " AND client > ''",
      "SELECT * FROM history WHERE client = 'C1'",
      "SELECT * FROM message m WHERE state IN ('new', 'claimed') ORDER BY tries, arrived_at, id",
      "SELECT * FROM hold WHERE ended_at IS NULL AND until_day < 5",
  };
  for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
    sqlite3_stmt *s = NULL;
    const char *sql = str_c(&mem, str_printf(&mem, "EXPLAIN QUERY PLAN %s", plans[i]));
    assert_int_equal(sqlite3_prepare_v2(led->db, sql, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
      const char *step = (const char *)sqlite3_column_text(s, 3);
      if (strncmp(step, "SCAN", 4) == 0 && !strstr(step, "INDEX") && !strstr(step, " history"))
        fail_msg("%s: %s", plans[i], step);
    }
    sqlite3_finalize(s);
  }
}

static void overdue_in_pages(void **state) {
  (void)state;
  struct strs clients;
  OK(register_overdue(led, &mem, TODAY, S(""), 10, &clients, &err));
  assert_int_equal(clients.n, 2);
  OK(register_overdue(led, &mem, TODAY, S("C1"), 10, &clients, &err));
  assert_int_equal(clients.n, 1);
  assert_str(clients.v[0], "C2");
  allocate("F3", 700);
  OK(register_overdue(led, &mem, TODAY, S(""), 10, &clients, &err));
  assert_int_equal(clients.n, 1);
}

static bool add_to(void *ctx, const struct invoice *i) {
  *(int64_t *)ctx += i->open.minor;
  return !str_eq(i->number, S("F2"));
}

static void each_open_stops_when_told(void **state) {
  (void)state;
  int64_t sum = 0;
  OK(register_each_open(led, add_to, &sum, &err));
  assert_int_equal(sum, 15000);
}

#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, register_ledger, fixture_gone)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FILE(equal_values_change_nothing),
      WITH_FILE(bad_row_leaves_the_others),
      WITH_FILE(ending_gives_exactly_back),
      WITH_FILE(books_catch_up_once),
      WITH_FILE(currency_must_fit),
      WITH_FILE(payment_finds_its_client),
      WITH_FILE(each_lookup_finds_its_client),
      WITH_FILE(rare_outweighs_common),
      WITH_FILE(paid_ones_come_when_named),
      WITH_FILE(group_comes_along),
      WITH_FILE(all_of_a_client_is_kept),
      WITH_FILE(snapshots_are_bounded),
      WITH_FILE(looks_use_indexes),
      WITH_FILE(overdue_in_pages),
      WITH_FILE(each_open_stops_when_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
