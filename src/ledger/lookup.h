// lookup.h: inside the ledger room: which clients a message's lookups point at.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/match.h"

struct found {
  struct strs clients; // best first
  struct strs closed;  // numbers of paid invoices that were named
};

// The first LOOKUPS_LIMIT lookups, each by an index. A lookup counts for less the more rows it
// finds, so a rare number outweighs a common word.
bool lookup_clients(struct ledger *l, struct arena *a, const struct lookups *q, struct found *out,
                    struct err *err);
