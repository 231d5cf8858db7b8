// thanks.c: who has paid after a reminder is thanked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/thanks.h"

#include "cmd/knowledge.h"
#include "cmd/write_letter.h"
#include "host/clock.h"
#include "ledger/register_store.h"
#include "ledger/settled.h"

enum { THANKS_AT_ONCE = 200, THANKS_SECONDS = 45 * 86400 }; // after that it comes too late

static bool wanted(const struct worker *w, const struct client *c) {
  const struct policy *p = policy_of(&w->app->know->policies, c);
  for (size_t i = 0; i < p->answers.n; i++)
    if (str_eq(p->answers.v[i], S("thanks")))
      return true;
  return false;
}

// What is paid is no longer among a client's open items.
static bool add_paid(struct worker *w, struct arena *a, const struct settled *t, struct snapshot *s,
                     struct err *err) {
  for (size_t i = 0; i < t->invoices.n; i++) {
    struct invoice in;
    bool found;
    if (!register_invoice(w->ledger, a, t->invoices.v[i], &in, &found, err))
      return false;
    if (found && !snapshot_invoice(s, in.number))
      *LIST_PUSH(a, &s->invoices) = in;
  }
  return true;
}

static bool thank(struct worker *w, struct arena *a, const struct settled *t, struct now now,
                  struct err *err) {
  struct snapshot s = {0};
  struct due_letter d;
  int64_t id;
  bool fresh;
  if (!ledger_snapshot_client(w->ledger, a, t->client, &s, err))
    return false;
  s.company = w->app->conf.company;
  const struct client *c = snapshot_client(&s, t->client);
  if (!c || !wanted(w, c))
    return true;
  if (!add_paid(w, a, t, &s, err))
    return false;
  dunning_about(a, &s, t->client, &t->invoices, S("thanks"), &now, &d);
  d.to = t->to;
  d.open.n = 0; // it names no amounts that could change
  d.key = str_printf(a, "thanks/%.*s/%.*s", STR_ARG(t->client), STR_ARG(t->message_id));
  d.why = S("all that the last reminder named has been paid");
  *LIST_PUSH(a, &d.references) = t->message_id;
  struct letter_order order = {
      .due = &d,
      .s = &s,
      .l = w->ledger,
      .occasion = {.promised = DAY_NONE, .crossed = day_is(t->paid) && t->paid.n < t->sent.n}};
  return write_letter(w->app, w->ledger, a, &order, OUTBOX_ANSWER, 0, now, &id, &fresh, err);
}

static bool thank_all(struct worker *w, struct arena *a, struct now now, struct err *err) {
  struct settleds all = {0};
  if (!reminders_settled(w->ledger, a, now.utc - THANKS_SECONDS, now.today, THANKS_AT_ONCE, &all,
                         err))
    return false;
  for (size_t i = 0; i < all.n; i++)
    if (!thank(w, a, &all.v[i], now, err))
      return false;
  return true;
}

bool thanks_write(struct worker *w, struct err *err) {
  struct arena a;
  if (w->app->conf.service.mode == MODE_SHADOW)
    return true;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  bool ok = ledger_begin(w->ledger, "thank", err) && thank_all(w, &a, clock_now(), err) &&
            ledger_commit(w->ledger, err);
  if (!ok)
    ledger_rollback(w->ledger);
  arena_free(&a);
  return ok;
}
