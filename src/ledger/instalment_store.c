// instalment_store.c: a plan's dates; what is paid of them follows from what is still open.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/instalment_store.h"
#include "ledger/snapshot_parts.h"

static bool put(struct ledger *l, struct arena *a, struct str client, const struct strs *invoices,
                struct money open, const struct instalments *plan, int64_t now, struct err *err) {
  int64_t last;
  if (!db_number(l, "SELECT coalesce(max(plan), 0) FROM instalment", NOTHING, 0, &last, err) ||
      !db_run(l, "UPDATE instalment SET ended_at = ?2 WHERE client = ?1 AND ended_at IS NULL",
              WITH(TEXT(client), INT(now)), err))
    return false;
  for (size_t i = 0; i < plan->n; i++)
    if (!db_run(l,
                "INSERT INTO instalment (plan, client, invoices, due, minor, currency, open_minor,"
                " agreed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                WITH(INT(last + 1), TEXT(client), TEXT(list_join(a, invoices)), DAY(plan->v[i].due),
                     INT(plan->v[i].amount.minor), TEXT(str_of(plan->v[i].amount.currency)),
                     INT(open.minor), DAY(plan->v[i].agreed)),
                err))
      return false;
  return true;
}

bool instalments_put(struct ledger *l, struct str client, const struct strs *invoices,
                     struct money open, const struct instalments *plan, int64_t now,
                     struct err *err) {
  struct arena a;
  bool own;
  if (!db_enter(l, "put instalments", &own, err))
    return false;
  arena_init(&a, 1 << 20);
  bool ok = put(l, &a, client, invoices, open, plan, now, err);
  arena_free(&a);
  return db_leave(l, own, ok, err);
}

static int64_t still_open(const struct snapshot *s, const struct instalment *in) {
  int64_t sum = 0;
  for (size_t i = 0; i < in->invoices.n; i++) {
    const struct invoice *one = snapshot_invoice(s, in->invoices.v[i]);
    sum += one ? one->open.minor : 0;
  }
  return sum;
}

// What has come in since the agreement fills the instalments in the order of their days.
bool snapshot_add_instalments(struct ledger *l, struct arena *a, struct str client,
                              struct snapshot *s, struct err *err) {
  struct rows r;
  int64_t left = 0;
  bool first = true;
  rows_open(&r, l,
            "SELECT plan, invoices, due, minor, currency, open_minor, agreed"
            " FROM instalment"
            " WHERE client = ? AND ended_at IS NULL ORDER BY due",
            WITH(TEXT(client)));
  while (rows_next(&r)) {
    struct instalment in = {.plan = str_printf(a, "%lld", (long long)row_int(&r, 0)),
                            .client = client,
                            .invoices = list_split(a, row_borrowed(&r, 1)),
                            .due = row_day(&r, 2),
                            .agreed = row_day(&r, 6),
                            .amount = row_money(&r, 3, 4)};
    if (first)
      left = row_int(&r, 5) - still_open(s, &in);
    first = false;
    in.paid = money_of(left < in.amount.minor ? left : in.amount.minor, in.amount.currency);
    in.paid.minor = in.paid.minor < 0 ? 0 : in.paid.minor;
    left -= in.paid.minor;
    *LIST_PUSH(a, &s->instalments) = in;
  }
  return rows_close(&r, err);
}
