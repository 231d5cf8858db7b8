// invoice_keys.h: inside the ledger room: the keys under which an invoice number is found.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/db.h"

// At once, or with many others when register_many has been called.
bool invoice_keys_put(struct ledger *l, int64_t invoice, const struct strs *keys, struct err *err);
void invoice_keys_forget(struct ledger *l); // what waits is not written: the transaction is over
