// owner_hold.h: the owner lets a client or an invoice wait, or go on. The same from the terminal
// and the page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"

// `name`: a client id or an invoice number. `until` may be DAY_NONE, `why` empty. Each is one
// transaction. ERR_INPUT when there is no such thing.
bool owner_hold(struct ledger *l, struct arena *a, struct str name, struct day until,
                struct str why, struct err *err);
// A sentence of the owner's in the story of a client or an invoice.
bool owner_note(struct ledger *l, struct arena *a, struct str name, struct str words,
                struct err *err);
// The client's policy from now on, whatever his group says; empty: as his group has it again.
// Letters that are planned are planned anew.
bool owner_policy(struct app *app, struct ledger *l, struct arena *a, struct str client,
                  struct str policy, struct err *err);
// *ended: why each of the holds that end now was there.
bool owner_resume(struct ledger *l, struct arena *a, struct str name, struct strs *ended,
                  struct err *err);
