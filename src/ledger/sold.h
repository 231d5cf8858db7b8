// sold.h: inside the ledger room: what was invoiced on a day, so that nobody adds up a million.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/db.h"

// One more invoice of that day; n = -1: one less. Nothing for DAY_NONE.
bool sold_add(struct ledger *l, struct day day, struct money sum, int n, struct err *err);

// For register_many: from here on sums wait, until they are written or forgotten.
bool sold_wait(struct ledger *l, struct err *err);
bool sold_write(struct ledger *l, struct err *err);
void sold_forget(struct ledger *l);
