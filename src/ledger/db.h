// db.h: inside the ledger room: statements, values, rows and transactions over one connection.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"
#include "relance/day.h"
#include "relance/money.h"

#include <sqlite3.h>

enum { DB_STATEMENTS = 512 }; // kept prepared; a power of two well above what the room has

struct ledger {
  sqlite3 *db;
  char *path;
  int lock; // descriptor of the role's lock, or -1
  bool stopped;
  char stopped_why[512];
  const char *txn;        // name of the open transaction, or NULL
  struct key_batch *keys; // of invoices, while many are put; or NULL
  struct sold *sold;      // sums of days, likewise
  struct strs indexes;    // of the invoices, to be made when all are there; in
  struct arena aside;     // this
  struct arena scratch;   // of one row
  bool adding;            // the last invoice that was put was a new one
  struct {
    const char *sql;
    sqlite3_stmt *statement;
  } kept[DB_STATEMENTS];
};

// Sets `err` from the connection's last error, sorted as ledger.h says; returns false.
bool db_failed(struct ledger *l, const char *doing, struct err *err);

// One value for a statement. The words in capitals below make them; NULL stands for what is unset.
struct bind {
  enum { BIND_NULL, BIND_INT, BIND_TEXT, BIND_BLOB } type;
  int64_t i;
  struct str s;
};
static inline struct bind bind_int(int64_t i) {
  return (struct bind){.type = BIND_INT, .i = i};
}
static inline struct bind bind_text(struct str s) {
  return (struct bind){.type = BIND_TEXT, .s = s};
}
static inline struct bind bind_text_or_null(struct str s) {
  return (struct bind){.type = s.n ? BIND_TEXT : BIND_NULL, .s = s};
}
static inline struct bind bind_blob(struct str s) {
  return (struct bind){.type = BIND_BLOB, .s = s};
}
static inline struct bind bind_int_or_null(int64_t i) {
  return (struct bind){.type = i ? BIND_INT : BIND_NULL, .i = i};
}
static inline struct bind bind_day(struct day d) {
  return (struct bind){.type = day_is(d) ? BIND_INT : BIND_NULL, .i = d.n};
}

// The values of a statement, in the order of its question marks.
#define WITH(...)                                                                                  \
  (struct bind[]){__VA_ARGS__}, sizeof((struct bind[]){__VA_ARGS__}) / sizeof(struct bind)
#define INT(i) bind_int(i)
#define INT_OR_NULL(i) bind_int_or_null(i)
#define TEXT(s) bind_text(s)
#define TEXT_OR_NULL(s) bind_text_or_null(s)
#define BLOB(s) bind_blob(s)
#define DAY(d) bind_day(d)
#define NOTHING NULL, 0

// Statements are kept by the address of their text: `sql` must be a constant. `doing` completes
// "the ledger could not ..." and is found at the start of the error.
bool db_run(struct ledger *l, const char *sql, const struct bind *v, size_t n, struct err *err);
// The same for a text that is no constant, and is not kept. For changes of the schema.
bool db_once(struct ledger *l, struct str sql, struct err *err);
int64_t db_changes(struct ledger *l); // rows of the last db_run
int64_t db_last_id(struct ledger *l);

// for (rows_open(...); rows_next(...);) ... ; rows_close tells whether all went well.
struct rows {
  struct ledger *l;
  sqlite3_stmt *statement;
  bool failed;
  struct err err;
};
void rows_open(struct rows *r, struct ledger *l, const char *sql, const struct bind *v, size_t n);
bool rows_next(struct rows *r);
bool rows_close(struct rows *r, struct err *err);
// The first column of the first row, or `otherwise` when there is no row.
bool db_number(struct ledger *l, const char *sql, const struct bind *v, size_t n, int64_t otherwise,
               int64_t *out, struct err *err);

int64_t row_int(const struct rows *r, int column); // NULL is 0
struct str row_text(const struct rows *r, struct arena *a, int column);
struct str row_borrowed(const struct rows *r, int column); // good until the next row
struct day row_day(const struct rows *r, int column);
struct money row_money(const struct rows *r, int minor, int currency);

// Lists in one column: joined by a line feed.
struct str list_join(struct arena *a, const struct strs *list);
struct strs list_split(struct arena *a, struct str joined);

// Joins the open transaction, or begins one called `name`, which db_leave then ends: commits when
// `ok`, rolls back when not. `own` is for db_leave. Returns `ok`, or what the commit said.
bool db_enter(struct ledger *l, const char *name, bool *own, struct err *err);
bool db_leave(struct ledger *l, bool own, bool ok, struct err *err);
// The same for reading more than one statement of one state of the ledger.
bool db_look(struct ledger *l, bool *own, struct err *err);
void db_looked(struct ledger *l, bool own);

// What waits between register_many and its end is not written: the transaction is over.
void register_many_forget(struct ledger *l);

// SHA-256, 32 bytes in the arena.
struct str sha256(struct arena *a, struct str bytes);
