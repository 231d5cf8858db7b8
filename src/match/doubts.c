// doubts.c: what speaks against acting unasked although everything seems to fit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"

#include <stdlib.h>
#include <string.h>

enum {
  PLAIN = 900, // thousandths: an intent read with less is asked about
  SOON = 10,   // days: an order may be carried out so much later
};

static const struct allocation *allocation_of(const struct deciding *d, const struct item *i) {
  for (size_t k = 0; k < d->out->allocations.n; k++)
    if (str_eq(d->out->allocations.v[k].invoice, i->inv->number))
      return &d->out->allocations.v[k];
  return NULL;
}

static bool in_any_claim(const struct claims *all, const struct item *i) {
  for (size_t k = 0; k < all->n; k++)
    if (items_have(&all->v[k].items, i))
      return true;
  return false;
}

static bool shares_item(const struct claim *a, const struct claim *b) {
  for (size_t i = 0; i < a->items.n; i++)
    if (items_have(&b->items, a->items.v[i]))
      return true;
  return false;
}

static bool part_paid(const struct deciding *d, const struct claim *c) {
  for (size_t i = 0; i < c->items.n; i++) {
    const struct allocation *l = allocation_of(d, c->items.v[i]);
    if (l && l->amount.minor != c->items.v[i]->open)
      return true;
  }
  return false;
}

// ---- one function each

static bool is_vague(const struct deciding *d, const struct intent *i) {
  return i->permille < PLAIN || intent_guessed(d, i);
}

// A plain sentence says the same of all its invoices.
static bool is_said_plainly(const struct deciding *d, const struct claims *all,
                            const struct claim *guess) {
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    size_t both = 0;
    for (size_t k = 0; k < guess->items.n; k++)
      both += items_have(&c->items, guess->items.v[k]);
    bool all_of_it = c->money && guess->money && c->proved; // no mere part
    if ((c->intent->kind == guess->intent->kind || all_of_it) && !is_vague(d, c->intent) &&
        both == guess->items.n)
      return true;
  }
  return false;
}

static void words_are_vague(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money && is_vague(d, all->v[i].intent) && !d->adds_up &&
        !is_said_plainly(d, all, &all->v[i]))
      give_doubt(d, SAY_UNSURE, all->v[i].intent->text, NULL);
}

static bool speaks_otherwise(enum intent_kind k) {
  return k == INTENT_PROMISE_TO_PAY || k == INTENT_DISPUTE || k == INTENT_REFUSAL ||
         k == INTENT_INSTALLMENT_REQUEST || k == INTENT_COPY_REQUEST ||
         k == INTENT_BANK_DETAILS_REQUEST || k == INTENT_INSOLVENCY || k == INTENT_FRAUD_SUSPICION;
}

// What waits only because of how a sentence sounds, a person has heard too.
static void waits_on_a_sound(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; !d->out->allocations.n && i < all->n; i++) {
    const struct intent *said = all->v[i].intent;
    if (speaks_otherwise(said->kind) && said->permille < PLAIN && intent_guessed(d, said) &&
        !is_said_plainly(d, all, &all->v[i]))
      give_doubt(d, SAY_UNSURE, said->text, NULL);
  }
}

static bool all_named(const struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money && all->v[i].basis != BASIS_NAMED)
      return false;
  return true;
}

static bool all_proved(const struct deciding *d, const struct claims *all) {
  bool any = false;
  for (size_t i = 0; i < all->n; i++) {
    if (all->v[i].intent->kind == INTENT_PAID && !all->v[i].proved && !d->adds_up)
      return false;
    any |= all->v[i].intent->kind == INTENT_PAID;
  }
  return any;
}

