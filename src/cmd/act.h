// act.h: the consequences of a message, written into the ledger. One table of actions for the
// program's own decisions and the owner's.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/journal.h"
#include "relance/dunning.h"

struct acting { // what every action needs to know; inside a transaction
  struct ledger *l;
  struct arena *a;
  int64_t message; // inbox id, 0: none
  struct now now;
  const char *by; // who acts: "relance", "owner"
};

bool act_all(const struct acting *x, const struct acts *acts, struct err *err);
// The money of a verdict taken off its invoices, as one payment of this message.
bool act_allocate(const struct acting *x, const struct verdict *v, struct err *err);
// Ends every hold and allocation that this message caused, and stops its answer if it has not left.
bool act_undo_message(const struct acting *x, struct str why, struct err *err);
// What that ended with these words stands again: the answer for which it made room is taken back.
bool act_restore_message(const struct acting *x, struct str ended_why, struct err *err);

// Our letter with this Message-ID or, else, token, if its fate was unknown, has left: `evidence`
// says why. Any other letter, or none, stays as it is.
bool act_prove(const struct acting *x, struct str message_id, struct str token, struct str evidence,
               struct err *err);
// The letter of that token, if there is one, also goes by this Message-ID: a server's own.
bool act_learn_name(const struct acting *x, struct str token, struct str message_id,
                    struct err *err);

json_t *reasons_as_json(const struct verdict *v);
