// outbox.c: putting letters and moving them; the schema's triggers hold what is promised here.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/outbox.h"
#include "ledger/outbox_rows.h"

#include <stdlib.h>

enum { DAY_SECONDS = 86400 };

// Word for word as in the picture, the schema's CHECK and outbox.h.
static const char *const states[LETTER_STATES] = {
    [LETTER_PLANNED] = "planned",     [LETTER_QUEUED] = "queued",
    [LETTER_SENDING] = "sending",     [LETTER_IN_DOUBT] = "in_doubt",
    [LETTER_SENT] = "sent",           [LETTER_UNDELIVERED] = "undelivered",
    [LETTER_FAILED] = "failed",       [LETTER_WITHDRAWN] = "withdrawn",
    [LETTER_ASK_OWNER] = "ask_owner",
};

const char *letter_state_name(enum letter_state s) {
  return states[s];
}

bool letter_state_of(struct str name, enum letter_state *out) {
  for (size_t i = 0; i < LETTER_STATES; i++)
    if (str_eq(name, str_of(states[i]))) {
      *out = (enum letter_state)i;
      return true;
    }
  return false;
}

static struct str state_text(enum letter_state s) {
  return str_of(states[s]);
}

// ---------------------------------------------------------------- put

static int by_text(const void *x, const void *y) {
  return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

// The order in which a plan lists the invoices makes no other letter.
static struct str key_of(struct arena *a, const struct outbox_letter *in) {
  struct strs sorted = {0};
  if (in->key.n)
    return in->key;
  for (size_t i = 0; i < in->invoices.n; i++)
    *LIST_PUSH(a, &sorted) = in->invoices.v[i];
  if (sorted.n)
    qsort(sorted.v, sorted.n, sizeof *sorted.v, by_text);
  return str_printf(a, "%d\n%.*s\n%d\n%d\n%.*s\n%.*s", (int)in->kind, STR_ARG(in->client), in->step,
                    in->cycle, STR_ARG(str_lower(a, in->env_to)), STR_ARG(list_join(a, &sorted)));
}

static bool add_body(struct ledger *l, const struct outbox_letter *in, int64_t id,
                     struct err *err) {
  if (!db_run(l, "INSERT INTO letter_mime (letter, mime) VALUES (?, ?)",
              WITH(INT(id), BLOB(in->mime)), err))
    return false;
  for (size_t i = 0; i < in->invoices.n; i++)
    if (!db_run(l,
                "INSERT INTO letter_invoice (invoice, letter) VALUES (?, ?) ON CONFLICT DO NOTHING",
                WITH(TEXT(in->invoices.v[i]), INT(id)), err))
      return err_in(err, "a letter about %.*s", STR_ARG(in->invoices.v[i]));
  return true;
}

static struct str open_text(struct arena *a, const struct outbox_letter *in) {
  struct strs words = {0};
  for (size_t i = 0; i < in->open.n; i++)
    *LIST_PUSH(a, &words) =
        str_printf(a, "%.*s %s", STR_ARG(money_plain(a, in->open.v[i])), in->open.v[i].currency);
  return list_join(a, &words);
}

static bool add_letter(struct ledger *l, struct arena *a, const struct outbox_letter *in,
                       struct str key, int64_t *id, struct err *err) {
  if (in->state != LETTER_PLANNED && in->state != LETTER_QUEUED)
    return err_set(err, ERR_INPUT, "a letter begins as planned or queued, not as %s",
                   states[in->state]);
  if (!db_run(l,
              "INSERT INTO letter (state, kind, mailbox, client, step, cycle, invoices, dedup_key,"
              " message_id, token, subject, env_from, env_to, sha256, deadline, plan, created_at,"
              " not_before, changed_at, why, open, template, needs_person) VALUES (?, ?, ?, ?, ?,"
              " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              WITH(TEXT(state_text(in->state)), TEXT(outbox_kind_name(in->kind)), TEXT(in->mailbox),
                   TEXT_OR_NULL(in->client), INT(in->step), INT(in->cycle),
                   TEXT_OR_NULL(list_join(a, &in->invoices)), TEXT(key), TEXT(in->message_id),
                   TEXT_OR_NULL(in->token), TEXT_OR_NULL(in->subject), TEXT(in->env_from),
                   TEXT(in->env_to), BLOB(sha256(a, in->mime)), DAY(in->deadline),
                   TEXT_OR_NULL(in->plan), INT(in->created_at), INT(in->not_before),
                   INT(in->created_at), TEXT(in->why), TEXT_OR_NULL(open_text(a, in)),
                   TEXT_OR_NULL(in->letter), INT(in->needs_person)),
              err))
    return err_in(err, "letter %.*s", STR_ARG(in->message_id));
  *id = db_last_id(l);
  return add_body(l, in, *id, err);
}

