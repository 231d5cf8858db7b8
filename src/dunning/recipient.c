// recipient.c: to which address a letter goes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/view.h"

// The latest letter to an address decides whether it works.
static bool bounced(const struct view *v, struct str to) {
  const struct reminder *latest = NULL;
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    if (str_eq_ci(r->to, to) && (!latest || r->sent_at >= latest->sent_at))
      latest = r;
  }
  return latest && latest->undelivered;
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
  for (size_t i = 0; i < all.n; i++)
    if (!bounced(v, all.v[i]))
      return (struct recipient){.to = all.v[i], .other = i > 0 && !str_eq(all.v[i], all.v[0])};
  return (struct recipient){.to = S("")};
}
