// verb_hold.c: the owner lets a client or an invoice wait, or go on.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/owner_hold.h"
#include "cmd/verbs.h"
#include "host/wake.h"

#include <stdio.h>

static bool finish(struct app *app, struct ledger *l, bool ok) {
  ledger_close(l);
  wake_ring(app_ledger_path(app), S("work"));
  return ok;
}

static bool hold(struct app *app, const struct args *args, struct err *err) {
  const char *until = args_get(args, "until"), *why = args_get(args, "why");
  struct day day = DAY_NONE;
  struct ledger *l;
  if (until && !day_parse_iso(str_of(until), &day))
    return err_set(err, ERR_INPUT, "--until %s: a day, like 2026-12-15", until);
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, err) ||
      !finish(app, l, owner_hold(l, &app->arena, str_of(args->rest[0]), day, str_of(why), err)))
    return false;
  printf("%s waits%s%s\n", args->rest[0], until ? " until " : " until you say resume",
         until ? until : "");
  return true;
}

static bool resume(struct app *app, const struct args *args, struct err *err) {
  struct strs ended = {0};
  struct ledger *l;
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, err) ||
      !finish(app, l, owner_resume(l, &app->arena, str_of(args->rest[0]), &ended, err)))
    return false;
  for (size_t i = 0; i < ended.n; i++)
    printf("ended: %.*s\n", STR_ARG(ended.v[i]));
  if (!ended.n)
    printf("%s was not held\n", args->rest[0]);
  return true;
}

static int run_hold(struct app *app, const struct args *args) {
  struct err err;
  if (args->rest_n != 1)
    return usage("hold: name one client or invoice");
  return hold(app, args, &err) ? EXIT_DONE : fail(&err);
}

static int run_resume(struct app *app, const struct args *args) {
  struct err err;
  if (args->rest_n != 1)
    return usage("resume: name one client or invoice");
  return resume(app, args, &err) ? EXIT_DONE : fail(&err);
}

static const struct flag hold_flags[] = {
    {"until", "DAY", "resume by itself on that day, like 2026-12-15"},
    {"why", "TEXT", "a note for later"},
    {0},
};

const struct verb verb_hold = {
    .name = "hold",
    .synopsis = "[--until DAY] [--why TEXT] CLIENT|INVOICE",
    .summary = "Let the reminders of a client or an invoice wait.",
    .examples = "  relance hold C012 --until 2026-12-15\n"
                "  relance hold FA-2026-0012 --why \"promised on the phone\"\n",
    .flags = hold_flags,
    .run = run_hold,
};

const struct verb verb_resume = {
    .name = "resume",
    .synopsis = "CLIENT|INVOICE",
    .summary = "End what holds the reminders of a client or an invoice.",
    .examples = "  relance resume C012\n",
    .run = run_resume,
};