static bool put(struct ledger *l, struct arena *a, const struct outbox_letter *in, int64_t *id,
                bool *fresh, struct err *err) {
  struct str key = key_of(a, in);
  if (!db_number(l, "SELECT id FROM letter WHERE dedup_key = ? AND key_given_back = 0",
                 WITH(TEXT(key)), 0, id, err))
    return false;
  *fresh = *id == 0;
  return !*fresh || add_letter(l, a, in, key, id, err);
}

bool letter_put(struct ledger *l, const struct outbox_letter *in, int64_t *id, bool *fresh,
                struct err *err) {
  struct arena a;
  bool own, is_fresh = false;
  int64_t got = 0;
  if (!db_enter(l, "put letter", &own, err))
    return false;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  bool ok = put(l, &a, in, &got, &is_fresh, err);
  arena_free(&a);
  if (!db_leave(l, own, ok, err))
    return false;
  *id = got;
  *fresh = is_fresh;
  return true;
}

// ---------------------------------------------------------------- moves

// in_doubt_at: set on the way in; forgotten only when a clear answer says that the letter did not
// go, and nobody ever had to doubt it. doubted: once set, stays.
static const char move_sql[] =
    "UPDATE letter SET state = ?3, changed_at = ?4, why = ?5,"
    " not_before = coalesce(?6, not_before), reply_code = coalesce(?7, reply_code),"
    " reply = coalesce(?8, reply), evidence = coalesce(?9, evidence),"
    " key_given_back = ?10 AND in_doubt_at IS NULL AND doubted = 0,"
    " approved_at = coalesce(?11, approved_at), attempts = attempts + (?3 = 'sending'),"
    " in_doubt_at = CASE WHEN ?3 = 'in_doubt' THEN ?4"
    "  WHEN ?2 = 'in_doubt' AND ?3 = 'queued' AND doubted = 0 THEN NULL ELSE in_doubt_at END,"
    " doubted = max(doubted, ?3 = 'ask_owner'),"
    " sent_at = CASE WHEN ?3 = 'sent' THEN coalesce(in_doubt_at, ?4) ELSE sent_at END"
    " WHERE id = ?1 AND state = ?2";

// What has left is a reminder of the register from that moment on: replies find it, plans count it.
static bool becomes_reminder(struct ledger *l, int64_t id, struct err *err) {
  return db_run(l,
                "INSERT INTO reminder (identity, message_id, token, client, recipient, subject,"
                " invoices, step, sent_at, sent, deadline, letter)"
                " SELECT message_id, message_id, token, client, env_to, subject, invoices, step,"
                " sent_at, sent_at / ?2, deadline, id FROM letter"
                " WHERE id = ?1 AND kind = 'reminder'"
                " ON CONFLICT (identity) DO UPDATE SET letter = excluded.letter,"
                "  token = excluded.token",
                WITH(INT(id), INT(DAY_SECONDS)), err) &&
         db_run(l,
                "INSERT INTO reminder_invoice (invoice, reminder)"
                " SELECT i.invoice, r.id FROM reminder r JOIN letter_invoice i ON i.letter ="
                " r.letter WHERE r.letter = ? ON CONFLICT DO NOTHING",
                WITH(INT(id)), err);
}

static bool follow(struct ledger *l, int64_t id, enum letter_state to,
                   const struct letter_change *c, struct err *err) {
  if (to == LETTER_SENT)
    return becomes_reminder(l, id, err);
  if (to == LETTER_UNDELIVERED)
    return db_run(l, "UPDATE reminder SET undelivered = 1, full = ?2 WHERE letter = ?1",
                  WITH(INT(id), INT(c->full)), err);
  return true;
}

