// instalments.c: a payment plan: what it holds, the two letters it has, and when it is broken.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Some days before each date a reminder of it; where the money does not come, one more word with a
// last day. Then the plan is broken: its invoices are back on the ladder, where they had left it.
#include "dunning/compose.h"

static const struct step ahead = {.letter = {PLAN_AHEAD, sizeof PLAN_AHEAD - 1},
                                  .tone = TONE_NOTICE};
static const struct step missed = {
    .letter = {PLAN_MISSED, sizeof PLAN_MISSED - 1}, .tone = TONE_FRIENDLY, .deadline = 1};

bool is_plan_letter(struct str name) {
  return str_eq(name, ahead.letter) || str_eq(name, missed.letter);
}

// ---- how a plan stands

static bool is_paid(const struct instalment *in) {
  return in->paid.minor >= in->amount.minor;
}

// The first date that is not paid in full; NULL: none is, or there is no plan.
static const struct instalment *next_instalment(const struct view *v) {
  const struct instalment *next = NULL;
  for (size_t i = 0; i < v->s->instalments.n; i++) {
    const struct instalment *in = &v->s->instalments.v[i];
    if (str_eq(in->client, v->client->id) && !in->broken && !is_paid(in) &&
        (!next || in->due.n < next->due.n))
      next = in;
  }
  return next;
}

// Of all letters without a step only the word about a missed instalment has a last day.
static bool is_word_about_it(const struct view *v, const struct reminder *r) {
  return str_eq(r->client, v->client->id) && r->step == 0 && day_is(r->deadline) && !r->undelivered;
}

// Transfers need time to arrive.
static struct day missed_from(const struct view *v, const struct instalment *in) {
  return day_add(add_working_days(v->calendar, v->country, in->due, v->policy->grace + 1), 1);
}

// Never before the last day that our word about it gave.
static struct day broken_from(const struct view *v, const struct instalment *in) {
  struct day from = missed_from(v, in), end = day_add(from, v->policy->plan_patience);
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    if (is_word_about_it(v, r) && r->sent.n >= from.n && after_deadline(v, r->deadline).n > end.n)
      end = after_deadline(v, r->deadline);
  }
  return end;
}

bool plan_broken(const struct view *v) {
  for (size_t i = 0; i < v->s->instalments.n; i++)
    if (v->s->instalments.v[i].broken && str_eq(v->s->instalments.v[i].client, v->client->id))
      return true;
  const struct instalment *next = next_instalment(v);
  return next && v->now->today.n >= broken_from(v, next).n;
}

static bool covers(const struct instalment *in, struct str invoice) {
  for (size_t k = 0; k < in->invoices.n; k++)
    if (str_eq(in->invoices.v[k], invoice))
      return true;
  return in->invoices.n == 0;
}

struct hindrance plan_hindrance(const struct view *v, const struct invoice *i) {
  const struct instalment *in = next_instalment(v);
  if (!in || !covers(in, i->number) || plan_broken(v))
    return (struct hindrance){.until = DAY_NONE};
  struct str day = day_iso(v->a, in->due);
  if (v->now->today.n < missed_from(v, in).n)
    return (struct hindrance){
        str_printf(v->a, "a payment plan runs; next instalment %.*s", STR_ARG(day)), in->due};
  struct day end = broken_from(v, in);
  return (struct hindrance){str_printf(v->a,
                                       "the instalment of %.*s has not come; the payment plan is "
                                       "broken from %.*s",
                                       STR_ARG(day), STR_ARG(day_iso(v->a, end))),
                            end};
}

// ---- its letters

static bool written_since(const struct view *v, struct day from) {
  struct day last = last_letter_day(v);
  return day_is(last) && last.n >= from.n;
}

static bool told_since(const struct view *v, struct day from) {
  for (size_t i = 0; i < v->s->reminders.n; i++)
    if (is_word_about_it(v, &v->s->reminders.v[i]) && v->s->reminders.v[i].sent.n >= from.n)
      return true;
  return false;
}

