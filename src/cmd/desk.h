// desk.h: the folders in which questions lie as mail: to decide, yes, no, later, done.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/watch_folders.h"
#include "ledger/ledger.h"
#include "net/imap.h"

enum desk { DESK_ASK, DESK_YES, DESK_NO, DESK_LATER, DESK_DONE, DESKS };

struct desk_names {
  struct str v[DESKS]; // without their parent
};
// As `review_names` says, else in the company's language. ERR_SETUP: not five of them.
bool desk_names(struct arena *a, const struct conf *c, struct desk_names *out, struct err *err);
// Which of them a folder of that whole name is; false: none.
bool desk_of(struct arena *a, const struct desk_names *names, struct str folder, enum desk *out);

// Where `review_folders` wants it: makes the folders, puts every open question of this mailbox into
// the first one and what has been decided into the last. Does nothing while one of them holds mail
// that has not been taken, so that a crash in between puts nothing there twice. To be called with
// the state of the folders known and before they are read; another one is selected afterwards.
bool desk_tend(struct ledger *l, const struct conf *c, const struct mailbox_conf *m,
               struct imap *imap, const struct watched_folders *folders, char delimiter,
               struct err *err);
