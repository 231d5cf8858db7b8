// language.c: which language own words are in, by the frequent words of each.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

#include <stdlib.h>
#include <string.h>

enum {
  WORD_POINTS = 60, // shared by the languages that have the word: 60 divides by 1 to 6
  SURE_POINTS = 60, // less than one word of its own says nothing
  ENOUGH_POINTS = 240,
  LANGUAGE_TEXT_LIMIT = 8 << 10, // bytes that are looked at
};

const struct word *rules_word(const struct ruleset *rs, struct str text) {
  uint32_t at = strmap_get(&rs->word_places, text, str_hash(text));
  return at ? &rs->words.v[at - 1] : NULL;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool next_word(struct str *rest, struct str *word) {
  size_t i = 0, n = 0;
  while (i < rest->n && !is_letter(rest->p[i]))
    i++;
  while (i + n < rest->n && is_letter(rest->p[i + n]))
    n++;
  *word = str_sub(*rest, i, n);
  *rest = str_skip(*rest, i + n);
  return n > 0;
}

static void count_words(const struct ruleset *rs, struct str text, int points[RULES_LANGUAGES]) {
  struct str word;
  while (next_word(&text, &word)) {
    const struct word *w = rules_word(rs, word);
    if (!w || !w->languages)
      continue;
    int share = WORD_POINTS / __builtin_popcount(w->languages);
    for (size_t i = 0; i < rs->n_languages; i++)
      if (w->languages & 1u << i)
        points[i] += share;
  }
}

// The languages that the text may be in: all where too little is there to tell.
unsigned rules_languages_of(const struct ruleset *rs, struct arena *a, struct str text, int *best) {
  int points[RULES_LANGUAGES] = {0}, top = 0, winner = -1;
  unsigned likely = 0;
  text = str_sub(text, 0, LANGUAGE_TEXT_LIMIT);
  count_words(rs, subject_of(a, text, false).text, points);
  for (size_t i = 0; i < rs->n_languages; i++)
    if (points[i] > top) {
      top = points[i];
      winner = (int)i;
    }
  for (size_t i = 0; i < rs->n_languages; i++)
    if (top < ENOUGH_POINTS || 3 * points[i] >= top)
      likely |= 1u << i;
  if (best)
    *best = top >= SURE_POINTS ? winner : -1;
  return likely | RULES_ANY_LANGUAGE;
}

struct str rules_language(const struct ruleset *rs, struct str text, struct str otherwise) {
  struct arena a;
  int best;
  arena_init(&a, 16 * LANGUAGE_TEXT_LIMIT + (1 << 20));
  rules_languages_of(rs, &a, text, &best);
  arena_free(&a);
  return best < 0 ? otherwise : rs->languages[best].code;
}
