// words.c: the words of rules/words/ as tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "words.h"

static bool add_stanza(struct arena *a, struct words *w, const struct stanza *s, struct err *err) {
  if (str_eq(s->kind, S("days"))) {
    struct date_words **dates = LIST_PUSH(a, &w->dates);
    return date_words_make(a, s, dates, err) && date_words_check(a, *dates, err);
  }
  if (str_eq(s->kind, S("money"))) {
    struct money_words **money = LIST_PUSH(a, &w->money);
    return money_words_make(a, s, money, err) && money_words_check(a, *money, err);
  }
  if (str_eq(s->kind, S("references"))) {
    struct reference_words **references = LIST_PUSH(a, &w->references);
    return reference_words_make(a, s, references, err) &&
           reference_words_check(a, *references, err);
  }
  if (str_eq(s->kind, S("advice")))
    return advice_words_add(a, s, &w->advice, err);
  return true; // the stanzas of other rooms
}

bool words_make(struct arena *a, const struct stanzas *files, struct words **out, struct err *err) {
  struct words *w = ARENA_NEW(a, struct words);
  for (size_t i = 0; i < files->n; i++)
    if (!add_stanza(a, w, &files->v[i], err))
      return false;
  *out = w;
  return true;
}

const struct date_words *words_dates(const struct words *w, struct str lang) {
  for (size_t i = 0; i < w->dates.n; i++)
    if (str_eq(date_words_lang(w->dates.v[i]), lang))
      return w->dates.v[i];
  return NULL;
}

const struct money_words *words_money(const struct words *w, struct str lang) {
  for (size_t i = 0; i < w->money.n; i++)
    if (str_eq(money_words_lang(w->money.v[i]), lang))
      return w->money.v[i];
  return NULL;
}

const struct reference_words *words_references(const struct words *w, struct str lang) {
  for (size_t i = 0; i < w->references.n; i++)
    if (str_eq(reference_words_lang(w->references.v[i]), lang))
      return w->references.v[i];
  return NULL;
}
