// drafts.h: mode = draft: letters lie in the mailbox's folder of drafts until a person sends them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "host/conf.h"
#include "ledger/ledger.h"
#include "net/imap.h"

struct draft_folders {
  struct str drafts, trash; // as the server names them; empty: there is none
};

struct draft_folders draft_folders(struct arena *a, const struct mailbox_conf *m,
                                   const struct imap_folders *all);

// Puts what is wanted into Drafts, once, however often the program dies in between; notes what a
// person has sent or removed; moves to Trash what has been withdrawn, if it is ours, byte for byte.
// `seen` is the folder's state at the last call: while it is the same nothing is searched that need
// not be.
bool file_drafts(struct ledger *l, const struct mailbox_conf *m, struct imap *imap,
                 struct draft_folders f, struct box *seen, struct err *err);
