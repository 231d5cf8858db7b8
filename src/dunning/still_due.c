// still_due.c: the last look at a letter that is about to leave.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/view.h"

// Each question gives the sentence that stops the letter, or an empty str.
typedef struct str last_question(const struct view *v, const struct pending *l);

static struct str client_says_no(const struct view *v, const struct pending *l) {
  (void)l;
  struct view without = *v;
  struct snapshot s = *v->s; // this very letter is under way: that must not stop it
  s.letters.n = 0;
  without.s = &s;
  return client_hindrance(&without).why;
}

static struct str invoice_changed(const struct view *v, const struct pending *l, size_t i) {
  struct str number = l->invoices.v[i];
  const struct invoice *in = snapshot_invoice(v->s, number);
  if (!in)
    return str_printf(v->a, "%.*s is no longer in the register", STR_ARG(number));
  if (in->kind == INVOICE && in->open.minor <= 0)
    return str_printf(v->a, "%.*s has been paid", STR_ARG(number));
  bool of_plan = is_plan_letter(l->letter);
  if (l->step == 0 && !of_plan && invoice_overdue(in, v->now->today))
    return str_printf(v->a, "%.*s is overdue by now: a courtesy comes too late", STR_ARG(number));
  struct hindrance h = of_plan ? invoice_held(v, number) : invoice_hindrance(v, in);
  if (h.why.n)
    return str_printf(v->a, "%.*s: %.*s", STR_ARG(number), STR_ARG(h.why));
  if (i < l->open.n && !money_eq(in->open, l->open.v[i]))
    return str_printf(v->a, "of %.*s %.*s are open now, not %.*s as the letter says",
                      STR_ARG(number), STR_ARG(money_plain(v->a, in->open)),
                      STR_ARG(money_plain(v->a, l->open.v[i])));
  return S("");
}

static struct str invoices_say_no(const struct view *v, const struct pending *l) {
  for (size_t i = 0; i < l->invoices.n; i++) {
    struct str why = invoice_changed(v, l, i);
    if (why.n)
      return why;
  }
  return S("");
}

static struct str another_has_left(const struct view *v, const struct pending *l) {
  if (is_plan_letter(l->letter)) // it follows its own dates
    return S("");
  struct day last = last_letter_day(v);
  if (!day_is(last) || v->now->today.n >= last.n + v->policy->gap)
    return S("");
  return str_printf(v->a, "another letter left on %.*s", STR_ARG(day_iso(v->a, last)));
}

static struct str credit_has_come(const struct view *v, const struct pending *l) {
  struct moneys total = {0};
  for (size_t i = 0; i < l->invoices.n; i++) {
    const struct invoice *in = snapshot_invoice(v->s, l->invoices.v[i]);
    if (in && in->kind == INVOICE)
      total = moneys_plus(v->a, total, in->open);
  }
  return credit_covers(v, &total) ? S("credit notes or money not yet allocated cover it") : S("");
}

static struct str plan_moved_on(const struct view *v, const struct pending *l) {
  if (!is_plan_letter(l->letter) || plan_letter_wanted(v, l->letter))
    return S("");
  return S("the payment plan no longer asks for it");
}

// A letter that waited too long would give a deadline that is no longer one.
static struct str deadline_too_near(const struct view *v, const struct pending *l) {
  const struct step *s = policy_step(v->policy, l->step);
  if (!s || !day_is(l->deadline) || l->deadline.n - v->now->today.n >= (s->deadline + 1) / 2)
    return S("");
  return str_printf(v->a, "its deadline of %.*s has come too near",
                    STR_ARG(day_iso(v->a, l->deadline)));
}

static struct str stopped(const struct view *v, const struct pending *l) {
  static last_question *const questions[] = {client_says_no,  invoices_say_no, another_has_left,
                                             credit_has_come, plan_moved_on,   deadline_too_near};
  for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
    struct str why = questions[i](v, l);
    if (why.n)
      return why;
  }
  return S("");
}

static int64_t moment_allowed(const struct view *v, const struct pending *l) {
  struct day day;
  int64_t from = l->not_before > v->now->utc ? l->not_before : v->now->utc;
  return next_sending_moment(v, from, &day);
}

enum due still_due(struct arena *a, const struct pending *letter, const struct snapshot *s,
                   const struct policies *p, const struct calendar *c, const struct now *now,
                   struct str *why, int64_t *not_before) {
  const struct client *client = snapshot_client(s, letter->client);
  if (!client) {
    *why = S("the client is no longer in the register");
    return DUE_NO;
  }
  if (letter->step < 0) // an answer: what it says stays true
    return DUE_YES;
  struct view v = view_of(a, s, client, p, c, NULL, now);
  *why = stopped(&v, letter);
  if (why->n)
    return DUE_NO;
  *not_before = moment_allowed(&v, letter);
  if (*not_before <= now->utc)
    return DUE_YES;
  *why = S("outside the sending hours");
  return DUE_LATER;
}
