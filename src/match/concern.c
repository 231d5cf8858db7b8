// concern.c: what waits because of words that nobody understood, for they may say that it is paid.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"

#include <stdlib.h>

// ---- a whole message

static void concern(struct deciding *d, struct items *list, struct item *i) {
  if (i->client == d->chosen->client && item_open(i))
    items_add(d->a, list, i);
}

// "the 2265 one": a bare number that is what is open.
static bool is_bare_amount(const struct ref *ref, const struct item *i) {
  return ref->ev->what == EV_INVOICE && ref->where == IN_OWN && text_states(ref->ev->ref, i->open);
}

bool states_open(const struct deciding *d, const struct item *i) {
  for (size_t k = 0; k < d->r->evidence.n; k++) {
    const struct evidence *e = &d->r->evidence.v[k];
    bool sum = e->what == EV_AMOUNT || e->what == EV_LINE || e->what == EV_TOTAL;
    if (sum && e->own && same_amount(i, e->amount, i->open))
      return true;
  }
  for (size_t k = 0; k < d->refs.n; k++)
    if (!naming_of(&d->refs.v[k].names, i->client, (struct money){0}) &&
        is_bare_amount(&d->refs.v[k], i))
      return true;
  return false;
}

static void of_refs(struct deciding *d, bool (*here)(enum where), struct items *list) {
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct naming *n = naming_of(&ref->names, d->chosen->client, (struct money){0});
    if (here(ref->where) && n)
      concern(d, list, n->item);
  }
}

static void of_amounts(struct deciding *d, struct items *list) {
  for (size_t i = 0; i < d->items.n; i++)
    if (states_open(d, &d->items.v[i]))
      concern(d, list, &d->items.v[i]);
}

static bool in_own_words(enum where w) {
  return w == IN_OWN || w == IN_FILE;
}

static bool in_subject(enum where w) {
  return w == IN_SUBJECT;
}

// What he passes on is no evidence of his own, but an amount in it is not there by chance.
static void of_texts(struct deciding *d, struct items *list) {
  for (size_t i = 0; i < d->items.n; i++)
    if (message_states(d->r, d->items.v[i].open))
      concern(d, list, &d->items.v[i]);
}

static void of_thread(struct deciding *d, struct items *list) {
  for (size_t i = 0; d->thread && i < d->items.n; i++)
    for (size_t k = 0; k < d->thread->invoices.n; k++)
      if (str_eq(d->thread->invoices.v[k], d->items.v[i].inv->number))
        concern(d, list, &d->items.v[i]);
}

// His own numbers and amounts, else the reminder that he answers, else what he passes on.
static struct items concerned(struct deciding *d) {
  struct items list = {0};
  of_refs(d, in_own_words, &list);
  of_amounts(d, &list);
  if (!list.n)
    of_thread(d, &list);
  if (!list.n)
    of_refs(d, in_subject, &list);
  if (!list.n)
    of_texts(d, &list);
  return list;
}

static void pause_all(struct deciding *d, const struct items *list) {
  for (size_t i = 0; i < list->n; i++)
    pause_item(d, list->v[i]);
}

void concern_message(struct deciding *d) {
  struct items list = concerned(d);
  pause_all(d, &list);
}

// A sum that is open on one of his invoices is not written for nothing, even in a mere question.
void concern_amounts(struct deciding *d) {
  struct items list = {0};
  of_amounts(d, &list);
  if (list.n)
    give_doubt(d, SAY_UNREAD_AMOUNT, items_numbers(d, &list), NULL);
  pause_all(d, &list);
}

// ---- an answer between the lines of our letter

static bool is_quoted(struct str line) {
  return str_starts(str_trim(line), S(">"));
}

static struct str bare_words(struct str line) {
  struct str words = str_trim(line);
  return is_quoted(line) ? str_trim(str_skip(words, 1)) : words;
}

