// verb_hold.c: the owner lets a client or an invoice wait, or go on.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/act.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/wake.h"
#include "ledger/register_store.h"

#include <stdio.h>

struct target {
  struct str client, invoice;
};

static bool find_target(struct ledger *l, struct arena *a, const char *name, struct target *out,
                        struct err *err) {
  struct client c;
  struct invoice i;
  bool found;
  if (!register_client(l, a, str_of(name), &c, &found, err))
    return false;
  if (found) {
    *out = (struct target){.client = c.id};
    return true;
  }
  if (!register_invoice(l, a, str_of(name), &i, &found, err))
    return false;
  if (!found)
    return err_set(err, ERR_INPUT, "%s is neither a client id nor an invoice number", name);
  *out = (struct target){.client = i.client, .invoice = i.number};
  return true;
}

static bool act_one_way(struct app *app, const struct args *args,
                        bool (*act)(const struct acting *, const struct target *,
                                    const struct args *, struct err *),
                        struct err *err) {
  struct ledger *l;
  struct target t;
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, err))
    return false;
  struct acting x = {.l = l, .a = &app->arena, .now = clock_now(), .by = "owner"};
  bool ok = find_target(l, &app->arena, args->rest[0], &t, err) && ledger_begin(l, "owner", err) &&
            act(&x, &t, args, err) && ledger_commit(l, err);
  ledger_rollback(l);
  ledger_close(l);
  wake_ring(app_ledger_path(app), S("work"));
  return ok;
}

static bool hold(const struct acting *x, const struct target *t, const struct args *args,
                 struct err *err) {
  const char *until = args_get(args, "until"), *why = args_get(args, "why");
  struct acts acts = {0};
  struct act h = {.kind = ACT_HOLD,
                  .client = t->client,
                  .invoice = t->invoice,
                  .hold = HOLD_OWNER,
                  .from = x->now.today,
                  .until = DAY_NONE,
                  .why = why ? str_of(why) : S("held by the owner")};
  if (until && !day_parse_iso(str_of(until), &h.until))
    return err_set(err, ERR_INPUT, "--until %s: a day, like 2026-12-15", until);
  *LIST_PUSH(x->a, &acts) = h;
  h.kind = ACT_WITHDRAW;
  *LIST_PUSH(x->a, &acts) = h;
  if (!act_all(x, &acts, err))
    return false;
  printf("%s waits%s%s\n", args->rest[0], until ? " until " : " until you say resume",
         until ? until : "");
  return true;
}

static bool resume(const struct acting *x, const struct target *t, const struct args *args,
                   struct err *err) {
  struct holds holds = {0};
  size_t n = 0;
  if (!holds_standing(x->l, x->a, t->client, &holds, err))
    return false;
  for (size_t i = 0; i < holds.n; i++) {
    const struct hold *h = &holds.v[i];
    if (t->invoice.n && !str_eq(h->invoice, t->invoice))
      continue;
    if (!hold_end(x->l, h->id, S("the owner said: go on"), x->now.utc, err))
      return false;
    printf("ended: %.*s\n", STR_ARG(h->why));
    n++;
  }
  if (!n)
    printf("%s was not held\n", args->rest[0]);
  return true;
}

static int run_hold(struct app *app, const struct args *args) {
  struct err err;
  if (args->rest_n != 1)
    return usage("hold: name one client or invoice");
  return act_one_way(app, args, hold, &err) ? EXIT_DONE : fail(&err);
}

static int run_resume(struct app *app, const struct args *args) {
  struct err err;
  if (args->rest_n != 1)
    return usage("resume: name one client or invoice");
  return act_one_way(app, args, resume, &err) ? EXIT_DONE : fail(&err);
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
