// inbox.c: what watch writes: raw messages and the cursor of their folder, in one transaction.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/inbox.h"
#include "ledger/db.h"
#include "ledger/inbox_rows.h"
#include "ledger/trace.h"

static const char *const kinds[] = {"inbox", "sent", "junk", "other"};

struct str folder_kind_name(enum folder_kind k) {
  return str_of(kinds[k]);
}

enum folder_kind folder_kind_of(struct str name) {
  size_t i = FOLDER_OTHER;
  while (i > FOLDER_INBOX && !str_eq(name, str_of(kinds[i])))
    i--;
  return (enum folder_kind)i;
}

// ---------------------------------------------------------------- folders

bool inbox_folder_get(struct ledger *l, struct folder f, struct folder_state *out,
                      struct err *err) {
  struct rows r;
  struct folder_state got = {0};
  rows_open(&r, l,
            "SELECT uidvalidity, last_uid, seen_at FROM folder WHERE mailbox = ? AND name = ?",
            WITH(TEXT(f.mailbox), TEXT(f.name)));
  if (rows_next(&r))
    got = (struct folder_state){(uint32_t)row_int(&r, 0), (uint32_t)row_int(&r, 1), row_int(&r, 2)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

// The folder's row, made when it is new.
static bool folder_row(struct ledger *l, struct folder f, int64_t *id, struct err *err) {
  return db_run(l,
                "INSERT INTO folder (mailbox, name, kind) VALUES (?, ?, ?)"
                " ON CONFLICT (mailbox, name) DO UPDATE SET kind = excluded.kind"
                " WHERE kind <> excluded.kind",
                WITH(TEXT(f.mailbox), TEXT(f.name), TEXT(folder_kind_name(f.kind))), err) &&
         db_number(l, "SELECT id FROM folder WHERE mailbox = ? AND name = ?",
                   WITH(TEXT(f.mailbox), TEXT(f.name)), 0, id, err);
}

// Content stays; where it lay is no longer true.
static bool forget_old_places(struct ledger *l, int64_t folder, uint32_t uidvalidity,
                              struct err *err) {
  int64_t before;
  if (!db_number(l, "SELECT uidvalidity FROM folder WHERE id = ?", WITH(INT(folder)), 0, &before,
                 err))
    return false;
  return before == uidvalidity || before == 0 ||
         db_run(l, "UPDATE location SET stale = 1 WHERE folder = ? AND uidvalidity <> ?",
                WITH(INT(folder), INT(uidvalidity)), err);
}

static bool move_cursor(struct ledger *l, int64_t folder, const struct raw_set *set,
                        struct err *err) {
  return db_run(l,
                "UPDATE folder SET uidvalidity = ?2, last_uid = ?3, seen_at = max(seen_at, ?4)"
                " WHERE id = ?1",
                WITH(INT(folder), INT(set->uidvalidity), INT(set->last_uid), INT(set->seen_at)),
                err);
}

bool inbox_folder_seen(struct ledger *l, struct folder f, int64_t at, struct err *err) {
  bool own;
  int64_t id;
  if (!db_enter(l, "folder seen", &own, err))
    return false;
  bool ok = folder_row(l, f, &id, err) &&
            db_run(l, "UPDATE folder SET seen_at = max(seen_at, ?2) WHERE id = ?1",
                   WITH(INT(id), INT(at)), err);
  return db_leave(l, own, ok, err);
}

bool inbox_seen_at(struct ledger *l, struct str mailbox, int64_t *at, struct err *err) {
  return db_number(l,
                   "SELECT coalesce(min(seen_at), 0) FROM folder"
                   " WHERE kind = 'inbox' AND (mailbox = ?1 OR ?1 = '')",
                   WITH(TEXT(mailbox)), 0, at, err);
}

// ---------------------------------------------------------------- messages

struct arrival { // one message on its way in
  struct str sha, plain, message_id;
  const struct raw_message *raw;
  const struct raw_set *set;
  int64_t folder;
};

// Of a refused message perhaps only the headers came; one without any bytes is known by its place.
static struct str content_hash(struct arena *a, const struct raw_set *set,
                               const struct raw_message *m) {
  if (m->raw.n || !m->refused.n)
    return sha256(a, m->raw);
  return sha256(a, str_printf(a, "refused %.*s %.*s %u %u", STR_ARG(set->folder.mailbox),
                              STR_ARG(set->folder.name), set->uidvalidity, m->uid));
}

// Before the transaction: whoever else wants to write must not wait for this.
static struct arrival look_at(struct arena *keep, const struct raw_set *set,
                              const struct raw_message *m) {
  struct arena a;
  struct arrival in = {.raw = m, .set = set};
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  in.sha = str_dup(keep, content_hash(&a, set, m));
  in.message_id = str_dup(keep, trace_message_id(&a, m->raw));
  // Without a Message-ID two bank notices of the same words may be two payments.
  if (in.message_id.n && !m->refused.n)
    in.plain = str_dup(keep, sha256(&a, trace_free(&a, m->raw)));
  arena_free(&a);
  return in;
}

static bool known_content(struct ledger *l, const struct arrival *in, int64_t *id,
                          struct err *err) {
  return db_number(l, "SELECT id FROM message WHERE sha256 = ?", WITH(BLOB(in->sha)), 0, id, err);
}

// The same message over another way (an alias, a forward by the server): kept, but not worked. Not
// across Junk and Sent: what proves the sender stands in the headers that are left out here.
static bool known_delivery(struct ledger *l, const struct arrival *in, int64_t *id,
                           struct err *err) {
  *id = 0;
  if (!in->plain.n)
    return true;
  return db_number(l,
                   "SELECT id FROM message WHERE plain_sha256 = ?1 AND state <> 'set_aside'"
                   " AND replace(kind, 'other', 'inbox') = replace(?2, 'other', 'inbox')"
                   " ORDER BY id LIMIT 1",
                   WITH(BLOB(in->plain), TEXT(folder_kind_name(in->set->folder.kind))), 0, id, err);
}

static bool add_message(struct ledger *l, struct arena *a, const struct arrival *in, bool *waits,
                        int64_t *id, struct err *err) {
  int64_t twin;
  if (!known_delivery(l, in, &twin, err))
    return false;
  struct str words = S("");
  if (twin)
    words = str_printf(a, "another delivery of message %lld", (long long)twin);
  *waits = !twin;
  if (!db_run(l,
              "INSERT INTO message (sha256, plain_sha256, message_id, size, mailbox, kind,"
              " arrived_at, refused, state, worked_at, words)"
              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              WITH(BLOB(in->sha), in->plain.n ? BLOB(in->plain) : bind_text_or_null(in->plain),
                   TEXT_OR_NULL(in->message_id), INT((int64_t)in->raw->raw.n),
                   TEXT(in->set->folder.mailbox), TEXT(folder_kind_name(in->set->folder.kind)),
                   INT(in->raw->arrived_at), TEXT_OR_NULL(in->raw->refused),
                   TEXT(twin ? S("done") : S("new")),
                   *waits ? bind_int_or_null(0) : INT(in->raw->arrived_at), TEXT_OR_NULL(words)),
              err))
    return false;
  *id = db_last_id(l);
  return db_run(l, "INSERT INTO message_raw (message, raw) VALUES (?, ?)",
                WITH(INT(*id), BLOB(in->raw->raw)), err);
}

// A person took it out of Junk. What it meant was written down there and the owner was asked: it is
// not worked again, but who looks at it now finds it where it is.
static bool out_of_junk(struct ledger *l, const struct arrival *in, int64_t id, struct err *err) {
  enum folder_kind to = in->set->folder.kind;
  if (to != FOLDER_INBOX && to != FOLDER_OTHER)
    return true;
  return db_run(l, "UPDATE message SET kind = ?2 WHERE id = ?1 AND kind = 'junk'",
                WITH(INT(id), TEXT(folder_kind_name(to))), err);
}

static bool add_place(struct ledger *l, const struct arrival *in, int64_t id, struct err *err) {
  return db_run(l,
                "INSERT INTO location (folder, uidvalidity, uid, message) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET message = excluded.message, stale = 0",
                WITH(INT(in->folder), INT(in->set->uidvalidity), INT(in->raw->uid), INT(id)), err);
}

static bool store_one(struct ledger *l, struct arena *a, struct arrival *in, bool *waits,
                      struct err *err) {
  int64_t id;
  return known_content(l, in, &id, err) &&
         (id ? out_of_junk(l, in, id, err) : add_message(l, a, in, waits, &id, err)) &&
         add_place(l, in, id, err);
}

static bool store_all(struct ledger *l, const struct raw_set *set, struct arrival *v, size_t *fresh,
                      struct err *err) {
  int64_t folder;
  if (!folder_row(l, set->folder, &folder, err) ||
      !forget_old_places(l, folder, set->uidvalidity, err))
    return false;
  for (size_t i = 0; i < set->n; i++) {
    struct arena a;
    bool waits = false;
    arena_init(&a, 256 << 10);
    v[i].folder = folder;
    bool ok = store_one(l, &a, &v[i], &waits, err);
    arena_free(&a);
    if (!ok)
      return false;
    *fresh += waits;
  }
  return move_cursor(l, folder, set, err);
}

static bool store_set(struct ledger *l, const struct raw_set *set, struct arrival *v, size_t *fresh,
                      struct err *err) {
  bool own;
  return db_enter(l, "store set", &own, err) &&
         db_leave(l, own, store_all(l, set, v, fresh, err), err);
}

bool inbox_store_set(struct ledger *l, const struct raw_set *set, size_t *fresh, struct err *err) {
  struct arena a;
  size_t n = 0;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct arrival *v = arena_alloc(&a, sizeof *v, set->n + 1);
  for (size_t i = 0; i < set->n; i++)
    v[i] = look_at(&a, set, &set->v[i]);
  bool ok = store_set(l, set, v, &n, err);
  arena_free(&a);
  if (ok)
    *fresh = n;
  return ok;
}
