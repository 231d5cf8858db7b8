// discount.c: what a client may take off who pays early, where his policy says so.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/compose.h"

static struct day last_day(const struct policy *p, const struct invoice *in) {
  return day_add(in->due, -p->discount_before);
}

bool dunning_discount(const struct policy *p, const struct invoice *in, struct day paid,
                      struct money *off) {
  bool whole = in->kind == INVOICE && in->open.minor > 0 && money_eq(in->open, in->total);
  if (!p->discount_bp || !whole || !day_is(in->due) || paid.n > last_day(p, in).n)
    return false;
  *off = money_of(money_scale(in->total.minor, p->discount_bp, 10000), in->total.currency);
  return off->minor > 0;
}

// Only where all that the letter names may be paid with it, in one sum, and a day is left for it.
void add_discount(const struct view *v, const struct rungs *ride, struct due_letter *l) {
  struct discount d = {.bp = v->policy->discount_bp, .until = DAY_NONE};
  struct err ignored;
  if (!d.bp || l->total.n != 1 || l->invoices.n != ride->n)
    return;
  d.rest = l->total.v[0];
  for (size_t i = 0; i < ride->n; i++) {
    const struct invoice *in = ride->v[i].invoice;
    struct day last = last_day(v->policy, in);
    struct money off;
    if (!dunning_discount(v->policy, in, day_add(l->send, 1), &off) ||
        !money_add(d.rest, money_neg(off), &d.rest, &ignored))
      return;
    d.until = !day_is(d.until) || last.n < d.until.n ? last : d.until;
  }
  l->discount = d;
}
