// recipient.c: to which address a letter goes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/view.h"

struct trouble { // with an address
  bool dead;
  struct day again; // full: not before that day; DAY_NONE: no trouble
};

static const struct reminder *later(const struct reminder *a, const struct reminder *b) {
  return !a || b->sent_at >= a->sent_at ? b : a;
}

// The latest letter to an address decides whether it works. A full mailbox is tried again after a
// day, three more, and seven more; then another way has to be found.
static struct trouble trouble_with(const struct view *v, struct str to) {
  static const int wait_days[] = {1, 3, 7};
  const struct reminder *latest = NULL, *other = NULL; // other: the latest not sent back as full
  size_t full = 0;
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    if (!str_eq_ci(r->to, to))
      continue;
    latest = later(latest, r);
    if (!r->full)
      other = later(other, r);
  }
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    full += str_eq_ci(r->to, to) && r->full && (!other || r->sent_at > other->sent_at);
  }
  bool dead = latest && latest->undelivered && !full;
  if (!latest || !full || full > sizeof wait_days / sizeof *wait_days)
    return (struct trouble){.dead = dead || full, .again = DAY_NONE};
  return (struct trouble){.again = day_add(latest->sent, wait_days[full - 1])};
}

// The contact of the register first, then whoever really received the invoice.
static struct strs candidates(const struct view *v, const struct rungs *rungs) {
  struct strs all = {0};
  for (size_t i = 0; i < v->client->emails.n; i++)
    *LIST_PUSH(v->a, &all) = v->client->emails.v[i];
  for (size_t i = 0; i < rungs->n; i++)
    if (rungs->v[i].invoice->sent_to.n)
      *LIST_PUSH(v->a, &all) = rungs->v[i].invoice->sent_to;
  return all;
}

struct recipient recipient_of(const struct view *v, const struct rungs *rungs) {
  struct strs all = candidates(v, rungs);
  for (size_t i = 0; i < all.n; i++) {
    struct trouble t = trouble_with(v, all.v[i]);
    if (!t.dead)
      return (struct recipient){
          .to = all.v[i], .other = i > 0 && !str_eq(all.v[i], all.v[0]), .again = t.again};
  }
  return (struct recipient){.to = S(""), .again = DAY_NONE};
}
