// compose.h: from the invoices that ride in a letter to the planned letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "dunning/view.h"

void plan_task(const struct view *v, struct plan *out, const char *name, struct str invoice,
               struct str why);
void compose_letter(const struct view *v, const struct rungs *ride, const struct step *step,
                    struct plan *out);
// What a person must do before a day of the law: declare a claim, stop its limitation.
void plan_declaration(const struct view *v, struct plan *out);
void plan_limitation(const struct view *v, const struct invoice *in, struct plan *out);
// The letter that a payment plan asks for today. False: none.
bool plan_instalment(const struct view *v, struct plan *out);
void plan_broken_task(const struct view *v, struct plan *out);
// The plan's letter of that name as it would read today. False: it is none, or there is no plan.
bool plan_preview(const struct view *v, struct str name, struct plan *out);
void add_discount(const struct view *v, const struct rungs *ride, struct due_letter *l);
// Late interest and lump sums until that day, as separate lines; a missing rate becomes a task.
void add_charges(const struct view *v, const struct rungs *ride, struct due_letter *l,
                 struct plan *out);