static bool move(struct ledger *l, int64_t id, enum letter_state from, enum letter_state to,
                 const struct letter_change *c, struct str why, int64_t now, bool *moved,
                 struct err *err) {
  static const struct letter_change none;
  c = c ? c : &none;
  if (to == LETTER_SENT && !c->evidence.n && (c->reply_code < 250 || c->reply_code > 259))
    return err_set(err, ERR_INPUT, "letter %lld: neither a 250 nor evidence says that it was sent",
                   (long long)id);
  if (!db_run(l, move_sql,
              WITH(INT(id), TEXT(state_text(from)), TEXT(state_text(to)), INT(now), TEXT(why),
                   INT_OR_NULL(c->not_before), INT_OR_NULL(c->reply_code), TEXT_OR_NULL(c->reply),
                   TEXT_OR_NULL(c->evidence), INT(c->gives_key_back),
                   INT_OR_NULL(c->approves ? now : 0)),
              err))
    return err_in(err, "letter %lld from %s to %s", (long long)id, states[from], states[to]);
  *moved = db_changes(l) > 0;
  return !*moved || follow(l, id, to, c, err);
}

bool letter_move(struct ledger *l, int64_t id, enum letter_state from, enum letter_state to,
                 const struct letter_change *c, struct str why, int64_t now, bool *moved,
                 struct err *err) {
  bool own, got = false;
  if (!db_enter(l, states[to], &own, err))
    return false;
  if (!db_leave(l, own, move(l, id, from, to, c, why, now, &got, err), err))
    return false;
  *moved = got;
  return true;
}

// ---------------------------------------------------------------- the sender's part

static bool claim(struct ledger *l, struct arena *a, struct str mailbox, enum claimable which,
                  int64_t now, struct outbox_letter *out, bool *found, struct err *err) {
  int64_t id;
  bool moved = false;
  if (!db_number(l,
                 "SELECT id FROM letter WHERE state = 'queued' AND not_before <= ?1"
                 " AND (?2 = '' OR mailbox = ?2) AND draft IS NULL"
                 " AND (approved_at IS NOT NULL OR kind = 'notice' OR (?3 AND needs_person = 0))"
                 " ORDER BY not_before, id LIMIT 1",
                 WITH(INT(now), TEXT(mailbox), INT(which == CLAIM_ANY)), 0, &id, err))
    return false;
  *found = id != 0;
  if (!id)
    return true;
  return move(l, id, LETTER_QUEUED, LETTER_SENDING, NULL, S("claimed"), now, &moved, err) &&
         letter_get(l, a, id, out, found, err);
}

bool letter_claim(struct ledger *l, struct arena *a, struct str mailbox, enum claimable which,
                  int64_t now, struct outbox_letter *out, bool *found, struct err *err) {
  bool own, there = false;
  struct outbox_letter got = {0};
  if (!db_enter(l, "claim letter", &own, err))
    return false;
  if (!db_leave(l, own, claim(l, a, mailbox, which, now, &got, &there, err), err))
    return false;
  *found = there;
  if (there)
    *out = got;
  return true;
}

static bool note(struct ledger *l, int64_t id, struct str why, int64_t now, struct err *err) {
  return db_run(l,
                "INSERT INTO letter_event (letter, at, from_state, to_state, why)"
                " SELECT id, ?2, state, state, ?3 FROM letter WHERE id = ?1",
                WITH(INT(id), INT(now), TEXT(why)), err);
}

bool letter_postpone(struct ledger *l, int64_t id, int64_t not_before, struct str why, int64_t now,
                     struct err *err) {
  bool own;
  if (!db_enter(l, "postpone letter", &own, err))
    return false;
  bool ok = db_run(l,
                   "UPDATE letter SET not_before = ?, changed_at = ?, why = ?"
                   " WHERE id = ? AND state IN ('planned', 'queued')",
                   WITH(INT(not_before), INT(now), TEXT(why), INT(id)), err);
  if (ok && !db_changes(l))
    ok = err_set(err, ERR_INPUT, "letter %lld: neither planned nor queued", (long long)id);
  return db_leave(l, own, ok && note(l, id, why, now, err), err);
}

