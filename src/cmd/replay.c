// replay.c: which reminders had crossed what lay in the mailbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/replay.h"

static struct day end_of(const struct act *t, struct day written) {
  return day_is(t->until) ? t->until : day_add(written, REPLAY_OPEN_DAYS);
}

void replay_trace(struct arena *a, const struct reading *r, const struct verdict *v,
                  const struct acts *acts, struct traces *out) {
  struct trace t = {.at = r->sent_at,
                    .file = r->file,
                    .from = r->from.addr,
                    .asked = v->decision == DECISION_SUGGEST};
  for (size_t i = 0; i < acts->n; i++) {
    const struct act *act = &acts->v[i];
    if (act->kind != ACT_HOLD)
      continue;
    t.client = act->client;
    t.invoice = act->invoice;
    t.why = act->why;
    t.hold = act->hold;
    t.until = end_of(act, r->sent);
    *LIST_PUSH(a, out) = t;
  }
}

static bool holds(const struct trace *t, const struct reminder *r, struct str invoice) {
  return t->at < r->sent_at && str_eq(t->client, r->client) &&
         (!t->invoice.n || str_eq(t->invoice, invoice)) &&
         (!day_is(t->until) || r->sent.n < t->until.n);
}

// A suspicion about a whole client is a question to the owner, and nobody's answer.
static bool is_answer(const struct trace *t) {
  return t->hold == HOLD_ANNOUNCED || t->hold == HOLD_PROMISED ||
         ((t->hold == HOLD_DISPUTED || t->hold == HOLD_INSOLVENT) && (t->invoice.n || !t->asked));
}

// An answer says more than a question, the newer more than the older.
static bool better(const struct trace *t, const struct trace *than) {
  if (!than || is_answer(t) != is_answer(than))
    return !than || is_answer(t);
  return t->at > than->at;
}

static const struct trace *strongest(const struct traces *traces, const struct reminder *r,
                                     struct str invoice) {
  const struct trace *found = NULL;
  for (size_t i = 0; i < traces->n; i++)
    if (holds(&traces->v[i], r, invoice) && better(&traces->v[i], found))
      found = &traces->v[i];
  return found;
}

void replay_crossings(struct arena *a, const struct reminder *reminders, size_t n,
                      const struct traces *traces, struct crossings *out) {
  for (size_t i = 0; i < n; i++) {
    struct crossing c = {.reminder = &reminders[i]};
    for (size_t k = 0; k < reminders[i].invoices.n; k++) {
      const struct trace *t = strongest(traces, &reminders[i], reminders[i].invoices.v[k]);
      if (!t)
        continue;
      *LIST_PUSH(a, &c.invoices) = reminders[i].invoices.v[k];
      c.trace = better(t, c.trace) ? t : c.trace;
    }
    c.answered = c.trace && is_answer(c.trace);
    if (c.trace)
      *LIST_PUSH(a, out) = c;
  }
}
