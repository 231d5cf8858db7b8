// date_openings.c: which idioms may begin with a word, so that the finder tries only those.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An opening is a class of words by their first letters. It may hold an idiom too many, which costs
// time, but never one too few. All numbers are one class. Of the token behind the first the same is
// known of each idiom, where its first step takes one token.
#include "dates_parts.h"

#include <string.h>

enum { NUMBERS_OPENING = 0, OPENING_LETTERS = 3 };

static size_t opening_of(struct str key) {
  unsigned hash = 0;
  if (key.n && key.p[0] >= '0' && key.p[0] <= '9')
    return NUMBERS_OPENING;
  for (size_t i = 0; i < key.n && i < OPENING_LETTERS; i++)
    hash = hash * 31 + (unsigned char)key.p[i];
  return 1 + hash % (DATE_OPENINGS - 1);
}

const struct idiom_set *idioms_opening(const struct date_words *w, struct str key) {
  return &w->openings[opening_of(key)];
}

static void add(struct idiom_set *set, size_t idiom) {
  set->bits[idiom / 64] |= UINT64_C(1) << idiom % 64;
}

size_t idiom_next(const struct idiom_set *set, size_t from) {
  for (size_t word = from / 64; word < IDIOMS_LIMIT / 64; word++) {
    uint64_t left = set->bits[word] & (word == from / 64 ? UINT64_MAX << from % 64 : UINT64_MAX);
    if (left)
      return word * 64 + (size_t)__builtin_ctzll(left);
  }
  return IDIOMS_LIMIT;
}

static void open_with_names(struct date_words *w, const struct nameds *names, size_t idiom) {
  for (size_t i = 0; i < names->n; i++)
    add(&w->openings[opening_of(names->v[i].word)], idiom);
}

static void open_with_step(struct date_words *w, const struct step *s, size_t idiom) {
  if (s->kind == STEP_WORD)
    add(&w->openings[opening_of(s->word)], idiom);
  else if (s->kind == STEP_MONTH)
    open_with_names(w, &w->months, idiom);
  else if (s->kind == STEP_WEEKDAY ||
           s->kind == STEP_WEEKDAYS) // also in compounds, whose first letters are the same
    open_with_names(w, &w->weekdays, idiom);
  else if (s->kind == STEP_DATE)
    add(&w->open_with_date, idiom);
  else {
    add(&w->openings[NUMBERS_OPENING], idiom);
    if (s->kind != STEP_YEAR)
      open_with_names(w, &w->numbers, idiom);
    if (s->kind == STEP_DAY || s->kind == STEP_NTH || s->kind == STEP_N)
      open_with_names(w, &w->nths, idiom);
  }
}

// Every step that can be the first to take a token.
static void open_from(struct date_words *w, size_t idiom, size_t step, bool *seen) {
  const struct step *steps = w->idioms.v[idiom].steps.v;
  while (!seen[step] && steps[step].kind != STEP_END) {
    const struct step *s = &steps[step];
    seen[step] = true;
    if (s->kind == STEP_SPLIT && s->to != SIZE_MAX)
      open_from(w, idiom, s->to, seen);
    if (s->kind != STEP_SPLIT && s->kind != STEP_JUMP) {
      open_with_step(w, s, idiom);
      return;
    }
    step = s->kind == STEP_JUMP ? s->to : step + 1;
  }
}

// What opens with {date} opens with whatever a number or another idiom does.
static void open_with_dates(struct date_words *w) {
  for (size_t o = 0; o < DATE_OPENINGS; o++) {
    bool date = o == NUMBERS_OPENING || idiom_next(&w->openings[o], 0) < IDIOMS_LIMIT;
    for (size_t i = 0; date && i < IDIOMS_LIMIT / 64; i++)
      w->openings[o].bits[i] |= w->open_with_date.bits[i];
  }
}

// ---------------------------------------------------------------- the token behind the first

static void add_class(struct opening_set *set, size_t class) {
  set->bits[class / 64] |= UINT64_C(1) << class % 64;
}

static void add_all(struct opening_set *set) {
  memset(set->bits, 0xFF, sizeof set->bits);
}

static void add_names(struct opening_set *set, const struct nameds *names) {
  for (size_t i = 0; i < names->n; i++)
    add_class(set, opening_of(names->v[i].word));
}

static void add_step(const struct date_words *w, const struct step *s, struct opening_set *out) {
  switch (s->kind) {
  case STEP_WORD:
    add_class(out, opening_of(s->word));
    return;
  case STEP_MONTH:
    add_names(out, &w->months);
    return;
  case STEP_WEEKDAY:
  case STEP_WEEKDAYS:
    add_names(out, &w->weekdays);
    return;
  case STEP_N:
  case STEP_DAY:
  case STEP_NTH:
  case STEP_YEAR:
    add_class(out, NUMBERS_OPENING);
    add_names(out, &w->numbers);
    add_names(out, &w->nths);
    return;
  default: // it may end here, or a whole date may follow
    add_all(out);
  }
}

typedef void visit(const struct date_words *w, size_t idiom, size_t step, struct opening_set *out);

// Calls for every step that can take the next token, and for the end.
static void each_next(const struct date_words *w, size_t idiom, size_t step, bool *seen,
                      visit *call, struct opening_set *out) {
  const struct step *steps = w->idioms.v[idiom].steps.v;
  while (!seen[step]) {
    const struct step *s = &steps[step];
    seen[step] = true;
    if (s->kind == STEP_SPLIT && s->to != SIZE_MAX)
      each_next(w, idiom, s->to, seen, call, out);
    if (s->kind != STEP_SPLIT && s->kind != STEP_JUMP) {
      call(w, idiom, step, out);
      return;
    }
    step = s->kind == STEP_JUMP ? s->to : step + 1;
  }
}

static void visit_second(const struct date_words *w, size_t idiom, size_t step,
                         struct opening_set *out) {
  add_step(w, &w->idioms.v[idiom].steps.v[step], out);
}

static void visit_first(const struct date_words *w, size_t idiom, size_t step,
                        struct opening_set *out) {
  enum step_kind kind = w->idioms.v[idiom].steps.v[step].kind;
  bool seen[IDIOM_STEPS_LIMIT + 1] = {false};
  if (kind == STEP_WORD || kind == STEP_N || kind == STEP_WEEKDAYS || kind == STEP_YEAR)
    each_next(w, idiom, step + 1, seen, visit_second, out);
  else // it may take more than one token
    add_all(out);
}

bool idiom_goes_on(const struct date_words *w, size_t idiom, struct str second) {
  size_t class = opening_of(second);
  return w->seconds[idiom].bits[class / 64] >> class % 64 & 1;
}

void date_openings_make(struct date_words *w) {
  for (size_t i = 0; i < w->idioms.n; i++) {
    bool seen[IDIOM_STEPS_LIMIT + 1] = {false}, again[IDIOM_STEPS_LIMIT + 1] = {false};
    open_from(w, i, 0, seen);
    each_next(w, i, 0, again, visit_first, &w->seconds[i]);
  }
  open_with_dates(w);
}
