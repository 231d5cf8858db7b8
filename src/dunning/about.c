// about.c: letters that no day makes due: previews, answers, agreements.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/compose.h"

static bool listed(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i], s))
      return true;
  return false;
}

static void add_item(struct arena *a, struct due_letter *l, const struct invoice *in) {
  *LIST_PUSH(a, &l->invoices) = in->number;
  *LIST_PUSH(a, &l->open) = in->open;
  l->total = moneys_plus(a, l->total, in->open);
}

void dunning_about(struct arena *a, const struct snapshot *s, struct str client,
                   const struct strs *invoices, struct str letter, const struct now *now,
                   struct due_letter *out) {
  const struct client *c = snapshot_client(s, client);
  struct due_letter l = {.client = client,
                         .letter = letter,
                         .to = c && c->emails.n ? c->emails.v[0] : S(""),
                         .send = now->today,
                         .deadline = DAY_NONE,
                         .previous = DAY_NONE,
                         .not_before = now->utc};
  for (size_t i = 0; i < s->invoices.n; i++) {
    const struct invoice *in = &s->invoices.v[i];
    bool wanted = invoices->n ? listed(invoices, in->number) : in->open.minor != 0;
    if (str_eq(in->client, client) && wanted)
      add_item(a, &l, in);
  }
  *out = l;
}

// ---- As it would read today

static const struct step *step_in(const struct policy *p, struct str letter) {
  int64_t n;
  if (str_int(letter, &n))
    return policy_step(p, (int)n);
  for (size_t i = 0; i < p->steps.n; i++)
    if (str_eq(p->steps.v[i].letter, letter))
      return &p->steps.v[i];
  return str_eq(p->review, letter) ? policy_step(p, 1) : NULL;
}

// The client's own policy before the others, which may have a letter that his has not.
static const struct step *step_called(const struct policies *p, const struct policy *own,
                                      struct str letter) {
  const struct step *found = step_in(own, letter);
  for (size_t i = 0; !found && i < p->n; i++)
    found = step_in(&p->v[i], letter);
  return found;
}

static struct rungs invoices_for(const struct view *v, bool overdue) {
  struct rungs ride = {0};
  for (size_t i = 0; i < v->s->invoices.n; i++) {
    const struct invoice *in = &v->s->invoices.v[i];
    if (str_eq(in->client, v->client->id) && in->kind == INVOICE && in->open.minor > 0 &&
        day_is(in->due) && (!overdue || invoice_overdue(in, v->now->today)))
      *LIST_PUSH(v->a, &ride) = (struct rung){.invoice = in};
  }
  return ride;
}

bool dunning_preview(struct arena *a, const struct snapshot *s, const struct policies *p,
                     const struct calendar *c, const struct laws *laws, const struct now *now,
                     struct str client, struct str letter, struct due_letter *out) {
  static const struct strs all = {0};
  const struct client *of = snapshot_client(s, client);
  const struct step *step = of ? step_called(p, policy_of(p, of), letter) : NULL;
  if (!of)
    return false;
  struct view v = view_of(a, s, of, p, c, laws, now);
  struct plan plan = {0};
  if (plan_preview(&v, letter, &plan)) {
    *out = plan.letters.v[0];
    return true;
  }
  if (!step) {
    dunning_about(a, s, client, &all, letter, now, out);
    return true;
  }
  struct rungs ride = invoices_for(&v, step->n > 0);
  if (!ride.n)
    ride = invoices_for(&v, false);
  if (!ride.n)
    return false;
  compose_letter(&v, &ride, step, &plan);
  *out = plan.letters.v[0];
  out->letter = str_is_digits(letter) ? step->letter : letter;
  return true;
}
