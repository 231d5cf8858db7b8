// remit_words.c: the stanzas [advice LANG]: how payment advices call themselves and their columns.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/fold.h"
#include "remit.h"

enum { TITLE_LINES = 8 }; // among which a document calls itself an advice

struct column_word {
  struct str words; // folded
  enum column column;
};

struct advice_words {
  LIST(struct column_word) words;
};

// ---------------------------------------------------------------- the words

bool advice_words_add(struct arena *a, const struct stanza *s, struct advice_words **into,
                      struct err *err) {
  static const char *const known[] = {"reference", "gross", "discount", "deduction",
                                      "net",       "debit", "total",    "paid_on",
                                      "title",     "held",  NULL};
  struct advice_words *w = *into ? *into : ARENA_NEW(a, struct advice_words);
  if (!stanza_check_keys(s, known, err))
    return false;
  for (size_t i = 0; i < s->entries.n; i++)
    for (int k = 0; known[k]; k++) {
      struct str rest = s->entries.v[i].value, word;
      while (str_eq(s->entries.v[i].key, str_of(known[k])) && str_field(&rest, ',', &word))
        *LIST_PUSH(a, &w->words) =
            (struct column_word){fold_words(a, word), (enum column)(COLUMN_REFERENCE + k)};
    }
  *into = w;
  return true;
}

static bool starts_with_words(struct str folded, struct str words) {
  return words.n && str_starts(folded, words) && (folded.n == words.n || folded.p[words.n] == ' ');
}

static bool has_words(struct str folded, struct str words) {
  size_t at;
  struct str rest = folded;
  while (words.n && str_find(rest, words, &at)) {
    bool begins = (at == 0 && rest.p == folded.p) || rest.p[at ? at - 1 : 0] == ' ';
    bool ends = at + words.n == rest.n || rest.p[at + words.n] == ' ';
    if (begins && ends)
      return true;
    rest = str_skip(rest, at + words.n);
  }
  return false;
}

enum column column_of(const struct advice_words *w, struct str folded, bool at_start) {
  const struct column_word *best = NULL;
  for (size_t i = 0; w && i < w->words.n; i++) {
    const struct column_word *c = &w->words.v[i];
    if (c->column < COLUMN_PAID_ON && (!best || c->words.n > best->words.n) &&
        (at_start ? starts_with_words(folded, c->words) : has_words(folded, c->words)))
      best = c;
  }
  return best ? best->column : COLUMN_NONE;
}

bool row_is_held(const struct advice_words *w, struct str folded) {
  for (size_t i = 0; w && i < w->words.n; i++)
    if (w->words.v[i].column == COLUMN_HELD && has_words(folded, w->words.v[i].words))
      return true;
  return false;
}

// The day alone that stands in text[from, from + n), DAY_NONE without.
static struct day day_within(const struct facts *f, size_t from, size_t n) {
  for (size_t k = 0; k < f->dates.n; k++)
    if (f->dates.v[k].offset >= from && f->dates.v[k].offset - from < n &&
        f->dates.v[k].role == DATE_PLAIN)
      return f->dates.v[k].nearest;
  return DAY_NONE;
}

static bool says_paid_on(const struct advice_words *w, struct str folded) {
  for (size_t i = 0; w && i < w->words.n; i++)
    if (w->words.v[i].column == COLUMN_PAID_ON && has_words(folded, w->words.v[i].words))
      return true;
  return false;
}

struct day advice_paid_on(struct collecting *c, const struct facts *f) {
  struct str rest = f->text->text, line;
  while (f->dates.n && str_line(&rest, &line)) {
    size_t from = (size_t)(line.p - f->text->text.p);
    struct day day = day_within(f, from, line.n);
    if (day_is(day) && line.n <= 1000 && fact_is_own(c, f, from) &&
        says_paid_on(c->advice_words, fold_words(c->a, line)))
      return day;
  }
  return DAY_NONE;
}

static bool has_title(struct arena *a, const struct advice_words *w, struct str text) {
  struct str folded = fold_words(a, str_sub(text, 0, 4096));
  for (size_t i = 0; i < w->words.n; i++)
    if (w->words.v[i].column == COLUMN_TITLE && has_words(folded, w->words.v[i].words))
      return true;
  return false;
}

bool advice_titled(struct collecting *c, const struct facts *f) {
  enum text_role role = f->text->role;
  struct str rest = f->text->text, line;
  int lines = 0;
  if (!c->advice_words || (role != TEXT_SUBJECT && role != TEXT_BODY && role != TEXT_FILE))
    return false;
  if (has_title(c->a, c->advice_words, f->text->filename))
    return true;
  while (lines < TITLE_LINES && str_line(&rest, &line)) {
    size_t offset = (size_t)(line.p - f->text->text.p);
    lines += str_trim(line).n > 0;
    bool ours = fact_span(f, offset) == SPAN_OURS || fact_span(f, offset) == SPAN_QUOTED;
    if (!ours && line.n < 400 && has_title(c->a, c->advice_words, line))
      return true;
  }
  return false;
}
