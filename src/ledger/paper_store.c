// paper_store.c: files of invoices, by message, content and invoice.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/paper_store.h"

#include "ledger/db.h"

static const char *const states[] = {"registered", "waiting", "refused"};

static enum paper_state state_of(struct str name) {
  size_t i = 0;
  while (i < PAPER_REFUSED && !str_eq(name, str_of(states[i])))
    i++;
  return (enum paper_state)i;
}

static bool put(struct ledger *l, struct arena *a, const struct paper_row *p, int64_t *id,
                struct err *err) {
  struct str hash = sha256(a, p->bytes);
  return db_run(l,
                "INSERT INTO paper (message, sha256, filename, bytes, state, invoice, found, added)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (message, sha256) DO UPDATE"
                " SET state = ?5, invoice = ?6, found = ?7, added = ?8",
                WITH(INT(p->message), BLOB(hash), TEXT(p->filename), BLOB(p->bytes),
                     TEXT(str_of(states[p->state])), TEXT_OR_NULL(p->invoice),
                     TEXT_OR_NULL(p->found), INT(p->added)),
                err) &&
         db_number(l, "SELECT id FROM paper WHERE message = ? AND sha256 = ?",
                   WITH(INT(p->message), BLOB(hash)), 0, id, err);
}

bool paper_put(struct ledger *l, const struct paper_row *p, int64_t *id, struct err *err) {
  struct arena a;
  bool own;
  if (!db_enter(l, "put paper", &own, err))
    return false;
  arena_init(&a, 1 << 16);
  bool ok = put(l, &a, p, id, err);
  arena_free(&a);
  return db_leave(l, own, ok, err);
}

#define ROW "SELECT id, message, state, filename, bytes, invoice, found, added FROM paper "

static struct paper_row row_of(const struct rows *r, struct arena *a) {
  return (struct paper_row){.id = row_int(r, 0),
                            .message = row_int(r, 1),
                            .state = state_of(row_borrowed(r, 2)),
                            .filename = row_text(r, a, 3),
                            .bytes = row_text(r, a, 4),
                            .invoice = row_text(r, a, 5),
                            .found = row_text(r, a, 6),
                            .added = row_int(r, 7) != 0};
}

bool paper_get(struct ledger *l, struct arena *a, int64_t id, struct paper_row *out, bool *found,
               struct err *err) {
  struct rows r;
  struct paper_row got = {0};
  rows_open(&r, l, ROW "WHERE id = ?", WITH(INT(id)));
  bool there = rows_next(&r);
  if (there)
    got = row_of(&r, a);
  if (!rows_close(&r, err))
    return false;
  *found = there;
  if (there)
    *out = got;
  return true;
}

bool paper_known(struct ledger *l, struct arena *a, struct str bytes, struct str *invoice,
                 bool *found, struct err *err) {
  struct rows r;
  struct str got = S("");
  rows_open(&r, l,
            "SELECT invoice FROM paper WHERE sha256 = ? AND state = 'registered' ORDER BY id"
            " LIMIT 1",
            WITH(BLOB(sha256(a, bytes))));
  bool there = rows_next(&r);
  if (there)
    got = row_text(&r, a, 0);
  if (!rows_close(&r, err))
    return false;
  *found = there;
  *invoice = got;
  return true;
}

bool papers_of_message(struct ledger *l, struct arena *a, int64_t message, struct paper_rows *out,
                       struct err *err) {
  struct rows r;
  struct paper_rows got = {0};
  rows_open(&r, l, ROW "WHERE message = ? ORDER BY id", WITH(INT(message)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = row_of(&r, a);
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

#define NAME_HEAD S("paper:")

struct str paper_name(struct arena *a, int64_t id, struct str filename) {
  return str_printf(a, "paper:%lld/%.*s", (long long)id, STR_ARG(filename));
}

int64_t paper_of_name(struct str file) {
  struct str id, name;
  int64_t n;
  if (!str_starts(file, NAME_HEAD) || !str_cut(str_skip(file, NAME_HEAD.n), '/', &id, &name) ||
      !str_int(id, &n))
    return 0;
  return n;
}
