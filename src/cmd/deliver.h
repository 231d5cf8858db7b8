// deliver.h: one claimed letter to the SMTP server, with the last look before DATA.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/account.h"
#include "ledger/outbox.h"

struct way { // out of one mailbox: a letter goes only by the account of its own
  const struct mailbox_conf *conf;
  struct smtp *smtp;  // kept open from letter to letter; NULL: none
  int64_t rest_until; // clock_ticks: it gave trouble, and is left alone till then
};

struct sender_role {
  struct app *app;
  struct ledger *ledger;
  struct way *ways; // one for each [mailbox]
  size_t ways_n;
  struct str ledger_path;
  int wake_fd;
  int64_t asked_at;  // UTC: when the watch was last asked for a look
  bool sent;         // something left since the watches were last rung: copies are to be filed
  char silence[300]; // why nothing leaves, as last told in the log
};

void hang_up(struct way *w);

// Takes a letter in state `sending` to where it belongs by what the server says. false: the ledger
// cannot be written, or the server cannot be reached (the letter is queued again then).
bool deliver(struct sender_role *r, struct way *w, struct arena *a,
             const struct outbox_letter *letter, struct err *err);
