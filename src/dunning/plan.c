// plan.c: a new day for a client: what is due, what waits and why, what a person must do.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/compose.h"
#include "dunning/view.h"

#include <stdlib.h>

static void wait(const struct view *v, struct plan *out, struct str invoice, struct hindrance h) {
  *LIST_PUSH(v->a, &out->waiting) =
      (struct waiting){.client = v->client->id, .invoice = invoice, .why = h.why, .until = h.until};
}

void plan_task(const struct view *v, struct plan *out, const char *name, struct str invoice,
               struct str why) {
  struct str key = str_printf(v->a, "%.*s/%s/%.*s", STR_ARG(v->client->id), name, STR_ARG(invoice));
  *LIST_PUSH(v->a, &out->tasks) = (struct task){
      .key = key, .client = v->client->id, .invoice = invoice, .name = str_of(name), .why = why};
}

static int by_due(const void *x, const void *y) {
  const struct invoice *a = ((const struct rung *)x)->invoice;
  const struct invoice *b = ((const struct rung *)y)->invoice;
  return a->due.n != b->due.n ? (a->due.n < b->due.n ? -1 : 1) : str_cmp(a->number, b->number);
}

// The overdue invoices that nothing speaks against; the others wait or become a task.
static struct rungs free_invoices(const struct view *v, struct plan *out) {
  struct rungs open = {0};
  for (size_t i = 0; i < v->s->invoices.n; i++) {
    const struct invoice *in = &v->s->invoices.v[i];
    if (!str_eq(in->client, v->client->id) || in->kind != INVOICE || in->open.minor <= 0)
      continue;
    if (!day_is(in->due))
      plan_task(v, out, "due-date", in->number,
                str_printf(v->a, "%.*s has no due date: no reminder can be planned",
                           STR_ARG(in->number)));
    if (!invoice_overdue(in, v->now->today))
      continue;
    plan_limitation(v, in, out);
    struct hindrance h = invoice_hindrance(v, in);
    if (h.why.n)
      wait(v, out, in->number, h);
    else
      *LIST_PUSH(v->a, &open) = (struct rung){.invoice = in};
  }
  if (open.n)
    qsort(open.v, open.n, sizeof *open.v, by_due);
  return open;
}

// Invoices whose ladder has ended are a person's business; they ride in no friendly letter.
static struct rungs still_climbing(const struct view *v, const struct rungs *all,
                                   struct plan *out) {
  struct rungs going = {0};
  for (size_t i = 0; i < all->n; i++) {
    const struct rung *g = &all->v[i];
    if (g->next) {
      *LIST_PUSH(v->a, &going) = *g;
      continue;
    }
    struct str why = str_printf(v->a, "every step has been sent for %.*s, the last on %.*s",
                                STR_ARG(g->invoice->number), STR_ARG(day_iso(v->a, g->last)));
    plan_task(v, out, "hand-over", g->invoice->number, why);
    wait(v, out, g->invoice->number, (struct hindrance){why, DAY_NONE});
  }
  return going;
}

static const struct step *highest_ripe(const struct view *v, const struct rungs *all) {
  const struct step *best = NULL;
  for (size_t i = 0; i < all->n; i++) {
    const struct step *next = all->v[i].next;
    if (next && all->v[i].ripe.n <= v->now->today.n && (!best || next->n > best->n))
      best = next;
  }
  return best;
}

// All that is overdue rides in one letter, but a legal step takes only what has come to it.
static struct rungs passengers(const struct view *v, const struct rungs *all,
                               const struct step *step, struct plan *out) {
  struct rungs ride = {0};
  for (size_t i = 0; i < all->n; i++) {
    const struct rung *g = &all->v[i];
    if (!step->legal || (g->next == step && g->ripe.n <= v->now->today.n))
      *LIST_PUSH(v->a, &ride) = *g;
    else
      wait(v, out, g->invoice->number,
           (struct hindrance){S("a formal letter about older invoices goes first"), DAY_NONE});
  }
  return ride;
}

static void wait_until_ripe(const struct view *v, const struct rungs *all, struct day floor,
                            struct str why, struct plan *out) {
  for (size_t i = 0; i < all->n; i++) {
    const struct rung *g = &all->v[i];
    bool floored = day_is(floor) && floor.n > g->ripe.n;
    struct str own = str_printf(v->a, "step %d is due %d days after the %s", g->next->n,
                                g->next->delay, g->level ? "letter before" : "due date");
    wait(v, out, g->invoice->number,
         (struct hindrance){floored ? why : own, both_working(v, floored ? floor : g->ripe)});
  }
}

static struct moneys total_of(const struct view *v, const struct rungs *all) {
  struct moneys total = {0};
  for (size_t i = 0; i < all->n; i++)
    total = moneys_plus(v->a, total, all->v[i].invoice->open);
  return total;
}

static bool worth_a_letter(const struct view *v, const struct moneys *total) {
  for (size_t i = 0; i < total->n; i++) {
    int64_t least = 0;
    for (size_t k = 0; k < v->policy->minimum.n; k++)
      if (money_same_currency(v->policy->minimum.v[k], total->v[i]))
        least = v->policy->minimum.v[k].minor;
    if (total->v[i].minor >= least)
      return true;
  }
  return false;
}

