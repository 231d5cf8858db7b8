// allocation.h: inside the ledger room: how the open amount follows books and allocations.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"

// open = what the books say, without what was allocated here and is not yet in the books.
bool allocation_reckon(struct ledger *l, struct str invoice, struct err *err);
// The books' open amount has moved down by `fall` (up when negative: then nothing happens): so much
// of the standing allocations of the same sign is in the books now, oldest first.
bool allocations_booked(struct ledger *l, struct str invoice, int64_t fall, struct err *err);
