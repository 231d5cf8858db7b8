// amount_find.c: which numbers of a text are sums of money.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "amount_parts.h"

#include <string.h>

static bool is_sign(const struct token *t, const char *any) {
  return t->kind == TOKEN_SIGN && t->length == 1 && strchr(any, t->key.p[0]);
}

// Part of a longer thing: "A1234", "12:30", "FA-2026-118", "12/11", "10.0.0.1".
static bool glued(const struct tokens *t, size_t i, const struct amount_found *f) {
  const struct token *x = &t->v[i], *before = i ? &t->v[i - 1] : NULL;
  if (!before || x->spaced)
    return false;
  if (before->kind != TOKEN_SIGN)
    return before->kind == TOKEN_NUMBER || f->offset > before->offset; // but "EUR1234"
  bool joins = is_sign(before, "-/:.,_#@") && i > 1 && !before->spaced;
  return joins && t->v[i - 2].kind != TOKEN_SIGN;
}

static bool strs_hold(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i], s))
      return true;
  return false;
}

static const struct token *token_from(const struct tokens *t, size_t i, size_t offset) {
  while (i < t->n && t->v[i].offset < offset)
    i++;
  return i < t->n ? &t->v[i] : NULL;
}

// What follows makes it something else: a percentage, a time, the rest of a word or number.
static bool spoilt_after(const struct tokens *t, size_t i, const struct money_words *w,
                         const struct amount_found *f) {
  const struct token *next = token_from(t, i, f->offset + f->length);
  if (!next)
    return false;
  if (is_sign(next, "%") || str_eq(next->key, S("‰")))
    return true;
  if (w && !f->currency_named && strs_hold(&w->units, next->key))
    return true;
  if (next->spaced)
    return false;
  const struct token *after = next + 1 < t->v + t->n ? next + 1 : NULL;
  bool goes_on = after && !after->spaced && after->kind == TOKEN_NUMBER;
  if (f->currency_named) // a column "EUR" over "2026-064"
    return goes_on && is_sign(next, "-/");
  return next->kind != TOKEN_SIGN || (is_sign(next, "/:.,-") && goes_on);
}

static bool no_payment(const struct tokens *t, size_t i, const struct money_words *w) {
  for (size_t back = 1; w && back <= 4 && back <= i; back++)
    if (strs_hold(&w->no_payment, t->v[i - back].key))
      return true;
  return false;
}

static void push(struct arena *a, struct amounts_found *out, const struct amount_found *f) {
  *LIST_PUSH(a, out) = *f;
}

void amounts_find(struct arena *a, struct str text, const struct tokens *t,
                  const struct money_words *w, struct amount_from from, const struct marks *taken,
                  struct amounts_found *out) {
  size_t end = 0;
  for (size_t i = 0; i < t->n; i++) {
    const struct token *x = &t->v[i];
    struct amount_found f;
    if (x->offset < end)
      continue;
    if (x->kind == TOKEN_WORD && w) {
      size_t n = amount_in_words(t, i, w, &f);
      if (!n)
        continue;
      f.offset = x->offset;
      f.length = token_end(&t->v[i + n - 1]) - x->offset;
      push(a, out, &f);
      end = f.offset + f.length;
    }
    if (x->kind != TOKEN_NUMBER || !amount_at(text, x->offset, w, from, &f) || glued(t, i, &f))
      continue;
    bool other = f.offset < end; // the currency in "12,00 EUR. 261104" belongs to the sum before
    bool sum = (f.currency_named && !other) || f.decimals;
    if (!sum || marks_cover(taken, f.offset, f.length) || spoilt_after(t, i, w, &f) ||
        no_payment(t, i, w))
      continue;
    push(a, out, &f);
    end = f.offset + f.length;
  }
}
