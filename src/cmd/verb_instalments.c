// verb_instalments.c: a payment plan is agreed: kept, confirmed in writing, followed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/act.h"
#include "cmd/knowledge.h"
#include "cmd/verbs.h"
#include "cmd/write_letter.h"
#include "host/clock.h"
#include "host/wake.h"
#include "ledger/instalment_store.h"
#include "ledger/register_store.h"

#include <stdio.h>

enum { INSTALMENTS_MAX = 36 };

struct agreement {
  struct app *app;
  struct ledger *l;
  struct str client;
  struct snapshot s;
  struct strs invoices; // all that is open, credit notes too
  struct money open;
  struct instalments plan;
};

static bool add_up(struct agreement *g, struct arena *a, struct err *err) {
  for (size_t i = 0; i < g->s.invoices.n; i++) {
    const struct invoice *in = &g->s.invoices.v[i];
    if (!str_eq(in->client, g->client) || !in->open.minor)
      continue;
    *LIST_PUSH(a, &g->invoices) = in->number;
    if (!money_add(g->open, in->open, &g->open, err))
      return err_in(err, "a plan is for one currency");
  }
  return g->open.minor > 0 ||
         err_set(err, ERR_INPUT, "client %.*s owes nothing", STR_ARG(g->client));
}

// "2026-12-05=500.00"
static bool read_date(struct agreement *g, struct arena *a, struct str word, struct err *err) {
  struct instalment in = {.agreed = clock_now().today};
  struct str day, amount;
  if (!str_cut(word, '=', &day, &amount) || !day_parse_iso(day, &in.due) ||
      !money_parse(amount, g->open.currency, &in.amount, err) || in.amount.minor <= 0)
    return err_set(err, ERR_INPUT, "%.*s: an instalment is written 2026-12-05=500.00",
                   STR_ARG(word));
  if (g->plan.n && in.due.n <= g->plan.v[g->plan.n - 1].due.n)
    return err_set(err, ERR_INPUT, "%.*s: instalments follow each other by day", STR_ARG(word));
  *LIST_PUSH(a, &g->plan) = in;
  return true;
}

static bool read_plan(struct agreement *g, struct arena *a, const struct args *args,
                      struct err *err) {
  struct money sum = {0};
  if (args->rest_n - 1 > INSTALMENTS_MAX)
    return err_set(err, ERR_INPUT, "a plan has at most %d instalments", INSTALMENTS_MAX);
  for (size_t i = 1; i < args->rest_n; i++)
    if (!read_date(g, a, str_of(args->rest[i]), err) ||
        !money_add(sum, g->plan.v[i - 1].amount, &sum, err))
      return false;
  if (money_eq(sum, g->open))
    return true;
  return err_set(err, ERR_INPUT, "the instalments are %.*s together, but %.*s %s are open",
                 STR_ARG(money_plain(a, sum)), STR_ARG(money_plain(a, g->open)), g->open.currency);
}

// Who asked for a plan has one: what held his reminders until then ends; the plan holds them now.
static bool end_asking(const struct agreement *g, struct arena *a, int64_t now, struct err *err) {
  struct holds holds = {0};
  if (!holds_standing(g->l, a, g->client, &holds, err))
    return false;
  for (size_t i = 0; i < holds.n; i++)
    if (holds.v[i].kind == HOLD_ASKED &&
        !hold_end(g->l, holds.v[i].id, S("a payment plan was agreed"), now, err))
      return false;
  return true;
}

static bool confirm(struct agreement *g, struct arena *a, struct now now, struct err *err) {
  struct snapshot s = {0}; // with the plan in it
  struct due_letter d;
  struct letter_order order = {.due = &d, .s = &s, .l = g->l, .occasion = {.promised = DAY_NONE}};
  int64_t id;
  bool fresh;
  if (!ledger_snapshot_client(g->l, a, g->client, &s, err))
    return false;
  s.company = g->app->conf.company;
  dunning_about(a, &s, g->client, &g->invoices, S("plan-confirmed"), &now, &d);
  d.key = str_printf(a, "plan/%.*s/%.*s", STR_ARG(g->client), STR_ARG(s.instalments.v[0].plan));
  d.why = S("the written confirmation of a payment plan");
  return write_letter(g->app, g->l, a, &order, OUTBOX_ANSWER, 0, now, &id, &fresh, err);
}

static bool write_down(struct agreement *g, struct arena *a, struct now now, struct err *err) {
  struct acting x = {.l = g->l, .a = a, .now = now, .by = "owner"};
  struct acts acts = {0};
  struct str why = str_printf(a, "a payment plan in %zu instalments, the last on %.*s", g->plan.n,
                              STR_ARG(day_iso(a, g->plan.v[g->plan.n - 1].due)));
  *LIST_PUSH(a, &acts) = (struct act){.kind = ACT_WITHDRAW, .client = g->client, .why = why};
  *LIST_PUSH(a, &acts) = (struct act){.kind = ACT_NOTE, .client = g->client, .why = why};
  return instalments_put(g->l, g->client, &g->invoices, g->open, &g->plan, now.utc, err) &&
         end_asking(g, a, now.utc, err) && act_all(&x, &acts, err) && confirm(g, a, now, err);
}

static bool agree(struct agreement *g, struct arena *a, const struct args *args, struct err *err) {
  if (!ledger_snapshot_client(g->l, a, g->client, &g->s, err))
    return false;
  if (!snapshot_client(&g->s, g->client))
    return err_set(err, ERR_INPUT, "there is no client %.*s", STR_ARG(g->client));
  if (!add_up(g, a, err) || !read_plan(g, a, args, err) || !ledger_begin(g->l, "owner", err))
    return false;
  if (write_down(g, a, clock_now(), err) && ledger_commit(g->l, err))
    return true;
  ledger_rollback(g->l);
  return false;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct agreement g = {.app = app};
  if (args->rest_n < 2)
    return usage("instalments: name a client and the days with their amounts");
  g.client = str_of(args->rest[0]);
  if (!app_conf(app, &err) || !know(app, KNOW_DUNNING | KNOW_LETTERS, &err) ||
      !app_ledger(app, LEDGER_EXISTING, NULL, &g.l, &err))
    return fail(&err);
  bool ok = agree(&g, &app->arena, args, &err);
  ledger_close(g.l);
  if (!ok)
    return fail(&err);
  printf("%zu instalments; the written confirmation is in the outbox\n", g.plan.n);
  wake_ring(app_ledger_path(app), S("work"));
  return EXIT_DONE;
}

const struct verb verb_instalments = {
    .name = "instalments",
    .synopsis = "CLIENT DAY=AMOUNT...",
    .summary = "Keep a payment plan: it holds his reminders while it is followed.",
    .examples = "  relance instalments C012 2026-12-05=500 2027-01-05=500\n",
    .run = run,
};
