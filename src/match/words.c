// words.c: the words of rules/words/ as tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "words.h"

static bool add_stanza(struct arena *a, struct words *w, const struct stanza *s, struct err *err) {
  if (str_eq(s->kind, S("dates"))) {
    struct date_words **dates = LIST_PUSH(a, &w->dates);
    return date_words_make(a, s, dates, err) && date_words_check(a, *dates, err);
  }
  return err_set(err, ERR_SETUP, "%.*s:%d: no such kind \"%.*s\": dates", STR_ARG(s->file), s->line,
                 STR_ARG(s->kind));
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
