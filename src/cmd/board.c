// board.c: sums from the ledger to the dashboard.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/board.h"

#include "ledger/register_store.h"
#include "web/speech.h"

enum { YEAR_DAYS = 365, WEEK_DAYS = 7, DAY_SECONDS = 86400, ALERTS_SHOWN = 100 };

// Whole days, so that the figures change with the ledger and with the day only.
static int64_t days_ago(const struct board *b, int days) {
  return (int64_t)(b->today.n - days) * DAY_SECONDS;
}

static bool fetch_money(struct ledger *l, struct arena *a, struct board *b, struct err *err) {
  struct day_sums open = {0}, credits = {0}, sales = {0}, received = {0};
  struct day begin = board_begin(b);
  if (!figures_open(l, a, &open, err) || !figures_credits(l, a, &credits, err) ||
      !figures_sales(l, a, begin, &sales, err) || !figures_received(l, a, begin, &received, err))
    return false;
  for (size_t i = 0; i < open.n; i++)
    board_open(a, b, open.v[i].day, open.v[i].sum, open.v[i].n);
  for (size_t i = 0; i < credits.n; i++)
    board_credit(a, b, credits.v[i].sum);
  for (size_t i = 0; i < sales.n; i++)
    board_sale(a, b, sales.v[i].day, sales.v[i].sum);
  for (size_t i = 0; i < received.n; i++)
    board_received(a, b, received.v[i].day, received.v[i].sum);
  board_reckon(b);
  return true;
}

static bool fetch_promises(struct ledger *l, struct arena *a, struct board *b, struct err *err) {
  struct promise_rows rows = {0};
  int64_t kept = 0, due = 0;
  if (!figures_promises(l, a, S(""), day_add(b->today, -YEAR_DAYS), &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++) {
    const struct promise_row *p = &rows.v[i];
    enum kept k = kpi_kept(p->promised.minor, p->received.minor, p->until, b->today);
    kept += k == KEPT_YES;
    due += k != KEPT_WAITING;
  }
  board_share(a, &b->conduct, "promises_kept", N_("promises kept"), kept, due);
  return true;
}

static bool fetch_steps(struct ledger *l, struct arena *a, struct board *b, struct err *err) {
  struct step_rows rows = {0};
  int64_t letters = 0, answered = 0;
  if (!figures_steps(l, a, days_ago(b, YEAR_DAYS), days_ago(b, WEEK_DAYS), &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++) {
    const struct step_row *r = &rows.v[i];
    *LIST_PUSH(a, &b->steps) =
        (struct board_step){r->step, r->sent, r->paid, r->letters, r->answered};
    letters += r->letters;
    answered += r->answered;
  }
  board_share(a, &b->conduct, "replies", N_("reminders answered"), answered, letters);
  return true;
}

static bool fetch_honesty(struct ledger *l, struct arena *a, struct board *b, struct err *err) {
  struct honesty t;
  if (!figures_honesty(l, days_ago(b, YEAR_DAYS), &t, err))
    return false;
  board_share(a, &b->conduct, "crossed", N_("reminders that crossed a payment or an answer"),
              t.crossed, t.sent);
  board_share(a, &b->conduct, "withdrawn", N_("reminders taken back in time"), t.withdrawn,
              t.withdrawn + t.sent);
  board_share(a, &b->conduct, "wrong_match", N_("own decisions that you took back"), t.undone,
              t.decided);
  board_share(a, &b->conduct, "first_pass", N_("questions answered as proposed"), t.accepted,
              t.accepted + t.corrected + t.rejected);
  return true;
}

static bool fetch_alerts(struct ledger *l, struct arena *a, struct board *b, struct err *err) {
  struct alerts rows = {0};
  struct client c;
  bool found;
  if (!alerts_standing(l, a, ALERTS_SHOWN, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++) {
    if (!register_client(l, a, rows.v[i].client, &c, &found, err))
      return false;
    *LIST_PUSH(a, &b->alerts) = (struct board_alert){.client = rows.v[i].client,
                                                     .name = c.name,
                                                     .phone = c.phone,
                                                     .found = rows.v[i].found,
                                                     .usual = rows.v[i].usual,
                                                     .late = rows.v[i].late};
  }
  return true;
}

bool board_fetch(struct ledger *l, struct arena *a, struct day today, struct board *out,
                 struct err *err) {
  struct board b = board_on(today);
  if (!fetch_money(l, a, &b, err) || !fetch_promises(l, a, &b, err) ||
      !fetch_steps(l, a, &b, err) || !fetch_honesty(l, a, &b, err) || !fetch_alerts(l, a, &b, err))
    return false;
  *out = b;
  return true;
}

// ---------------------------------------------------------------- clients

// An invoice that is still open says something only once it is later than usual.
static bool counts(const struct board_client *c, int late) {
  return c->known && (int64_t)late * HABIT_DAY > c->habit.median;
}

static void push(struct board_client *c, int late) {
  if (c->n == HABIT_MOST) {
    for (size_t i = 1; i < c->n; i++)
      c->late[i - 1] = c->late[i];
    c->n--;
  }
  c->late[c->n++] = late;
}

bool board_habit(struct ledger *l, struct arena *a, struct day today, struct board_client *c,
                 struct err *err) {
  struct paid_rows rows = {0};
  struct day paid[HABIT_MOST];
  if (!figures_paid(l, a, c->id, today, HABIT_MOST, &rows, err))
    return false;
  c->n = 0;
  size_t i = 0;
  for (; i < rows.n && i < HABIT_MOST && day_is(rows.v[i].paid); i++) {
    paid[i] = rows.v[i].paid;
    push(c, paid[i].n - rows.v[i].due.n);
  }
  c->runs = pay_run_of(paid, i, &c->run);
  c->known = habit_of(c->late, c->n, &c->habit);
  for (; i < rows.n; i++)
    if (counts(c, today.n - rows.v[i].due.n))
      push(c, today.n - rows.v[i].due.n);
  return true;
}

bool board_clients(struct ledger *l, struct arena *a, size_t first, size_t n, struct board *b,
                   bool *more, struct err *err) {
  struct owings rows = {0};
  if (!figures_owing(l, a, b->today, first + n + 1, &rows, err))
    return false;
  *more = rows.n > first + n;
  for (size_t i = first; i < rows.n && i < first + n; i++) {
    struct board_client c = {.id = rows.v[i].client,
                             .name = rows.v[i].name,
                             .overdue = rows.v[i].overdue,
                             .invoices = rows.v[i].n};
    if (!board_habit(l, a, b->today, &c, err))
      return false;
    *LIST_PUSH(a, &b->clients) = c;
  }
  return true;
}
