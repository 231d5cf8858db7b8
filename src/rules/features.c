// features.c: what the weights see of a sentence and of what stands around it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   word       letters, or "0" for a number, or one of ? ! %
//   beginning  the first five letters and "*", of words of six letters and more
//   pair       two words that follow each other, "a_b", and three; "^" before the first, "$" after
//              the last
//   idea       "#pay.done": what the word, or it and the one or two before, mean in any language;
//              "<#", ">#" in sentences before and after
//   ideas      "#not_#received": two ideas at most NEAR words apart, in their order
//   rule       "=paid": a rule with this signal has found it here; "~paid" in another sentence
//   count      "|1" to "|4": of sentences; "^" in all of a language
#include "ruleset.h"

#include <stdlib.h>
#include <string.h>

enum { BEGINNING = 5, WORDS_LIMIT = 200, COUNT_MOST = 4, NEAR = 5 };

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static size_t run_of(struct str s, size_t from, bool (*is)(char)) {
  size_t n = 0;
  while (from + n < s.n && is(s.p[from + n]))
    n++;
  return n;
}

static bool next_word(struct str s, size_t *i, struct str *word) {
  for (; *i < s.n; ++*i) {
    size_t letters = run_of(s, *i, is_letter), digits = run_of(s, *i, is_digit);
    bool sign = s.p[*i] == '?' || s.p[*i] == '!' || s.p[*i] == '%';
    if (!letters && !digits && !sign)
      continue;
    *word = digits ? S("0") : str_sub(s, *i, letters ? letters : 1);
    *i += letters ? letters : digits ? digits : 1;
    return true;
  }
  return false;
}

static void add(struct arena *a, struct features *out, struct str name, struct str word) {
  if (out->n < RULES_FEATURES_LIMIT)
    *LIST_PUSH(a, out) = (struct feature){name, word, str_hash(name)};
}

static void add_ideas(const struct ruleset *rs, struct arena *a, const struct idea_set *here,
                      struct str word, struct features *out) {
  for (int i = idea_next(here, 0); i < IDEAS_LIMIT; i = idea_next(here, i + 1))
    add(a, out, rs->ideas.v[i].here, word);
}

static int by_name(const void *a, const void *b) {
  return str_cmp(((const struct feature *)a)->name, ((const struct feature *)b)->name);
}

void features_sort(struct features *f) {
  if (f->n)
    qsort(f->v, f->n, sizeof *f->v, by_name);
}

// Keeps the first of each name.
static void once_each(struct features *f) {
  uint16_t seen[2 * RULES_FEATURES_LIMIT] = {0}; // by hash: place in f, plus one
  const size_t slots = sizeof seen / sizeof *seen;
  size_t n = 0;
  for (size_t i = 0; i < f->n; i++) {
    size_t at = f->v[i].hash % slots;
    while (seen[at] && !str_eq(f->v[seen[at] - 1].name, f->v[i].name))
      at = (at + 1) % slots;
    if (seen[at])
      continue;
    f->v[n++] = f->v[i];
    seen[at] = (uint16_t)n;
  }
  f->n = n;
}

static struct str joined(struct arena *a, struct str x, char sign, struct str y) {
  char *p = arena_alloc(a, 1, x.n + 1 + y.n);
  memcpy(p, x.p, x.n);
  p[x.n] = sign;
  memcpy(p + x.n + 1, y.p, y.n);
  return (struct str){p, x.n + 1 + y.n};
}

// Of a word and of the two before it: "nicht", "noch_nicht", "immer_noch_nicht".
static struct idea_set ideas_at(struct arena *a, const struct language *lang,
                                const struct str before[2], struct str word) {
  struct idea_set ideas = {{0}};
  struct str two = joined(a, before[0], '_', word), three = joined(a, before[1], '_', two);
  ideas_of(lang, word, 1, &ideas);
  ideas_of(lang, two, before[0].n + 1, &ideas);
  ideas_of(lang, three, three.n - word.n, &ideas);
  return ideas;
}

static void add_idea_pairs(const struct ruleset *rs, struct arena *a, const struct idea_set *first,
                           const struct idea_set *then, struct str word, struct features *out) {
  for (int i = idea_next(first, 0); i < IDEAS_LIMIT; i = idea_next(first, i + 1))
    for (int k = idea_next(then, 0); k < IDEAS_LIMIT; k = idea_next(then, k + 1))
      add(a, out, joined(a, rs->ideas.v[i].here, '_', rs->ideas.v[k].here), word);
}

