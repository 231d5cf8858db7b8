// register_many.c: a register filled by the million: what follows from its rows is made at the end.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/invoice_keys.h"
#include "ledger/register_store.h"
#include "ledger/sold.h"

enum { ASIDE_LIMIT = 1 << 20 }; // bytes: the texts of some indexes

// Of a table that is still empty, to be sorted once when it is full. Those that most invoices have
// no entry in cost nothing meanwhile.
static bool set_indexes_aside(struct ledger *l, struct err *err) {
  struct strs names = {0};
  struct rows r;
  int64_t some;
  if (!db_number(l, "SELECT 1 FROM invoice LIMIT 1", NOTHING, 0, &some, err))
    return false;
  if (some)
    return true;
  arena_init(&l->aside, ASIDE_LIMIT);
  rows_open(&r, l,
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'invoice'"
            " AND sql IS NOT NULL AND sql NOT LIKE '% IS NOT NULL' ORDER BY name",
            NOTHING);
  while (rows_next(&r)) {
    *LIST_PUSH(&l->aside, &names) = row_text(&r, &l->aside, 0);
    *LIST_PUSH(&l->aside, &l->indexes) = row_text(&r, &l->aside, 1);
  }
  bool ok = rows_close(&r, err);
  for (size_t i = 0; ok && i < names.n; i++)
    ok = db_once(l, str_printf(&l->aside, "DROP INDEX %.*s", STR_ARG(names.v[i])), err);
  return ok;
}

static bool make_indexes(struct ledger *l, struct err *err) {
  bool ok = true;
  for (size_t i = 0; ok && i < l->indexes.n; i++)
    ok = db_once(l, l->indexes.v[i], err);
  return ok;
}

bool register_many(struct ledger *l, struct err *err) {
  return l->keys ||
         (invoice_keys_wait(l, err) && sold_wait(l, err) &&
          db_run(l, "PRAGMA cache_size = -262144", NOTHING, err) && set_indexes_aside(l, err));
}

// Payments may come before the invoices that they name.
static bool claim_payments(struct ledger *l, struct err *err) {
  return db_run(
      l,
      "UPDATE payment SET client = (SELECT client FROM invoice WHERE number = payment.invoice)"
      " WHERE client IS NULL AND invoice IS NOT NULL",
      NOTHING, err);
}

bool register_many_done(struct ledger *l, struct err *err) {
  bool ok = !l->keys || (invoice_keys_write(l, err) && sold_write(l, err) && make_indexes(l, err) &&
                         claim_payments(l, err));
  register_many_forget(l);
  return ok && db_run(l, "PRAGMA cache_size = -16384", NOTHING, err);
}

void register_many_forget(struct ledger *l) {
  invoice_keys_forget(l);
  sold_forget(l);
  arena_free(&l->aside);
  l->indexes = (struct strs){0};
}
