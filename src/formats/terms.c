// terms.c: terms of payment in words to a day.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/einvoice.h"
#include "relance/fold.h"

#include "charset.h"

enum { TERMS_DAYS_LIMIT = 180, TERMS_TEXT_LIMIT = 2000 };

struct terms_words {
  struct strs days, months, month_end, at_once; // folded words and phrases
};

static void names_add(struct arena *a, const struct stanza *s, struct strs *to) {
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, "is", &i));) {
    struct str rest = e->value, name;
    while (str_field(&rest, ',', &name))
      *LIST_PUSH(a, to) = fold_words(a, name);
  }
}

bool terms_load(struct arena *a, const struct stanzas *rules, struct terms_words **out,
                struct err *err) {
  static const char *const keys[] = {"is", NULL};
  struct terms_words *w = ARENA_NEW(a, struct terms_words);
  for (size_t i = 0; i < rules->n; i++) {
    const struct stanza *s = &rules->v[i];
    if (!str_eq(s->kind, S("terms")))
      continue;
    struct strs *to = str_eq(s->name, S("days"))        ? &w->days
                      : str_eq(s->name, S("months"))    ? &w->months
                      : str_eq(s->name, S("month_end")) ? &w->month_end
                      : str_eq(s->name, S("at_once"))   ? &w->at_once
                                                        : NULL;
    if (!to)
      return err_set(err, ERR_SETUP, "%.*s:%d: there is no terms \"%.*s\"", STR_ARG(s->file),
                     s->line, STR_ARG(s->name));
    if (!stanza_check_keys(s, keys, err))
      return false;
    names_add(a, s, to);
  }
  *out = w;
  return true;
}

static bool one_of(const struct strs *words, struct str word) {
  for (size_t i = 0; i < words->n; i++)
    if (str_eq(words->v[i], word))
      return true;
  return false;
}

// A whole phrase, between word ends.
static bool says(const struct strs *phrases, struct str text) {
  for (size_t i = 0; i < phrases->n; i++) {
    struct str p = phrases->v[i];
    for (size_t from = 0, at; str_find(str_skip(text, from), p, &at); from += at + 1) {
      size_t begin = from + at, end = begin + p.n;
      if ((begin == 0 || text.p[begin - 1] == ' ') && (end == text.n || text.p[end] == ' '))
        return true;
    }
  }
  return false;
}

// "30 jours", "30 Tagen", "2 mois": the largest number of days, months counting as calendar months.
static struct day counted(const struct terms_words *w, struct str text, struct day issued) {
  struct day latest = DAY_NONE;
  struct str word;
  int64_t n = -1;
  while (str_word(&text, &word)) {
    struct day d = DAY_NONE;
    if (n >= 0 && n <= TERMS_DAYS_LIMIT && one_of(&w->days, word))
      d = day_add(issued, (int)n);
    else if (n >= 1 && n <= 6 && one_of(&w->months, word))
      d = day_add_months(issued, (int)n);
    if (day_is(d) && (!day_is(latest) || d.n > latest.n))
      latest = d;
    if (!str_is_digits(word) || word.n > 3 || !str_int(word, &n))
      n = -1;
  }
  return latest;
}

struct day terms_due(struct arena *a, const struct terms_words *w, struct str terms,
                     struct day issued) {
  struct str text = fold_words(a, text_clip(terms, TERMS_TEXT_LIMIT));
  if (!day_is(issued))
    return DAY_NONE;
  struct day due = counted(w, text, issued);
  if (!day_is(due) && says(&w->at_once, text))
    due = issued;
  if (day_is(due) && says(&w->month_end, text))
    due = day_month_end(due);
  return due;
}