// Words without a day or an amount of their own, beside a payment whose number and amount agree.
static bool outweighed(const struct deciding *d, const struct claims *all, const struct claim *c) {
  bool promise = c->intent->kind == INTENT_PROMISE_TO_PAY && day_is(c->intent->day);
  bool arrives = promise && c->intent->day.n <= d->today.n; // "it should be with you today"
  return arrives ||
         (all_proved(d, all) && !(day_is(c->intent->day) && c->intent->day.n > d->today.n));
}

// What is paid in full cannot be promised or disputed as well; but words without a number weigh
// little beside a payment that is proved by number or sum.
static void paid_and_otherwise(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++) {
    if ((all->v[i].basis != BASIS_NAMED && all_named(all)) || outweighed(d, all, &all->v[i]))
      continue;
    for (size_t k = 0; speaks_otherwise(all->v[i].intent->kind) && k < all->v[i].items.n; k++) {
      const struct item *it = all->v[i].items.v[k];
      const struct allocation *l = allocation_of(d, it);
      if (l && l->amount.minor == it->open)
        give_doubt(d, SAY_MIXED, it->inv->number, NULL);
    }
  }
}

static void take_back(struct deciding *d, const struct item *it) {
  size_t n = 0;
  for (size_t i = 0; i < d->out->allocations.n; i++)
    if (!str_eq(d->out->allocations.v[i].invoice, it->inv->number))
      d->out->allocations.v[n++] = d->out->allocations.v[i];
  d->out->allocations.n = n;
}

// Who refuses an invoice, suspects it or asks for its copy has not paid it, whatever a word sounds
// like; only a sum says that he has.
static void refused_is_not_paid(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; d->r->kind == KIND_REPLY && i < all->n; i++) {
    enum intent_kind k = all->v[i].intent->kind;
    bool unpaid = k == INTENT_REFUSAL || k == INTENT_FRAUD_SUSPICION || k == INTENT_COPY_REQUEST;
    for (size_t j = 0; unpaid && !intent_guessed(d, all->v[i].intent) && j < all->v[i].items.n; j++)
      if (!states(d, all->v[i].items.v[j]->open))
        take_back(d, all->v[i].items.v[j]);
  }
}

// "It is paid", where the reminder named several.
static void which_of_them(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    bool bare = c->basis == BASIS_THREAD || c->basis == BASIS_SUBJECT;
    size_t invoices = 0;
    for (size_t k = 0; k < c->items.n; k++)
      invoices += !c->items.v[k]->credit;
    if (c->money && bare && invoices > 1 && !c->firm && d->out->allocations.n)
      give_doubt(d, SAY_WHICH, items_numbers(d, &c->items), NULL);
  }
}

// "Your letter about F-132 has arrived. ... Invoices are paid on Wednesdays."
static void number_far_away(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money && all->v[i].far && !all->v[i].proved && d->r->kind == KIND_REPLY &&
        !states(d, items_sum(&all->v[i].items)))
      give_doubt(d, SAY_WHICH, items_numbers(d, &all->v[i].items), NULL);
}

// An amount that is open on another of his invoices was hardly written by chance.
static void other_amounts(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; d->out->allocations.n && !all_proved(d, all) && i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    bool taken = false;
    struct item *other = NULL;
    for (size_t k = 0; e->own && e->what == EV_AMOUNT && k < d->items.n; k++) {
      struct item *it = &d->items.v[k];
      if (it->client != d->chosen->client || !it->open ||
          !same_amount(it, e->amount, llabs(it->open)))
        continue;
      taken |= in_any_claim(all, it) || allocation_of(d, it);
      other = it;
    }
    if (other && !taken)
      give_doubt(d, SAY_ALSO_AMOUNT, other->inv->number, e);
  }
}

static bool sentence_pays(const struct claims *all, int sentence) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money && sentence >= 0 && all->v[i].intent->sentence == sentence)
      return true;
  return false;
}

