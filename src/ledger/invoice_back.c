// invoice_back.c: an invoice that should not have come into the register.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/register_store.h"
#include "ledger/sold.h"

// Its row stays, since letters, holds, money and the keys that it is found by name it; nothing was
// paid, so nothing is booked.
static bool void_it(struct ledger *l, const struct invoice *i, struct err *err) {
  return sold_add(l, i->issued, money_neg(i->total), 0, err) &&
         db_run(l,
                "UPDATE invoice SET total_minor = 0, open_minor = open_minor - books_minor,"
                " books_minor = 0 WHERE number = ?",
                WITH(TEXT(i->number)), err);
}

bool register_take_back_invoice(struct ledger *l, const struct invoice *i, struct err *err) {
  bool own;
  return db_enter(l, "take back invoice", &own, err) && db_leave(l, own, void_it(l, i, err), err);
}