bool letter_approve(struct ledger *l, int64_t id, struct str why, int64_t now, bool *done,
                    struct err *err) {
  bool own;
  if (!db_enter(l, "approve letter", &own, err))
    return false;
  bool ok = db_run(l,
                   "UPDATE letter SET approved_at = ?2, not_before = min(not_before, ?2),"
                   " changed_at = ?2, why = ?3"
                   " WHERE id = ?1 AND state = 'queued' AND approved_at IS NULL",
                   WITH(INT(id), INT(now), TEXT(why)), err);
  bool got = ok && db_changes(l) > 0;
  if (!db_leave(l, own, ok && (!got || note(l, id, why, now, err)), err))
    return false;
  *done = got;
  return true;
}

bool letters_recover(struct ledger *l, int64_t now, size_t *n, struct err *err) {
  bool own;
  if (!db_enter(l, "recover letters", &own, err))
    return false;
  bool ok = db_run(l,
                   "UPDATE letter SET state = 'queued', changed_at = ?,"
                   " why = 'the sender ended before the body' WHERE state = 'sending'",
                   WITH(INT(now)), err);
  size_t got = ok ? (size_t)db_changes(l) : 0;
  if (!db_leave(l, own, ok, err))
    return false;
  *n = got;
  return true;
}

bool letters_withdraw(struct ledger *l, struct str client, struct str invoice, bool gives_key_back,
                      struct str why, int64_t now, size_t *n, struct err *err) {
  bool own;
  if (!db_enter(l, "withdraw letters", &own, err))
    return false;
  bool ok =
      db_run(l,
             "UPDATE letter SET state = 'withdrawn', changed_at = ?4, why = ?3,"
             " key_given_back = ?5 AND in_doubt_at IS NULL AND doubted = 0"
             " WHERE state IN ('planned', 'queued') AND kind = 'reminder'"
             " AND CASE WHEN ?2 = '' THEN client = ?1"
             " ELSE id IN (SELECT letter FROM letter_invoice WHERE invoice = ?2) END",
             WITH(TEXT(client), TEXT(invoice), TEXT(why), INT(now), INT(gives_key_back)), err);
  size_t got = ok ? (size_t)db_changes(l) : 0;
  if (!db_leave(l, own, ok, err))
    return false;
  *n = got;
  return true;
}

bool answers_withdraw(struct ledger *l, struct str client, struct str why, int64_t now,
                      struct err *err) {
  bool own;
  if (!db_enter(l, "withdraw answers", &own, err))
    return false;
  bool ok = db_run(l,
                   "UPDATE letter SET state = 'withdrawn', changed_at = ?3, why = ?2"
                   " WHERE state IN ('planned', 'queued') AND kind = 'answer' AND client = ?1",
                   WITH(TEXT(client), TEXT(why), INT(now)), err);
  return db_leave(l, own, ok, err);
}

bool answers_take_back(struct ledger *l, int64_t message, struct str why, int64_t now,
                       struct err *err) {
  bool own;
  if (!db_enter(l, "take back answers", &own, err))
    return false;
  bool ok = db_run(l,
                   "UPDATE letter SET state = 'withdrawn', changed_at = ?3, why = ?2,"
                   " key_given_back = in_doubt_at IS NULL AND doubted = 0"
                   " WHERE state IN ('planned', 'queued') AND kind = 'answer' AND cycle = ?1",
                   WITH(INT(message), TEXT(why), INT(now)), err);
  return db_leave(l, own, ok, err);
}

bool letter_filed(struct ledger *l, int64_t id, int64_t now, struct err *err) {
  bool own;
  if (!db_enter(l, "letter filed", &own, err))
    return false;
  bool ok = db_run(l, "UPDATE letter SET filed_at = ? WHERE id = ? AND filed_at IS NULL",
                   WITH(INT(now), INT(id)), err);
  return db_leave(l, own, ok, err);
}

bool letter_also_known(struct ledger *l, const struct outbox_letter *letter, struct str message_id,
                       struct err *err) {
  bool own;
  if (!message_id.n || str_eq(message_id, letter->message_id))
    return true;
  if (!db_enter(l, "letter alias", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO letter_alias (message_id, letter) SELECT ?1, ?2 WHERE NOT EXISTS"
                   " (SELECT 1 FROM letter WHERE message_id = ?1) ON CONFLICT DO NOTHING",
                   WITH(TEXT(message_id), INT(letter->id)), err);
  return db_leave(l, own, ok, err);
}
