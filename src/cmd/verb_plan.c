// verb_plan.c: what will leave, when, to whom and why, if nothing comes in.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/knowledge.h"
#include "cmd/trials.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "ledger/register_store.h"

#include <stdio.h>

enum { PLAN_DAYS_MAX = 730, CLIENTS_AT_ONCE = 200, DAY_SECONDS = 86400 };

struct planning {
  struct app *app;
  struct ledger *ledger;
  struct now now;
  int days;
  bool json;
  size_t letters;
};

static json_t *json_strs(const struct strs *list) {
  json_t *out = json_array();
  for (size_t i = 0; i < list->n; i++)
    json_array_append_new(out, json_str(list->v[i]));
  return out;
}

static struct str totals(struct arena *a, const struct moneys *m) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < m->n; i++)
    buf_printf(&b, "%s%.*s %s", i ? " + " : "", STR_ARG(money_plain(a, m->v[i])), m->v[i].currency);
  return buf_str(&b);
}

static void show_letter(struct planning *p, struct arena *a, const struct due_letter *d) {
  p->letters++;
  if (p->json) {
    print_json(json_pack("{s:s,s:o,s:o,s:o,s:i,s:o,s:o,s:o,s:b,s:o}", "what", "letter", "date",
                         json_day(d->send), "client", json_str(d->client), "to", json_str(d->to),
                         "step", d->step, "invoices", json_strs(&d->invoices), "total",
                         json_str(totals(a, &d->total)), "deadline", json_day(d->deadline),
                         "needs_person", d->needs_person, "why", json_str(d->why)));
    return;
  }
  printf("%s%.*s%s  %-8.*s step %d  %14.*s  %.*s%s\n", paint("bold"), STR_ARG(day_iso(a, d->send)),
         paint("off"), STR_ARG(d->client), d->step, STR_ARG(totals(a, &d->total)), STR_ARG(d->to),
         d->needs_person ? "  (needs your yes)" : "");
  printf("            %s%.*s%s\n", paint("dim"), STR_ARG(d->why), paint("off"));
}

static void show_waiting(struct planning *p, struct arena *a, const struct waiting *w) {
  if (p->json) {
    print_json(json_pack("{s:s,s:o,s:o,s:o,s:o}", "what", "waiting", "client", json_str(w->client),
                         "invoice", json_str(w->invoice), "until", json_day(w->until), "why",
                         json_str(w->why)));
    return;
  }
  printf("waits       %-8.*s %.*s%s%.*s: %.*s\n", STR_ARG(w->client), STR_ARG(w->invoice),
         day_is(w->until) ? " until " : "", STR_ARG(day_iso(a, w->until)), STR_ARG(w->why));
}

static void show_task(struct planning *p, const struct task *t) {
  if (p->json)
    print_json(json_pack("{s:s,s:o,s:o,s:o,s:o}", "what", "task", "client", json_str(t->client),
                         "invoice", json_str(t->invoice), "name", json_str(t->name), "why",
                         json_str(t->why)));
  else
    printf("task        %-8.*s %.*s: %.*s\n", STR_ARG(t->client), STR_ARG(t->name),
           STR_ARG(t->why));
}

// The days after assume that it left.
static void assume_sent(struct arena *a, struct snapshot *s, const struct due_letter *d) {
  *LIST_PUSH(a, &s->reminders) =
      (struct reminder){.message_id = str_printf(a, "planned.%.*s", STR_ARG(d->key)),
                        .client = d->client,
                        .to = d->to,
                        .invoices = d->invoices,
                        .step = d->step,
                        .sent_at = d->not_before,
                        .sent = d->send,
                        .deadline = d->deadline};
}

static bool plan_client(struct planning *p, struct arena *a, struct str client, struct err *err) {
  const struct knowledge *k = p->app->know;
  struct snapshot s = {0};
  if (!ledger_snapshot_client(p->ledger, a, client, &s, err))
    return false;
  s.company = p->app->conf.company;
  s.letters.n = 0; // what is planned already is planned here again, to be shown
  for (int d = 0; d <= p->days; d++) {
    struct plan plan = {0};
    struct now now = d ? clock_at(p->now.utc + (int64_t)d * DAY_SECONDS) : p->now;
    dunning_plan(a, &s, &k->policies, &k->calendar, &k->laws, &now, &plan);
    for (size_t i = 0; i < plan.letters.n; i++) {
      show_letter(p, a, &plan.letters.v[i]);
      assume_sent(a, &s, &plan.letters.v[i]);
    }
    for (size_t i = 0; d == 0 && i < plan.waiting.n; i++)
      show_waiting(p, a, &plan.waiting.v[i]);
    for (size_t i = 0; d == 0 && i < plan.tasks.n; i++)
      show_task(p, &plan.tasks.v[i]);
  }
  return true;
}

static bool plan_all(struct planning *p, struct err *err) {
  struct arena clients, one;
  struct str after = S("");
  int horizon = dunning_horizon(&p->app->know->policies);
  struct day until = day_add(p->now.today, p->days + horizon);
  bool ok = true;
  arena_init(&clients, 256 << 20);
  for (;;) {
    struct strs some = {0};
    ok = register_overdue(p->ledger, &clients, until, after, CLIENTS_AT_ONCE, &some, err);
    for (size_t i = 0; ok && i < some.n; i++) {
      arena_init(&one, (size_t)1 << 30);
      ok = plan_client(p, &one, some.v[i], err);
      arena_free(&one);
    }
    if (!ok || !some.n)
      break;
    after = some.v[some.n - 1];
  }
  arena_free(&clients);
  return ok;
}

static int run(struct app *app, const struct args *args) {
  struct planning p = {.app = app, .json = args_has(args, "json")};
  struct err err;
  const char *days = args_get(args, "days");
  int64_t n = 14;
  if (args->rest_n)
    return usage("plan: no argument expected, got %s", args->rest[0]);
  if (days && (!str_int(str_of(days), &n) || n < 0 || n > PLAN_DAYS_MAX))
    return usage("plan: --days %s: a number from 0 to %d", days, PLAN_DAYS_MAX);
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &p.ledger, &err) || !know(app, KNOW_DUNNING, &err) ||
      !trials_load(app, p.ledger, &app->arena, &err))
    return fail(&err);
  p.now = clock_now();
  p.days = (int)n;
  bool ok = plan_all(&p, &err);
  ledger_close(p.ledger);
  if (ok && !p.json && !p.letters)
    printf("nothing leaves in the next %d days\n", p.days);
  return ok ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {
    {"days", "N", "look so far ahead; default 14"},
    {"json", NULL, "one object a line, for programs"},
    {0},
};

const struct verb verb_plan = {
    .name = "plan",
    .synopsis = "[--days N] [--json]",
    .summary = "Show what will leave, when, to whom and why, and what waits.",
    .examples = "  relance plan             the next two weeks\n"
                "  relance plan --days 60   two months, as if nobody answered\n",
    .flags = flags,
    .run = run,
};
