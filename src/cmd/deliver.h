// deliver.h: one claimed letter to the SMTP server, with the last look before DATA.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/account.h"
#include "ledger/outbox.h"

struct sender_role {
  struct app *app;
  struct ledger *ledger;
  struct smtp *smtp; // kept open from letter to letter; NULL: none
  struct str ledger_path;
  int wake_fd;
  int64_t asked_at; // UTC: when the watch was last asked for a look
};

// Takes a letter in state `sending` to where it belongs by what the server says. false: the ledger
// cannot be written, or the server cannot be reached (the letter is queued again then).
bool deliver(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
             struct err *err);
