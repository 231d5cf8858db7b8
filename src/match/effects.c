// effects.c: what waits because of a message, until when, and whether anybody must be asked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"

#include <stdlib.h>

enum { FIRMLY = 900 }; // thousandths

enum pauses {
  NEVER,
  TRUSTED, // only on the word of someone who may say so
  FIRM,    // as TRUSTED, and not on a condition
  ALWAYS,  // on the safe side, whoever says so
};

static const enum pauses pausing[INTENT_COUNT] = {
    [INTENT_FRAUD_SUSPICION] = ALWAYS,
    [INTENT_INSOLVENCY] = ALWAYS,
    [INTENT_REFUSAL] = TRUSTED,
    [INTENT_DISPUTE] = ALWAYS,
    [INTENT_CREDIT_NOTE_REQUEST] = TRUSTED,
    [INTENT_PARTIAL_PAYMENT] = TRUSTED,
    [INTENT_PAID] = TRUSTED,
    [INTENT_INSTALLMENT_REQUEST] = TRUSTED,
    [INTENT_PROMISE_TO_PAY] = FIRM,
    [INTENT_COPY_REQUEST] = TRUSTED,
    [INTENT_BANK_DETAILS_REQUEST] = TRUSTED,
};

static bool has_str(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i], s))
      return true;
  return false;
}

void pause_item(struct deciding *d, const struct item *i) {
  if (item_open(i) && !has_str(&d->out->pause, i->inv->number))
    *LIST_PUSH(d->a, &d->out->pause) = i->inv->number;
}

// A complaint that may be forged waits for a person all the same, if it comes in his thread or
// under his address; one that says "we paid" as well is the usual fraud.
static bool complains_only(const struct deciding *d) {
  const struct candidate *c = d->chosen;
  for (size_t i = 0; i < d->out->intents.n; i++)
    if (d->out->intents.v[i].kind == INTENT_PAID)
      return false;
  return c && (c->thread || c->address || c->domain);
}

static bool claim_pauses(const struct deciding *d, const struct claim *c) {
  switch (pausing[c->intent->kind]) {
  case NEVER:
    return false;
  case ALWAYS:
    return c->intent->kind == INTENT_INSOLVENCY || d->trust != TRUST_NONE || complains_only(d);
  case FIRM:
    return d->trust != TRUST_NONE && (day_is(c->intent->day) || c->intent->permille >= FIRMLY);
  case TRUSTED:
    return d->trust != TRUST_NONE;
  }
  return false;
}

// Only guessed and naming nothing, where another sentence says plainly what he wants.
static bool adds_nothing(const struct deciding *d, const struct claims *all,
                         const struct claim *c) {
  bool bare = c->basis != BASIS_NAMED && c->basis != BASIS_SCOPE;
  if (d->heard && bare)
    return true;
  for (size_t i = 0; bare && intent_guessed(d, c->intent) && i < all->n; i++)
    if (all->v[i].items.n && !intent_guessed(d, all->v[i].intent) &&
        pausing[all->v[i].intent->kind] != NEVER)
      return true;
  return false;
}

static void pause_claims(struct deciding *d, const struct claims *all) {
  bool proved = d->out->allocations.n && !d->doubtful;
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    if (!claim_pauses(d, c) || adds_nothing(d, all, c))
      continue;
    for (size_t k = 0; k < c->items.n; k++)
      if (!c->money || !proved || is_allocated(d, c->items.v[k]))
        pause_item(d, c->items.v[k]);
    struct day until = c->intent->kind == INTENT_PROMISE_TO_PAY ? c->intent->day : DAY_NONE;
    if (day_is(until) && (!day_is(d->out->resume_on) || until.n > d->out->resume_on.n))
      d->out->resume_on = until;
  }
}

// What is proposed waits until somebody has answered.
static void pause_proposed(struct deciding *d) {
  for (size_t i = 0; d->chosen && d->trust != TRUST_NONE && i < d->items.n; i++)
    if (is_allocated(d, &d->items.v[i]))
      pause_item(d, &d->items.v[i]);
}

static bool is_part(const struct deciding *d, const struct allocation *l) {
  const struct invoice *inv = snapshot_invoice(d->s, l->invoice);
  return inv && l->amount.minor > 0 && l->amount.minor < llabs(inv->open.minor);
}

