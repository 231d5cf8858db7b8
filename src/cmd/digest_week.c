// digest_week.c: the few numbers of the week, for the owner's weekly mail.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/digest_week.h"

#include "web/kpi.h"

enum { WEEK = 7, DAY_SECONDS = 86400, PROMISED_BEFORE = 120 };

static void add(struct buf *out, struct str words) {
  buf_printf(out, "  %.*s\n", STR_ARG(words));
}

static void add_received(struct html *h, const struct day_sums *all, struct buf *out) {
  for (size_t i = 0; i < all->n; i++) {
    struct money sum = all->v[i].sum;
    bool told = false;
    for (size_t k = 0; k < all->n; k++) {
      bool same = k != i && money_same_currency(all->v[k].sum, sum);
      told |= same && k < i;
      sum.minor += same ? all->v[k].sum.minor : 0;
    }
    if (!told)
      add(out, tell(h, "Came in: $.", tell_money(h, sum)));
  }
  if (!all->n)
    add(out, say(h, "Nothing came in."));
}

// Those whose day has come in this week.
static void add_promises(struct html *h, const struct promise_rows *all, struct day today,
                         struct buf *out) {
  int64_t due = 0, kept = 0;
  for (size_t i = 0; i < all->n; i++) {
    const struct promise_row *p = &all->v[i];
    enum kept how = kpi_kept(p->promised.minor, p->received.minor, p->until, today);
    if (how == KEPT_WAITING || p->until.n <= today.n - WEEK)
      continue;
    due++;
    kept += how == KEPT_YES;
  }
  if (due)
    add(out, tell(h, "Promises whose day has come: $, of which kept: $.", html_number(h, due),
                  html_number(h, kept)));
}

bool digest_week(struct ledger *l, struct html *h, struct now now, struct buf *out,
                 struct err *err) {
  struct day_sums received = {0};
  struct promise_rows promises = {0};
  struct honesty honesty;
  if (!figures_received(l, h->a, day_add(now.today, -WEEK), &received, err) ||
      !figures_promises(l, h->a, S(""), day_add(now.today, -PROMISED_BEFORE), &promises, err) ||
      !figures_honesty(l, now.utc - WEEK * DAY_SECONDS, &honesty, err))
    return false;
  buf_printf(out, "\n%.*s\n", STR_ARG(say(h, "The last seven days:")));
  add_received(h, &received, out);
  add_promises(h, &promises, now.today, out);
  add(out, tell(h, "Reminders sent: $.", html_number(h, honesty.sent)));
  if (honesty.crossed)
    add(out, tell(h, "Of these had crossed something already here: $.",
                  html_number(h, honesty.crossed)));
  if (honesty.withdrawn)
    add(out, tell(h, "Letters taken back in time: $.", html_number(h, honesty.withdrawn)));
  return true;
}