static void add_words(const struct ruleset *rs, struct arena *a, const struct language *lang,
                      struct str plain, struct idea_set *ideas, struct features *out) {
  struct str before[2] = {S("^"), S("")}, word;
  struct idea_set near[NEAR] = {{{0}}}; // of the last words, that of word n at n % NEAR
  size_t i = 0;
  add(a, out, S("^"), S(""));
  for (int n = 0; n < WORDS_LIMIT && next_word(plain, &i, &word); n++) {
    struct idea_set here = ideas_at(a, lang, before, word);
    idea_set_join(ideas, &here);
    add_ideas(rs, a, &here, word, out);
    for (int k = 1; k <= NEAR; k++)
      add_idea_pairs(rs, a, &near[(n + k) % NEAR], &here, word, out);
    near[n % NEAR] = here;
    add(a, out, word, word);
    struct str pair = joined(a, before[0], '_', word);
    add(a, out, pair, word);
    if (n > 0)
      add(a, out, joined(a, before[1], '_', pair), word);
    if (word.n > BEGINNING)
      add(a, out, joined(a, str_sub(word, 0, BEGINNING), '*', S("")), word);
    before[1] = before[0];
    before[0] = word;
  }
  add(a, out, joined(a, before[0], '_', S("$")), before[0]);
}

// ---------------------------------------------------------------- what stands around it

struct around {
  struct idea_set ideas;
  uint64_t signals;
};

static uint64_t signal_bit(struct str signal) {
  for (int i = 0; rules_signals[i] && i < 64; i++)
    if (str_eq(signal, str_of(rules_signals[i])))
      return (uint64_t)1 << i;
  return 0;
}

static void add_signals(struct arena *a, uint64_t signals, char sign, struct features *out) {
  for (int i = 0; rules_signals[i] && i < 64; i++)
    if (signals >> i & 1)
      add(a, out, str_printf(a, "%c%s", sign, rules_signals[i]), S(""));
}

static void add_around(const struct ruleset *rs, struct arena *a, const struct around *all,
                       size_t n, size_t i, const struct around *before, const struct around *after,
                       struct features *out) {
  struct idea_set either = before->ideas;
  idea_set_join(&either, &after->ideas);
  for (int k = idea_next(&either, 0); k < IDEAS_LIMIT; k = idea_next(&either, k + 1)) {
    if (idea_set_has(&before->ideas, k))
      add(a, out, rs->ideas.v[k].before, S(""));
    if (idea_set_has(&after->ideas, k))
      add(a, out, rs->ideas.v[k].after, S(""));
  }
  add_signals(a, all[i].signals, '=', out);
  add_signals(a, before->signals | after->signals, '~', out);
  add(a, out, str_printf(a, "|%d", n < COUNT_MOST ? (int)n : COUNT_MOST), S(""));
}

static void join(struct around *into, const struct around *one) {
  idea_set_join(&into->ideas, &one->ideas);
  into->signals |= one->signals;
}

void rules_features(const struct ruleset *rs, struct arena *a, const struct language *lang,
                    struct str text, const struct sentences *sentences, const struct hits *hits,
                    struct features *out) {
  size_t n = sentences->n;
  struct around *all = arena_alloc(a, sizeof *all, n + 1),
                *after = arena_alloc(a, sizeof *all, n + 1);
  struct around before = {.signals = 0};
  for (size_t i = 0; i < n; i++) {
    struct sentence s = sentences->v[i];
    add_words(rs, a, lang, subject_of(a, str_sub(text, s.offset, s.length), false).text,
              &all[i].ideas, &out[i]);
  }
  for (size_t h = 0; h < hits->n; h++)
    if (hits->v[h].sentence >= 0 && (size_t)hits->v[h].sentence < n)
      all[hits->v[h].sentence].signals |= signal_bit(hits->v[h].signal);
  for (size_t i = n; i-- > 0;) {
    after[i] = after[i + 1];
    join(&after[i], &all[i]);
  }
  for (size_t i = 0; i < n; i++) {
    add_around(rs, a, all, n, i, &before, &after[i + 1], &out[i]);
    join(&before, &all[i]);
    once_each(&out[i]);
  }
}
