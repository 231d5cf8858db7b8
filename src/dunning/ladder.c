// ladder.c: how far each invoice has come, from the letters that were delivered.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/view.h"

static bool counts(const struct view *v, const struct reminder *r) {
  return str_eq(r->client, v->client->id) && !r->undelivered && r->sent.n <= v->now->today.n;
}

static bool names(const struct reminder *r, struct str invoice) {
  for (size_t i = 0; i < r->invoices.n; i++)
    if (str_eq(r->invoices.v[i], invoice))
      return true;
  return false;
}

// How far a number has come that the letters name, whether it is still open or not.
struct height {
  struct str number;
  int level, delivered;
  struct day last;
};
struct heights {
  struct height *v;
  size_t n, cap;
};

static struct height *height_of(struct arena *a, struct heights *all, struct str number) {
  for (size_t i = 0; i < all->n; i++)
    if (str_eq(all->v[i].number, number))
      return &all->v[i];
  struct height *h = LIST_PUSH(a, all);
  *h = (struct height){.number = number, .last = DAY_NONE};
  return h;
}

// One letter carries all that is overdue under its highest step. The invoices that have come that
// far rise to it; younger ones that ride along rise by one, so that a first letter never counts as
// a third. When none has come that far, earlier letters are unknown to us, and all rise to it.
static void climb(struct arena *a, const struct reminder *r, struct heights *all) {
  bool leaders = false;
  for (size_t i = 0; i < r->invoices.n; i++)
    leaders |= height_of(a, all, r->invoices.v[i])->level + 1 >= r->step;
  for (size_t i = 0; i < r->invoices.n; i++) {
    struct height *h = height_of(a, all, r->invoices.v[i]);
    int reached = leaders && h->level + 1 < r->step ? h->level + 1 : r->step;
    h->level = reached > h->level ? reached : h->level;
    h->delivered++;
    h->last = r->sent;
  }
}

// Reminders in the order in which they left; equal moments in the register's order.
static const struct reminder *after(const struct view *v, const struct reminder *last) {
  const struct reminder *best = NULL;
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    bool later = !last || r->sent_at > last->sent_at || (r->sent_at == last->sent_at && r > last);
    if (counts(v, r) && later && (!best || r->sent_at < best->sent_at))
      best = r;
  }
  return best;
}

// A legal step needs two delivered reminders that name this very invoice.
static const struct step *next_step(const struct view *v, const struct rung *g) {
  const struct step *s = policy_step(v->policy, g->level + 1);
  if (!s || !s->legal || g->delivered >= 2)
    return s;
  for (int n = s->n - 1; n > 0; n--) {
    s = policy_step(v->policy, n);
    if (s && !s->legal)
      return s;
  }
  return NULL;
}

static struct day ripe_day(const struct rung *g) {
  if (!g->next)
    return DAY_NONE;
  return day_add(day_is(g->last) ? g->last : g->invoice->due, g->next->delay);
}

struct rungs ladder(const struct view *v, const struct rungs *invoices) {
  struct rungs all = {0};
  struct heights heights = {0};
  for (const struct reminder *r = after(v, NULL); r; r = after(v, r))
    if (r->step > 0) // a courtesy before the due date is no reminder
      climb(v->a, r, &heights);
  for (size_t i = 0; i < invoices->n; i++) {
    struct rung g = {.invoice = invoices->v[i].invoice};
    const struct height *h = height_of(v->a, &heights, g.invoice->number);
    g.level = h->level, g.delivered = h->delivered, g.last = h->last;
    g.next = next_step(v, &g);
    g.ripe = ripe_day(&g);
    *LIST_PUSH(v->a, &all) = g;
  }
  return all;
}

struct day last_letter_day(const struct view *v) {
  struct day last = DAY_NONE;
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    if (str_eq(r->client, v->client->id) && !r->undelivered &&
        (!day_is(last) || r->sent.n > last.n))
      last = r->sent;
  }
  return last;
}

static struct day last_deadline(const struct view *v, const struct rungs *rungs) {
  struct day last = DAY_NONE;
  for (size_t i = 0; i < v->s->reminders.n; i++) {
    const struct reminder *r = &v->s->reminders.v[i];
    if (!counts(v, r) || !day_is(r->deadline))
      continue;
    for (size_t k = 0; k < rungs->n; k++)
      if (names(r, rungs->v[k].invoice->number) && (!day_is(last) || r->deadline.n > last.n))
        last = r->deadline;
  }
  return last;
}

static bool one_left_today(const struct view *v) {
  for (size_t i = 0; i < v->s->reminders.n; i++)
    if (v->s->reminders.v[i].sent.n == v->now->today.n &&
        str_eq(v->s->reminders.v[i].client, v->client->id))
      return true;
  return false;
}

struct day earliest_letter(const struct view *v, const struct rungs *rungs, struct str *why) {
  struct day letter = last_letter_day(v), deadline = last_deadline(v, rungs), first = DAY_NONE;
  if (day_is(letter)) {
    first = day_add(letter, v->policy->gap);
    *why = str_printf(v->a, "the last letter left on %.*s; %d days lie between two letters",
                      STR_ARG(day_iso(v->a, letter)), v->policy->gap);
  }
  if (day_is(deadline) && (!day_is(first) || after_deadline(v, deadline).n > first.n)) {
    first = after_deadline(v, deadline);
    *why = str_printf(v->a, "the last letter gives until %.*s, and a transfer needs time to arrive",
                      STR_ARG(day_iso(v->a, deadline)));
  }
  if (!day_is(first) && one_left_today(v)) {
    first = day_add(v->now->today, 1);
    *why = S("a letter that did not arrive left today already");
  }
  return first;
}
