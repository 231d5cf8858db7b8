// learned.c: lessons are added and ended, never changed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/learned.h"
#include "ledger/db.h"
#include "ledger/snapshot_parts.h"

enum { OF_CLIENT_MOST = 100 };

static const char *const names[] = {"writer", "payer"};

const char *learning_name(enum learning_kind k) {
  return names[k];
}

bool learned_put(struct ledger *l, const struct taught *what, int64_t message, int64_t now,
                 struct err *err) {
  bool own;
  if (!db_enter(l, "learn", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO learned (kind, value, client, message, at) VALUES (?, ?, ?, ?, ?)"
                   " ON CONFLICT DO NOTHING",
                   WITH(TEXT(str_of(names[what->kind])), TEXT(what->value), TEXT(what->client),
                        INT(message), INT(now)),
                   err);
  return db_leave(l, own, ok, err);
}

static struct taught learning_of(const struct rows *r, struct arena *a, int first) {
  return (struct taught){.kind = str_eq(row_borrowed(r, first), S("payer")) ? LEARNED_PAYER
                                                                            : LEARNED_WRITER,
                         .value = row_text(r, a, first + 1),
                         .client = row_text(r, a, first + 2)};
}

bool learned_list(struct ledger *l, struct arena *a, size_t limit, struct lessons *out,
                  struct err *err) {
  struct rows r;
  struct lessons got = {0};
  rows_open(&r, l,
            "SELECT x.id, x.message, x.at, x.kind, x.value, x.client FROM learned x"
            " WHERE x.ended_at IS NULL ORDER BY x.id DESC LIMIT ?",
            WITH(INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct lesson){.id = row_int(&r, 0),
                                          .message = row_int(&r, 1),
                                          .at = row_int(&r, 2),
                                          .what = learning_of(&r, a, 3)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

bool learned_end(struct ledger *l, int64_t id, struct str why, int64_t now, bool *found,
                 struct err *err) {
  bool own;
  if (!db_enter(l, "forget", &own, err))
    return false;
  bool ok =
      db_run(l, "UPDATE learned SET ended_at = ?, ended_why = ? WHERE id = ? AND ended_at IS NULL",
             WITH(INT(now), TEXT(why), INT(id)), err);
  bool any = ok && db_changes(l) > 0;
  if (!db_leave(l, own, ok, err))
    return false;
  *found = any;
  return true;
}

bool learned_end_of_message(struct ledger *l, int64_t message, struct str why, int64_t now,
                            struct err *err) {
  bool own;
  if (!db_enter(l, "unlearn", &own, err))
    return false;
  bool ok = db_run(
      l, "UPDATE learned SET ended_at = ?, ended_why = ? WHERE message = ? AND ended_at IS NULL",
      WITH(INT(now), TEXT(why), INT(message)), err);
  return db_leave(l, own, ok, err);
}

bool snapshot_add_learned(struct ledger *l, struct arena *a, struct str client, struct snapshot *s,
                          struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT kind, value, client FROM learned WHERE client = ? AND ended_at IS NULL"
            " ORDER BY id DESC LIMIT ?",
            WITH(TEXT(client), INT(OF_CLIENT_MOST)));
  while (rows_next(&r))
    *LIST_PUSH(a, &s->learned) = learning_of(&r, a, 0);
  return rows_close(&r, err);
}
