// watch_take.h: what is new in one folder, into the inbox, a set at a time.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/watch_folders.h"

struct taker {
  struct ledger *ledger;
  struct imap *imap;
  struct str ledger_path; // whose "work" is woken after each set
  struct str mailbox;
};

// Takes what is new in `f`. A folder other than INBOX is opened only when its state (STATUS) says
// that there may be something; and the first time, only what came since work cares about
// (LOOK_HISTORY_DAYS) is taken. On true nothing newer was there when the call began. Ends early,
// with ERR_WAIT, when the role is asked to stop. *opened: the server let us in, whatever came then.
bool take_folder(const struct taker *t, const struct watched *f, bool *opened, struct err *err);
