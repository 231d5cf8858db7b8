// suggestion.c: what the owner is asked; the first answer to a version wins.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/journal.h"

static const char *const states[] = {"open", "accepted", "corrected", "rejected", "superseded"};

const char *suggestion_state_name(enum suggestion_state s) {
  return states[s];
}

static enum suggestion_state state_of(struct str name) {
  size_t i = 0;
  while (i < SUGGESTION_SUPERSEDED && !str_eq(name, str_of(states[i])))
    i++;
  return (enum suggestion_state)i;
}

static bool put(struct ledger *l, const struct suggestion *s, int64_t now, int64_t *id,
                struct err *err) {
  if (!db_run(l,
              "UPDATE suggestion SET state = 'superseded', version = version + 1, resolved_at = ?"
              " WHERE message = ? AND state = 'open'",
              WITH(INT(now), INT_OR_NULL(s->message)), err) ||
      !db_run(l,
              "INSERT INTO suggestion (message, client, state, say, verdict, created_at)"
              " VALUES (?, ?, 'open', ?, ?, ?)",
              WITH(INT_OR_NULL(s->message), TEXT_OR_NULL(s->client), TEXT(s->say), TEXT(s->verdict),
                   INT(now)),
              err))
    return false;
  *id = db_last_id(l);
  return true;
}

bool suggestion_put(struct ledger *l, const struct suggestion *s, int64_t now, int64_t *id,
                    struct err *err) {
  bool own;
  int64_t got = 0;
  if (!db_enter(l, "suggest", &own, err))
    return false;
  if (!db_leave(l, own, put(l, s, now, &got, err), err))
    return false;
  *id = got;
  return true;
}

bool suggestion_resolve(struct ledger *l, int64_t id, int version, enum suggestion_state to,
                        struct str answer, struct str by, int64_t now, bool *done,
                        struct err *err) {
  bool own;
  if (!db_enter(l, "resolve suggestion", &own, err))
    return false;
  bool ok = db_run(l,
                   "UPDATE suggestion SET state = ?3, version = version + 1, answer = ?4,"
                   " resolved_by = ?5, resolved_at = ?6"
                   " WHERE id = ?1 AND version = ?2 AND state = 'open'",
                   WITH(INT(id), INT(version), TEXT(str_of(states[to])), TEXT_OR_NULL(answer),
                        TEXT_OR_NULL(by), INT(now)),
                   err);
  bool got = ok && db_changes(l) > 0;
  if (!db_leave(l, own, ok, err))
    return false;
  *done = got;
  return true;
}

bool suggestion_reopen(struct ledger *l, int64_t id, int64_t now, int64_t *fresh_id,
                       struct err *err) {
  bool own;
  if (!db_enter(l, "reopen suggestion", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO suggestion (message, client, state, say, verdict, created_at)"
                   " SELECT message, client, 'open', say, verdict, ? FROM suggestion"
                   " WHERE id = ? AND state <> 'open'",
                   WITH(INT(now), INT(id)), err);
  if (ok && !db_changes(l))
    ok = err_set(err, ERR_INPUT, "suggestion %lld: none that was answered", (long long)id);
  int64_t got = ok ? db_last_id(l) : 0;
  if (!db_leave(l, own, ok, err))
    return false;
  *fresh_id = got;
  return true;
}

// ---------------------------------------------------------------- looking

#define ROW                                                                                        \
  "SELECT id, message, created_at, resolved_at, state, version, client, say, verdict, answer,"     \
  " resolved_by FROM suggestion "

static struct suggestion row_of(const struct rows *r, struct arena *a) {
  return (struct suggestion){
      .id = row_int(r, 0),
      .message = row_int(r, 1),
      .created_at = row_int(r, 2),
      .resolved_at = row_int(r, 3),
      .state = state_of(row_borrowed(r, 4)),
      .version = (int)row_int(r, 5),
      .client = row_text(r, a, 6),
      .say = row_text(r, a, 7),
      .verdict = row_text(r, a, 8),
      .answer = row_text(r, a, 9),
      .by = row_text(r, a, 10),
  };
}

static bool one(struct rows *r, struct arena *a, struct suggestion *out, bool *found,
                struct err *err) {
  struct suggestion got = {0};
  bool there = rows_next(r);
  if (there)
    got = row_of(r, a);
  if (!rows_close(r, err))
    return false;
  *found = there;
  if (there)
    *out = got;
  return true;
}

bool suggestion_get(struct ledger *l, struct arena *a, int64_t id, struct suggestion *out,
                    bool *found, struct err *err) {
  struct rows r;
  rows_open(&r, l, ROW "WHERE id = ?", WITH(INT(id)));
  return one(&r, a, out, found, err);
}

bool suggestion_of_message(struct ledger *l, struct arena *a, int64_t message,
                           struct suggestion *out, bool *found, struct err *err) {
  struct rows r;
  rows_open(&r, l, ROW "WHERE message = ? AND state = 'open'", WITH(INT(message)));
  return one(&r, a, out, found, err);
}

bool suggestions_list(struct ledger *l, struct arena *a, enum suggestion_state state, size_t limit,
                      struct suggestions *out, struct err *err) {
  struct rows r;
  struct suggestions got = {0};
  rows_open(&r, l, ROW "WHERE state = ? ORDER BY id LIMIT ?",
            WITH(TEXT(str_of(states[state])), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = row_of(&r, a);
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}
