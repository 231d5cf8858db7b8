// split.c: a payment and what was kept back of it, where the message states both.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// "3,000 went out; 294 we hold back for the goods returned", of 3,294: two sums that together are
// what is open. The words beside each say which of them was paid; where they do not, nobody
// guesses.
#include "claims.h"

#include <stdlib.h>

enum {
  NEARLY = 90, // percent of what is open: the other sum is a discount or a fee
  BESIDE = 4,  // bytes between "the other" and its sum
  MINOR_UNITS = 100,
  PARTS_MOST = 4, // a half, a third, a quarter
};

struct stated {
  int64_t minor;
  int sentence;
  struct place place;
};

struct pair {
  struct stated paid, kept;
};

typedef LIST(struct stated) stated_list;

static void add_stated(struct deciding *d, stated_list *out, int64_t minor, int sentence,
                       struct place at) {
  for (size_t i = 0; i < out->n; i++)
    if (out->v[i].minor == minor)
      return;
  if (minor > 0 && sentence >= 0)
    *LIST_PUSH(d->a, out) = (struct stated){minor, sentence, at};
}

// Every sum in his own words, with or without a currency.
static void collect_stated(struct deciding *d, stated_list *out) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    if (e->what == EV_AMOUNT && e->own)
      add_stated(d, out, llabs(e->amount.minor), e->sentence, e->place);
  }
  for (size_t i = 0; i < d->refs.n; i++)
    if (is_bare_sum(d, &d->refs.v[i]))
      add_stated(d, out, whole_units(d->refs.v[i].ev->ref) * MINOR_UNITS, d->refs.v[i].ev->sentence,
                 d->refs.v[i].ev->place);
}

// ---- what the words say of each

static bool is_payment(enum intent_kind k) {
  return k == INTENT_PAID || k == INTENT_PARTIAL_PAYMENT;
}

static bool withholds(enum intent_kind k) {
  return k == INTENT_DISPUTE || k == INTENT_CREDIT_NOTE_REQUEST || k == INTENT_REFUSAL ||
         k == INTENT_PROMISE_TO_PAY;
}

static bool sentence_says(const struct deciding *d, int sentence, bool (*what)(enum intent_kind)) {
  for (size_t i = 0; i < d->out->intents.n; i++) {
    const struct intent *x = &d->out->intents.v[i];
    if (x->sentence == sentence && what(x->kind) && !intent_guessed(d, x))
      return true;
  }
  return false;
}

// "The other 740": words for what is left stand right before it.
static bool is_called_rest(const struct deciding *d, const struct stated *s) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    size_t end = e->place.offset + e->place.length;
    bool rest = e->what == EV_SCOPE && (str_eq(e->ref, S("rest")) || str_eq(e->ref, S("balance")));
    if (rest && str_eq(e->place.part, s->place.part) && e->place.offset < s->place.offset &&
        end + BESIDE >= s->place.offset)
      return true;
  }
  return false;
}

static bool is_withheld(const struct deciding *d, const struct stated *s) {
  for (size_t i = 0; i < d->out->intents.n; i++)
    if (withholds(d->out->intents.v[i].kind) && d->out->intents.v[i].amount.minor == s->minor)
      return true;
  return is_called_rest(d, s) ||
         (sentence_says(d, s->sentence, withholds) && !sentence_says(d, s->sentence, is_payment));
}

static bool mentions_part(const struct deciding *d) {
  for (size_t i = 0; i < d->out->intents.n; i++)
    if (d->out->intents.v[i].kind == INTENT_PARTIAL_PAYMENT)
      return true;
  return false;
}

static void swap(struct pair *p) {
  struct stated paid = p->paid;
  p->paid = p->kept;
  p->kept = paid;
}

// Which of the two was paid: the other is withheld, or is a small part taken off.
static bool tell_apart(const struct deciding *d, const struct item *it, struct pair *p) {
  bool first = is_withheld(d, &p->paid), second = is_withheld(d, &p->kept);
  if (first ? !second : p->paid.minor < p->kept.minor && first == second)
    swap(p);
  return first != second ||
         (mentions_part(d) && p->paid.minor >= money_scale(it->open, NEARLY, 100));
}

// The only two that make up what is open.
static bool only_pair(struct deciding *d, const struct item *it, struct pair *out) {
  stated_list all = {0};
  size_t found = 0;
  collect_stated(d, &all);
  for (size_t i = 0; i < all.n; i++)
    for (size_t k = i + 1; k < all.n; k++)
      if (all.v[i].minor + all.v[k].minor == it->open) {
        *out = (struct pair){all.v[i], all.v[k]};
        found++;
      }
  return found == 1;
}

bool split_payment(struct deciding *d, struct claim *c, const struct item *it) {
  struct pair p;
  if (!only_pair(d, it, &p) || !tell_apart(d, it, &p))
    return false;
  struct money paid = item_money(it, p.paid.minor);
  bool plain = p.paid.sentence == c->intent->sentence ||
               sentence_says(d, p.paid.sentence, is_payment) || is_withheld(d, &p.kept);
  allocate(d, it, paid);
  (plain ? give_reason : give_doubt)(d, SAY_PART, it->inv->number, NULL);
  c->intent->amount = paid;
  c->proved = plain;
  return true;
}

// "Half of it, 1 305": a bare number that is just such a part.
bool part_payment(struct deciding *d, struct claim *c, const struct item *it) {
  for (size_t i = 0; scope_word(d, c, "part") && i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    int64_t minor = is_bare_sum(d, ref) ? whole_units(ref->ev->ref) * MINOR_UNITS : 0;
    for (int n = 2; minor && ref->ev->sentence == c->intent->sentence && n <= PARTS_MOST; n++)
      if (minor * n == it->open) {
        allocate(d, it, item_money(it, minor));
        give_reason(d, SAY_PART, it->inv->number, ref->ev);
        c->intent->amount = item_money(it, minor);
        return true;
      }
  }
  return false;
}
