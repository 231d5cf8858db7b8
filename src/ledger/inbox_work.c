// inbox_work.c: what work does with the inbox: claim, finish, set aside; and looking at it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/inbox.h"
#include "ledger/inbox_rows.h"
#include "ledger/trace.h"

static const char *const states[] = {"new", "claimed", "done", "set_aside"};

const char *inbox_state_name(enum inbox_state s) {
  return states[s];
}

static enum inbox_state state_of(struct str name) {
  size_t i = 0;
  while (i < INBOX_SET_ASIDE && !str_eq(name, str_of(states[i])))
    i++;
  return (enum inbox_state)i;
}

// ---------------------------------------------------------------- claim

// Least tried first, so that one bad message never stands before the others. INDEXED BY: left to
// itself SQLite would sort all that wait, bytes included, for every claim.
static bool choose(struct ledger *l, struct arena *a, size_t limit, struct inbox_messages *out,
                   struct err *err) {
  struct rows r;
  size_t bytes = 0;
  rows_open(
      &r, l,
      "SELECT m.id, m.mailbox, m.kind, m.arrived_at, m.tries + 1, m.message_id, w.raw, m.refused"
      " FROM message m INDEXED BY message_waiting CROSS JOIN message_raw w ON w.message = m.id"
      " WHERE m.state IN ('new', 'claimed') ORDER BY m.tries, m.arrived_at, m.id LIMIT ?",
      WITH(INT((int64_t)limit)));
  while (rows_next(&r)) {
    int tries = (int)row_int(&r, 4);
    struct str raw = row_borrowed(&r, 6);
    if (out->n && (tries > 1 || bytes + raw.n > INBOX_CLAIM_BYTES))
      break;
    bytes += raw.n;
    *LIST_PUSH(a, out) = (struct inbox_message){
        .id = row_int(&r, 0),
        .mailbox = row_text(&r, a, 1),
        .kind = folder_kind_of(row_borrowed(&r, 2)),
        .arrived_at = row_int(&r, 3),
        .tries = tries,
        .message_id = row_text(&r, a, 5),
        .refused = row_text(&r, a, 7),
        .raw = str_dup(a, raw),
    };
    if (tries > 1)
      break;
  }
  return rows_close(&r, err);
}

static bool count_tries(struct ledger *l, const struct inbox_messages *m, struct err *err) {
  for (size_t i = 0; i < m->n; i++)
    if (!db_run(l, "UPDATE message SET state = 'claimed', tries = tries + 1 WHERE id = ?",
                WITH(INT(m->v[i].id)), err))
      return false;
  return true;
}

bool inbox_claim(struct ledger *l, struct arena *a, size_t limit, struct inbox_messages *out,
                 struct err *err) {
  bool own;
  size_t waiting;
  struct inbox_messages got = {0};
  // Looked at before the lock is asked for: mostly nothing is there.
  if (!inbox_waiting(l, &waiting, err))
    return false;
  if (waiting) {
    if (!db_enter(l, "claim messages", &own, err))
      return false;
    bool ok = choose(l, a, limit < INBOX_CLAIM_LIMIT ? limit : INBOX_CLAIM_LIMIT, &got, err) &&
              count_tries(l, &got, err);
    if (!db_leave(l, own, ok, err))
      return false;
  }
  *out = got;
  return true;
}

// ---------------------------------------------------------------- outcomes

// One change of a message's state; false, as ERR_INPUT, when it was not in a state for it.
static bool change(struct ledger *l, const char *name, const char *sql, const struct bind *v,
                   size_t n, int64_t id, struct err *err) {
  bool own;
  if (!db_enter(l, name, &own, err))
    return false;
  bool ok = db_run(l, sql, v, n, err);
  if (ok && db_changes(l) == 0)
    ok = err_set(err, ERR_INPUT, "message %lld: not in a state for \"%s\"", (long long)id, name);
  return db_leave(l, own, ok, err);
}

bool inbox_release(struct ledger *l, int64_t id, struct err *err) {
  return change(l, "release message",
                "UPDATE message SET state = 'new', tries = tries - 1"
                " WHERE id = ? AND state = 'claimed' AND tries > 0",
                WITH(INT(id)), id, err);
}

bool inbox_reopen(struct ledger *l, int64_t id, struct err *err) {
  return change(l, "reopen message",
                "UPDATE message SET state = 'new', tries = 0, worked_at = NULL"
                " WHERE id = ? AND state IN ('done', 'set_aside')",
                WITH(INT(id)), id, err);
}

bool inbox_set_aside(struct ledger *l, int64_t id, struct str why, int64_t now, struct err *err) {
  return change(l, "set message aside",
                "UPDATE message SET state = 'set_aside', words = ?, worked_at = ?"
                " WHERE id = ? AND state IN ('new', 'claimed')",
                WITH(TEXT(why), INT(now), INT(id)), id, err);
}

bool inbox_finish(struct ledger *l, int64_t id, const struct inbox_outcome *o, int64_t now,
                  struct err *err) {
  bool own;
  if (!db_enter(l, "finish message", &own, err))
    return false;
  bool ok = change(l, "finish message",
                   "UPDATE message SET state = 'done', client = ?, words = ?, worked_at = ?"
                   " WHERE id = ? AND state IN ('new', 'claimed')",
                   WITH(TEXT_OR_NULL(o->client), TEXT(o->words), INT(now), INT(id)), id, err);
  if (ok && (o->reading.n || o->verdict.n))
    ok = db_run(l,
                "INSERT INTO message_reading (message, reading, verdict) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET reading = excluded.reading, verdict = excluded.verdict",
                WITH(INT(id), TEXT_OR_NULL(o->reading), TEXT_OR_NULL(o->verdict)), err);
  return db_leave(l, own, ok, err);
}

