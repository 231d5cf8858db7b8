// trials.c: who was reminded in which way, what came of it, and when it must end.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/trials.h"

#include "cmd/knowledge.h"
#include "ledger/figures.h"
#include "ledger/journal.h"
#include "ledger/register_store.h"
#include "relance/experiment.h"

static const char *setting(struct arena *a, const struct experiment *e) {
  return str_c(a, str_printf(a, "experiment %.*s", STR_ARG(e->name)));
}

bool trials_load(struct app *app, struct ledger *l, struct arena *a, struct err *err) {
  struct policies *p = &app->know->policies;
  struct str ignored;
  for (size_t i = 0; i < p->experiments.n; i++)
    if (!ledger_setting_get(l, a, setting(a, &p->experiments.v[i]), &ignored,
                            &p->experiments.v[i].stopped, err))
      return false;
  return true;
}

// The client's policy as his row says; what he has got of an experiment follows from his name.
static bool takes_part(struct app *app, struct ledger *l, struct arena *a,
                       const struct experiment *e, struct str client, bool *yes, struct err *err) {
  struct client c;
  bool found;
  if (!register_client(l, a, client, &c, &found, err))
    return false;
  *yes = found && str_eq(policy_named_for(&app->know->policies, &c)->name, e->policy);
  return true;
}

static bool count(struct app *app, struct ledger *l, struct arena *a, const struct experiment *e,
                  struct day today, struct arm_count c[ARMS], struct err *err) {
  struct trial_rows rows = {0};
  bool yes;
  if (!figures_trial(l, a, e->from, today, EXPERIMENT_DAYS, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++) {
    const struct trial_row *r = &rows.v[i];
    struct arm_count *arm = &c[experiment_arm(e->name, r->client)];
    if (!takes_part(app, l, a, e, r->client, &yes, err))
      return false;
    arm->told += yes;
    arm->complaints += yes && r->complained;
    arm->crossed += yes && r->crossed;
    arm->clients += yes && r->known;
    arm->paid += yes && r->known && r->paid;
  }
  return true;
}

bool trials_fetch(struct app *app, struct ledger *l, struct arena *a, struct day today,
                  struct board *b, struct err *err) {
  if (!know(app, KNOW_DUNNING, err) || !trials_load(app, l, a, err))
    return false;
  for (size_t i = 0; i < app->know->policies.experiments.n; i++) {
    const struct experiment *e = &app->know->policies.experiments.v[i];
    struct board_trial t = {.name = str_dup(a, e->name),
                            .policy = str_dup(a, e->policy),
                            .factor = factor_name(e->factor),
                            .from = e->from,
                            .stopped = e->stopped};
    if (!count(app, l, a, e, today, t.arms, err))
      return false;
    experiment_judge(t.arms, &t.result);
    *LIST_PUSH(a, &b->trials) = t;
  }
  return true;
}

static bool end(struct ledger *l, struct arena *a, struct experiment *e, struct now now,
                const char *why, struct err *err) {
  int64_t id;
  struct journal_entry entry = {
      .at = now.utc,
      .kind = S("task"),
      .say = str_printf(a, "experiment %.*s has ended: %s", STR_ARG(e->name), why)};
  e->stopped = true;
  return ledger_setting_put(l, setting(a, e), str_of(why), err) && journal_add(l, &entry, &id, err);
}

bool trials_guard(struct app *app, struct ledger *l, struct arena *a, struct now now,
                  struct err *err) {
  if (!trials_load(app, l, a, err))
    return false;
  for (size_t i = 0; i < app->know->policies.experiments.n; i++) {
    struct experiment *e = &app->know->policies.experiments.v[i];
    struct arm_count c[ARMS] = {0};
    struct experiment_result r;
    if (e->stopped)
      continue;
    if (!count(app, l, a, e, now.today, c, err))
      return false;
    experiment_judge(c, &r);
    if ((r.more_complaints && !end(l, a, e, now, "its other way draws more complaints", err)) ||
        (r.more_crossed && !end(l, a, e, now, "its other way crosses more payments", err)))
      return false;
  }
  return true;
}
