// judge.h: one reading against the ledger: lookups, snapshot, verdict. Changes nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/register_store.h"
#include "relance/match.h"

bool judge(struct app *app, struct ledger *l, struct arena *a, const struct reading *r,
           struct day today, struct snapshot *s, struct verdict *out, struct err *err);
bool judge_candidates(struct app *app, struct ledger *l, struct arena *a, const struct reading *r,
                      struct day today, struct candidacies *out, struct err *err);
