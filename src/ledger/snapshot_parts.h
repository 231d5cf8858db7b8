// snapshot_parts.h: inside the ledger room: parts of a snapshot that have a file of their own.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/db.h"
#include "relance/register.h"

// After the client's invoices: what is open of them tells what is paid of a plan.
bool snapshot_add_instalments(struct ledger *l, struct arena *a, struct str client,
                              struct snapshot *s, struct err *err);