// ---------------------------------------------------------------- the guard's questions

bool inbox_waiting(struct ledger *l, size_t *n, struct err *err) {
  int64_t got = 0;
  if (!db_number(l, "SELECT count(*) FROM message WHERE state IN ('new', 'claimed')", NOTHING, 0,
                 &got, err))
    return false;
  *n = (size_t)got;
  return true;
}

static bool names_any(struct str text, const struct strs *words) {
  for (size_t i = 0; words && i < words->n; i++)
    if (words->v[i].n && str_find(text, words->v[i], NULL))
      return true;
  return false;
}

bool inbox_waiting_from(struct ledger *l, const struct strs *addresses, const struct strs *domains,
                        size_t *n, struct err *err) {
  struct rows r;
  size_t found = 0;
  rows_open(&r, l,
            "SELECT substr(w.raw, 1, ?) FROM message m JOIN message_raw w ON w.message = m.id"
            " WHERE m.state IN ('new', 'claimed')",
            WITH(INT(TRACE_HEADERS_LIMIT)));
  while (rows_next(&r)) {
    struct arena a;
    arena_init(&a, 4 * (size_t)TRACE_HEADERS_LIMIT);
    struct str head = str_lower(&a, trace_headers(row_borrowed(&r, 0)));
    found += names_any(head, addresses) || names_any(head, domains);
    arena_free(&a);
  }
  if (!rows_close(&r, err))
    return false;
  *n = found;
  return true;
}

// ---------------------------------------------------------------- looking

#define ROW                                                                                        \
  "m.id, m.arrived_at, m.worked_at, m.state, m.kind, m.tries, m.mailbox, m.message_id, m.client,"  \
  " g.reading, g.verdict, m.words"
#define FROM " FROM message m LEFT JOIN message_reading g ON g.message = m.id "

static struct inbox_row row_of(const struct rows *r, struct arena *a) {
  return (struct inbox_row){
      .id = row_int(r, 0),
      .arrived_at = row_int(r, 1),
      .worked_at = row_int(r, 2),
      .state = state_of(row_borrowed(r, 3)),
      .kind = folder_kind_of(row_borrowed(r, 4)),
      .tries = (int)row_int(r, 5),
      .mailbox = row_text(r, a, 6),
      .message_id = row_text(r, a, 7),
      .client = row_text(r, a, 8),
      .reading = row_text(r, a, 9),
      .verdict = row_text(r, a, 10),
      .words = row_text(r, a, 11),
  };
}

static bool collect(struct rows *r, struct arena *a, struct inbox_rows *out, struct err *err) {
  struct inbox_rows got = {0};
  while (rows_next(r))
    *LIST_PUSH(a, &got) = row_of(r, a);
  if (!rows_close(r, err))
    return false;
  *out = got;
  return true;
}

bool inbox_get(struct ledger *l, struct arena *a, int64_t id, struct inbox_row *out, bool *found,
               struct err *err) {
  struct rows r;
  struct inbox_row got = {0};
  rows_open(&r, l,
            "SELECT " ROW ", w.raw" FROM "JOIN message_raw w ON w.message = m.id WHERE m.id = ?",
            WITH(INT(id)));
  bool there = rows_next(&r);
  if (there) {
    got = row_of(&r, a);
    got.raw = row_text(&r, a, 12);
  }
  if (!rows_close(&r, err))
    return false;
  *found = there;
  if (there)
    *out = got;
  return true;
}

bool inbox_list(struct ledger *l, struct arena *a, enum inbox_state state, size_t limit,
                struct inbox_rows *out, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " ROW FROM "WHERE m.state = ? ORDER BY m.arrived_at DESC, m.id DESC LIMIT ?",
            WITH(TEXT(str_of(states[state])), INT((int64_t)limit)));
  return collect(&r, a, out, err);
}

bool inbox_by_message_id(struct ledger *l, struct arena *a, struct str message_id, size_t limit,
                         struct inbox_rows *out, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " ROW FROM
            "WHERE m.message_id = ? ORDER BY m.arrived_at DESC, m.id DESC LIMIT ?",
            WITH(TEXT(message_id), INT((int64_t)limit)));
  return collect(&r, a, out, err);
}

// ---------------------------------------------------------------- moved by the owner

bool inbox_moved(struct ledger *l, struct arena *a, size_t limit, struct moveds *out,
                 struct err *err) {
  struct rows r;
  struct moveds got = {0};
  rows_open(&r, l,
            "SELECT l.folder, l.message, l.uidvalidity, l.uid, f.name FROM folder f"
            " JOIN location l ON l.folder = f.id JOIN message m ON m.id = l.message"
            " WHERE f.kind = 'other' AND f.name LIKE '%relance_%' AND l.obeyed = 0 AND l.stale = 0"
            " AND m.state = 'done' ORDER BY l.folder, l.uid LIMIT ?",
            WITH(INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct moved){.folder = row_int(&r, 0),
                                         .message = row_int(&r, 1),
                                         .uidvalidity = (uint32_t)row_int(&r, 2),
                                         .uid = (uint32_t)row_int(&r, 3),
                                         .name = row_text(&r, a, 4)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

bool inbox_obeyed(struct ledger *l, const struct moved *m, struct err *err) {
  return db_run(l,
                "UPDATE location SET obeyed = 1 WHERE folder = ? AND uidvalidity = ? AND uid = ?",
                WITH(INT(m->folder), INT(m->uidvalidity), INT(m->uid)), err);
}
