// keys.c: the keys under which a number or a name is found again however it is written.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys.h"

#include "relance/fold.h"
#include "relance/match.h"

#include <string.h>

enum {
  NUMBER_LIMIT = 64, // bytes of a number that are looked at
  GROUP_LIMIT = 8,   // runs of digits in it
  LETTERS_LIMIT = 3, // runs of letters in it
  NAME_WORDS_LIMIT = 12,
  SHORT_WORD = 3, // shorter words of a name say nothing
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

struct str strip_zeros(struct str digits) {
  while (digits.n > 1 && digits.p[0] == '0')
    digits = str_skip(digits, 1);
  return digits;
}

static void add_key(struct arena *a, struct strs *keys, struct str key) {
  for (size_t i = 0; i < keys->n; i++)
    if (str_eq(keys->v[i], key))
      return;
  if (key.n)
    *LIST_PUSH(a, keys) = key;
}

// People and OCR write O for 0: every o of the whole key, but in the runs only an o beside a digit,
// so that letters of a prefix stay letters.
static struct str zeros_for_o(struct arena *a, struct str s, bool all) {
  char *p = arena_alloc(a, 1, s.n + 1);
  if (s.n)
    memcpy(p, s.p, s.n);
  for (size_t i = 0; i < s.n; i++)
    if (p[i] == 'o' && (all || (i > 0 && is_digit(p[i - 1]))))
      p[i] = '0';
  for (size_t i = s.n; i-- > 0;)
    if (p[i] == 'o' && i + 1 < s.n && is_digit(p[i + 1]))
      p[i] = '0';
  return (struct str){p, s.n};
}

static bool is_year(struct str s) {
  return s.n == 4 && (str_starts(s, S("19")) || str_starts(s, S("20")));
}

// "2026118" is year and number in one run; "02026118" the same, padded.
static bool year_in_front(struct str run, struct str *year, struct str *rest) {
  run = strip_zeros(run);
  if (run.n < 5 || run.n > 13 || !is_year(str_sub(run, 0, 4)))
    return false;
  *year = str_sub(run, 0, 4);
  *rest = str_skip(run, 4);
  return true;
}

static size_t digit_runs(struct str s, struct str runs[GROUP_LIMIT]) {
  size_t n = 0;
  for (size_t i = 0; i < s.n && n < GROUP_LIMIT;) {
    size_t from = i;
    while (i < s.n && is_digit(s.p[i]))
      i++;
    if (i > from)
      runs[n++] = str_sub(s, from, i - from);
    else
      i++;
  }
  return n;
}

static struct strs letter_runs(struct arena *a, struct str s) {
  struct strs out = {0};
  for (size_t i = 0; i < s.n && out.n < LETTERS_LIMIT;) {
    size_t from = i;
    while (i < s.n && is_letter(s.p[i]))
      i++;
    if (i > from)
      *LIST_PUSH(a, &out) = str_sub(s, from, i - from);
    else
      i++;
  }
  return out;
}

static struct str join_digits(struct arena *a, const struct str *runs, size_t n) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < n; i++)
    buf_add(&b, runs[i]);
  return buf_str(&b);
}

struct number number_parts(struct arena *a, struct str written) {
  written = str_sub(written, 0, NUMBER_LIMIT);
  struct str runs[GROUP_LIMIT], year, rest;
  struct str words = zeros_for_o(a, fold_words(a, written), false);
  size_t n = digit_runs(words, runs);
  struct number out = {.whole = zeros_for_o(a, fold_key(a, written), true),
                       .letters = letter_runs(a, words)};
  if (n == 0)
    return out;
  out.digits = strip_zeros(join_digits(a, runs, n));
  out.last = strip_zeros(runs[n - 1]);
  if (year_in_front(runs[n - 1], &year, &rest)) {
    out.year = year;
    out.last = strip_zeros(rest);
  } else if (n > 1 && is_year(runs[n - 1])) { // "12/2026"
    out.year = runs[n - 1];
    out.last = strip_zeros(runs[n - 2]);
  } else if (n > 1 && is_year(runs[n - 2])) {
    out.year = runs[n - 2];
  } else if (n > 1 && runs[n - 2].n == 2) { // "IMP26-011"
    out.year = str_printf(a, "20%.*s", STR_ARG(runs[n - 2]));
  }
  return out;
}

// By hand: keys are made by the million.
static struct str joined(struct arena *a, struct str head, struct str sign, struct str tail) {
  size_t n = head.n + sign.n + tail.n;
  char *p = arena_alloc(a, 1, n + 1);
  memcpy(p, head.p, head.n);
  memcpy(p + head.n, sign.p, sign.n);
  memcpy(p + head.n + sign.n, tail.p, tail.n);
  return (struct str){p, n};
}

struct strs number_keys(struct arena *a, struct str written) {
  struct number n = number_parts(a, written);
  struct strs keys = {0};
  add_key(a, &keys, n.whole);
  if (!n.digits.n)
    return keys;
  add_key(a, &keys, n.digits);
  if (n.year.n)
    add_key(a, &keys, joined(a, n.year, S("/"), n.last));
  for (size_t i = 0; i < n.letters.n; i++)
    add_key(a, &keys, joined(a, n.letters.v[i], S("-"), n.last));
  add_key(a, &keys, joined(a, S(""), S("#"), n.last));
  return keys;
}

// Abbreviations of legal forms (ISO 20275), as fold_words leaves them; dotted ones fall apart into
// letters, which are too short to count.
static const char *const legal_forms[] = {
    "asbl", "bvba", "cvba", "dac",  "eirl", "eurl", "gbr",  "gie",    "ggmbh", "gmbh",
    "inc",  "kgaa", "llc",  "llp",  "ltd",  "mbb",  "mbh",  "ohg",    "plc",   "pte",
    "pty",  "sarl", "sas",  "sasu", "sci",  "scop", "scrl", "slp",    "slu",   "snc",
    "spa",  "sprl", "srl",  "srls", "ug",   "vof",  "vzw",  "limited"};

static bool is_legal_form(struct str word) {
  for (size_t i = 0; i < sizeof legal_forms / sizeof *legal_forms; i++)
    if (str_eq(word, str_of(legal_forms[i])))
      return true;
  return false;
}

struct strs name_keys(struct arena *a, struct str name) {
  struct strs keys = {0};
  struct str rest = fold_words(a, name), word;
  while (keys.n < NAME_WORDS_LIMIT && str_word(&rest, &word))
    if (word.n >= SHORT_WORD && !is_legal_form(word))
      add_key(a, &keys, word);
  return keys;
}
