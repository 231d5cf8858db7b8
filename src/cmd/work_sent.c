// work_sent.c: evidence and colleagues in the Sent folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/work_sent.h"

#include "ledger/inbox.h"
#include "ledger/outbox.h"
#include "ledger/register_store.h"

static bool is_ours(const struct acting *x, struct str id, struct outbox_letter *letter,
                    bool *found, struct err *err) {
  *found = false;
  return !id.n || letter_find(x->l, x->a, id, S(""), letter, found, err);
}

static bool own_letter(const struct acting *x, const struct outbox_letter *letter,
                       struct err *err) {
  bool moved;
  struct letter_change c = {.evidence = S("a copy lies in the Sent folder")};
  if ((letter->state == LETTER_IN_DOUBT || letter->state == LETTER_ASK_OWNER) &&
      !letter_move(x->l, letter->id, letter->state, LETTER_SENT, &c, c.evidence, x->now.utc, &moved,
                   err))
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

static bool colleague(const struct acting *x, const struct snapshot *s, struct str *words,
                      struct err *err) {
  struct acts acts = {0};
  for (size_t i = 0; i < s->clients.n; i++) {
    struct str client = s->clients.v[i].id;
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

static bool write_down(const struct acting *x, const struct reading *r, struct str reading_json,
                       struct err *err) {
  struct outbox_letter letter;
  struct snapshot s = {0};
  bool found;
  struct str words = S("sent mail of ours");
  if (!is_ours(x, r->message_id, &letter, &found, err))
    return false;
  if (found) {
    words = S("the copy of our own letter");
    if (!own_letter(x, &letter, err))
      return false;
  } else if (!threads(x, r, &s, err) || !colleague(x, &s, &words, err))
    return false;
  struct inbox_outcome o = {.reading = reading_json, .words = words};
  if (s.clients.n == 1)
    o.client = s.clients.v[0].id;
  return inbox_finish(x->l, x->message, &o, x->now.utc, err);
}

bool work_sent(const struct acting *x, const struct reading *r, struct str reading_json,
               struct err *err) {
  if (ledger_begin(x->l, "decide", err) && write_down(x, r, reading_json, err) &&
      ledger_commit(x->l, err))
    return true;
  ledger_rollback(x->l);
  return false;
}
