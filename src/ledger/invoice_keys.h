// invoice_keys.h: inside the ledger room: the keys under which an invoice is found.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/db.h"

struct ids {
  int64_t *v;
  size_t n, cap;
};

// At once, or with many others when register_many has been called.
bool invoice_keys_put(struct ledger *l, int64_t invoice, const struct strs *keys, struct err *err);
// A payment reference, folded. Kept among the keys.
bool invoice_keys_put_reference(struct ledger *l, int64_t invoice, struct str folded,
                                struct err *err);
// Invoices with that key, newest first, at most `limit`; once in a million one that has another.
// The key of a payment reference begins with KEY_REFERENCE.
#define KEY_REFERENCE "="
bool invoice_keys_find(struct ledger *l, struct arena *a, struct str key, size_t limit,
                       struct ids *out, struct err *err);

// For register_many: from here on keys wait, until they are written in one piece, or forgotten when
// the transaction is over.
bool invoice_keys_wait(struct ledger *l, struct err *err);
bool invoice_keys_write(struct ledger *l, struct err *err);
void invoice_keys_forget(struct ledger *l);
