// items.c: the invoices and credit notes that the writer of the message could know.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deciding.h"
#include "relance/fold.h"

#include <stdlib.h>

static int by_client_and_number(const void *x, const void *y) {
  const struct item *a = x, *b = y;
  int c = str_cmp(a->inv->client, b->inv->client);
  return c ? c : str_cmp(a->inv->number, b->inv->number);
}

static bool is_reminded(const struct deciding *d, struct str number) {
  for (size_t i = 0; i < d->s->reminders.n; i++) {
    const struct reminder *m = &d->s->reminders.v[i];
    for (size_t j = 0; j < m->invoices.n && m->sent.n <= d->today.n; j++)
      if (str_eq(m->invoices.v[j], number))
        return true;
  }
  return false;
}

// Credit notes stand in registers with either sign; here they always lower the claim.
static int64_t signed_open(const struct invoice *inv) {
  int64_t open = inv->open.minor;
  return inv->kind == CREDIT_NOTE && open > 0 ? -open : open;
}

void items_collect(struct deciding *d) {
  for (size_t i = 0; i < d->s->invoices.n; i++) {
    const struct invoice *inv = &d->s->invoices.v[i];
    const struct client *client = snapshot_client(d->s, inv->client);
    if (!client || (day_is(inv->issued) && inv->issued.n > d->today.n))
      continue;
    *LIST_PUSH(d->a, &d->items) = (struct item){.inv = inv,
                                                .client = client,
                                                .number = number_parts(d->a, inv->number),
                                                .reference = fold_key(d->a, inv->payment_reference),
                                                .assumed = d->r->currency,
                                                .open = signed_open(inv),
                                                .credit = inv->kind == CREDIT_NOTE,
                                                .due = day_is(inv->due) && inv->due.n <= d->today.n,
                                                .reminded = is_reminded(d, inv->number)};
  }
  if (d->items.n)
    qsort(d->items.v, d->items.n, sizeof *d->items.v, by_client_and_number);
}

bool item_open(const struct item *i) {
  return !i->credit && i->open > 0;
}

struct money item_money(const struct item *i, int64_t minor) {
  struct money m = i->inv->open.currency[0] ? i->inv->open : i->inv->total;
  m.minor = minor;
  return m;
}

// People often leave the currency out; where they write one it must be that of the invoice.
bool same_amount(const struct item *i, struct money said, int64_t minor) {
  bool named = said.currency[0] && !str_eq(str_of(said.currency), i->assumed);
  return said.minor == minor && (!named || money_same_currency(said, item_money(i, minor)));
}
