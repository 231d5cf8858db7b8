// look.h: one role asks another to look at the mailbox now, and waits until that has been done.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"

// Two counters a mailbox in the ledger's settings: how often a look was asked for, and up to which
// request it was done. The watch reads the first before it looks and writes the second after it.
bool look_asked(struct ledger *l, const struct mailbox_conf *m, int64_t *n, struct err *err);
bool look_done(struct ledger *l, const struct mailbox_conf *m, int64_t n, struct err *err);

// When the mailbox was first looked at, in this ledger's life. `now` counts where it never was.
bool look_first(struct ledger *l, struct str mailbox, int64_t now, int64_t *at, struct err *err);
bool look_begins(struct ledger *l, const struct mailbox_conf *m, int64_t now, struct err *err);

// What the owner must know about the mailbox: folders that are not read, and why. Empty: all is
// well. *fresh: it was another one before.
bool look_notice_put(struct ledger *l, const struct mailbox_conf *m, struct str notice, bool *fresh,
                     struct err *err);
bool look_notice(struct ledger *l, struct arena *a, const struct mailbox_conf *m,
                 struct str *notice, struct err *err);

enum {
  LOOK_SECONDS = 30,
  // What lay in the mailbox so long before relance first looked has been dealt with by people: it
  // is kept, and holds nobody.
  LOOK_HISTORY_DAYS = 30,
};

// The last look: every mailbox has been looked at after this call began, and everything that was in
// it has been worked. false with ERR_WAIT when that does not happen within LOOK_SECONDS.
bool look_now(struct app *app, struct ledger *l, int wake_fd, struct err *err);
