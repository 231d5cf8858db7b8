// db.c: statements, values, rows and transactions over one connection.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>

void (*ledger_step)(const char *name);

// ---------------------------------------------------------------- errors

// After an I/O error nobody knows what reached the disk (an fsync that failed once may report
// success the next time), so the connection is given up: only a restart reads the truth again.
static bool must_stop(int code) {
  switch (code & 0xff) {
  case SQLITE_IOERR:
  case SQLITE_FULL:
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_CANTOPEN:
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_PROTOCOL:
    return true;
  default:
    return false;
  }
}

static enum err_kind kind_of(int code) {
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_NOMEM:
    return ERR_WAIT;
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
  case SQLITE_TOOBIG:
    return ERR_INPUT;
  default:
    return ERR_SETUP;
  }
}

bool db_failed(struct ledger *l, const char *doing, struct err *err) {
  if (l->stopped)
    return err_set(err, ERR_SETUP, "%s: %s", l->path, l->stopped_why);
  int code = sqlite3_extended_errcode(l->db);
  const char *text = sqlite3_errmsg(l->db);
  if (must_stop(code)) {
    l->stopped = true;
    snprintf(l->stopped_why, sizeof l->stopped_why,
             "the ledger cannot be read or written (%s, SQLite code %d): nothing more is done with "
             "it; look at the disk, then start again",
             text, code);
    return err_set(err, ERR_SETUP, "%s: %s", l->path, l->stopped_why);
  }
  if ((code & 0xff) == SQLITE_BUSY)
    return err_set(err, ERR_WAIT, "%s: another process is writing; try again", l->path);
  return err_set(err, kind_of(code), "%s: %s: %s", l->path, doing, text);
}

// ---------------------------------------------------------------- statements

// Open addressing on the address of the text; never full, since the room has far fewer.
static sqlite3_stmt *statement_for(struct ledger *l, const char *sql) {
  size_t at = ((uintptr_t)sql >> 3) * 0x9E3779B1u;
  while (at &= DB_STATEMENTS - 1, l->kept[at].sql && l->kept[at].sql != sql)
    at++;
  if (!l->kept[at].sql) {
    sqlite3_stmt *made = NULL;
    if (sqlite3_prepare_v3(l->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL) != SQLITE_OK)
      return NULL;
    l->kept[at].sql = sql;
    l->kept[at].statement = made;
  }
  return l->kept[at].statement;
}

static int bind_one(sqlite3_stmt *s, int at, const struct bind *v) {
  const char *p = v->s.p ? v->s.p : "";
  switch (v->type) {
  case BIND_INT:
    return sqlite3_bind_int64(s, at, v->i);
  case BIND_TEXT:
    return sqlite3_bind_text64(s, at, p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
  case BIND_BLOB:
    return sqlite3_bind_blob64(s, at, p, v->s.n, SQLITE_STATIC);
  default:
    return sqlite3_bind_null(s, at);
  }
}

static sqlite3_stmt *ready(struct ledger *l, const char *sql, const struct bind *v, size_t n,
                           struct err *err) {
  if (l->stopped)
    return db_failed(l, "", err), NULL;
  sqlite3_stmt *s = statement_for(l, sql);
  if (!s)
    return db_failed(l, sql, err), NULL;
  if (sqlite3_stmt_busy(s)) // left in the middle by an arena's jump
    sqlite3_reset(s);
  for (size_t i = 0; i < n; i++)
    if (bind_one(s, (int)i + 1, &v[i]) != SQLITE_OK) {
      db_failed(l, sql, err);
      sqlite3_reset(s);
      return NULL;
    }
  return s;
}

// Bound values are the caller's: none is left behind.
static void put_back(sqlite3_stmt *s) {
  sqlite3_reset(s);
  sqlite3_clear_bindings(s);
}

bool db_run(struct ledger *l, const char *sql, const struct bind *v, size_t n, struct err *err) {
  sqlite3_stmt *s = ready(l, sql, v, n, err);
  if (!s)
    return false;
  int code;
  while ((code = sqlite3_step(s)) == SQLITE_ROW)
    ;
  bool ok = code == SQLITE_DONE || db_failed(l, "refused", err);
  put_back(s);
  return ok;
}

bool db_once(struct ledger *l, struct str sql, struct err *err) {
  sqlite3_stmt *s = NULL;
  if (l->stopped || sqlite3_prepare_v2(l->db, sql.p, (int)sql.n, &s, NULL) != SQLITE_OK)
    return db_failed(l, "preparing", err);
  bool ok = sqlite3_step(s) == SQLITE_DONE || db_failed(l, "refused", err);
  sqlite3_finalize(s);
  return ok;
}

int64_t db_changes(struct ledger *l) {
  return sqlite3_changes64(l->db);
}

int64_t db_last_id(struct ledger *l) {
  return sqlite3_last_insert_rowid(l->db);
}

// ---------------------------------------------------------------- rows

void rows_open(struct rows *r, struct ledger *l, const char *sql, const struct bind *v, size_t n) {
  *r = (struct rows){.l = l};
  r->statement = ready(l, sql, v, n, &r->err);
  r->failed = !r->statement;
}

bool rows_next(struct rows *r) {
  if (r->failed)
    return false;
  int code = sqlite3_step(r->statement);
  if (code == SQLITE_ROW)
    return true;
  if (code != SQLITE_DONE)
    r->failed = !db_failed(r->l, "reading", &r->err);
  return false;
}

bool rows_close(struct rows *r, struct err *err) {
  if (r->statement)
    put_back(r->statement);
  if (r->failed)
    return err_set(err, r->err.kind, "%s", r->err.text);
  return true;
}

bool db_number(struct ledger *l, const char *sql, const struct bind *v, size_t n, int64_t otherwise,
               int64_t *out, struct err *err) {
  struct rows r;
  rows_open(&r, l, sql, v, n);
  int64_t got = rows_next(&r) ? row_int(&r, 0) : otherwise;
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

int64_t row_int(const struct rows *r, int column) {
  return sqlite3_column_int64(r->statement, column);
}

struct str row_borrowed(const struct rows *r, int column) {
  const char *p = sqlite3_column_blob(r->statement, column);
  return (struct str){p ? p : "", (size_t)sqlite3_column_bytes(r->statement, column)};
}

struct str row_text(const struct rows *r, struct arena *a, int column) {
  return str_dup(a, row_borrowed(r, column));
}

struct day row_day(const struct rows *r, int column) {
  if (sqlite3_column_type(r->statement, column) == SQLITE_NULL)
    return DAY_NONE;
  return (struct day){(int32_t)row_int(r, column)};
}

struct money row_money(const struct rows *r, int minor, int currency) {
  struct money m = {.minor = row_int(r, minor)};
  struct str code = row_borrowed(r, currency);
  memcpy(m.currency, code.p, code.n < 3 ? code.n : 3);
  return m;
}

struct str list_join(struct arena *a, const struct strs *list) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < list->n; i++) {
    if (i)
      buf_c(&b, '\n');
    buf_add(&b, list->v[i]);
  }
  return buf_str(&b);
}

