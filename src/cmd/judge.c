// judge.c: read, think; no write.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/judge.h"

bool judge(struct app *app, struct ledger *l, struct arena *a, const struct reading *r,
           struct day today, struct snapshot *s, struct verdict *out, struct err *err) {
  struct lookups questions = match_lookups(a, r);
  if (!ledger_snapshot(l, a, &questions, s, err))
    return false;
  s->company = app->conf.company;
  match_verdict(a, r, s, today, out);
  return true;
}
