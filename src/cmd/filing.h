// filing.h: a copy of each letter that has left, once, in the Sent folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/account.h"

// Searches by Message-ID before appending: a crash between the two never makes a second copy.
// Nothing where the configuration says that the provider does it.
bool file_copies(struct ledger *l, const struct mailbox_conf *m, struct imap *imap, struct str sent,
                 struct err *err);
