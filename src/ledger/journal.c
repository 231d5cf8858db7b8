// journal.c: decisions and holds; rows are added, a hold is ended, nothing is overwritten.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal.h"
#include "ledger/db.h"
#include "ledger/register_rows.h"

bool journal_add(struct ledger *l, const struct journal_entry *e, int64_t *id, struct err *err) {
  bool own;
  if (!db_enter(l, "journal", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO journal (at, kind, message, letter, client, invoice, say, reasons)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                   WITH(INT(e->at), TEXT(e->kind), INT_OR_NULL(e->message), INT_OR_NULL(e->letter),
                        TEXT_OR_NULL(e->client), TEXT_OR_NULL(e->invoice), TEXT(e->say),
                        TEXT_OR_NULL(e->reasons)),
                   err);
  int64_t got = ok ? db_last_id(l) : 0;
  if (!db_leave(l, own, ok, err))
    return false;
  if (id)
    *id = got;
  return true;
}

// ---------------------------------------------------------------- holds

bool hold_put(struct ledger *l, const struct hold *h, int64_t message, int64_t now, int64_t *id,
              struct err *err) {
  bool own;
  if (!db_enter(l, "hold", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO hold (client, invoice, kind, from_day, until_day, why, message, at)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                   WITH(TEXT(h->client), TEXT_OR_NULL(h->invoice), TEXT(hold_kind_name(h->kind)),
                        DAY(h->from), DAY(h->until), TEXT(h->why), INT_OR_NULL(message), INT(now)),
                   err) ||
            err_in(err, "holding %.*s %.*s", STR_ARG(h->client), STR_ARG(h->invoice));
  int64_t got = ok ? db_last_id(l) : 0;
  if (!db_leave(l, own, ok, err))
    return false;
  if (id)
    *id = got;
  return true;
}

bool hold_end(struct ledger *l, int64_t id, struct str why, int64_t now, struct err *err) {
  bool own;
  if (!db_enter(l, "end hold", &own, err))
    return false;
  bool ok = db_run(l, "UPDATE hold SET ended_at = ?, ended_why = ? WHERE id = ?",
                   WITH(INT(now), TEXT(why), INT(id)), err);
  if (ok && !db_changes(l))
    ok = err_set(err, ERR_INPUT, "hold %lld: there is none", (long long)id);
  return db_leave(l, own, ok, err);
}

bool holds_restore(struct ledger *l, int64_t message, struct str ended_why, int64_t now,
                   struct err *err) {
  bool own;
  if (!db_enter(l, "restore holds", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO hold (client, invoice, kind, from_day, until_day, why, message, at)"
                   " SELECT client, invoice, kind, from_day, until_day, why, message, ?1 FROM hold"
                   " WHERE message = ?2 AND ended_why = ?3 ORDER BY id",
                   WITH(INT(now), INT(message), TEXT(ended_why)), err);
  return db_leave(l, own, ok, err);
}

bool holds_expire(struct ledger *l, struct day today, int64_t now, size_t *n, struct err *err) {
  bool own;
  int64_t over;
  // Asked first: on most days there is nothing to write.
  if (!db_number(l, "SELECT count(*) FROM hold WHERE ended_at IS NULL AND until_day < ?",
                 WITH(INT(today.n)), 0, &over, err))
    return false;
  if (over) {
    if (!db_enter(l, "expire holds", &own, err))
      return false;
    bool ok = db_run(l,
                     "UPDATE hold SET ended_at = ?, ended_why = 'its last day has passed'"
                     " WHERE ended_at IS NULL AND until_day < ?",
                     WITH(INT(now), INT(today.n)), err);
    over = ok ? db_changes(l) : 0;
    if (!db_leave(l, own, ok, err))
      return false;
  }
  *n = (size_t)over;
  return true;
}

static bool collect(struct rows *r, struct arena *a, struct holds *out, struct err *err) {
  struct holds got = {0};
  while (rows_next(r))
    *LIST_PUSH(a, &got) = hold_of_row(r, a);
  if (!rows_close(r, err))
    return false;
  *out = got;
  return true;
}

bool holds_standing(struct ledger *l, struct arena *a, struct str client, struct holds *out,
                    struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " HOLD_COLUMNS " FROM hold h WHERE h.ended_at IS NULL"
            " AND (h.client = ?1 OR ?1 = '') ORDER BY h.id",
            WITH(TEXT(client)));
  return collect(&r, a, out, err);
}

bool holds_of_message(struct ledger *l, struct arena *a, int64_t message, struct holds *out,
                      struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " HOLD_COLUMNS " FROM hold h WHERE h.message = ? AND h.ended_at IS NULL"
            " ORDER BY h.id",
            WITH(INT(message)));
  return collect(&r, a, out, err);
}
