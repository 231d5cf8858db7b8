// wake.h: one byte into a FIFO tells another role to look now; a slow poll is the fallback.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

// The FIFO of `who` ("work", "send", "watch compta") stands beside the ledger. The fd stays open
// for the life of the role and never blocks.
bool wake_open(struct arena *a, struct str ledger, struct str who, int *fd, struct err *err);
void wake_ring(struct str ledger, struct str who); // nobody there: nothing happens
// True when rung within `ms`; takes all bytes that wait. Also returns (false) when stop_wanted().
bool wake_wait(int fd, int ms);
