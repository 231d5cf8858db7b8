// ledger_fixture.h: a ledger in a directory of its own, and short words for filling it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/db.h"
#include "ledger/inbox.h"
#include "ledger/journal.h"
#include "ledger/outbox.h"
#include "ledger/register_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW INT64_C(1795334400) // 2026-11-22 08:00 UTC
#define TODAY ((struct day){20779})

static char test_dir[64], test_path[128];
static struct arena mem;
static struct err err;
static struct ledger *led;

#define OK(call)                                                                                   \
  do {                                                                                             \
    if (!(call))                                                                                   \
      fail_msg("%s: %s", #call, err.text);                                                         \
  } while (0)
#define assert_str(got, want)                                                                      \
  do {                                                                                             \
    struct str got_ = (got);                                                                       \
    if (!str_eq(got_, str_of(want)))                                                               \
      fail_msg("want |%s| got |%.*s|", want, STR_ARG(got_));                                       \
  } while (0)

static inline int fixture_dir(void **state) {
  (void)state;
  snprintf(test_dir, sizeof test_dir, "/tmp/relance-test-XXXXXX");
  if (!mkdtemp(test_dir))
    return -1;
  snprintf(test_path, sizeof test_path, "%s/ledger.db", test_dir);
  arena_init(&mem, 512 << 20);
  return 0;
}

static inline int fixture_gone(void **state) {
  (void)state;
  ledger_close(led);
  led = NULL;
  ledger_step = NULL;
  arena_free(&mem);
  DIR *d = opendir(test_dir);
  for (struct dirent *e; d && (e = readdir(d));)
    if (e->d_name[0] != '.')
      unlinkat(dirfd(d), e->d_name, 0);
  if (d)
    closedir(d);
  return rmdir(test_dir);
}

static inline int fixture_ledger(void **state) {
  return fixture_dir(state) || !ledger_open(test_path, LEDGER_CREATE, NULL, &led, &err);
}

static inline void again(void) {
  ledger_close(led);
  led = NULL;
  OK(ledger_open(test_path, LEDGER_EXISTING, NULL, &led, &err));
}

// Straight to the database, past the room: whether it was refused.
static inline bool refused(const char *sql, const char *because) {
  char *said = NULL;
  bool no = sqlite3_exec(led->db, sql, NULL, NULL, &said) != SQLITE_OK;
  if (no && because && !strstr(said, because))
    fail_msg("%s: want \"%s\", got \"%s\"", sql, because, said);
  sqlite3_free(said);
  return no;
}

static inline int64_t number(const char *sql) {
  sqlite3_stmt *s = NULL;
  if (sqlite3_prepare_v2(led->db, sql, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW)
    fail_msg("%s: %s", sql, sqlite3_errmsg(led->db));
  int64_t n = sqlite3_column_int64(s, 0);
  sqlite3_finalize(s);
  return n;
}

static inline void sound(void) {
  struct strs troubles = {0};
  OK(ledger_check(led, &mem, &troubles, &err));
  if (troubles.n)
    fail_msg("%zu troubles: %.*s", troubles.n, STR_ARG(troubles.v[0]));
}

static inline struct strs words(const char *spaced) {
  struct strs out = {0};
  struct str rest = str_of(spaced), one;
  while (str_word(&rest, &one))
    *LIST_PUSH(&mem, &out) = one;
  return out;
}

static inline enum put a_client(const char *id, const char *name, const char *email,
                                const char *name_words) {
  enum put what;
  struct client c = {.id = str_of(id), .name = str_of(name), .emails = words(email)};
  struct strs keys = words(name_words);
  OK(register_put_client(led, &c, &keys, &what, &err));
  return what;
}

static inline enum put an_invoice(const char *id, const char *client, int64_t open, int due) {
  enum put what;
  struct invoice i = {.number = str_of(id),
                      .client = str_of(client),
                      .due = {due},
                      .issued = DAY_NONE,
                      .total = money_of(10000, "EUR"),
                      .open = money_of(open, "EUR")};
  struct strs keys = words(id);
  OK(register_put_invoice(led, &i, &keys, &what, &err));
  return what;
}

static inline struct outbox_letter a_letter(const char *id, const char *client, int step) {
  return (struct outbox_letter){.state = LETTER_QUEUED,
                                .mailbox = S("main"),
                                .client = str_of(client),
                                .step = step,
                                .invoices = words("F1 F2"),
                                .message_id = str_of(id),
                                .token = str_printf(&mem, "T-%s", id),
                                .subject = S("Reminder"),
                                .env_from = S("us@example.org"),
                                .env_to = S("bob@client.example"),
                                .mime = S("Subject: x\r\n\r\nhello\r\n"),
                                .deadline = DAY_NONE,
                                .why = S("due"),
                                .created_at = NOW,
                                .not_before = NOW};
}

static inline void two_clients(void) {
  a_client("C1", "Alpha Transports", "bob@client.example", "alpha transports");
  a_client("C2", "Beta Transports", "eve@other.example", "beta transports");
  an_invoice("F1", "C1", 10000, TODAY.n - 10);
  an_invoice("F2", "C1", 5000, TODAY.n + 10);
  an_invoice("F3", "C2", 700, TODAY.n - 1);
}

static inline int register_ledger(void **state) {
  if (fixture_ledger(state))
    return -1;
  two_clients();
  return 0;
}

static inline int64_t allocate(const char *invoice, int64_t minor) {
  struct allocation_row r = {.invoice = str_of(invoice),
                             .amount = money_of(minor, "EUR"),
                             .at = NOW,
                             .why = S("bank notice")};
  int64_t id;
  OK(allocation_put(led, &r, &id, &err));
  return id;
}
