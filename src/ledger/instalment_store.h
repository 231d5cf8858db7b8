// instalment_store.h: payment plans that both sides agreed on.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"
#include "relance/register.h"

struct instalments {
  struct instalment *v;
  size_t n, cap;
};
// A plan for these invoices, of which `open` is owed today; an earlier plan of the client ends.
// Of each instalment only day, amount and the day of the agreement are read.
bool instalments_put(struct ledger *l, struct str client, const struct strs *invoices,
                     struct money open, const struct instalments *plan, int64_t now,
                     struct err *err);
