// words.c: taking words and numbers off a value, with complaints that name the line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/words.h"

struct words words_of(struct str file, int line, struct str value) {
  return (struct words){.file = file, .line = line, .rest = value, .last = value};
}

bool words_next(struct words *w, struct str *word) {
  if (!str_word(&w->rest, word))
    return false;
  w->last = *word;
  return true;
}

bool words_bad(const struct words *w, struct err *err, const char *what) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s: \"%.*s\"", STR_ARG(w->file), w->line, what,
                 STR_ARG(str_sub(w->last, 0, 80)));
}

bool words_number(struct words *w, int least, int most, int *out, struct err *err) {
  struct str word;
  int64_t n;
  if (!words_next(w, &word))
    return words_bad(w, err, "a number must follow");
  if (!str_int(word, &n) || n < least || n > most)
    return err_set(err, ERR_SETUP, "%.*s:%d: a number from %d to %d is needed, not \"%.*s\"",
                   STR_ARG(w->file), w->line, least, most, STR_ARG(str_sub(word, 0, 80)));
  *out = (int)n;
  return true;
}

int word_index(struct str word, const char *const *known) {
  for (int i = 0; known[i]; i++)
    if (str_eq_ci(word, str_of(known[i])))
      return i;
  return -1;
}

bool stanza_kind(const struct stanza *s, const char *kind, struct err *err) {
  if (str_eq(s->kind, str_of(kind)) && s->name.n)
    return true;
  return err_set(err, ERR_SETUP, "%.*s:%d: expected [%s NAME], not [%.*s]", STR_ARG(s->file),
                 s->line, kind, STR_ARG(str_sub(s->kind, 0, 80)));
}

static const struct entry *entry_of(const struct stanza *s, const char *key) {
  size_t i = 0;
  return stanza_next(s, key, &i);
}

bool stanza_number(const struct stanza *s, const char *key, int least, int most, int *out,
                   struct err *err) {
  const struct entry *e = entry_of(s, key);
  if (!e)
    return true;
  struct words w = words_of(s->file, e->line, e->value);
  return words_number(&w, least, most, out, err);
}

bool stanza_yes(const struct stanza *s, const char *key, bool *out, struct err *err) {
  static const char *const answers[] = {"no", "yes", NULL};
  const struct entry *e = entry_of(s, key);
  if (!e)
    return true;
  int i = word_index(e->value, answers);
  if (i < 0)
    return err_set(err, ERR_SETUP, "%.*s:%d: %s is yes or no, not \"%.*s\"", STR_ARG(s->file),
                   e->line, key, STR_ARG(str_sub(e->value, 0, 80)));
  *out = i == 1;
  return true;
}
