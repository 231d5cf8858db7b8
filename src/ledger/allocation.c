// allocation.c: money taken off invoices, and given back; the open amount follows by addition only.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/allocation.h"
#include "ledger/db.h"
#include "ledger/register_store.h"

bool allocation_reckon(struct ledger *l, struct str invoice, struct err *err) {
  return db_run(l,
                "UPDATE invoice SET open_minor = books_minor -"
                " (SELECT coalesce(sum(minor - booked_minor), 0) FROM allocation"
                "  WHERE invoice = ?1 AND ended_at IS NULL) WHERE number = ?1",
                WITH(TEXT(invoice)), err);
}

struct standing { // an allocation that the books may show by now
  int64_t id, waiting;
};

bool allocations_booked(struct ledger *l, struct str invoice, int64_t fall, struct err *err) {
  struct arena a;
  LIST(struct standing) list = {0};
  struct rows r;
  arena_init(&a, 1 << 20);
  rows_open(&r, l,
            "SELECT id, minor - booked_minor FROM allocation"
            " WHERE invoice = ? AND ended_at IS NULL AND minor <> booked_minor ORDER BY id",
            WITH(TEXT(invoice)));
  while (rows_next(&r))
    *LIST_PUSH(&a, &list) = (struct standing){row_int(&r, 0), row_int(&r, 1)};
  bool ok = rows_close(&r, err);
  for (size_t i = 0; ok && i < list.n && fall; i++) {
    int64_t w = list.v[i].waiting;
    if ((w > 0) != (fall > 0))
      continue;
    int64_t take = (fall > 0) == (w > fall) ? fall : w; // the one nearer to zero
    ok = db_run(l, "UPDATE allocation SET booked_minor = booked_minor + ? WHERE id = ?",
                WITH(INT(take), INT(list.v[i].id)), err);
    fall -= take;
  }
  arena_free(&a);
  return ok;
}

// ---------------------------------------------------------------- putting and ending

// A payment of which a part went to this client's invoice is his.
static bool claim_payment(struct ledger *l, const struct allocation_row *r, struct err *err) {
  return !r->payment.n ||
         db_run(l,
                "UPDATE payment SET client = (SELECT client FROM invoice WHERE number = ?)"
                " WHERE id = ? AND client IS NULL",
                WITH(TEXT(r->invoice), TEXT(r->payment)), err);
}

static bool put(struct ledger *l, const struct allocation_row *r, int64_t *id, struct err *err) {
  if (!db_run(l,
              "INSERT INTO allocation (invoice, client, payment, message, minor, currency, at, why)"
              " VALUES (?1, (SELECT client FROM invoice WHERE number = ?1), ?2, ?3, ?4, ?5, ?6,"
              " ?7)",
              WITH(TEXT(r->invoice), TEXT_OR_NULL(r->payment), INT_OR_NULL(r->message),
                   INT(r->amount.minor), TEXT(str_of(r->amount.currency)), INT(r->at),
                   TEXT(r->why)),
              err))
    return err_in(err, "allocating to %.*s", STR_ARG(r->invoice));
  *id = db_last_id(l);
  return claim_payment(l, r, err) && allocation_reckon(l, r->invoice, err);
}

bool allocation_put(struct ledger *l, const struct allocation_row *r, int64_t *id,
                    struct err *err) {
  bool own;
  int64_t got = 0;
  if (!db_enter(l, "allocate", &own, err))
    return false;
  if (!db_leave(l, own, put(l, r, &got, err), err))
    return false;
  *id = got;
  return true;
}

static bool end(struct ledger *l, int64_t id, struct str why, int64_t now, struct err *err) {
  struct rows r;
  struct arena a;
  if (!db_run(l, "UPDATE allocation SET ended_at = ?, ended_why = ? WHERE id = ?",
              WITH(INT(now), TEXT(why), INT(id)), err))
    return false;
  if (!db_changes(l))
    return err_set(err, ERR_INPUT, "allocation %lld: there is none", (long long)id);
  arena_init(&a, 1 << 16);
  struct str invoice = S("");
  rows_open(&r, l, "SELECT invoice FROM allocation WHERE id = ?", WITH(INT(id)));
  if (rows_next(&r))
    invoice = row_text(&r, &a, 0);
  bool ok = rows_close(&r, err) && allocation_reckon(l, invoice, err);
  arena_free(&a);
  return ok;
}

bool allocation_end(struct ledger *l, int64_t id, struct str why, int64_t now, struct err *err) {
  bool own;
  if (!db_enter(l, "end allocation", &own, err))
    return false;
  return db_leave(l, own, end(l, id, why, now, err), err);
}

// ---------------------------------------------------------------- looking

#define ROW                                                                                        \
  "SELECT id, invoice, payment, message, at, ended_at, minor, currency, why, ended_why"            \
  " FROM allocation "

static bool collect(struct rows *r, struct arena *a, struct allocation_rows *out, struct err *err) {
  struct allocation_rows got = {0};
  while (rows_next(r))
    *LIST_PUSH(a, &got) = (struct allocation_row){
        .id = row_int(r, 0),
        .invoice = row_text(r, a, 1),
        .payment = row_text(r, a, 2),
        .message = row_int(r, 3),
        .at = row_int(r, 4),
        .ended_at = row_int(r, 5),
        .amount = row_money(r, 6, 7),
        .why = row_text(r, a, 8),
        .ended_why = row_text(r, a, 9),
    };
  if (!rows_close(r, err))
    return false;
  *out = got;
  return true;
}

bool allocations_of_invoice(struct ledger *l, struct arena *a, struct str number,
                            struct allocation_rows *out, struct err *err) {
  struct rows r;
  rows_open(&r, l, ROW "WHERE invoice = ? ORDER BY id", WITH(TEXT(number)));
  return collect(&r, a, out, err);
}

bool allocations_of_message(struct ledger *l, struct arena *a, int64_t message,
                            struct allocation_rows *out, struct err *err) {
  struct rows r;
  rows_open(&r, l, ROW "WHERE message = ? ORDER BY id", WITH(INT(message)));
  return collect(&r, a, out, err);
}
