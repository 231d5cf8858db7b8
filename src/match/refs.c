// refs.c: which invoices of the register a written number or reference may name.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"
#include "relance/fold.h"

#include <stdlib.h>
#include <string.h>

enum {
  REFS_LIMIT = 400, // written references of one message
  WHOLE_DIGITS = 5, // fewer digits may be any number
  TAIL_DIGITS = 3,  // so many at least of the end of a number ...
  TAIL_OF = 5,      // ... that has so many
  TOKEN_DIGITS = 5, // as few in running text
  TOKEN_LONGEST = 24,
  TOKEN_TEXT = 32 << 10, // bytes of a text that are looked through
};

static bool share_letters(const struct strs *a, const struct strs *b) {
  for (size_t i = 0; i < a->n; i++)
    for (size_t j = 0; j < b->n; j++)
      if (str_eq(a->v[i], b->v[j]))
        return true;
  return false;
}

// "AR260454" is called "the 454".
static bool is_tail(const struct number *w, const struct number *n) {
  return str_is_digits(w->whole) && w->whole.n >= TAIL_DIGITS && n->last.n >= TAIL_OF &&
         n->last.n > w->whole.n && str_ends(n->last, w->whole);
}

static enum strength strength_of(const struct number *w, struct str key, const struct item *i) {
  const struct number *n = &i->number;
  if (i->reference.n && str_eq(key, i->reference))
    return NAMES_REFERENCE;
  if (w->whole.n && str_eq(w->whole, n->whole))
    return NAMES_WHOLE;
  if (!w->digits.n || !n->digits.n)
    return NAMES_NOT;
  if (w->digits.n >= WHOLE_DIGITS && str_eq(w->digits, n->digits))
    return NAMES_DIGITS;
  if (!str_eq(w->last, n->last))
    return is_tail(w, n) ? NAMES_TAIL : NAMES_NOT;
  bool letters = share_letters(&w->letters, &n->letters);
  if (w->year.n && n->year.n && !str_eq(w->year, n->year))
    return NAMES_NOT;
  if (w->year.n && n->year.n)
    return letters ? NAMES_DIGITS : NAMES_YEAR;
  return letters ? NAMES_LETTERS : NAMES_LAST;
}

static int strongest_first(const void *x, const void *y) {
  const struct naming *a = x, *b = y;
  if (a->strength != b->strength)
    return a->strength > b->strength ? -1 : 1;
  return (a->item > b->item) - (a->item < b->item);
}

// ... unless 454.00 is what a bill to him asks for.
static bool is_bill(const struct deciding *d, const struct client *c, struct str written) {
  for (size_t i = 0; i < d->items.n; i++) {
    const struct item *it = &d->items.v[i];
    if (it->client == c &&
        (text_states(written, it->open) || text_states(written, it->inv->total.minor)))
      return true;
  }
  return false;
}

static void add_namings(const struct deciding *d, struct str written, struct namings *out) {
  struct number w = number_parts(d->a, written);
  struct str key = fold_key(d->a, written);
  for (size_t i = 0; i < d->items.n; i++) {
    enum strength s = strength_of(&w, key, &d->items.v[i]);
    bool sum = s == NAMES_TAIL && is_bill(d, d->items.v[i].client, written);
    if (s != NAMES_NOT && !sum)
      *LIST_PUSH(d->a, out) = (struct naming){&d->items.v[i], s};
  }
}

struct namings refs_of(const struct deciding *d, struct str written) {
  struct namings out = {0};
  add_namings(d, written, &out);
  if (out.n)
    qsort(out.v, out.n, sizeof *out.v, strongest_first);
  return out;
}

static struct namings range_of(const struct deciding *d, const struct evidence *e) {
  struct namings out = {0};
  struct strs numbers = range_numbers(d->a, e->ref, e->last);
  for (size_t i = 0; i < numbers.n; i++)
    add_namings(d, numbers.v[i], &out);
  if (!numbers.n)
    add_namings(d, e->ref, &out), add_namings(d, e->last, &out);
  if (out.n)
    qsort(out.v, out.n, sizeof *out.v, strongest_first);
  return out;
}

static bool is_attachment(const struct reading *r, struct str part) {
  for (size_t i = 0; i < r->attachments.n; i++)
    if (str_eq(r->attachments.v[i].id, part))
      return true;
  return false;
}

