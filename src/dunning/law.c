// law.c: late interest and lump sums, by integers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/law.h"

enum { YEAR_DAYS = 365, BP_ONE = 10000 };

const struct law *law_of(const struct laws *l, struct str country, bool consumer) {
  for (size_t i = 0; i < l->laws.n; i++)
    if (str_eq_ci(l->laws.v[i].country, country) && l->laws.v[i].consumers == consumer)
      return &l->laws.v[i];
  return NULL;
}

static const struct rate *rate_on(const struct rate_table *t, struct day d) {
  const struct rate *found = NULL;
  for (size_t i = 0; i < t->rates.n && t->rates.v[i].from.n <= d.n; i++)
    found = &t->rates.v[i];
  return d.n <= t->until.n ? found : NULL;
}

// The law's rate on a day, and the last day on which it stays so.
static bool rate_from(const struct rate_table *t, const struct law *law, struct day d, int *bp,
                      struct day *last, struct err *err) {
  const struct rate *r = rate_on(t, d);
  if (!r) {
    struct civil c = day_civil(d);
    return err_set(err, ERR_SETUP,
                   "%.*s:%d: no rate in [rates %.*s] for %04d-%02d-%02d: add it before interest "
                   "is claimed",
                   STR_ARG(t->file), t->line, STR_ARG(t->name), c.year, c.month, c.day);
  }
  bool final = r + 1 == t->rates.v + t->rates.n;
  *last = final ? t->until : day_add(r[1].from, -1);
  int up = law->round_up_bp;
  *bp = (up ? (r->bp + up - 1) / up * up : r->bp) + law->margin_bp;
  return true;
}

// Sum of rate times days from `first` to `last`, both inclusive.
static bool rate_days(const struct rate_table *t, const struct law *law, struct day first,
                      struct day last, int64_t *sum, int *bp, struct err *err) {
  *sum = 0;
  for (struct day d = first; d.n <= last.n;) {
    struct day end = last;
    if (!(law->fixed && d.n > first.n) && !rate_from(t, law, d, bp, &end, err))
      return false;
    if (law->fixed || end.n > last.n)
      end = last;
    *sum += (int64_t)*bp * (end.n - d.n + 1);
    d = day_add(end, 1);
  }
  return true;
}

bool law_interest(const struct laws *l, const struct law *law, struct money open, struct day due,
                  struct day until, struct money *out, int *rate_bp, struct err *err) {
  int64_t interest = 0, sum;
  int bp = 0;
  struct day first = day_add(due, 1);
  if (law->table < 0 || law->claim == CLAIM_NEVER) {
    *out = money_of(0, open.currency);
    return true;
  }
  while (first.n <= until.n) {
    struct day last = law->compound ? day_add(day_add_months(first, 12), -1) : until;
    if (last.n > until.n)
      last = until;
    if (!rate_days(&l->tables.v[law->table], law, first, last, &sum, &bp, err))
      return false;
    interest += money_scale(open.minor + interest, sum, (int64_t)YEAR_DAYS * BP_ONE);
    first = day_add(last, 1);
  }
  *out = money_of(interest, open.currency);
  if (rate_bp)
    *rate_bp = bp;
  return true;
}

bool law_lump(const struct law *law, struct money total, struct money *out) {
  const struct lump *best = NULL;
  if (law->claim == CLAIM_NEVER || !money_same_currency(total, money_of(0, law->currency)))
    return false;
  for (size_t i = 0; i < law->lumps.n; i++)
    if (total.minor >= law->lumps.v[i].from && (!best || law->lumps.v[i].from > best->from))
      best = &law->lumps.v[i];
  if (!best)
    return false;
  int64_t amount = best->amount;
  if (best->permille)
    amount += money_scale(total.minor - best->over, best->permille, 1000);
  if (amount < law->lump_least)
    amount = law->lump_least;
  if (law->lump_most && amount > law->lump_most)
    amount = law->lump_most;
  *out = money_of(amount, law->currency);
  return true;
}

struct strs laws_ending(struct arena *a, const struct laws *l, struct day today, int days) {
  struct strs out = {0};
  for (size_t i = 0; i < l->tables.n; i++) {
    const struct rate_table *t = &l->tables.v[i];
    if (t->until.n < today.n + days)
      *LIST_PUSH(a, &out) =
          str_printf(a, "%.*s:%d: the rates of %.*s are known until %.*s", STR_ARG(t->file),
                     t->line, STR_ARG(t->name), STR_ARG(day_iso(a, t->until)));
  }
  return out;
}
