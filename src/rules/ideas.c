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

// "factur*" begins, "*rechnung" ends a word; without a star it is the whole word. "no_answer*" is
// one word after the other.
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

static void sort(struct arena *a, struct idea_words *list) {
  if (list->n)
    qsort(list->v, list->n, sizeof *list->v, by_text);
  for (size_t i = list->n; i-- > 0;)
    *strmap_put(a, &list->first, list->v[i].text) = (uint32_t)i + 1;
}

void ideas_sort(struct arena *a, struct language *lang) {
  sort(a, &lang->idea_words);
  sort(a, &lang->idea_heads);
}

static void add_equal(const struct idea_words *list, struct str text, uint32_t hash,
                      struct idea_set *out) {
  uint32_t first = strmap_get(&list->first, text, hash);
  for (size_t i = first - 1; first && i < list->n && str_eq(list->v[i].text, text); i++)
    idea_set_add(out, list->v[i].idea);
}

void ideas_of(const struct language *lang, struct str word, size_t from, struct idea_set *out) {
  uint32_t hash = STRMAP_SEED;
  for (size_t n = 1; n <= word.n; n++) {
    hash = str_hash_add(hash, word.p[n - 1]);
    if (n > from)
      add_equal(&lang->idea_heads, str_sub(word, 0, n), hash, out);
  }
  add_equal(&lang->idea_words, word, hash, out);
  for (size_t i = 0; i < lang->idea_tails.n; i++)
    if (word.n > lang->idea_tails.v[i].text.n && str_ends(word, lang->idea_tails.v[i].text))
      idea_set_add(out, lang->idea_tails.v[i].idea);
}
