// compose.h: from the invoices that ride in a letter to the planned letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "dunning/view.h"

void plan_task(const struct view *v, struct plan *out, const char *name, struct str invoice,
               struct str why);
void compose_letter(const struct view *v, const struct rungs *ride, const struct step *step,
                    struct plan *out);
// Late interest and lump sums until that day, as separate lines; a missing rate becomes a task.
void add_charges(const struct view *v, const struct rungs *ride, struct due_letter *l,
                 struct plan *out);