// The line at `at` is quoted, his own words come next, and the quote goes on behind them.
static bool is_answered(struct str text, size_t at) {
  size_t start = at;
  while (start && text.p[start - 1] != '\n')
    start--;
  struct str rest = str_skip(text, start), line;
  bool own = false;
  if (!str_line(&rest, &line) || !is_quoted(line))
    return false;
  while (str_line(&rest, &line)) {
    if (!bare_words(line).n)
      continue;
    if (is_quoted(line))
      return own;
    own = true;
  }
  return false;
}

static bool is_spoken_of(const struct claims *all, const struct item *i) {
  for (size_t k = 0; k < all->n; k++)
    if (items_have(&all->v[k].items, i))
      return true;
  return false;
}

void concern_answers(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct read_part *part = reading_part(d->r, ref->ev->place.part);
    const struct naming *n = naming_of(&ref->names, d->chosen->client, (struct money){0});
    bool here = ref->where == IN_QUOTE && part && n && item_open(n->item) &&
                ref->ev->place.offset < part->text.n;
    if (!here || is_spoken_of(all, n->item) || !is_answered(part->text, ref->ev->place.offset))
      continue;
    give_doubt(d, SAY_UNREAD_ANSWER, n->item->inv->number, ref->ev);
    pause_item(d, n->item);
  }
}

// ---- a number

// A few digits may be a postcode or a house, or a bill that nobody asks to be paid yet.
static bool is_meant(const struct naming *n) {
  return n->strength > NAMES_LAST || n->item->reminded || n->item->due;
}

// The end of a number that several of his have: each of them may be meant.
static void pause_alike(struct deciding *d, const struct ref *ref) {
  for (size_t i = 0; i < ref->names.n; i++) {
    const struct naming *n = &ref->names.v[i];
    if (n->item->client == d->chosen->client && n->strength == NAMES_TAIL && is_meant(n))
      pause_item(d, n->item);
  }
}

// Named in his own words, but no sentence that was understood is about it.
void concern_named(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct naming *n = naming_of(&ref->names, d->chosen->client, (struct money){0});
    bool own = ref->where == IN_OWN || ref->where == IN_FILE;
    if (!own || ref->range)
      continue;
    if (!n)
      pause_alike(d, ref);
    else if (is_meant(n) && item_open(n->item) && !is_spoken_of(all, n->item))
      pause_item(d, n->item);
  }
}

// What is open, written beside words that were understood of others: "send me 474; and the 14 875
// are with you since Friday, aren't they?" Where a payment was understood, the sum is that one.
void concern_stated(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money)
      return;
  for (size_t i = 0; i < d->items.n; i++) {
    struct item *it = &d->items.v[i];
    if (it->client == d->chosen->client && item_open(it) && states_open(d, it) &&
        !is_spoken_of(all, it) && !is_allocated(d, it))
      pause_item(d, it);
  }
}

// "The third one before Christmas": of what is said of it nothing was understood.
void concern_ordinals(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    const struct item *it = e->what == EV_SCOPE && e->own ? item_of_ordinal(d, e) : NULL;
    if (it && !is_spoken_of(all, it) && !is_allocated(d, it)) {
      give_doubt(d, SAY_ALSO_NAMED, it->inv->number, e);
      pause_item(d, it);
    }
  }
}

static bool says_all(const struct deciding *d, const struct claim *c) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    if (e->what == EV_SCOPE && e->own && e->sentence == c->intent->sentence &&
        str_eq(e->ref, S("all")))
      return true;
  }
  return false;
}

// "Save for 476 everything is paid": in words for "save for" that no rule knows, the number is what
// was not paid.
void concern_all(struct deciding *d, const struct claims *all) {
  for (size_t i = 0; i < all->n; i++) {
    const struct claim *c = &all->v[i];
    struct items list = {0};
    of_thread(d, &list);
    if (!c->money || c->basis != BASIS_NAMED || c->items.n >= list.n || !says_all(d, c))
      continue;
    give_doubt(d, SAY_WHICH, items_numbers(d, &list), NULL);
    pause_all(d, &list);
  }
}
