// charges.c: late interest and lump sums of a letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/compose.h"

static void push(const struct view *v, struct due_letter *l, const struct invoice *in,
                 const struct law *law, struct money amount, int rate_bp) {
  *LIST_PUSH(v->a, &l->charges) = (struct charge){.invoice = in->number,
                                                  .law = law->text,
                                                  .amount = amount,
                                                  .rate_bp = rate_bp,
                                                  .days = rate_bp ? l->send.n - in->due.n : 0};
}

static void charge_invoice(const struct view *v, const struct invoice *in, const struct law *law,
                           struct due_letter *l, struct plan *out) {
  struct money amount;
  struct err err;
  int rate_bp = 0;
  if (!law_interest(v->laws, law, in->open, in->due, l->send, &amount, &rate_bp, &err))
    plan_task(v, out, "rates", S(""), str_dup(v->a, str_of(err.text)));
  else if (amount.minor > 0)
    push(v, l, in, law, amount, rate_bp);
  if (law_lump(law, in->open, &amount))
    push(v, l, in, law, amount, 0);
}

// What a private person will owe if the notice passes unheard: costs on the whole of it, no
// interest.
static void announce_costs(const struct view *v, const struct rungs *ride, const struct law *law,
                           struct due_letter *l) {
  struct money amount;
  if (l->total.n == 1 && law_lump(law, l->total.v[0], &amount))
    push(v, l, ride->v[0].invoice, law, amount, 0);
}

void add_charges(const struct view *v, const struct rungs *ride, struct due_letter *l,
                 struct plan *out) {
  if (!v->laws || v->client->valued)
    return;
  // A private person is protected by the law of his own country.
  struct str country = v->client->consumer ? v->country : v->s->company.country;
  const struct law *law = law_of(v->laws, country, v->client->consumer);
  if (law && law->claim == CLAIM_AFTER_NOTICE)
    announce_costs(v, ride, law, l);
  for (size_t i = 0; law && law->claim == CLAIM_YES && i < ride->n; i++)
    charge_invoice(v, ride->v[i].invoice, law, l, out);
}
