// mailbox_messages.h: the messages of a live mailbox since a day. Nothing in it is changed.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "relance/day.h"

// Of every folder that watch reads, but not of Sent; those that are too large and drafts are left
// out. Calls `each` with a name such as "INBOX/4711"; `a` is emptied after each. `progress` learns
// how many there are.
bool mailbox_messages(const struct mailbox_conf *m, struct day since, struct arena *a,
                      bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw,
                                   struct err *err),
                      void *ctx, struct progress *progress, struct err *err);
