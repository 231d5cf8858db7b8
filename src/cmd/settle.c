// settle.c: one transaction a payment; numbers and references as written, nothing likelier.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/settle.h"

#include "cmd/act.h"
#include "host/clock.h"
#include "ledger/payment_store.h"
#include "relance/fold.h"

enum {
  AT_ONCE = 200,
  WORDS_MOST = 60,   // of a payment's text
  RUN_MOST = 4,      // words that may make up one number: "FA 2026 00 42"
  NUMBER_SHORT = 4,  // shorter numbers are anything
  RETURN_DAYS = 400, // a direct debit can go back for thirteen months
};

struct words {
  struct str v[WORDS_MOST];
  size_t n;
};

static struct words words_of(struct arena *a, const struct payment *p) {
  struct words w = {0};
  struct str rest =
      fold_words(a, str_printf(a, "%.*s %.*s", STR_ARG(p->invoice), STR_ARG(p->reference)));
  while (w.n < WORDS_MOST && str_word(&rest, &w.v[w.n]))
    w.n++;
  return w;
}

static bool has_digit(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= '0' && s.p[i] <= '9')
      return true;
  return false;
}

static struct str joined(struct arena *a, const struct words *w, size_t from, size_t n) {
  struct buf b = buf_in(a);
  for (size_t i = from; i < from + n; i++)
    buf_add(&b, fold_key(a, w->v[i]));
  return buf_str(&b);
}

// Some words of the text, one after the other, make up the key, no more and no less.
static bool says(struct arena *a, const struct words *w, struct str key) {
  for (size_t i = 0; key.n >= NUMBER_SHORT && i < w->n; i++)
    for (size_t n = 1; n <= RUN_MOST && i + n <= w->n; n++)
      if (str_eq(joined(a, w, i, n), key))
        return true;
  return false;
}

static struct lookups lookups_of(struct arena *a, const struct words *w) {
  struct lookups q = {0};
  for (size_t i = 0; i < w->n; i++)
    for (size_t n = 1; n <= RUN_MOST && i + n <= w->n; n++) {
      struct str key = joined(a, w, i, n);
      if (key.n < NUMBER_SHORT || !has_digit(key) || q.n + 2 > LOOKUP_LIMIT)
        continue;
      struct strs keys = number_keys(a, key);
      if (keys.n)
        *LIST_PUSH(a, &q) = (struct lookup){.kind = LOOKUP_NUMBER, .key = keys.v[0]};
      *LIST_PUSH(a, &q) = (struct lookup){.kind = LOOKUP_REFERENCE, .key = key};
    }
  return q;
}

struct named { // open items that the text names
  LIST(const struct invoice *) items;
  int64_t sum;
  bool one_client;
};

static struct named named_in(struct arena *a, const struct words *w, const struct snapshot *s,
                             const struct payment *p) {
  struct named out = {.one_client = true};
  for (size_t i = 0; i < s->invoices.n; i++) {
    const struct invoice *in = &s->invoices.v[i];
    if (!in->open.minor || !money_same_currency(in->open, p->amount) ||
        !(says(a, w, fold_key(a, in->number)) ||
          (in->kind == INVOICE && says(a, w, fold_key(a, in->payment_reference)))))
      continue;
    out.one_client &= !out.items.n || str_eq(in->client, out.items.v[0]->client);
    *LIST_PUSH(a, &out.items) = in;
    out.sum += in->open.minor;
  }
  return out;
}

static bool allocate(const struct acting *x, const struct payment *p, const struct invoice *in,
                     int64_t minor, struct err *err) {
  int64_t id;
  struct str why = str_printf(x->a, "received on %.*s%s%.*s", STR_ARG(day_iso(x->a, p->day)),
                              p->payer.n ? " from " : "", STR_ARG(p->payer));
  struct allocation_row row = {.invoice = in->number,
                               .payment = p->id,
                               .at = x->now.utc,
                               .amount = {.minor = minor},
                               .why = why};
  struct acts acts = {0};
  row.amount = money_of(minor, in->open.currency);
  *LIST_PUSH(x->a, &acts) =
      (struct act){.kind = ACT_WITHDRAW, .client = in->client, .invoice = in->number, .why = why};
  *LIST_PUSH(x->a, &acts) =
      (struct act){.kind = ACT_NOTE, .client = in->client, .invoice = in->number, .why = why};
  return allocation_put(x->l, &row, &id, err) && act_all(x, &acts, err);
}

// ---- paid early, less what the policy takes off for that

// False: this money is not all of it less the discount.
static bool discounts_of(const struct snapshot *s, const struct policies *policies,
                         const struct named *named, const struct payment *p, struct moneys *out,
                         struct arena *a) {
  int64_t sum = named->sum;
  for (size_t i = 0; i < named->items.n; i++) {
    const struct invoice *in = named->items.v[i];
    const struct client *c = snapshot_client(s, in->client);
    struct money off;
    if (!c || !dunning_discount(policy_of(policies, c), in, p->day, &off))
      return false;
    sum -= off.minor;
    *LIST_PUSH(a, out) = off;
  }
  return named->items.n && named->one_client && sum == p->amount.minor;
}

