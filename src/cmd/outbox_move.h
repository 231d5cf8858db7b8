// outbox_move.h: what a person may do with a letter. The same from the terminal and the page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"

// action: approve, withdraw (choice "draft": by removing its draft), or release with a choice:
// sent, again, drop. Belongs to the caller's transaction. ERR_INPUT: there is no such letter, or
// its state does not allow it (any more).
bool outbox_move(struct ledger *l, struct arena *a, const char *action, const char *choice,
                 int64_t id, struct err *err);
