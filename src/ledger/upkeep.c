// upkeep.c: settings, figures, the check of the whole file, copies.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/schema.h"

enum { TROUBLES_LIMIT = 100 }; // sentences; a file with more is no better known for them

// ---------------------------------------------------------------- settings

bool ledger_setting_get(struct ledger *l, struct arena *a, const char *name, struct str *out,
                        bool *found, struct err *err) {
  struct rows r;
  rows_open(&r, l, "SELECT value FROM setting WHERE name = ?", WITH(TEXT(str_of(name))));
  bool there = rows_next(&r);
  struct str value = there ? row_text(&r, a, 0) : S("");
  if (!rows_close(&r, err))
    return false;
  *found = there;
  if (there)
    *out = value;
  return true;
}

bool ledger_setting_put(struct ledger *l, const char *name, struct str value, struct err *err) {
  bool own;
  if (!db_enter(l, "setting", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO setting (name, value) VALUES (?, ?)"
                   " ON CONFLICT DO UPDATE SET value = excluded.value",
                   WITH(TEXT(str_of(name)), TEXT(value)), err);
  return db_leave(l, own, ok, err);
}

bool ledger_stats(struct ledger *l, struct ledger_stats *out, struct err *err) {
  struct rows r;
  struct ledger_stats s = {0};
  rows_open(&r, l,
            "SELECT (SELECT count(*) FROM client), (SELECT count(*) FROM invoice),"
            " (SELECT count(*) FROM invoice WHERE open_minor <> 0),"
            " (SELECT count(*) FROM payment), (SELECT count(*) FROM reminder),"
            " (SELECT count(*) FROM message),"
            " (SELECT count(*) FROM message WHERE state IN ('new', 'claimed')),"
            " (SELECT count(*) FROM message WHERE state = 'set_aside'),"
            " (SELECT count(*) FROM suggestion WHERE state = 'open'),"
            " (SELECT count(*) FROM hold WHERE ended_at IS NULL)",
            NOTHING);
  int64_t *const fields[] = {&s.clients,     &s.invoices, &s.open_invoices, &s.payments,
                             &s.reminders,   &s.messages, &s.waiting,       &s.set_aside,
                             &s.suggestions, &s.holds};
  if (rows_next(&r))
    for (int i = 0; i < (int)(sizeof fields / sizeof *fields); i++)
      *fields[i] = row_int(&r, i);
  if (!rows_close(&r, err))
    return false;
  *out = s;
  return true;
}

// ---------------------------------------------------------------- check

// Each gives one sentence a row.
static const char *const questions[] = {
    "SELECT 'damaged: ' || integrity_check FROM pragma_integrity_check"
    " WHERE integrity_check <> 'ok'",
    "SELECT 'row ' || rowid || ' of ' || \"table\" || ' names a ' || \"parent\" ||"
    " ' that is not there' FROM pragma_foreign_key_check",
    "SELECT 'invoice ' || number || ': open amount is not what books and allocations give'"
    " FROM invoice WHERE open_minor <> books_minor - (SELECT coalesce(sum(minor - booked_minor), 0)"
    "  FROM allocation a WHERE a.invoice = number AND ended_at IS NULL)",
    "SELECT 'sales of ' || date(s.day * 86400, 'unixepoch') || ': not the sum of its invoices'"
    " FROM sold s WHERE s.minor <> (SELECT coalesce(sum(total_minor), 0) FROM invoice i"
    "  WHERE i.issued = s.day AND i.currency = s.currency)",
    "SELECT 'payment ' || p.id || ': more was allocated than came in' FROM payment p"
    " WHERE p.minor > 0 AND p.minor < (SELECT coalesce(sum(a.minor), 0) FROM allocation a"
    "  WHERE a.payment = p.id AND a.ended_at IS NULL)",
    "SELECT 'letter ' || l.id || ': its last event says ' || e.to_state || ', it says ' || l.state"
    " FROM letter l JOIN letter_event e ON e.id ="
    "  (SELECT max(id) FROM letter_event WHERE letter = l.id) WHERE e.to_state <> l.state",
    "SELECT 'letter ' || id || ': has no bytes' FROM letter l"
    " WHERE NOT EXISTS (SELECT 1 FROM letter_mime WHERE letter = l.id)",
    "SELECT 'letter ' || id || ': was sent, but is no reminder of the register' FROM letter l"
    " WHERE kind = 'reminder' AND state IN ('sent', 'undelivered')"
    " AND NOT EXISTS (SELECT 1 FROM reminder WHERE letter = l.id)",
    "SELECT 'message ' || id || ': its raw bytes are missing' FROM message m"
    " WHERE NOT EXISTS (SELECT 1 FROM message_raw WHERE message = m.id)",
};

static bool ask(struct ledger *l, struct arena *a, const char *sql, struct strs *troubles,
                struct err *err) {
  struct rows r;
  rows_open(&r, l, sql, NOTHING);
  while (troubles->n < TROUBLES_LIMIT && rows_next(&r))
    *LIST_PUSH(a, troubles) = row_text(&r, a, 0);
  return rows_close(&r, err);
}

static bool compare_hashes(struct ledger *l, struct arena *a, const char *sql,
                           struct strs *troubles, struct err *err) {
  struct rows r;
  rows_open(&r, l, sql, NOTHING);
  while (troubles->n < TROUBLES_LIMIT && rows_next(&r)) {
    struct arena one;
    arena_init(&one, 1 << 16);
    if (!str_eq(sha256(&one, row_borrowed(&r, 2)), row_borrowed(&r, 1)))
      *LIST_PUSH(a, troubles) = str_printf(a, "%.*s: its bytes have changed (hash differs)",
                                           STR_ARG(row_borrowed(&r, 0)));
    arena_free(&one);
  }
  return rows_close(&r, err);
}

static bool check(struct ledger *l, struct arena *a, struct strs *troubles, struct err *err) {
  for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
    if (!ask(l, a, questions[i], troubles, err))
      return false;
  return compare_hashes(l, a,
                        "SELECT 'letter ' || l.id, l.sha256, m.mime FROM letter l"
                        " JOIN letter_mime m ON m.letter = l.id",
                        troubles, err) &&
         compare_hashes(l, a,
                        "SELECT 'message ' || m.id, m.sha256, w.raw FROM message m"
                        " JOIN message_raw w ON w.message = m.id"
                        " WHERE m.size > 0",
                        troubles, err);
}

bool ledger_check(struct ledger *l, struct arena *a, struct strs *troubles, struct err *err) {
  bool own;
  struct strs got = {0};
  if (!db_look(l, &own, err))
    return false;
  bool ok = check(l, a, &got, err);
  db_looked(l, own);
  if (ok)
    *troubles = got;
  return ok;
}

// ---------------------------------------------------------------- copies

bool ledger_backup(struct ledger *l, const char *to, struct err *err) {
  if (l->stopped)
    return db_failed(l, "", err);
  return schema_copy(l->db, to, err);
}

bool ledger_stamp(struct ledger *l, struct ledger_stamp *out, struct err *err) {
  int64_t others;
  if (!db_number(l, "PRAGMA data_version", NOTHING, 0, &others, err))
    return false;
  *out = (struct ledger_stamp){others, sqlite3_total_changes64(l->db)};
  return true;
}

bool ledger_tidy(struct ledger *l, struct err *err) {
  return db_run(l, "PRAGMA optimize", NOTHING, err) &&
         db_run(l, "PRAGMA wal_checkpoint(TRUNCATE)", NOTHING, err);
}
