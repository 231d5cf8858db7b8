// sheet_value.c: numbers, days and amounts as invoices print them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sheet.h"

#include "csv.h"
#include "relance/fold.h"

#include <string.h>

enum { NUMBER_LIMIT = 40, LEAD_WORDS = 4 };

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool has_digit(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (is_digit(s.p[i]))
      return true;
  return false;
}

static bool is_letters(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z')))
      return false;
  return s.n > 0;
}

// Signs that stand around a value and are no part of it.
static struct str bare(struct str s) {
  while (s.n && strchr(":.,;()[]#*<>=\"'-/", s.p[0]))
    s = str_skip(s, 1);
  while (s.n && strchr(":.,;()[]#*<>=\"'", s.p[s.n - 1]))
    s.n--;
  return s;
}

static bool is_sum(struct str s) {
  size_t n = s.n;
  return n > 3 && (s.p[n - 3] == ',' || s.p[n - 3] == '.') && is_digit(s.p[n - 1]) &&
         is_digit(s.p[n - 2]) && is_digit(s.p[n - 4]);
}

// ["n°" / "no." / ":"] token, or capitals and a token: "FA 2026-012".
bool value_number(struct str s, struct str *out) {
  struct str rest = s, word;
  for (int i = 0; i < LEAD_WORDS && str_word(&rest, &word); i++) {
    struct str w = bare(word), next;
    struct day d;
    struct str after = rest;
    bool lead = is_letters(w) && w.n >= 2 && w.n <= 4 && w.p[0] < 'a' && w.p[1] < 'a' &&
                str_word(&after, &next) && is_digit(bare(next).n ? bare(next).p[0] : 0);
    if (lead && !day_read(bare(next), &d) && !is_sum(bare(next)))
      w.n = (size_t)(bare(next).p + bare(next).n - w.p);
    else if (!has_digit(w))
      continue;
    if (w.n > NUMBER_LIMIT || w.n < 2 || is_sum(w) || (day_read(w, &d) && !str_is_digits(w)))
      return false;
    *out = w;
    return true;
  }
  return false;
}

// ---------------------------------------------------------------- days

static int month_of(struct arena *a, const struct months *m, struct str word) {
  struct str key = fold_key(a, word);
  for (size_t i = 0; key.n && i < m->n; i++)
    if (str_eq(m->v[i].key, key))
      return m->v[i].month;
  return 0;
}

static bool day_number(struct str w, int *out) {
  int64_t v;
  size_t n = 0;
  while (n < w.n && is_digit(w.p[n]))
    n++;
  if (n == 0 || n > 2 || w.n - n > 3 || !str_int(str_sub(w, 0, n), &v) || v < 1 || v > 31)
    return false;
  *out = (int)v;
  return true;
}

static bool year_number(struct str w, int *out) {
  int64_t v;
  w = bare(w);
  if (!str_is_digits(w) || (w.n != 4 && w.n != 2) || !str_int(w, &v))
    return false;
  *out = (int)(w.n == 2 ? 2000 + v : v);
  return *out >= 1990 && *out < 2200;
}

// "12 novembre 2026", "12. November 2026", "1er mai 2026", "12 de noviembre de 2026", "November 12,
// 2026", "12-nov-2026"
static bool day_in_words(struct arena *a, const struct months *m, const struct str *w, size_t n,
                         struct day *out) {
  int v[3] = {0}; // day, month, year
  size_t used = 0;
  for (size_t i = 0; i < n && used < 3; i++) {
    struct str one = bare(w[i]);
    int month = month_of(a, m, one);
    if (month && !v[1] && ++used)
      v[1] = month;
    else if (!v[0] && day_number(one, &v[0]))
      used++;
    else if (v[0] && v[1] && year_number(one, &v[2]))
      used++;
    else if (!is_letters(one) || one.n > 3)
      return false;
  }
  struct civil c = {v[2], v[1], v[0]};
  if (used < 3 || !civil_valid(c))
    return false;
  *out = day_of(c.year, c.month, c.day);
  return true;
}

static bool named_day(struct arena *a, const struct months *m, struct str s, struct day *out) {
  struct str w[6], rest = s;
  size_t n = 0;
  char *copy = arena_alloc(a, 1, s.n + 1);
  memcpy(copy, s.p, s.n);
  for (size_t i = 0; i < s.n; i++)
    if (copy[i] == '-' || copy[i] == '/' || copy[i] == '.')
      copy[i] = ' ';
  rest = (struct str){copy, s.n};
  while (n < 6 && str_word(&rest, &w[n]))
    n++;
  return n >= 3 && day_in_words(a, m, w, n, out);
}

bool value_day(struct arena *a, const struct months *m, struct str s, struct day *out) {
  struct str rest = s, word;
  for (int i = 0; i <= LEAD_WORDS && rest.n; i++) {
    struct str from = str_trim(rest);
    if (!str_word(&rest, &word))
      return false;
    if (!str_is_digits(bare(word)) && day_read(bare(word), out))
      return true;
    if (named_day(a, m, from, out))
      return true;
    if (has_digit(word) && !is_letters(bare(word)))
      return false; // another number comes first: it is not this day's place
  }
  return false;
}

// ---------------------------------------------------------------- amounts

static const struct {
  const char *sign, *code;
} signs[] = {{"€", "EUR"}, {"$", "USD"}, {"£", "GBP"}, {"euro", "EUR"}, {"euros", "EUR"}};

static bool currency_of(struct str s, char out[4]) {
  s = bare(str_trim(s));
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (str_eq_ci(s, str_of(signs[i].sign))) {
      memcpy(out, signs[i].code, 4);
      return true;
    }
  if (s.n != 3 || !currency_valid(s))
    return false;
  for (int i = 0; i < 3; i++)
    out[i] = (char)(s.p[i] & ~0x20);
  out[3] = 0;
  return true;
}

// "(EUR) 1 234,56", "1.234,56 €", "EUR 1,234.56", "1234.56"; a percentage is none, and a bare whole
// number says too little.
bool value_amount(struct str s, char decimal, struct money *out) {
  struct amount_text t;
  char currency[4] = "";
  s = str_trim(s);
  size_t from = 0, to = s.n;
  while (from < s.n && !is_digit(s.p[from]))
    from++;
  if (from == s.n)
    return false;
  struct str before = str_sub(s, 0, from);
  bool negative = from && s.p[from - 1] == '-';
  bool named = currency_of(negative ? str_sub(before, 0, before.n - 1) : before, currency);
  while (to > from && !is_digit(s.p[to - 1]))
    to--;
  struct str after = str_sub(s, to, s.n - to);
  if (str_find(after, S("%"), NULL))
    return false;
  named = currency_of(after, currency) || named;
  if (after.n && bare(str_trim(after)).n && !currency_of(after, currency))
    return false;
  if (amount_read(str_sub(s, from, to - from), decimal, &t) != AMOUNT_GOOD ||
      (!named && t.decimals != 2) || t.currency.n)
    return false;
  struct money m;
  if (amount_money(&t, named ? currency : "EUR", &m) != AMOUNT_GOOD)
    return false;
  m.minor = negative && m.minor > 0 ? -m.minor : m.minor;
  memcpy(m.currency, currency, 4);
  *out = m;
  return true;
}
