// quote.c: a mail's words with those marked that a decision rests on.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/parts.h"

#include <stdlib.h>

enum { LINES_AROUND = 3, QUOTE_LIMIT = 20000 };

static int by_place(const void *a, const void *b) {
  const struct mark *x = a, *y = b;
  return (x->from > y->from) - (x->from < y->from);
}

static size_t rune_start(struct str s, size_t at) {
  while (at && at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80)
    at--;
  return at < s.n ? at : s.n;
}

// In order, without overlaps, within the text and between characters.
static size_t tidy(struct str text, struct mark *v, size_t n) {
  size_t kept = 0, end = 0;
  qsort(v, n, sizeof *v, by_place);
  for (size_t i = 0; i < n; i++) {
    if (v[i].from > text.n || v[i].n > text.n - v[i].from)
      continue;
    size_t from = rune_start(text, v[i].from), to = rune_start(text, v[i].from + v[i].n);
    from = from < end ? end : from;
    if (to <= from)
      continue;
    v[kept++] = (struct mark){from, to - from};
    end = to;
  }
  return kept;
}

static void marked(struct html *h, struct str text, size_t from, size_t to, const struct mark *v,
                   size_t n) {
  for (size_t i = 0; i < n; i++) {
    size_t end = v[i].from + v[i].n;
    if (end <= from || v[i].from >= to)
      continue;
    size_t begin = v[i].from > from ? v[i].from : from;
    end = end < to ? end : to;
    html_put(h, "$<mark>$</mark>", str_sub(text, from, begin - from),
             str_sub(text, begin, end - begin));
    from = end;
  }
  html_put(h, "$", str_sub(text, from, to - from));
}

static size_t lines_before(struct str text, size_t at, int lines) {
  while (at > 0 && (text.p[at - 1] != '\n' || lines-- > 0))
    at--;
  return at;
}

static size_t lines_after(struct str text, size_t at, int lines) {
  while (at < text.n && (text.p[at] != '\n' || lines-- > 0))
    at++;
  return at;
}

void show_quote(struct html *h, const struct quote *q) {
  struct str text = str_sub(q->text, 0, rune_start(q->text, QUOTE_LIMIT));
  struct mark *v = arena_alloc(h->a, sizeof *v, q->marks.n + 1);
  for (size_t i = 0; i < q->marks.n; i++)
    v[i] = q->marks.v[i];
  size_t n = tidy(text, v, q->marks.n);
  size_t from = n ? lines_before(text, v[0].from, LINES_AROUND) : 0;
  size_t to = lines_after(text, n ? v[n - 1].from + v[n - 1].n : 0, n ? LINES_AROUND : 8);
  if (q->title.n)
    html_put(h, "<p class=\"file\">$</p>", q->title);
  html_raw(h, "<blockquote>");
  marked(h, text, from, to, v, n);
  html_raw(h, "</blockquote>");
  if (from == 0 && to == text.n)
    return;
  html_put(h, "<details class=\"whole\"><summary>$</summary><blockquote>",
           say(h, "The whole text"));
  marked(h, text, 0, text.n, v, n);
  html_raw(h, "</blockquote></details>");
}
