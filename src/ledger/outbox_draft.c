// outbox_draft.c: letters that a person sends: they lie in the folder of drafts meanwhile.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/outbox.h"
#include "ledger/outbox_rows.h"

static const char *const drafts[] = {
    [DRAFT_NONE] = "",     [DRAFT_WANTED] = "wanted",   [DRAFT_THERE] = "there",
    [DRAFT_GONE] = "gone", [DRAFT_CHANGED] = "changed",
};

struct str letter_draft_name(enum letter_draft d) {
  return str_of(drafts[d]);
}

enum letter_draft letter_draft_of(struct str name) {
  enum letter_draft d = DRAFT_CHANGED;
  while (d > DRAFT_NONE && !str_eq(name, str_of(drafts[d])))
    d--;
  return d;
}

bool letters_want_drafts(struct ledger *l, int64_t now, size_t *n, struct err *err) {
  bool own;
  if (!db_enter(l, "want drafts", &own, err))
    return false;
  bool ok = db_run(l,
                   "UPDATE letter SET draft = 'wanted', draft_at = ?1"
                   " WHERE state = 'queued' AND kind <> 'notice' AND draft IS NULL",
                   WITH(INT(now)), err);
  size_t got = ok ? (size_t)db_changes(l) : 0;
  if (!db_leave(l, own, ok, err))
    return false;
  *n = got;
  return true;
}

bool letter_draft_move(struct ledger *l, int64_t id, enum letter_draft from, enum letter_draft to,
                       int64_t now, bool *moved, struct err *err) {
  bool own;
  if (!db_enter(l, drafts[to], &own, err))
    return false;
  bool ok =
      db_run(l, "UPDATE letter SET draft = ?3, draft_at = ?4 WHERE id = ?1 AND draft = ?2",
             WITH(INT(id), TEXT(str_of(drafts[from])), TEXT(str_of(drafts[to])), INT(now)), err);
  bool got = ok && db_changes(l) > 0;
  if (!db_leave(l, own, ok, err))
    return false;
  *moved = got;
  return true;
}

bool letters_drafted(struct ledger *l, struct arena *a, struct str mailbox, size_t limit,
                     struct outbox_letters *out, struct err *err) {
  struct rows r;
  struct outbox_letters got = {0};
  rows_open(&r, l,
            "SELECT " LETTER_COLUMNS " FROM letter l WHERE l.draft IS NOT NULL"
            " AND (l.draft <> 'gone' OR l.state = 'queued')"
            " AND (?1 = '' OR l.mailbox = ?1) ORDER BY l.id LIMIT ?2",
            WITH(TEXT(mailbox), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = letter_of_row(&r, a);
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

// The whole way of the picture in one transaction: nobody may see it half gone.
static bool walk(struct ledger *l, const struct outbox_letter *t, struct str evidence, int64_t at,
                 struct err *err) {
  static const enum letter_state way[] = {LETTER_QUEUED, LETTER_SENDING, LETTER_IN_DOUBT,
                                          LETTER_SENT};
  struct letter_change c = {.evidence = evidence, .approves = true};
  bool moved = true;
  for (size_t i = 0; i + 1 < sizeof way / sizeof *way; i++)
    if (!letter_move(l, t->id, way[i], way[i + 1], &c, evidence, at, &moved, err))
      return false;
    else if (!moved)
      return err_set(err, ERR_WAIT, "letter %lld is being moved by another role", (long long)t->id);
  return true;
}

// What was withdrawn and left all the same is a letter that the client has: the plan counts with
// it.
static bool left_all_the_same(struct ledger *l, const struct outbox_letter *t, int64_t at,
                              struct err *err) {
  return db_run(l,
                "INSERT INTO reminder (identity, message_id, token, client, recipient, subject,"
                " invoices, step, sent_at, sent, deadline, letter)"
                " SELECT message_id, message_id, token, client, env_to, subject, invoices, step,"
                " ?2, ?2 / 86400, deadline, id FROM letter WHERE id = ?1 AND kind = 'reminder'"
                " ON CONFLICT DO NOTHING",
                WITH(INT(t->id), INT(at)), err) &&
         db_run(l,
                "INSERT INTO reminder_invoice (invoice, reminder)"
                " SELECT i.invoice, r.id FROM reminder r JOIN letter_invoice i ON i.letter ="
                " r.letter WHERE r.letter = ? ON CONFLICT DO NOTHING",
                WITH(INT(t->id)), err);
}

bool letter_sent_by_person(struct ledger *l, const struct outbox_letter *t, struct str evidence,
                           int64_t at, struct err *err) {
  bool own;
  if (!db_enter(l, "sent by a person", &own, err))
    return false;
  bool ok = t->state == LETTER_WITHDRAWN ? left_all_the_same(l, t, at, err)
                                         : walk(l, t, evidence, at, err);
  return db_leave(l, own, ok, err);
}