struct strs list_split(struct arena *a, struct str joined) {
  struct strs out = {0};
  struct str rest = str_dup(a, joined), one;
  while (str_line(&rest, &one))
    *LIST_PUSH(a, &out) = one;
  return out;
}

// ---------------------------------------------------------------- transactions

static bool plain(struct ledger *l, const char *sql, struct err *err) {
  if (l->stopped || sqlite3_exec(l->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    return db_failed(l, sql, err);
  return true;
}

static void step(const char *when, const char *name) {
  char text[80];
  if (!ledger_step)
    return;
  snprintf(text, sizeof text, "%s %s", when, name);
  ledger_step(text);
}

bool ledger_begin(struct ledger *l, const char *name, struct err *err) {
  if (l->txn)
    return err_set(err, ERR_SETUP, "%s: \"%s\" begun within \"%s\"", l->path, name, l->txn);
  // At once for writing: a reader that wants to write later is refused without any waiting.
  if (!plain(l, "BEGIN IMMEDIATE", err))
    return false;
  l->txn = name;
  return true;
}

bool ledger_commit(struct ledger *l, struct err *err) {
  if (!l->txn)
    return err_set(err, ERR_SETUP, "%s: nothing was begun", l->path);
  const char *name = l->txn;
  // Some errors (a full disk among them) have rolled back already: to go on would be to lose it.
  if (sqlite3_get_autocommit(l->db)) {
    l->txn = NULL;
    return err_set(err, ERR_SETUP, "%s: \"%s\" was rolled back by an earlier error", l->path, name);
  }
  step("before", name);
  if (!plain(l, "COMMIT", err)) {
    ledger_rollback(l);
    return false;
  }
  l->txn = NULL;
  step("after", name);
  return true;
}

// Also ends the reading that a full arena jumped out of.
void ledger_rollback(struct ledger *l) {
  l->txn = NULL;
  register_many_forget(l);
  if (sqlite3_get_autocommit(l->db))
    return;
  for (size_t i = 0; i < DB_STATEMENTS; i++)
    if (l->kept[i].statement && sqlite3_stmt_busy(l->kept[i].statement))
      sqlite3_reset(l->kept[i].statement);
  sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
}

bool db_enter(struct ledger *l, const char *name, bool *own, struct err *err) {
  *own = !l->txn;
  return !*own || ledger_begin(l, name, err);
}

bool db_leave(struct ledger *l, bool own, bool ok, struct err *err) {
  if (!own)
    return ok;
  if (ok)
    return ledger_commit(l, err);
  ledger_rollback(l);
  return false;
}

bool db_look(struct ledger *l, bool *own, struct err *err) {
  *own = sqlite3_get_autocommit(l->db) != 0;
  return !*own || plain(l, "BEGIN", err);
}

void db_looked(struct ledger *l, bool own) {
  if (own)
    sqlite3_exec(l->db, "COMMIT", NULL, NULL, NULL);
}

// ---------------------------------------------------------------- hash

struct str sha256(struct arena *a, struct str bytes) {
  char *out = arena_alloc(a, 1, 32);
  gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.p ? bytes.p : "", bytes.n, out);
  return (struct str){out, 32};
}