// The mail server refused our last letter to him: a new one at once would be refused again.
static struct day refused_until(const struct view *v, struct str to) {
  struct day until = DAY_NONE;
  for (size_t i = 0; i < v->s->letters.n; i++) {
    const struct pending *p = &v->s->letters.v[i];
    struct day next = {(int32_t)(p->not_before / 86400) + v->policy->gap};
    if (p->state == LETTER_FAILED && str_eq(p->client, v->client->id) && str_eq_ci(p->to, to) &&
        next.n > v->now->today.n && (!day_is(until) || next.n > until.n))
      until = next;
  }
  return until;
}

// What speaks against writing about these invoices although a step is ripe.
static struct hindrance letter_hindrance(const struct view *v, const struct rungs *ride,
                                         struct plan *out) {
  struct moneys total = total_of(v, ride);
  if (credit_covers(v, &total)) {
    struct str why = S("credit notes or money not yet allocated cover all that is overdue");
    plan_task(v, out, "credit", S(""), why);
    return (struct hindrance){why, DAY_NONE};
  }
  if (!worth_a_letter(v, &total))
    return (struct hindrance){S("all that is overdue is below the least amount of the policy"),
                              DAY_NONE};
  struct recipient recipient = recipient_of(v, ride);
  struct str to = recipient.to;
  if (!to.n) {
    struct str why = v->client->emails.n ? S("no address of this client works: ask for another")
                                         : S("no address of this client is known");
    plan_task(v, out, "contact", S(""), why);
    return (struct hindrance){why, DAY_NONE};
  }
  if (day_is(recipient.again) && recipient.again.n > v->now->today.n)
    return (struct hindrance){str_printf(v->a, "the mailbox of %.*s was full", STR_ARG(to)),
                              recipient.again};
  struct day refused = refused_until(v, to);
  if (!day_is(refused))
    return (struct hindrance){.until = DAY_NONE};
  struct str why = str_printf(v->a, "the last letter to %.*s was refused", STR_ARG(to));
  plan_task(v, out, "contact", S(""), why);
  return (struct hindrance){why, refused};
}

static bool mentioned(const struct view *v, struct str number) {
  for (size_t i = 0; i < v->s->reminders.n; i++)
    for (size_t k = 0; k < v->s->reminders.v[i].invoices.n; k++)
      if (str_eq(v->s->reminders.v[i].invoices.v[k], number))
        return true;
  return false;
}

// Before the due date: has the invoice arrived, is it approved? Once, and only while nothing is
// late.
static void plan_courtesy(const struct view *v, struct plan *out) {
  const struct step *step = policy_step(v->policy, 0);
  struct rungs soon = {0};
  struct day last = last_letter_day(v);
  if (!step || client_hindrance(v).why.n ||
      (day_is(last) && v->now->today.n < last.n + v->policy->gap))
    return;
  for (size_t i = 0; i < v->s->invoices.n; i++) {
    const struct invoice *in = &v->s->invoices.v[i];
    bool near = day_is(in->due) && in->due.n > v->now->today.n &&
                day_add(in->due, step->delay).n <= v->now->today.n;
    if (near && in->kind == INVOICE && in->open.minor > 0 && str_eq(in->client, v->client->id) &&
        !mentioned(v, in->number) && !invoice_hindrance(v, in).why.n)
      *LIST_PUSH(v->a, &soon) = (struct rung){.invoice = in};
  }
  struct moneys total = total_of(v, &soon);
  if (soon.n && worth_a_letter(v, &total) && !credit_covers(v, &total) &&
      recipient_of(v, &soon).to.n)
    compose_letter(v, &soon, step, out);
}

static void plan_client(const struct view *v, struct plan *out) {
  struct rungs open = free_invoices(v, out);
  plan_declaration(v, out);
  plan_broken_task(v, out);
  if (plan_instalment(v, out))
    return;
  if (!open.n) {
    plan_courtesy(v, out);
    return;
  }
  struct hindrance h = client_hindrance(v);
  if (h.why.n) {
    wait(v, out, S(""), h);
    return;
  }
  struct rungs climbed = ladder(v, &open), going = still_climbing(v, &climbed, out);
  struct str why = {0};
  struct day floor = earliest_letter(v, &going, &why);
  const struct step *step = highest_ripe(v, &going);
  if (!step || (day_is(floor) && v->now->today.n < floor.n)) {
    wait_until_ripe(v, &going, floor, why, out);
    return;
  }
  struct rungs ride = passengers(v, &going, step, out);
  h = letter_hindrance(v, &ride, out);
  if (h.why.n)
    wait(v, out, S(""), h);
  else
    compose_letter(v, &ride, step, out);
}

void dunning_plan(struct arena *a, const struct snapshot *s, const struct policies *p,
                  const struct calendar *c, const struct laws *laws, const struct now *now,
                  struct plan *out) {
  *out = (struct plan){0};
  for (size_t i = 0; i < s->clients.n; i++) {
    struct view v = view_of(a, s, &s->clients.v[i], p, c, laws, now);
    plan_client(&v, out);
  }
}
