// decide.h: the owner's answer to a suggestion. The same whichever way it came: terminal, page,
// digest, folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/journal.h"
#include "relance/match.h"

struct correction { // what the owner says instead; empty fields stay as proposed
  struct str client;
  LIST(struct allocation) allocations;
  bool nothing_paid; // no money at all
};

// One more invoice that is meant. `amount` as in "120.00", in the invoice's currency; empty: all
// that is open of it. The client of the first one is taken where none is named.
bool correction_add(struct ledger *l, struct arena *a, struct str invoice, struct str amount,
                    struct correction *c, struct err *err);

// Each in one transaction. `by` names the owner or the channel. *done = false: somebody else was
// faster, or the suggestion has changed since it was seen in `version` (0: whatever it is now).
bool decide_accept(struct app *app, struct ledger *l, struct arena *a, int64_t id, int version,
                   const struct correction *c, const char *by, bool *done, struct err *err);
bool decide_reject(struct app *app, struct ledger *l, struct arena *a, int64_t id, int version,
                   const char *by, bool *done, struct err *err);
// Takes back what was decided; the suggestion is asked anew under *fresh_id.
bool decide_undo(struct app *app, struct ledger *l, struct arena *a, int64_t id, const char *by,
                 int64_t *fresh_id, struct err *err);
// What a message has caused without being asked (or asked) is ended; nothing is asked anew.
bool decide_undo_message(struct ledger *l, struct arena *a, int64_t message, const char *by,
                         struct err *err);
