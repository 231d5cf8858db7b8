// verb_clock.c: a clock that was ahead once, and the owner's word that it is right again.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/account.h"
#include "cmd/guard.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/wake.h"

#include <stdio.h>
#include <string.h>

static struct str moment(struct arena *a, int64_t utc) {
  struct now at = clock_at(utc);
  return str_printf(a, "%.*s %02d:%02d", STR_ARG(day_iso(a, at.today)), at.minute_of_day / 60,
                    at.minute_of_day % 60);
}

static void ring_all(struct app *app) {
  struct str path = app_ledger_path(app);
  for (size_t i = 0; i < app->conf.mailboxes.n; i++)
    wake_ring(path, account_role(&app->arena, &app->conf.mailboxes.v[i]));
  wake_ring(path, S("work"));
  wake_ring(path, S("send"));
}

static bool show(struct arena *a, struct ledger *l, bool accept, int *status, struct err *err) {
  int64_t latest, changed, now = clock_now().utc;
  if (!ledger_latest(l, &latest, err))
    return false;
  printf("the clock says       %.*s\n", STR_ARG(moment(a, now)));
  if (latest)
    printf("the ledger has seen  %.*s\n", STR_ARG(moment(a, latest)));
  *status = EXIT_DONE;
  if (!clock_was_ahead(latest, now)) {
    puts("that is in order");
    return true;
  }
  if (!accept) {
    puts("the clock was ahead once, or is behind now: nothing leaves. Set it right; if it is "
         "right,\n"
         "say so: relance clock accept");
    *status = EXIT_PERSON;
    return true;
  }
  if (!ledger_set_back(l, clock_at(now).today, now, &changed, err))
    return false;
  printf("%lld entries from the future brought back; nothing that has left is sent again\n",
         (long long)changed);
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *l;
  int status;
  bool accept = args->rest_n == 1 && strcmp(args->rest[0], "accept") == 0;
  if (args->rest_n && !accept)
    return usage("clock: only `accept` may follow");
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, &err))
    return fail(&err);
  bool ok = show(&app->arena, l, accept, &status, &err);
  ledger_close(l);
  if (accept)
    ring_all(app);
  return ok ? status : fail(&err);
}

const struct verb verb_clock = {
    .name = "clock",
    .synopsis = "[accept]",
    .summary = "Compare the clock with what the ledger has seen; say that it is right again.",
    .examples = "  relance clock          is the clock behind what was written down?\n"
                "  relance clock accept   it was ahead once, and is right now: letters may leave\n",
    .run = run,
};
