// call_script.h: what to say to one client on the telephone, filled in. The terminal and the page
// show the same.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/register_store.h"
#include "relance/letter.h"

struct call_sheet { // what lies before the caller
  struct str client;
  struct snapshot s;
  struct strs overdue; // or all that is open, where nothing is
};

// Fills the sheet of `client`, which the caller has named in it. ERR_INPUT: there is no such
// client, or he owes nothing.
bool call_load(struct app *app, struct ledger *l, struct arena *a, struct now now,
               struct call_sheet *c, struct err *err);
// The letter of that name about all of it, as after the last reminder.
struct due_letter call_about(struct arena *a, const struct call_sheet *c, const char *letter,
                             struct now now);
// In the company's language. Needs KNOW_DUNNING and KNOW_LETTERS.
bool call_script(struct app *app, struct arena *a, const struct call_sheet *c, struct now now,
                 struct letter *out, struct err *err);
