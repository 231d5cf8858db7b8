// work_alerts.c: the watch over habits, once a day.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/work_alerts.h"

#include "cmd/board.h"
#include "cmd/trials.h"
#include "host/clock.h"
#include "ledger/journal.h"
#include "ledger/register_store.h"

enum { CLIENTS_AT_ONCE = 200, ALERTS_AT_ONCE = 1000 };

static const char last_setting[] = "alerts last";

static int whole_days(int64_t millionths) {
  return (int)((millionths + (millionths < 0 ? -HABIT_DAY : HABIT_DAY) / 2) / HABIT_DAY);
}

static bool tell(struct ledger *l, struct arena *a, const struct alert *t, struct now now,
                 struct err *err) {
  int64_t id;
  bool fresh;
  if (!alert_put(l, t, &fresh, err))
    return false;
  if (!fresh)
    return true;
  struct journal_entry e = {
      .at = now.utc,
      .kind = S("task"),
      .client = t->client,
      .say = str_printf(a, "call: pays %d days late, it was %d before", t->late, t->usual)};
  return journal_add(l, &e, &id, err);
}

static bool watch(struct ledger *l, struct arena *a, struct str client, struct now now,
                  struct err *err) {
  struct board_client c = {.id = client};
  struct alarm alarm;
  if (!board_habit(l, a, now.today, &c, err))
    return false;
  if (!habit_alarm(c.late, c.n, &alarm))
    return alert_end(l, client, now.today, err);
  struct alert t = {.client = client,
                    .found = now.today,
                    .usual = whole_days(alarm.before.median),
                    .late = whole_days(alarm.now)};
  return tell(l, a, &t, now, err);
}

// Who owes nothing overdue any more has no alert.
static bool end_settled(struct ledger *l, struct arena *a, struct now now, struct err *err) {
  struct alerts standing = {0};
  if (!alerts_standing(l, a, ALERTS_AT_ONCE, &standing, err))
    return false;
  for (size_t i = 0; i < standing.n; i++) {
    struct snapshot s = {0};
    bool owes = false;
    if (!ledger_snapshot_client(l, a, standing.v[i].client, &s, err))
      return false;
    for (size_t k = 0; k < s.invoices.n; k++)
      owes |= s.invoices.v[k].open.minor > 0 && day_is(s.invoices.v[k].due) &&
              s.invoices.v[k].due.n < now.today.n;
    if (!owes && !alert_end(l, standing.v[i].client, now.today, err))
      return false;
  }
  return true;
}

static bool watch_all(struct ledger *l, struct arena *a, struct now now, struct err *err) {
  struct str after = S("");
  for (;;) {
    struct strs clients = {0};
    if (!register_overdue(l, a, now.today, after, CLIENTS_AT_ONCE, &clients, err))
      return false;
    for (size_t i = 0; i < clients.n; i++)
      if (!watch(l, a, clients.v[i], now, err))
        return false;
    if (!clients.n)
      return end_settled(l, a, now, err);
    after = clients.v[clients.n - 1];
  }
}

static bool watch_today(struct worker *w, struct arena *a, struct now now, struct err *err) {
  struct ledger *l = w->ledger;
  struct str last, today = day_iso(a, now.today);
  bool found;
  if (!ledger_setting_get(l, a, last_setting, &last, &found, err))
    return false;
  if (found && str_eq(last, today))
    return true;
  return watch_all(l, a, now, err) && trials_guard(w->app, l, a, now, err) &&
         ledger_setting_put(l, last_setting, today, err);
}

bool work_alerts(struct worker *w, struct err *err) {
  struct arena a;
  arena_init(&a, (size_t)256 << 20);
  bool ok = ledger_begin(w->ledger, "alerts", err) && watch_today(w, &a, clock_now(), err) &&
            ledger_commit(w->ledger, err);
  if (!ok)
    ledger_rollback(w->ledger);
  arena_free(&a);
  return ok;
}