static bool asked_to_wait(const struct view *v, const struct instalment *in) {
  for (size_t i = 0; i < v->s->invoices.n; i++)
    if (covers(in, v->s->invoices.v[i].number) && invoice_held(v, v->s->invoices.v[i].number).why.n)
      return true;
  return false;
}

// What was agreed a week ago needs no reminder yet; any letter of these days has been one.
static bool wants_ahead(const struct view *v, const struct instalment *in) {
  int days = v->policy->plan_ahead;
  struct day from = day_add(in->due, -days);
  bool fresh = day_is(in->agreed) && in->agreed.n > from.n - v->policy->gap;
  return days && !fresh && v->now->today.n >= from.n && v->now->today.n < in->due.n &&
         !written_since(v, from);
}

static bool wants_missed(const struct view *v, const struct instalment *in) {
  struct day from = missed_from(v, in);
  return v->now->today.n >= from.n && v->now->today.n < broken_from(v, in).n &&
         !told_since(v, from);
}

static const struct step *letter_wanted(const struct view *v, const struct instalment *in) {
  if (!in || asked_to_wait(v, in) || written_since(v, v->now->today))
    return NULL;
  return wants_ahead(v, in) ? &ahead : wants_missed(v, in) ? &missed : NULL;
}

bool plan_letter_wanted(const struct view *v, struct str name) {
  const struct step *step = letter_wanted(v, next_instalment(v));
  return step && str_eq(step->letter, name);
}

static struct rungs covered(const struct view *v, const struct instalment *in) {
  struct rungs ride = {0};
  for (size_t i = 0; i < v->s->invoices.n; i++) {
    const struct invoice *one = &v->s->invoices.v[i];
    if (str_eq(one->client, v->client->id) && one->kind == INVOICE && one->open.minor > 0 &&
        covers(in, one->number))
      *LIST_PUSH(v->a, &ride) = (struct rung){.invoice = one};
  }
  return ride;
}

static void compose(const struct view *v, const struct instalment *in, const struct step *step,
                    struct plan *out) {
  struct rungs ride = covered(v, in);
  if (!ride.n || !recipient_of(v, &ride).to.n)
    return;
  compose_letter(v, &ride, step, out);
  struct due_letter *l = &out->letters.v[out->letters.n - 1];
  l->expected = in->due;
  l->instalment = money_of(in->amount.minor - in->paid.minor, in->amount.currency);
  l->total = (struct moneys){0};
  *LIST_PUSH(v->a, &l->total) = l->instalment;
  l->next_letter = l->next_legal = false;
  l->deadline =
      step == &missed ? both_working(v, day_add(l->send, v->policy->plan_patience / 2)) : DAY_NONE;
  l->why = str_printf(v->a,
                      step == &missed ? "the instalment of %.*s has not come"
                                      : "the instalment of %.*s comes near",
                      STR_ARG(day_iso(v->a, in->due)));
}

bool plan_instalment(const struct view *v, struct plan *out) {
  const struct instalment *in = next_instalment(v);
  const struct step *step = letter_wanted(v, in);
  size_t before = out->letters.n;
  if (step && !client_hindrance(v).why.n)
    compose(v, in, step, out);
  return out->letters.n > before;
}

void plan_broken_task(const struct view *v, struct plan *out) {
  const struct instalment *in = next_instalment(v);
  if (in && plan_broken(v))
    plan_task(v, out, "plan", S(""),
              str_printf(v->a, "the payment plan is broken: the instalment of %.*s has not come",
                         STR_ARG(day_iso(v->a, in->due))));
}

bool plan_preview(const struct view *v, struct str name, struct plan *out) {
  const struct instalment *in = next_instalment(v);
  if (in && is_plan_letter(name))
    compose(v, in, str_eq(name, missed.letter) ? &missed : &ahead, out);
  return out->letters.n > 0;
}
