// compose.c: everything that is decided about one letter before it is written.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/compose.h"

static bool same_invoices(const struct strs *a, const struct strs *b) {
  if (a->n != b->n)
    return false;
  for (size_t i = 0; i < a->n; i++) {
    bool found = false;
    for (size_t k = 0; k < b->n; k++)
      found |= str_eq(a->v[i], b->v[k]);
    if (!found)
      return false;
  }
  return true;
}

// How many letters like this one have ended without arriving: they must not stop the next one.
static int cycle_of(const struct view *v, const struct due_letter *l) {
  int n = 0;
  for (size_t i = 0; i < v->s->letters.n; i++) {
    const struct pending *p = &v->s->letters.v[i];
    n += p->state > LETTER_SENT && p->step == l->step && str_eq(p->client, l->client) &&
         str_eq_ci(p->to, l->to) && same_invoices(&p->invoices, &l->invoices);
  }
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    n += r->step == l->step && str_eq(r->client, l->client) && str_eq_ci(r->to, l->to) &&
         same_invoices(&r->invoices, &l->invoices);
  }
  return n;
}

static void add_item(const struct view *v, struct due_letter *l, const struct invoice *i) {
  *LIST_PUSH(v->a, &l->invoices) = i->number;
  *LIST_PUSH(v->a, &l->open) = i->open;
  l->total = moneys_plus(v->a, l->total, i->open);
}

static void add_items(const struct view *v, const struct rungs *ride, struct due_letter *l) {
  for (size_t i = 0; i < ride->n; i++)
    add_item(v, l, ride->v[i].invoice);
  for (size_t i = 0; i < v->s->invoices.n; i++) {
    const struct invoice *in = &v->s->invoices.v[i];
    if (in->kind == CREDIT_NOTE && in->open.minor < 0 && str_eq(in->client, v->client->id))
      add_item(v, l, in);
  }
}

// The mail that carried the oldest invoice, then the letters about any of these.
static void add_references(const struct view *v, const struct rungs *ride, struct due_letter *l) {
  for (size_t i = 0; i < ride->n && !l->references.n; i++)
    if (ride->v[i].invoice->thread.n)
      *LIST_PUSH(v->a, &l->references) = ride->v[i].invoice->thread;
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    bool about = false;
    for (size_t k = 0; k < r->invoices.n; k++)
      for (size_t j = 0; j < ride->n; j++)
        about |= str_eq(r->invoices.v[k], ride->v[j].invoice->number);
    if (about && r->message_id.n && !r->undelivered && str_eq(r->client, v->client->id))
      *LIST_PUSH(v->a, &l->references) = r->message_id;
  }
}

static int64_t limit_in(const struct moneys *list, struct money m, int64_t otherwise) {
  for (size_t i = 0; i < list->n; i++)
    if (money_same_currency(list->v[i], m))
      return list->v[i].minor;
  return otherwise;
}

// Only a client who has paid before, for a sum that is neither small nor a risk.
static bool deserves_instalments(const struct view *v, const struct due_letter *l) {
  int paid = 0;
  for (size_t i = 0; i < v->s->invoices.n; i++) {
    const struct invoice *in = &v->s->invoices.v[i];
    paid += in->kind == INVOICE && in->open.minor <= 0 && str_eq(in->client, v->client->id);
  }
  if (paid < v->policy->instalments_paid || l->total.n != 1 || plan_broken(v))
    return false;
  struct money sum = l->total.v[0];
  return sum.minor >= limit_in(&v->policy->instalments_from, sum, INT64_MAX) &&
         sum.minor <= limit_in(&v->policy->instalments_to, sum, INT64_MAX);
}

// A debt that nobody has mentioned for months does not begin with a first friendly reminder.
static bool needs_review(const struct view *v, const struct rungs *ride, const struct step *step) {
  if (step->n != 1 || !v->policy->review.n)
    return false;
  for (size_t i = 0; i < ride->n; i++)
    if (v->now->today.n - ride->v[i].invoice->due.n > v->policy->review_after)
      return true;
  return false;
}

static struct str reason(const struct view *v, const struct rungs *ride, const struct step *step,
                         struct recipient to, bool review) {
  const struct rung *first = &ride->v[0];
  struct buf b = buf_in(v->a);
  buf_printf(&b, "%.*s", STR_ARG(first->invoice->number));
  if (ride->n > 1)
    buf_printf(&b, " and %zu more", ride->n - 1);
  if (step->n == 0) {
    buf_printf(&b, " due on %.*s: a courtesy before that day",
               STR_ARG(day_iso(v->a, first->invoice->due)));
    return buf_str(&b);
  }
  buf_printf(&b, " overdue since %.*s; ", STR_ARG(day_iso(v->a, first->invoice->due)));
  struct day last = last_letter_day(v);
  if (review)
    buf_printf(&b, "no reminder is known for so old a debt, so a person begins");
  else if (day_is(last))
    buf_printf(&b, "step %d follows the letter of %.*s", step->n, STR_ARG(day_iso(v->a, last)));
  else
    buf_printf(&b, "step %d is due %d days after the due date", step->n, step->delay);
  if (to.other)
    buf_printf(&b, "; the usual address bounced, so it goes to %.*s after a person's yes",
               STR_ARG(to.to));
  return buf_str(&b);
}

void compose_letter(const struct view *v, const struct rungs *ride, const struct step *step,
                    struct plan *out) {
  struct recipient to = recipient_of(v, ride);
  const struct step *next = policy_step(v->policy, step->n + 1);
  bool review = needs_review(v, ride, step);
  struct due_letter l = {.client = v->client->id,
                         .to = to.to,
                         .policy = v->policy->name,
                         .letter = review ? v->policy->review : step->letter,
                         .step = step->n,
                         .tone = step->tone,
                         .legal = step->legal,
                         .needs_person = step->needs_person || review || to.other,
                         .next_letter = next != NULL,
                         .next_legal = next && next->legal,
                         .previous = last_letter_day(v),
                         .why = reason(v, ride, step, to, review)};
  l.not_before = next_sending_moment(v, v->now->utc, &l.send);
  l.deadline = step->n ? both_working(v, day_add(l.send, step->deadline)) : DAY_NONE;
  add_items(v, ride, &l);
  add_references(v, ride, &l);
  l.instalments = step->instalments && deserves_instalments(v, &l);
  if (step->n == 0 && !is_plan_letter(step->letter))
    add_discount(v, ride, &l);
  if (step->charges)
    add_charges(v, ride, &l, out);
  l.key = letter_key(v->a, l.client, l.step, cycle_of(v, &l), l.invoices, l.to);
  *LIST_PUSH(v->a, &out->letters) = l;
}
