// sheet.c: the text of a page cut into lines, cells and folded words.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sheet.h"

#include "relance/fold.h"

static bool is_combining(uint32_t rune) {
  return rune >= 0x300 && rune <= 0x36F;
}

static bool is_word_rune(struct arena *a, struct str s, size_t at, size_t *len) {
  unsigned char c = (unsigned char)s.p[at];
  *len = 1;
  if (c < 0x80)
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  uint32_t rune = str_rune(s, at, len);
  return is_combining(rune) || fold_key(a, str_sub(s, at, *len)).n || rune > 0x24F;
}

static void add_words(struct arena *a, struct sheet *p, struct sheet_cell *c, size_t cell,
                      size_t limit) {
  size_t base = (size_t)(c->text.p - p->text.p);
  c->first = p->words.n;
  for (size_t i = 0, len; i < c->text.n && p->words.n < limit; i += len) {
    if (!is_word_rune(a, c->text, i, &len))
      continue;
    size_t from = i;
    while (i < c->text.n && is_word_rune(a, c->text, i, &len))
      i += len;
    len = 0;
    struct str key = fold_words(a, str_sub(c->text, from, i - from));
    if (key.n)
      *LIST_PUSH(a, &p->words) = (struct sheet_word){key, base + from, base + i, cell};
  }
  c->n = p->words.n - c->first;
}

void sheet_of(struct arena *a, struct str text, size_t words_limit, struct sheet *out) {
  struct sheet p = {.text = text};
  struct str rest = text, line, cell;
  while (str_line(&rest, &line)) {
    size_t first = p.cells.n, column = 0;
    while (str_field(&line, '\t', &cell)) {
      cell = str_trim(cell);
      if (!cell.n)
        continue;
      struct sheet_cell c = {.text = cell, .line = p.lines.n, .column = column++};
      add_words(a, &p, &c, p.cells.n, words_limit);
      *LIST_PUSH(a, &p.cells) = c;
    }
    if (p.cells.n > first)
      *LIST_PUSH(a, &p.lines) = first;
  }
  *LIST_PUSH(a, &p.lines) = p.cells.n;
  *out = p;
}

struct phrase phrase_of(struct arena *a, struct str label) {
  struct phrase p = {0};
  struct str rest = fold_words(a, label), word;
  while (str_word(&rest, &word))
    *LIST_PUSH(a, &p) = word;
  return p;
}

bool sheet_says(const struct sheet *p, size_t word, const struct phrase *what) {
  if (!what->n || what->n > p->words.n - word ||
      p->words.v[word + what->n - 1].cell != p->words.v[word].cell)
    return false;
  for (size_t i = 0; i < what->n; i++)
    if (!str_eq(p->words.v[word + i].key, what->v[i]))
      return false;
  return true;
}
