// statement_chain.h: does a statement begin where the one before it ended?
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "relance/statement.h"

struct account_span { // of one statement that states both balances
  struct str account;
  struct day opened, closed;
  struct money opening, closing;
};

// False where the statement does not say all of it.
bool account_span_of(const struct statement *s, struct account_span *out);

// Compares with the newest statement of that account that was taken, and remembers this one if it
// is newer. *gap: a sentence where they do not meet, else empty. Inside the caller's transaction.
bool statement_chain(struct ledger *l, struct arena *a, const struct account_span *s,
                     struct str *gap, struct err *err);
