// guards.c: the reasons for which a client or an invoice gets no reminder today.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/view.h"
#include "relance/fold.h"

static const struct hindrance none = {.until = {INT32_MIN}};

struct view view_of(struct arena *a, const struct snapshot *s, const struct client *c,
                    const struct policies *p, const struct calendar *cal, const struct laws *laws,
                    const struct now *now) {
  return (struct view){.a = a,
                       .s = s,
                       .policy = policy_of(p, c),
                       .calendar = cal,
                       .laws = laws,
                       .now = now,
                       .client = c,
                       .country = c->country.n ? c->country : s->company.country};
}

bool hold_active(const struct hold *h, struct day today) {
  return h->from.n <= today.n && (!day_is(h->until) || today.n < h->until.n);
}

bool invoice_overdue(const struct invoice *i, struct day today) {
  return i->kind == INVOICE && i->open.minor > 0 && day_is(i->due) && i->due.n < today.n;
}

static struct hindrance held(const struct view *v, struct str invoice) {
  struct hindrance found = none;
  for (size_t i = 0; i < v->s->holds.n; i++) {
    const struct hold *h = &v->s->holds.v[i];
    if (!str_eq(h->client, v->client->id) || !str_eq(h->invoice, invoice) ||
        !hold_active(h, v->now->today))
      continue;
    if (!found.why.n || (day_is(found.until) && (!day_is(h->until) || h->until.n > found.until.n)))
      found = (struct hindrance){h->why.n ? h->why : S("on hold"), h->until};
  }
  return found;
}

// ---- The whole client

typedef struct hindrance client_question(const struct view *v);

static struct hindrance wants_none(const struct view *v) {
  return v->client->no_reminders
             ? (struct hindrance){S("this client is to get no reminders"), DAY_NONE}
             : none;
}

static struct hindrance pays_by_itself(const struct view *v) {
  struct str method = fold_key(v->a, v->client->payment_method);
  for (size_t i = 0; method.n && i < v->policy->skip_methods.n; i++)
    if (str_eq(method, v->policy->skip_methods.v[i]))
      return (struct hindrance){str_printf(v->a, "pays by %.*s, which needs no reminder",
                                           STR_ARG(v->client->payment_method)),
                                DAY_NONE};
  return none;
}

static struct hindrance client_held(const struct view *v) {
  return held(v, S(""));
}

static struct hindrance letter_under_way(const struct view *v) {
  for (size_t i = 0; i < v->s->letters.n; i++) {
    const struct pending *p = &v->s->letters.v[i];
    if (str_eq(p->client, v->client->id) && p->step >= 0 && p->state <= LETTER_ASK_OWNER)
      return (struct hindrance){
          str_printf(v->a, "a letter of step %d is already under way", p->step), DAY_NONE};
  }
  return none;
}

struct hindrance client_hindrance(const struct view *v) {
  static client_question *const questions[] = {wants_none, pays_by_itself, client_held,
                                               letter_under_way};
  for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
    struct hindrance h = questions[i](v);
    if (h.why.n)
      return h;
  }
  return none;
}

// ---- One invoice

struct hindrance invoice_held(const struct view *v, struct str number) {
  return held(v, number);
}

struct hindrance invoice_hindrance(const struct view *v, const struct invoice *i) {
  struct hindrance h = held(v, i->number);
  return h.why.n ? h : plan_hindrance(v, i);
}

// ---- Credit

struct moneys moneys_plus(struct arena *a, struct moneys sums, struct money m) {
  struct err err;
  for (size_t i = 0; i < sums.n; i++)
    if (money_same_currency(sums.v[i], m)) {
      if (!money_add(sums.v[i], m, &sums.v[i], &err))
        sums.v[i].minor = INT64_MAX; // beyond any amount of a register
      return sums;
    }
  *LIST_PUSH(a, &sums) = m;
  return sums;
}

static struct moneys credits(const struct view *v) {
  struct moneys sums = {0};
  for (size_t i = 0; i < v->s->invoices.n; i++) {
    const struct invoice *in = &v->s->invoices.v[i];
    if (in->kind == CREDIT_NOTE && in->open.minor < 0 && str_eq(in->client, v->client->id))
      sums = moneys_plus(v->a, sums, money_neg(in->open));
  }
  for (size_t i = 0; i < v->s->payments.n; i++) {
    const struct payment *p = &v->s->payments.v[i];
    if (p->invoice.n == 0 && p->amount.minor > 0 && str_eq(p->client, v->client->id))
      sums = moneys_plus(v->a, sums, p->amount);
  }
  return sums;
}

bool credit_covers(const struct view *v, const struct moneys *total) {
  struct moneys have = credits(v);
  for (size_t i = 0; i < total->n; i++) {
    int64_t credit = 0;
    for (size_t k = 0; k < have.n; k++)
      if (money_same_currency(have.v[k], total->v[i]))
        credit = have.v[k].minor;
    if (credit < total->v[i].minor)
      return false;
  }
  return total->n > 0;
}
