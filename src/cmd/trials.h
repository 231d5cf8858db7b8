// trials.h: the experiments of rules/policy against the ledger: counted, shown, ended by their
// guards. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "relance/day.h"
#include "web/board.h"

// Marks those that were ended before. To be called after know(KNOW_DUNNING).
bool trials_load(struct app *app, struct ledger *l, struct arena *a, struct err *err);
// What each has shown so far, for the dashboard.
bool trials_fetch(struct app *app, struct ledger *l, struct arena *a, struct day today,
                  struct board *b, struct err *err);
// Ends each whose other way draws more complaints or crosses more, for good, and says so in the
// journal; inside a transaction.
bool trials_guard(struct app *app, struct ledger *l, struct arena *a, struct now now,
                  struct err *err);