static void remove_partial(struct deciding *d) {
  size_t n = 0;
  for (size_t i = 0; i < d->out->intents.n; i++)
    if (d->out->intents.v[i].kind != INTENT_PARTIAL_PAYMENT)
      d->out->intents.v[n++] = d->out->intents.v[i];
  d->out->intents.n = n;
}

// "Partial" is what the register says, whatever the writer calls it.
static void state_partial(struct deciding *d) {
  const struct allocation *part = NULL;
  const struct intent *paid = NULL, *partial = NULL;
  for (size_t i = 0; i < d->out->allocations.n && !part; i++)
    if (is_part(d, &d->out->allocations.v[i]))
      part = &d->out->allocations.v[i];
  for (size_t i = 0; i < d->out->intents.n; i++) {
    paid = d->out->intents.v[i].kind == INTENT_PAID ? &d->out->intents.v[i] : paid;
    partial = d->out->intents.v[i].kind == INTENT_PARTIAL_PAYMENT ? &d->out->intents.v[i] : partial;
  }
  if (!part && paid && partial && d->out->allocations.n && !d->doubtful)
    remove_partial(d);
  if (!part || (paid && partial) || (!paid && !partial))
    return;
  struct intent add = paid ? *paid : *partial;
  add.kind = paid ? INTENT_PARTIAL_PAYMENT : INTENT_PAID;
  add.amount = part->amount;
  add.invoices = (struct strs){0};
  *LIST_PUSH(d->a, &add.invoices) = part->invoice;
  *LIST_PUSH(d->a, &d->out->intents) = add;
}

static bool unclassified(const struct deciding *d) {
  return d->out->intents.n == 0 &&
         (d->r->kind == KIND_REPLY || d->r->kind == KIND_OTHER || d->r->kind == KIND_REMITTANCE);
}

static bool any_pausing(const struct deciding *d) {
  for (size_t i = 0; i < d->out->intents.n; i++)
    if (pausing[d->out->intents.v[i].kind] != NEVER)
      return true;
  return false;
}

// Words of a client that nobody understood may say that it is paid: better late than crossed.
static void pause_unread(struct deciding *d, const struct claims *all) {
  if (!d->chosen || d->trust == TRUST_NONE)
    return;
  d->out->hold_client = unclassified(d) || d->heard;
  if (d->out->hold_client)
    concern_message(d);
  else if (d->r->kind == KIND_REPLY && !any_pausing(d))
    concern_amounts(d);
  else if (d->r->kind == KIND_REPLY)
    concern_stated(d, all);
  if (d->r->kind == KIND_REPLY) {
    concern_all(d, all);
    concern_ordinals(d, all);
    concern_answers(d, all);
  }
  if (d->r->kind == KIND_REPLY || d->r->kind == KIND_REMITTANCE || d->r->kind == KIND_OTHER)
    concern_named(d, all);
}

static enum decision decide(const struct deciding *d) {
  bool effect = d->out->allocations.n || d->out->pause.n;
  bool claims = any_pausing(d);
  // What the owner's answers taught never makes the difference.
  bool proved =
      d->chosen && d->chosen->points - d->chosen->taught >= d->w->certain && d->trust == TRUST_FULL;
  if (proved && !d->doubtful && effect && !d->out->hold_client)
    return DECISION_APPLY;
  return effect || claims || d->out->hold_client ? DECISION_SUGGEST : DECISION_NONE;
}

// One in 1 + 10^(-points / 10), in thousandths.
static int permille_of(int points) {
  static const int table[] = {500, 557, 613, 666, 715, 760, 799, 834, 863, 888, 909,
                              926, 941, 952, 962, 969, 975, 980, 984, 988, 990};
  int n = (int)(sizeof table / sizeof *table) - 1;
  if (points < 0)
    return 1000 - permille_of(-points);
  if (points > 30)
    return 999;
  return points <= n ? table[points] : 990 + (points - n);
}

static void set_confidence(struct deciding *d) {
  int points = 0;
  for (size_t i = 0; i < d->out->reasons.n; i++)
    points += d->out->reasons.v[i].points;
  for (size_t i = 0; i < d->out->allocations.n; i++)
    d->out->allocations.v[i].permille = permille_of(points);
}

void effects(struct deciding *d, const struct claims *all) {
  pause_claims(d, all);
  pause_proposed(d);
  pause_unread(d, all);
  state_partial(d);
  d->out->decision = decide(d);
  set_confidence(d);
}
