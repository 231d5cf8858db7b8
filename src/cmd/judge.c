// judge.c: read, think; no write.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/judge.h"

#include "cmd/knowledge.h"

static bool look(struct app *app, struct ledger *l, struct arena *a, const struct reading *r,
                 struct snapshot *s, struct err *err) {
  struct lookups questions = match_lookups(a, r);
  if (!know(app, KNOW_MATCH, err) || !ledger_snapshot(l, a, &questions, s, err))
    return false;
  s->company = app->conf.company;
  return true;
}

bool judge(struct app *app, struct ledger *l, struct arena *a, const struct reading *r,
           struct day today, struct snapshot *s, struct verdict *out, struct err *err) {
  if (!look(app, l, a, r, s, err))
    return false;
  match_verdict(a, r, s, app->know->weights, today, out);
  return true;
}

bool judge_candidates(struct app *app, struct ledger *l, struct arena *a, const struct reading *r,
                      struct day today, struct candidacies *out, struct err *err) {
  struct snapshot s = {0};
  if (!look(app, l, a, r, &s, err))
    return false;
  match_candidates(a, r, &s, app->know->weights, today, out);
  return true;
}
