// features.c: what the weights see of a sentence.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   word       letters, or "0" for a number, or one of ? ! % €
//   beginning  the first five letters and "*", of words of six letters and more
//   pair       two words that follow each other, "a_b"; "^" before the first, "$" after the last
#include "ruleset.h"

#include <stdlib.h>

enum { BEGINNING = 5, WORDS_LIMIT = 200 };

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

static int by_text(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

void rules_features(struct arena *a, struct str plain, struct strs *out) {
  struct str before = S("^"), word;
  size_t i = 0;
  for (int n = 0; n < WORDS_LIMIT && next_word(plain, &i, &word); n++) {
    *LIST_PUSH(a, out) = word;
    *LIST_PUSH(a, out) = str_printf(a, "%.*s_%.*s", STR_ARG(before), STR_ARG(word));
    if (word.n > BEGINNING)
      *LIST_PUSH(a, out) = str_printf(a, "%.*s*", BEGINNING, word.p);
    before = word;
  }
  *LIST_PUSH(a, out) = str_printf(a, "%.*s_$", STR_ARG(before));
  qsort(out->v, out->n, sizeof *out->v, by_text);
  size_t n = 0;
  for (i = 0; i < out->n; i++)
    if (n == 0 || !str_eq(out->v[n - 1], out->v[i]))
      out->v[n++] = out->v[i];
  out->n = n < RULES_FEATURES_LIMIT ? n : RULES_FEATURES_LIMIT;
}
