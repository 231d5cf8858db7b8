// statement_payments.c: entries of a statement to payments of the register.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/fold.h"
#include "relance/statement.h"

#include "relance/seen.h"

static struct payment payment_of(struct arena *a, const struct statement *s,
                                 const struct statement_entry *e, const struct movement *m) {
  struct payment p = {.payer = m->payer,
                      .iban = m->payer_iban,
                      .day = e->booked,
                      .amount = m->amount,
                      .source = S("statement")};
  struct buf b = buf_in(a);
  buf_add(&b, m->reference);
  if (m->text.n && !str_eq(m->text, m->reference))
    buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(m->text));
  for (size_t i = 0; i < m->documents.n; i++)
    buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(m->documents.v[i]));
  p.reference = buf_str(&b);
  if (m->documents.n == 1)
    p.invoice = m->documents.v[0];
  p.id = str_printf(a, "%.*s %.*s %.*s%s %.*s %.*s %.*s", STR_ARG(s->account),
                    STR_ARG(day_iso(a, e->booked)), STR_ARG(money_plain(a, m->amount)),
                    m->amount.currency, STR_ARG(e->ref), STR_ARG(m->end_to_end),
                    STR_ARG(fold_key(a, m->text)));
  return p;
}

static bool concerns_us(const struct statement_entry *e) {
  if (e->pending || e->sum.amount.minor == 0)
    return false;
  return e->sum.amount.minor > 0 || e->reversal || e->sum.return_reason.n;
}

void statement_payments(struct arena *a, const struct statement *s, struct payments *out) {
  struct seen seen = {0};
  for (size_t i = 0; i < s->entries.n; i++) {
    const struct statement_entry *e = &s->entries.v[i];
    bool parts = e->details.n && !e->uneven;
    for (size_t k = 0; concerns_us(e) && k < (parts ? e->details.n : 1); k++) {
      struct payment p = payment_of(a, s, e, parts ? &e->details.v[k] : &e->sum);
      p.id = str_printf(a, "%.*s #%d", STR_ARG(p.id), seen_count(a, &seen, p.id));
      *LIST_PUSH(a, out) = p;
    }
  }
}