static const char taken_off[] = "taken off for paying early, as the policy says";

static bool take_off(const struct acting *x, const struct invoice *in, struct money off,
                     struct err *err) {
  int64_t id;
  struct allocation_row row = {
      .invoice = in->number, .at = x->now.utc, .amount = off, .why = str_of(taken_off)};
  return allocation_put(x->l, &row, &id, err);
}

static bool settle_discounted(const struct acting *x, const struct payment *p,
                              const struct named *named, const struct moneys *off,
                              struct err *err) {
  for (size_t i = 0; i < named->items.n; i++) {
    const struct invoice *in = named->items.v[i];
    if (!allocate(x, p, in, in->open.minor - off->v[i].minor, err) ||
        !take_off(x, in, off->v[i], err))
      return false;
  }
  return payment_settled(x->l, p->id, err);
}

static bool settle_one(const struct acting *x, const struct policies *policies,
                       const struct payment *p, struct err *err) {
  struct words w = words_of(x->a, p);
  struct lookups q = lookups_of(x->a, &w);
  struct snapshot s = {0};
  if (q.n && !ledger_snapshot(x->l, x->a, &q, &s, err))
    return false;
  struct named named = named_in(x->a, &w, &s, p);
  struct moneys off = {0};
  if (discounts_of(&s, policies, &named, p, &off, x->a))
    return settle_discounted(x, p, &named, &off, err);
  bool part = named.items.n == 1 && p->amount.minor < named.sum;
  if (!named.items.n || !named.one_client || named.sum <= 0 ||
      (p->amount.minor < named.sum && !part))
    return true;
  for (size_t i = 0; i < named.items.n; i++)
    if (!allocate(x, p, named.items.v[i], part ? p->amount.minor : named.items.v[i]->open.minor,
                  err))
      return false;
  return payment_settled(x->l, p->id, err);
}

// With the money that went back goes what was taken off for it.
static bool give_up_discount(const struct acting *x, struct str invoice, struct str why,
                             struct err *err) {
  struct allocation_rows rows = {0};
  if (!allocations_of_invoice(x->l, x->a, invoice, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++)
    if (!rows.v[i].ended_at && str_eq(rows.v[i].why, str_of(taken_off)) &&
        !allocation_end(x->l, rows.v[i].id, why, x->now.utc, err))
      return false;
  return true;
}

// Money that went back: what it had closed is open again.
static bool reopen(const struct acting *x, const struct payment *back, struct err *err) {
  struct str id;
  bool found;
  struct allocation_rows rows = {0};
  struct acts acts = {0};
  if (!payment_returned(x->l, x->a, back, RETURN_DAYS, &id, &found, err) ||
      (found && !allocations_of_payment(x->l, x->a, id, &rows, err)))
    return false;
  struct str why =
      str_printf(x->a, "the payment went back on %.*s", STR_ARG(day_iso(x->a, back->day)));
  for (size_t i = 0; i < rows.n; i++) {
    *LIST_PUSH(x->a, &acts) =
        (struct act){.kind = ACT_NOTE, .invoice = rows.v[i].invoice, .why = why};
    if (!allocation_end(x->l, rows.v[i].id, why, x->now.utc, err) ||
        !give_up_discount(x, rows.v[i].invoice, why, err))
      return false;
  }
  return !found || (act_all(x, &acts, err) && payment_settled(x->l, back->id, err));
}

static bool one(struct ledger *l, const struct policies *policies, const struct payment *p,
                struct err *err) {
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct acting x = {.l = l, .a = &a, .now = clock_now(), .by = "relance"};
  bool ok = ledger_begin(l, "settle", err) &&
            (p->amount.minor > 0 ? settle_one(&x, policies, p, err) : reopen(&x, p, err)) &&
            ledger_commit(l, err);
  if (!ok)
    ledger_rollback(l);
  arena_free(&a);
  return ok;
}

bool settle_payments(struct ledger *l, const struct policies *policies, struct err *err) {
  struct arena a;
  struct payments_waiting some;
  struct str after = S("");
  bool ok = true;
  arena_init(&a, 64 << 20);
  do {
    some = (struct payments_waiting){0};
    ok = payments_unsettled(l, &a, after, AT_ONCE, &some, err);
    for (size_t i = 0; ok && i < some.n; i++)
      ok = one(l, policies, &some.v[i], err);
    if (some.n)
      after = some.v[some.n - 1].id;
  } while (ok && some.n == AT_ONCE);
  arena_free(&a);
  return ok;
}
