// unexplained.c: sums, numbers and words of a person that what would be applied does not explain.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// "We paid 8,000.00 and have kept back 420": two sums, and taking all that is open would be wrong
// whichever of them is meant. So every sum beside a payment must be one that the payment explains,
// else a person looks at it.
#include "claims.h"

#include <stdlib.h>
#include <string.h>

enum {
  BEYOND = 2, // times all that is open: a larger bare number is no payment
  MINOR_UNITS = 100,
};

static bool sentence_pays(const struct claims *all, int sentence) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money && sentence >= 0 && all->v[i].intent->sentence == sentence)
      return true;
  return false;
}

static bool all_proved(const struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money && !all->v[i].proved)
      return false;
  return true;
}

// What is applied: one allocation, all of them, all of them but the credit notes.
static bool is_applied(const struct deciding *d, int64_t minor) {
  int64_t sum = 0, gross = 0;
  for (size_t i = 0; i < d->out->allocations.n; i++) {
    int64_t m = d->out->allocations.v[i].amount.minor;
    if (llabs(m) == minor)
      return true;
    sum += m;
    gross += m > 0 ? m : 0;
  }
  return minor == sum || minor == gross;
}

static int64_t applied_to(const struct deciding *d, const struct item *it) {
  for (size_t i = 0; i < d->out->allocations.n; i++)
    if (str_eq(d->out->allocations.v[i].invoice, it->inv->number))
      return d->out->allocations.v[i].amount.minor;
  return 0;
}

// What was open, is the total, was paid before or is left of one of his invoices.
static bool is_of_item(const struct deciding *d, int64_t minor) {
  for (size_t i = 0; i < d->items.n; i++) {
    const struct item *it = &d->items.v[i];
    int64_t applied = applied_to(d, it), total = it->inv->total.minor;
    bool before = total > llabs(it->open) && minor == total - llabs(it->open);
    bool left = applied && applied != it->open && minor == it->open - applied;
    if (it->client == d->chosen->client &&
        (minor == llabs(it->open) || minor == total || before || left))
      return true;
  }
  return false;
}

static bool pays_any(const struct deciding *d, const struct claim *c) {
  for (size_t i = 0; i < c->items.n; i++)
    if (applied_to(d, c->items.v[i]))
      return true;
  return false;
}

// A promise or a complaint about other invoices has its own sum.
static bool is_of_other_claim(const struct deciding *d, const struct claims *all, int64_t minor) {
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    if (!pays_any(d, c) && c->items.n &&
        (llabs(c->intent->amount.minor) == minor || items_sum(&c->items) == minor))
      return true;
  }
  return false;
}

static bool is_explained(const struct deciding *d, const struct claims *all, int64_t minor) {
  if (is_applied(d, minor) || is_of_item(d, minor) || is_of_other_claim(d, all, minor))
    return true;
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money && items_sum(&all->v[i].items) == minor)
      return true;
  return false;
}

static bool in_words(const struct deciding *d, const struct evidence *e) {
  const struct read_part *part = reading_part(d->r, e->place.part);
  return e->own && e->sentence >= 0 && (!part || part->own);
}

// The last that was said before it was a complaint or a promise about what is not paid here.
static bool is_of_other_matter(const struct deciding *d, const struct claims *all, int sentence) {
  const struct claim *last = NULL;
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    if (c->intent->sentence <= sentence && (!last || c->intent->sentence > last->intent->sentence))
      last = c;
  }
  return last && !last->money && last->basis == BASIS_NAMED && !pays_any(d, last);
}

static struct str plain(struct deciding *d, struct money m) {
  return str_printf(d->a, "%.*s %s", STR_ARG(money_plain(d->a, m)), m.currency);
}

// In another currency than the sum that is applied, which the message states itself: "payments
// below CHF 50.00 are collected".
static bool is_foreign(struct deciding *d, struct money m) {
  int64_t sum = 0;
  for (size_t i = 0; i < d->out->allocations.n; i++)
    sum += d->out->allocations.v[i].amount.minor;
  return strcmp(m.currency, d->out->allocations.v[0].amount.currency) != 0 && states(d, sum);
}

