// clause.c: which number of a sentence belongs to which of its verbs.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// "416 is paid on Friday, 449 we refuse": where something is said between two numbers and the
// second has words of its own, they stand in two clauses. "416 and 449 are paid" is one.
#include "intent_parts.h"

#include <string.h>

enum { OWN_WORDS = 2 }; // so many words behind a number make a clause of it

struct stretch {
  size_t from, to;
};

static bool is_verb(const struct said *s, const struct said *of) {
  bool says = s->signal == SIGNAL_INTENT || s->signal == SIGNAL_PROMISE_DATE ||
              s->signal == SIGNAL_PAYMENT_DATE;
  return says && !s->hit->permille && s->facts == of->facts && s->sentence == of->sentence &&
         s->sentence >= 0;
}

static size_t verb_end(const struct said *s) {
  return s->hit->place.offset + s->hit->place.length;
}

// The first that is said between the two numbers and does not span both, or NULL.
static const struct said *verb_within(const struct saids *all, const struct said *of,
                                      struct stretch gap) {
  const struct said *first = NULL;
  for (size_t i = 0; i < all->n; i++) {
    const struct said *s = &all->v[i];
    bool here = is_verb(s, of) && s->hit->place.offset < gap.to && verb_end(s) > gap.from;
    bool both = here && s->hit->place.offset < gap.from && verb_end(s) > gap.to;
    if (here && !both && (!first || s->hit->place.offset < first->hit->place.offset))
      first = s;
  }
  return first;
}

static bool verb_before(const struct saids *all, const struct said *of, size_t at) {
  for (size_t i = 0; i < all->n; i++)
    if (is_verb(&all->v[i], of) && verb_end(&all->v[i]) <= at)
      return true;
  return false;
}

static bool verb_behind(const struct saids *all, const struct said *of, size_t at) {
  for (size_t i = 0; i < all->n; i++)
    if (is_verb(&all->v[i], of) && verb_end(&all->v[i]) > at)
      return true;
  return false;
}

// The last sign in it that parts clauses; its end where there is none.
static size_t last_sign(const struct facts *f, struct stretch in) {
  size_t at = in.to;
  for (size_t i = 0; i < f->tokens.n; i++) {
    const struct token *t = &f->tokens.v[i];
    if (t->kind == TOKEN_SIGN && t->offset >= in.from && t->offset < in.to &&
        strchr(",;:", t->key.p[0]))
      at = t->offset;
  }
  return at;
}

static bool has_words(const struct said *s, size_t behind) {
  size_t words = 0;
  for (size_t i = 0; i < s->facts->tokens.n; i++) {
    const struct token *t = &s->facts->tokens.v[i];
    words += t->kind == TOKEN_WORD && t->offset >= behind && said_at(s, s->facts, t->offset);
  }
  return words >= OWN_WORDS;
}

// Where the clause of the later number begins; false: both stand in one.
static bool border(const struct saids *all, const struct said *s, const struct reference_found *a,
                   const struct reference_found *b, size_t *at) {
  struct stretch gap = {a->offset + a->length, b->offset};
  const struct said *verb = verb_within(all, s, gap);
  size_t behind = b->offset + b->length;
  if (!verb)
    return false;
  struct stretch head = {gap.from, verb->hit->place.offset}, tail = {verb_end(verb), gap.to};
  *at = head.from < head.to ? last_sign(s->facts, head) : head.to;
  if (*at < head.to && verb_before(all, s, a->offset)) // "paid is 416, refused is 449"
    return true;
  *at = tail.from < tail.to ? last_sign(s->facts, tail) : tail.to;
  if (*at < tail.to)
    return has_words(s, behind);
  *at = tail.from;
  return verb_behind(all, s, behind) && tail.from <= tail.to;
}

bool clause_parts(const struct saids *all, const struct said *s, const struct reference_found *r) {
  for (size_t i = 0; i < s->facts->references.n; i++) {
    const struct reference_found *other = &s->facts->references.v[i];
    bool later = other->offset > r->offset;
    size_t at;
    if (other == r || !said_at(s, s->facts, other->offset) ||
        !border(all, s, later ? r : other, later ? other : r, &at))
      continue;
    bool spans = s->hit->permille && s->hit->place.offset < at && verb_end(s) > at; // a guess
    if (!spans && (s->hit->place.offset < at) != (r->offset < at))
      return true;
  }
  return false;
}
