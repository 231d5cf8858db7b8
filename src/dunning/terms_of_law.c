// terms_of_law.c: days after which a claim is lost: the declaration in an insolvency, limitation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/compose.h"

enum {
  DECLARE_MONTHS = 2, // from the publication (France: art. R622-24 C. com.; elsewhere near it)
  WARN_MONTHS = 6,    // before a claim is barred
};

void plan_declaration(const struct view *v, struct plan *out) {
  for (size_t i = 0; i < v->s->holds.n; i++) {
    const struct hold *h = &v->s->holds.v[i];
    if (h->kind != HOLD_INSOLVENT || !str_eq(h->client, v->client->id) || h->invoice.n ||
        !hold_active(h, v->now->today))
      continue;
    struct day last = day_add_months(h->from, DECLARE_MONTHS);
    int left = last.n - v->now->today.n;
    plan_task(v, out, "insolvency", S(""),
              str_printf(v->a,
                         "declare the claim by %.*s, two months after it became known (%d days "
                         "left); the term runs from the publication",
                         STR_ARG(day_iso(v->a, last)), left > 0 ? left : 0));
    return;
  }
}

// From the due date, or from the end of its year.
static struct day barred_from(const struct law *law, const struct invoice *in) {
  struct day from = in->due;
  if (law->limitation_year_end)
    from = day_of(day_civil(in->due).year, 12, 31);
  return day_add(day_add_months(from, law->limitation_months), 1);
}

void plan_limitation(const struct view *v, const struct invoice *in, struct plan *out) {
  struct str country = v->client->consumer ? v->country : v->s->company.country;
  const struct law *law = v->laws ? law_of(v->laws, country, v->client->consumer) : NULL;
  if (!law || !law->limitation_months)
    return;
  struct day barred = barred_from(law, in);
  if (v->now->today.n < day_add_months(barred, -WARN_MONTHS).n)
    return;
  struct str day = day_iso(v->a, barred);
  plan_task(v, out, "limitation", in->number,
            v->now->today.n < barred.n
                ? str_printf(v->a,
                             "the claim on %.*s is barred from %.*s: a reminder does not stop "
                             "that, a court or the client's written acknowledgement does",
                             STR_ARG(in->number), STR_ARG(day))
                : str_printf(v->a, "the claim on %.*s is barred since %.*s", STR_ARG(in->number),
                             STR_ARG(day)));
}
