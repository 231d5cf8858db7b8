// payment_store.c: which money still looks for its invoices.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/payment_store.h"

#include "ledger/db.h"

#define ROW                                                                                        \
  "SELECT id, payer, reference, iban, invoice, source, day, minor, currency, client FROM payment "

static struct payment payment_of(const struct rows *r, struct arena *a) {
  return (struct payment){.id = row_text(r, a, 0),
                          .payer = row_text(r, a, 1),
                          .reference = row_text(r, a, 2),
                          .iban = row_text(r, a, 3),
                          .invoice = row_text(r, a, 4),
                          .source = row_text(r, a, 5),
                          .day = row_day(r, 6),
                          .amount = row_money(r, 7, 8),
                          .client = row_text(r, a, 9)};
}

bool payments_unsettled(struct ledger *l, struct arena *a, struct str after, size_t limit,
                        struct payments_waiting *out, struct err *err) {
  struct rows r;
  struct payments_waiting got = {0};
  rows_open(&r, l,
            ROW "WHERE source = 'statement' AND settled = 0"
                " AND pk > coalesce((SELECT pk FROM payment WHERE id = ?1), 0)"
                " ORDER BY pk LIMIT ?2",
            WITH(TEXT(after), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = payment_of(&r, a);
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

bool payment_settled(struct ledger *l, struct str id, struct err *err) {
  bool own;
  if (!db_enter(l, "settle payment", &own, err))
    return false;
  bool ok = db_run(l, "UPDATE payment SET settled = 1 WHERE id = ?", WITH(TEXT(id)), err);
  return db_leave(l, own, ok, err);
}

bool payment_returned(struct ledger *l, struct arena *a, const struct payment *back, int days,
                      struct str *id, bool *found, struct err *err) {
  struct rows r;
  struct str one = S("");
  size_t n = 0;
  rows_open(&r, l,
            "SELECT p.id FROM payment p WHERE p.minor = -?1 AND p.currency = ?2"
            " AND p.source = 'statement' AND p.day BETWEEN ?3 - ?4 AND ?3"
            " AND (p.iban = ?5 OR lower(p.payer) = lower(?6) OR p.reference = ?7)"
            " AND EXISTS (SELECT 1 FROM allocation WHERE payment = p.id AND ended_at IS NULL)"
            " LIMIT 2",
            WITH(INT(back->amount.minor), TEXT(str_of(back->amount.currency)), DAY(back->day),
                 INT(days), TEXT_OR_NULL(back->iban), TEXT_OR_NULL(back->payer),
                 TEXT_OR_NULL(back->reference)));
  for (; rows_next(&r); n++)
    one = row_text(&r, a, 0);
  if (!rows_close(&r, err))
    return false;
  *found = n == 1;
  *id = one;
  return true;
}

bool allocations_of_payment(struct ledger *l, struct arena *a, struct str id,
                            struct allocation_rows *out, struct err *err) {
  struct rows r;
  struct allocation_rows got = {0};
  rows_open(&r, l,
            "SELECT id, invoice, minor, currency FROM allocation"
            " WHERE payment = ? AND ended_at IS NULL ORDER BY id",
            WITH(TEXT(id)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct allocation_row){.id = row_int(&r, 0),
                                                  .invoice = row_text(&r, a, 1),
                                                  .payment = id,
                                                  .amount = row_money(&r, 2, 3)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}
