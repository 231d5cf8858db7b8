// ideas.c: words of six languages for the same thing, so that all of them learn from each other.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

#include <stdlib.h>

static bool bad(struct err *err, const struct stanza *s, int line, const char *what,
                struct str got) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s: \"%.*s\"", STR_ARG(s->file), line, what,
                 STR_ARG(str_sub(got, 0, 80)));
}

static struct language *language_of(struct ruleset *rs, struct str code) {
  for (size_t i = 0; i < rs->n_languages; i++)
    if (str_eq(rs->languages[i].code, code))
      return &rs->languages[i];
  return NULL;
}

// "factur*" begins, "*rechnung" ends a word; without a star it is the whole word.
static void add_word(struct arena *a, struct language *lang, struct str word, int idea) {
  if (str_ends(word, S("*")))
    *LIST_PUSH(a, &lang->idea_heads) = (struct idea_word){str_sub(word, 0, word.n - 1), idea};
  else if (str_starts(word, S("*")))
    *LIST_PUSH(a, &lang->idea_tails) = (struct idea_word){str_skip(word, 1), idea};
  else
    *LIST_PUSH(a, &lang->idea_words) = (struct idea_word){word, idea};
}

bool ideas_read(struct ruleset *rs, const struct stanza *s, struct err *err) {
  struct arena *a = &rs->arena;
  if (rs->ideas.n == IDEAS_LIMIT)
    return bad(err, s, s->line, "more ideas than there is room for", s->name);
  int idea = (int)rs->ideas.n;
  *LIST_PUSH(a, &rs->ideas) = (struct idea){str_printf(a, "#%.*s", STR_ARG(s->name)),
                                            str_printf(a, "<#%.*s", STR_ARG(s->name)),
                                            str_printf(a, ">#%.*s", STR_ARG(s->name))};
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, "words", &i));) {
    struct str list = subject_of(a, e->value, false).text, word;
    struct language *lang = str_word(&list, &word) ? language_of(rs, word) : NULL;
    if (!lang)
      return bad(err, s, e->line, "expected `words = fr word word`, a [language] first", e->value);
    while (str_word(&list, &word))
      add_word(a, lang, word, idea);
  }
  return true;
}

static int by_text(const void *a, const void *b) {
  const struct idea_word *x = a, *y = b;
  int c = str_cmp(x->text, y->text);
  return c ? c : x->idea - y->idea;
}

void ideas_sort(struct language *lang) {
  if (lang->idea_words.n)
    qsort(lang->idea_words.v, lang->idea_words.n, sizeof *lang->idea_words.v, by_text);
  if (lang->idea_heads.n)
    qsort(lang->idea_heads.v, lang->idea_heads.n, sizeof *lang->idea_heads.v, by_text);
}

static void add_equal(const struct idea_word *v, size_t n, struct str text, struct idea_set *out) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (str_cmp(v[middle].text, text) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < n && str_eq(v[low].text, text); low++)
    idea_set_add(out, v[low].idea);
}

void ideas_of(const struct language *lang, struct str word, struct idea_set *out) {
  add_equal(lang->idea_words.v, lang->idea_words.n, word, out);
  for (size_t n = 2; n <= word.n; n++)
    add_equal(lang->idea_heads.v, lang->idea_heads.n, str_sub(word, 0, n), out);
  for (size_t i = 0; i < lang->idea_tails.n; i++)
    if (word.n > lang->idea_tails.v[i].text.n && str_ends(word, lang->idea_tails.v[i].text))
      idea_set_add(out, lang->idea_tails.v[i].idea);
}