// Lines that add up to their total leave no room for a number that stands in words beside them.
static void other_numbers(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; d->out->allocations.n && i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct naming *n = naming_of(&ref->names, d->chosen->client, (struct money){0});
    bool own = ref->where == IN_OWN || ref->where == IN_FILE;
    bool outside = d->adds_up && !sentence_pays(all, ref->ev->sentence);
    if (own && !outside && !ref->range && n && n->strength > NAMES_LAST && n->item->open &&
        !in_any_claim(all, n->item) && !allocation_of(d, n->item))
      give_doubt(d, SAY_ALSO_NAMED, n->item->inv->number, ref->ev);
  }
}

// A wish or a complaint in a mail that names no invoice and answers no reminder.
static void about_anything(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    bool everything =
        c->intent->kind == INTENT_INSOLVENCY || c->intent->kind == INTENT_FRAUD_SUSPICION;
    bool more = false;
    for (size_t k = 0; k < c->items.n; k++)
      more |= !allocation_of(d, c->items.v[k]);
    if (!c->money && c->basis == BASIS_ANY && c->items.n > 1 && more && !everything)
      give_doubt(d, SAY_WHICH, items_numbers(d, &c->items), NULL);
  }
}

// "Not paid yet, it will be in the run of week 46": which of the two is it?
static void one_sentence(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    for (size_t k = 0; k < all->n; k++) {
      const struct intent *paid = all->v[i].intent, *other = all->v[k].intent;
      bool apart = paid->invoices.n && other->invoices.n && !shares_item(&all->v[i], &all->v[k]);
      bool with = speaks_otherwise(other->kind) || other->kind == INTENT_QUESTION;
      if (all->v[i].money && with && paid->sentence >= 0 && paid->sentence == other->sentence &&
          !apart && !part_paid(d, &all->v[i]) && !outweighed(d, all, &all->v[k]))
        give_doubt(d, SAY_BOTH, other->text, NULL);
    }
}

static void promise_without_day(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].intent->kind == INTENT_PROMISE_TO_PAY && !day_is(all->v[i].intent->day) &&
        all->v[i].items.n && !all_proved(d, all))
      give_doubt(d, SAY_NO_DAY, all->v[i].intent->text, NULL);
}

static void still_to_come(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n && !d->adds_up; i++)
    for (size_t k = 0; all->v[i].money && k < d->r->evidence.n; k++) {
      const struct evidence *e = &d->r->evidence.v[k];
      const struct intent *paid = all->v[i].intent;
      bool made_up = paid->sentence < 0 && d->r->kind == KIND_REMITTANCE;
      bool beside = e->sentence == paid->sentence && !day_is(paid->day);
      int late = made_up ? d->today.n + SOON : d->today.n;
      bool promised = false;
      for (size_t j = 0; j < all->n; j++)
        promised |=
            all->v[j].intent->kind == INTENT_PROMISE_TO_PAY && all->v[j].intent->day.n == e->day.n;
      if (e->what == EV_DATE && e->own && day_is(e->day) && e->day.n > late && !promised &&
          (made_up ? e->sentence >= 0 : beside))
        give_doubt(d, SAY_FUTURE, day_iso(d->a, e->day), e);
    }
}

// An odd number of quotation marks stands before it in its line.
static bool is_cited(const struct deciding *d, const struct intent *i) {
  const struct read_part *part = reading_part(d->r, i->place.part);
  struct str before = part ? str_sub(part->text, 0, i->place.offset) : S("");
  size_t marks = 0;
  for (size_t at = before.n; at-- > 0 && before.p[at] != '\n';)
    marks += before.p[at] == '"';
  return marks % 2 == 1;
}

static void cites(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money && is_cited(d, all->v[i].intent))
      give_doubt(d, SAY_CITED, all->v[i].intent->text, NULL);
}

static bool is_slip(const struct deciding *d, const struct number *n) {
  for (size_t i = 0; i < d->items.n; i++)
    if (allocation_of(d, &d->items.v[i]) && number_slip(n, &d->items.v[i].number))
      return true;
  return d->out->allocations.n == 0;
}

