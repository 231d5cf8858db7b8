// credit.c: what a credit note takes off the invoice that it names.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/register_store.h"

struct pair { // a credit note and its invoice, both open
  struct str credit, invoice;
  struct money amount;
};

static bool find_pair(struct ledger *l, struct arena *a, struct str number, struct pair *out,
                      bool *found, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT c.number, i.number, min(-c.open_minor, i.open_minor), i.currency"
            " FROM invoice c JOIN invoice i ON i.number = c.lowers AND i.client = c.client"
            " AND i.currency = c.currency"
            " WHERE (c.number = ?1 OR c.lowers = ?1) AND c.kind = 'credit_note'"
            " AND c.open_minor < 0 AND i.open_minor > 0 ORDER BY c.id LIMIT 1",
            WITH(TEXT(number)));
  *found = rows_next(&r);
  if (*found)
    *out = (struct pair){row_text(&r, a, 0), row_text(&r, a, 1), row_money(&r, 2, 3)};
  return rows_close(&r, err);
}

static bool settle(struct ledger *l, struct arena *a, const struct pair *p, int64_t message,
                   int64_t now, struct err *err) {
  int64_t id;
  struct allocation_row lowered = {.invoice = p->invoice,
                                   .message = message,
                                   .at = now,
                                   .amount = p->amount,
                                   .why = str_printf(a, "credit note %.*s", STR_ARG(p->credit))};
  struct allocation_row used = {.invoice = p->credit,
                                .message = message,
                                .at = now,
                                .amount = money_neg(p->amount),
                                .why = str_printf(a, "taken off %.*s", STR_ARG(p->invoice))};
  return allocation_put(l, &lowered, &id, err) && allocation_put(l, &used, &id, err);
}

bool register_settle_credit(struct ledger *l, struct str number, int64_t message, int64_t now,
                            struct err *err) {
  struct arena a;
  struct pair p;
  bool own, found = true, ok = true;
  if (!db_enter(l, "settle credit", &own, err))
    return false;
  arena_init(&a, 1 << 20);
  while (ok && found) // each turn brings one of the two to zero
    ok = find_pair(l, &a, number, &p, &found, err) &&
         (!found || settle(l, &a, &p, message, now, err));
  arena_free(&a);
  return db_leave(l, own, ok, err);
}
