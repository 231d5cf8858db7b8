// experiment_load.h: [experiment NAME] stanzas, and the reader of a step that they share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/experiment.h"

// "1 after 7 deadline 8 tone courteous letter reminder-1"
bool policy_read_step(const struct stanza *s, const struct entry *e, struct step *out,
                      struct err *err);
// Into `all`, whose policies are there already. ERR_SETUP, file:line: an unknown policy, none or
// more than one factor changed, two experiments on one policy.
bool experiments_load(struct arena *a, const struct stanzas *files, struct policies *all,
                      struct err *err);