static enum where where_of(const struct reading *r, const struct evidence *e) {
  if (str_eq(e->place.part, S("subject")))
    return IN_SUBJECT;
  if (!e->own)
    return IN_QUOTE;
  return is_attachment(r, e->place.part) ? IN_FILE : IN_OWN;
}

static bool is_date(struct str digits) { // 20260407
  int64_t n;
  return digits.n == 8 && str_int(digits, &n) &&
         civil_valid((struct civil){(int)(n / 10000), (int)(n / 100 % 100), (int)(n % 100)});
}

// Labels of banks and tables run numbers together that no shape tells: "2026069 2026082 202610".
// What is wholly one of ours counts, padded or not, and what begins like one with the year.
static void add_token(struct deciding *d, struct str token, struct place at, enum where where) {
  struct number w = number_parts(d->a, token);
  bool digits = str_is_digits(token);
  if (w.digits.n < TOKEN_DIGITS || token.n > TOKEN_LONGEST || d->refs.n >= REFS_LIMIT ||
      (digits && is_date(token)))
    return;
  struct namings names = refs_of(d, token);
  enum strength least = digits && str_starts(token, S("20")) ? NAMES_YEAR : NAMES_DIGITS;
  bool whole = names.n && names.v[0].strength >= least;
  bool cut = digits && str_starts(token, S("20")) && !names.n;
  for (size_t i = 0; i < d->refs.n; i++)
    if (str_eq(d->refs.v[i].ev->ref, token) && str_eq(d->refs.v[i].ev->place.part, at.part))
      return;
  if (!whole && !cut)
    return;
  struct evidence *e = ARENA_NEW(d->a, struct evidence);
  *e = (struct evidence){.what = EV_INVOICE,
                         .text = token,
                         .ref = token,
                         .rule = S("register"),
                         .place = at,
                         .day = DAY_NONE,
                         .own = true,
                         .sentence = -1};
  *LIST_PUSH(d->a, &d->refs) = (struct ref){.ev = e, .where = where, .names = names};
}

static void add_tokens(struct deciding *d, const struct read_part *part, enum where where) {
  struct str rest = str_sub(part->text, 0, TOKEN_TEXT), word;
  while (part->own && str_word(&rest, &word)) {
    while (word.n && strchr(".,;:)", word.p[word.n - 1]))
      word.n--;
    add_token(d, word, (struct place){part->id, (size_t)(word.p - part->text.p), word.n}, where);
  }
}

void refs_collect(struct deciding *d) {
  for (size_t i = 0; i < d->r->evidence.n && d->refs.n < REFS_LIMIT; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    if ((e->what != EV_INVOICE && e->what != EV_REFERENCE && e->what != EV_LINE) || !e->ref.n)
      continue;
    *LIST_PUSH(d->a, &d->refs) =
        (struct ref){.ev = e,
                     .where = where_of(d->r, e),
                     .range = e->last.n > 0,
                     .names = e->last.n ? range_of(d, e) : refs_of(d, e->ref)};
  }
  if (d->r->kind != KIND_BANK_NOTICE && d->r->kind != KIND_REMITTANCE)
    return;
  for (size_t i = 0; i < d->r->parts.n; i++)
    add_tokens(d, &d->r->parts.v[i], IN_OWN);
  for (size_t i = 0; i < d->r->attachments.n; i++)
    add_tokens(d, &d->r->attachments.v[i], IN_FILE);
}

// Open ones before settled ones, then the one whose amount fits: else it cannot be told. The end of
// a number that two have, were one of them settled, names neither.
static bool better(const struct naming *a, const struct naming *b, struct money said) {
  if (a->strength != b->strength)
    return a->strength > b->strength;
  if (a->strength == NAMES_TAIL)
    return false;
  bool a_open = a->item->open != 0, b_open = b->item->open != 0;
  if (a_open != b_open)
    return a_open;
  return same_amount(a->item, said, llabs(a->item->open)) &&
         !same_amount(b->item, said, llabs(b->item->open));
}

const struct naming *naming_of(const struct namings *names, const struct client *client,
                               struct money said) {
  const struct naming *best = NULL;
  bool tie = false;
  if (said.minor < 0)
    said = money_neg(said);
  for (size_t i = 0; i < names->n; i++) {
    const struct naming *n = &names->v[i];
    if (client && n->item->client != client)
      continue;
    if (best && !better(n, best, said)) {
      tie |= !better(best, n, said) && n->item != best->item;
      continue;
    }
    best = n;
    tie = false;
  }
  return tie ? NULL : best;
}