// A whole number of somebody's series, but not of ours: another supplier's, or his own invoice that
// he sets off.
static void foreign_numbers(struct deciding *d, const struct claims *all) {
  (void)all;
  for (size_t i = 0; d->r->kind == KIND_REPLY && i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    struct number n = number_parts(d->a, ref->ev->ref);
    bool whole = ref->ev->what == EV_INVOICE && n.letters.n && n.year.n &&
                 str_ends(ref->ev->rule, S(".word"));
    bool ours = naming_of(&ref->names, d->chosen->client, (struct money){0}) ||
                (ref->names.n && ref->names.v[0].strength >= NAMES_DIGITS);
    if (ref->where == IN_OWN && whole && !ours && !is_slip(d, &n))
      give_doubt(d, SAY_FOREIGN, ref->ev->ref, ref->ev);
  }
}

// A part is spoken of, but all of it would be closed.
static void calls_it_part(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; d->r->kind == KIND_REPLY && !all_proved(d, all) && i < all->n; i++) {
    const struct claim *c = &all->v[i];
    if (c->intent->kind != INTENT_PARTIAL_PAYMENT || scope_says(d, c)) // "all but 133"
      continue;
    for (size_t k = 0; k < c->items.n; k++) {
      const struct allocation *l = allocation_of(d, c->items.v[k]);
      if (l && l->amount.minor == c->items.v[k]->open && !states(d, l->amount.minor))
        give_doubt(d, SAY_CALLS_IT_PART, c->items.v[k]->inv->number, NULL);
    }
  }
}

// "Has 118 been paid?"
static void asks(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++) {
    const struct intent *in = all->v[i].intent;
    const struct read_part *part = reading_part(d->r, in->place.part);
    size_t at = part && d->r->kind == KIND_REPLY ? in->place.offset : 0;
    while (at && at < part->text.n && !strchr(".!?;\n", part->text.p[at]))
      at++;
    if (all->v[i].money && at && at < part->text.n && part->text.p[at] == '?' &&
        !states(d, items_sum(&all->v[i].items)))
      give_doubt(d, SAY_ASKED, in->text, NULL);
  }
}

// Digits alone in another sentence, without the word invoice before them, may be a postcode.
static bool is_weakly_named(const struct deciding *d, const struct claim *c,
                            const struct item *it) {
  bool weak = false;
  for (size_t i = 0; d->thread && i < d->thread->invoices.n; i++)
    if (str_eq(d->thread->invoices.v[i], it->inv->number))
      return false;
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct naming *n = naming_of(&ref->names, it->client, (struct money){0});
    if (!n || n->item != it || ref->where == IN_QUOTE)
      continue;
    if (n->strength > NAMES_LAST || str_ends(ref->ev->rule, S(".word")) ||
        ref->where == IN_SUBJECT || ref->ev->sentence == c->intent->sentence)
      return false;
    weak = true;
  }
  return weak;
}

static void weak_numbers(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    for (size_t k = 0; c->money && !c->proved && d->r->kind == KIND_REPLY && k < c->items.n; k++)
      if (allocation_of(d, c->items.v[k]) && is_weakly_named(d, c, c->items.v[k]) &&
          !states(d, c->items.v[k]->open))
        give_doubt(d, SAY_WEAK_NUMBER, c->items.v[k]->inv->number, NULL);
  }
}

void doubts(struct deciding *d, const struct claims *all) {
  static void (*const table[])(struct deciding *, const struct claims *) = {
      words_are_vague,     paid_and_otherwise,  which_of_them,
      other_amounts,       other_numbers,       about_anything,
      one_sentence,        still_to_come,       cites,
      promise_without_day, foreign_numbers,     number_far_away,
      calls_it_part,       refused_is_not_paid, asks,
      weak_numbers,        waits_on_a_sound,    unexplained};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    table[i](d, all);
}
