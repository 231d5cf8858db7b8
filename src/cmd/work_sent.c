// work_sent.c: evidence and colleagues in the Sent folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/work_sent.h"

#include "cmd/register_paper.h"
#include "ledger/inbox.h"
#include "ledger/outbox.h"
#include "ledger/register_store.h"

// By Message-ID, or by the token in its header where the server has put an id of its own; then that
// id is learnt, since answers will name it.
static bool is_ours(const struct acting *x, const struct reading *r, struct outbox_letter *letter,
                    bool *found, struct err *err) {
  *found = false;
  if (!r->message_id.n && !r->ref.n)
    return true;
  return letter_find(x->l, x->a, r->message_id, r->ref, letter, found, err) &&
         (!*found || letter_also_known(x->l, letter, r->message_id, err));
}

// ---- letters that a person sends: mode = draft

static bool waits_in_drafts(const struct outbox_letter *t) {
  return t->draft != DRAFT_NONE && (t->state == LETTER_QUEUED || t->state == LETTER_WITHDRAWN);
}

static bool addressed_to(const struct reading *r, struct str address) {
  for (size_t i = 0; i < r->to.n; i++)
    if (str_eq_ci(r->to.v[i].addr, address))
      return true;
  return false;
}

// A mail program that sends a draft may keep neither our header nor our Message-ID. What is left is
// the token in the text, and to whom it goes.
static bool is_draft_of_ours(const struct acting *x, const struct reading *r,
                             struct outbox_letter *letter, bool *found, struct err *err) {
  *found = false;
  for (size_t i = 0; i < r->evidence.n && !*found; i++) {
    if (r->evidence.v[i].what != EV_TOKEN)
      continue;
    if (!letter_find(x->l, x->a, S(""), r->evidence.v[i].ref, letter, found, err))
      return false;
    *found = *found && waits_in_drafts(letter) && addressed_to(r, letter->env_to);
  }
  return !*found || letter_also_known(x->l, letter, r->message_id, err);
}

static bool sent_by_person(const struct acting *x, const struct reading *r,
                           const struct outbox_letter *letter, struct err *err) {
  int64_t entry;
  bool then = r->sent_at >= letter->created_at && r->sent_at <= x->now.utc;
  struct str how = letter->state == LETTER_QUEUED
                       ? S("a person has sent it from the drafts")
                       : S("a person has sent it from the drafts although it was withdrawn");
  struct journal_entry e = {.at = x->now.utc,
                            .kind = S("sent"),
                            .message = x->message,
                            .letter = letter->id,
                            .client = letter->client,
                            .say = how};
  return letter_sent_by_person(x->l, letter, how, then ? r->sent_at : x->now.utc, err) &&
         journal_add(x->l, &e, &entry, err);
}

// ---- what is found in Sent

static bool own_letter(const struct acting *x, const struct reading *r,
                       const struct outbox_letter *letter, struct err *err) {
  bool moved;
  struct letter_change c = {.evidence = S("a copy lies in the Sent folder")};
  if ((letter->state == LETTER_IN_DOUBT || letter->state == LETTER_ASK_OWNER) &&
      !letter_move(x->l, letter->id, letter->state, LETTER_SENT, &c, c.evidence, x->now.utc, &moved,
                   err))
    return false;
  if (waits_in_drafts(letter) && !sent_by_person(x, r, letter, err))
    return false;
  return letter->filed || letter_filed(x->l, letter->id, x->now.utc, err);
}

// The clients of the reminders that this mail continues.
static bool threads(const struct acting *x, const struct reading *r, struct snapshot *s,
                    struct err *err) {
  struct lookups q = {0};
  const struct strs *lists[] = {&r->in_reply_to, &r->references};
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < lists[i]->n; j++)
      *LIST_PUSH(x->a, &q) = (struct lookup){.kind = LOOKUP_MESSAGE_ID, .key = lists[i]->v[j]};
  return q.n == 0 || ledger_snapshot(x->l, x->a, &q, s, err);
}

static bool names(const struct reading *r, struct str id) {
  const struct strs *lists[] = {&r->in_reply_to, &r->references};
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < lists[i]->n; j++)
      if (str_eq(lists[i]->v[j], id))
        return true;
  return false;
}

// The thread may as well be that of an invoice's own mail, before any reminder.
static bool was_reminded(const struct snapshot *s, const struct reading *r, struct str client) {
  for (size_t i = 0; i < s->reminders.n; i++)
    if (str_eq(s->reminders.v[i].client, client) && names(r, s->reminders.v[i].message_id))
      return true;
  return false;
}

static bool colleague(const struct acting *x, const struct reading *r, const struct snapshot *s,
                      struct str *words, struct err *err) {
  struct acts acts = {0};
  for (size_t i = 0; i < s->clients.n; i++) {
    struct str client = s->clients.v[i].id;
    if (!was_reminded(s, r, client))
      continue;
    struct str why = str_printf(x->a,
                                "a colleague wrote to %.*s in this thread: reminders wait "
                                "until you say so (relance resume %.*s)",
                                STR_ARG(s->clients.v[i].name), STR_ARG(client));
    *LIST_PUSH(x->a, &acts) = (struct act){.kind = ACT_HOLD,
                                           .client = client,
                                           .hold = HOLD_OWNER,
                                           .from = x->now.today,
                                           .until = DAY_NONE,
                                           .why = why};
    *LIST_PUSH(x->a, &acts) = (struct act){.kind = ACT_WITHDRAW, .client = client, .why = why};
    if (!answers_withdraw(x->l, client, why, x->now.utc, err))
      return false;
    *words = why;
  }
  return act_all(x, &acts, err);
}

// What became of its papers, and what could not be read of them.
static struct str papers_words(struct arena *a, const struct papers *p,
                               const struct papers_done *done, struct str words) {
  struct buf b = buf_in(a);
  buf_add(&b, words);
  for (size_t i = 0; i < done->words.n; i++)
    buf_printf(&b, "; %.*s", STR_ARG(done->words.v[i]));
  for (size_t i = 0; i < p->trouble.n; i++)
    buf_printf(&b, "; not read: %.*s", STR_ARG(p->trouble.v[i]));
  return buf_str(&b);
}

static bool write_down(const struct acting *x, const struct conf *conf, const struct reading *r,
                       struct str reading_json, const struct papers *papers, struct err *err) {
  struct outbox_letter letter;
  struct snapshot s = {0};
  struct papers_done done = {0};
  bool found;
  struct str words = S("sent mail of ours");
  if (!is_ours(x, r, &letter, &found, err) ||
      (!found && !is_draft_of_ours(x, r, &letter, &found, err)))
    return false;
  if (found) {
    words = S("the copy of our own letter");
    if (!own_letter(x, r, &letter, err))
      return false;
  } else if (!threads(x, r, &s, err) || !colleague(x, r, &s, &words, err) ||
             !register_papers(x, conf, r, papers, &done, err))
    return false;
  struct inbox_outcome o = {.reading = reading_json,
                            .words = papers_words(x->a, papers, &done, words),
                            .client = done.client};
  if (s.clients.n == 1)
    o.client = s.clients.v[0].id;
  return inbox_finish(x->l, x->message, &o, x->now.utc, err);
}

bool work_sent(const struct acting *x, const struct conf *conf, const struct reading *r,
               struct str reading_json, const struct papers *papers, struct err *err) {
  if (ledger_begin(x->l, "decide", err) && write_down(x, conf, r, reading_json, papers, err) &&
      ledger_commit(x->l, err))
    return true;
  ledger_rollback(x->l);
  return false;
}
