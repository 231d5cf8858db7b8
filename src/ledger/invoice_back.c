// invoice_back.c: an invoice that should not have come into the register.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/register_store.h"

static bool stands_alone(struct ledger *l, struct str number, bool *yes, struct err *err) {
  int64_t others;
  if (!db_number(l,
                 "SELECT EXISTS (SELECT 1 FROM letter_invoice WHERE invoice = ?1)"
                 " OR EXISTS (SELECT 1 FROM reminder_invoice WHERE invoice = ?1)"
                 " OR EXISTS (SELECT 1 FROM allocation WHERE invoice = ?1)"
                 " OR EXISTS (SELECT 1 FROM booked WHERE invoice = ?1)"
                 " OR EXISTS (SELECT 1 FROM hold WHERE invoice = ?1)"
                 " OR EXISTS (SELECT 1 FROM paper WHERE invoice = ?1)",
                 WITH(TEXT(number)), 0, &others, err))
    return false;
  *yes = !others;
  return true;
}

static bool take_out(struct ledger *l, struct str number, struct err *err) {
  return db_run(l,
                "DELETE FROM invoice_key WHERE invoice = (SELECT id FROM invoice WHERE number = ?)",
                WITH(TEXT(number)), err) &&
         db_run(l, "DELETE FROM invoice WHERE number = ?", WITH(TEXT(number)), err);
}

bool register_take_back_invoice(struct ledger *l, struct str number, bool *gone, struct err *err) {
  bool own, alone = false;
  if (!db_enter(l, "take back invoice", &own, err))
    return false;
  bool ok = stands_alone(l, number, &alone, err) &&
            (alone ? take_out(l, number, err)
                   : db_run(l,
                            "UPDATE invoice SET open_minor = open_minor - books_minor,"
                            " books_minor = 0 WHERE number = ?",
                            WITH(TEXT(number)), err));
  if (!db_leave(l, own, ok, err))
    return false;
  *gone = alone;
  return true;
}
