// payment_store.h: money on the account that no invoice has got yet.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/register_store.h"

struct payments_waiting {
  struct payment *v;
  size_t n, cap;
};

// Payments of bank statements that were not settled, oldest first, at most `limit`, behind the one
// with the id `after` (empty: from the first).
bool payments_unsettled(struct ledger *l, struct arena *a, struct str after, size_t limit,
                        struct payments_waiting *out, struct err *err);
// It needs no further look: its money has its invoices, or it went back.
bool payment_settled(struct ledger *l, struct str id, struct err *err);

// The one payment that `back` (less than zero) takes back: same amount and account or payer, at
// most `days` earlier, not taken back before. *found false when there is none, or more than one.
bool payment_returned(struct ledger *l, struct arena *a, const struct payment *back, int days,
                      struct str *id, bool *found, struct err *err);
bool allocations_of_payment(struct ledger *l, struct arena *a, struct str id,
                            struct allocation_rows *out, struct err *err);