static void sums(struct deciding *d, const struct claims *all) {
  bool proved = all_proved(all);
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    int64_t m = llabs(e->amount.minor), other = llabs(e->other.minor);
    if (e->what != EV_AMOUNT || !in_words(d, e) || !m || is_foreign(d, e->amount) ||
        (!sentence_pays(all, e->sentence) && (proved || is_of_other_matter(d, all, e->sentence))))
      continue;
    if (!is_explained(d, all, m) && !(other && is_explained(d, all, other)))
      give_doubt(d, SAY_UNEXPLAINED, plain(d, e->amount), e);
  }
}

// ---- bare numbers

static int64_t open_of_client(struct deciding *d) {
  struct items open = {0};
  items_of_client(d, &open);
  return items_sum(&open);
}

// Written without its smallest units, rounded either way.
static bool is_about(const struct deciding *d, const struct claims *all, int64_t units) {
  int64_t low = units * MINOR_UNITS;
  if (is_explained(d, all, low))
    return true;
  for (size_t i = 0; i < d->items.n; i++) {
    const struct item *it = &d->items.v[i];
    bool near = llabs(llabs(it->open) - low) < MINOR_UNITS ||
                llabs(it->inv->total.minor - low) < MINOR_UNITS ||
                llabs(applied_to(d, it) - low) < MINOR_UNITS;
    if (it->client == d->chosen->client && near)
      return true;
  }
  return false;
}

// "..7731" is the end of an account.
static bool stands_free(const struct deciding *d, struct place at) {
  const struct read_part *part = reading_part(d->r, at.part);
  return !part || !at.offset || at.offset > part->text.n ||
         strchr(" \t\r\n(\"'", part->text.p[at.offset - 1]);
}

static bool is_ours(const struct deciding *d, const struct ref *ref) {
  struct number n = number_parts(d->a, ref->ev->ref);
  if (naming_of(&ref->names, d->chosen->client, (struct money){0}) ||
      ends_number(d, ref->ev->ref) || !stands_free(d, ref->ev->place))
    return true;
  for (size_t i = 0; i < d->items.n; i++)
    if (applied_to(d, &d->items.v[i]) && number_slip(&n, &d->items.v[i].number))
      return true;
  return false;
}

static void bare_numbers(struct deciding *d, const struct claims *all) {
  int64_t most = open_of_client(d) * BEYOND;
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    int64_t units = whole_units(ref->ev->ref);
    if (ref->where == IN_OWN && units > 0 && units * MINOR_UNITS <= most &&
        sentence_pays(all, ref->ev->sentence) && !ref->range && !is_ours(d, ref) &&
        !is_about(d, all, units))
      give_doubt(d, SAY_BARE_SUM, ref->ev->ref, ref->ev);
  }
}

// ---- words that take something off

// "Except the one of July": which ones are paid nobody has made out.
static void exceptions(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    bool resolved = scope_word(d, c, "all-but") || scope_word(d, c, "all-but-last");
    if (c->money && scope_word(d, c, "except") && !resolved && pays_any(d, c))
      give_doubt(d, SAY_WHICH, items_numbers(d, &c->items), NULL);
  }
}

// "Half of it is paid", and all of it would be closed; the deposit of before is no doubt of the
// rest.
static void parts(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    bool part = c->money && scope_word(d, c, "part") && !scope_word(d, c, "balance");
    for (size_t k = 0; part && k < c->items.n; k++) {
      const struct item *it = c->items.v[k];
      bool rest = states(d, it->open) && it->open < it->inv->total.minor;
      if (applied_to(d, it) == it->open && !rest)
        give_doubt(d, SAY_CALLS_IT_PART, it->inv->number, NULL);
    }
  }
}

// Sentences of a person, or of a system that writes them; rows have their own arithmetic.
static bool is_in_sentences(const struct reading *r) {
  for (size_t i = 0; i < r->evidence.n; i++)
    if (r->evidence.v[i].what == EV_LINE)
      return r->kind == KIND_REPLY;
  return r->kind == KIND_REPLY || r->kind == KIND_REMITTANCE;
}

void unexplained(struct deciding *d, const struct claims *all) {
  if (!is_in_sentences(d->r) || !d->out->allocations.n)
    return;
  sums(d, all);
  bare_numbers(d, all);
  exceptions(d, all);
  parts(d, all);
}
