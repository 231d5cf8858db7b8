// sold.c: sums of invoices by the day of their issue.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sold.h"

#include <stdlib.h>

enum { SOLD_SLOTS = 4096 }; // days whose sums wait, a power of two: eleven years

struct sold {
  struct day day;
  struct money sum;
  int64_t n;
};

static bool put(struct ledger *l, const struct sold *s, struct err *err) {
  return db_run(l,
                "INSERT INTO sold (day, currency, minor, invoices) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET minor = minor + excluded.minor,"
                " invoices = invoices + excluded.invoices",
                WITH(INT(s->day.n), TEXT(str_of(s->sum.currency)), INT(s->sum.minor), INT(s->n)),
                err);
}

bool sold_add(struct ledger *l, struct day day, struct money sum, int n, struct err *err) {
  struct sold one = {day, n < 0 ? money_neg(sum) : sum, n};
  if (!day_is(day))
    return true;
  if (!l->sold)
    return put(l, &one, err);
  struct sold *waits = &l->sold[(uint32_t)day.n & (SOLD_SLOTS - 1)];
  struct money both;
  struct err over;
  if (waits->day.n == day.n && money_add(waits->sum, one.sum, &both, &over)) {
    waits->sum = both;
    waits->n += n;
    return true;
  }
  if (waits->sum.currency[0] && !put(l, waits, err))
    return false;
  *waits = one;
  return true;
}

bool sold_wait(struct ledger *l, struct err *err) {
  l->sold = calloc(SOLD_SLOTS, sizeof *l->sold);
  return l->sold || err_set(err, ERR_WAIT, "%s: no memory to import into it", l->path);
}

bool sold_write(struct ledger *l, struct err *err) {
  for (size_t i = 0; i < SOLD_SLOTS; i++)
    if (l->sold[i].sum.currency[0] && !put(l, &l->sold[i], err))
      return false;
  return true;
}

void sold_forget(struct ledger *l) {
  free(l->sold);
  l->sold = NULL;
}
