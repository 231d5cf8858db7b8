// html_lines.c: white space, line ends and quote marks of what an HTML page shows.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "html_lines.h"

struct lines lines_in(struct arena *a, int base) {
  return (struct lines){.out = buf_in(a), .line = buf_in(a), .base = base};
}

struct str lines_trim(struct str s) {
  while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
    s.n--;
  return s;
}

bool lines_is_blank(struct str s) {
  for (size_t i = 0; i < s.n;) {
    if (s.p[i] == ' ' || s.p[i] == '\t')
      i++;
    else if (str_starts(str_skip(s, i), S("\xC2\xA0")))
      i += 2;
    else
      return false;
  }
  return true;
}

// An empty line between two quoted ones is quoted, too.
static void put_blank(struct lines *l, int depth) {
  int both = depth < l->last_depth ? depth : l->last_depth;
  for (int i = l->base; i < both; i++)
    buf_add(&l->out, i > l->base ? S(" >") : S(">"));
  buf_c(&l->out, '\n');
}

void lines_put(struct lines *l, struct str line, int depth) {
  if (l->out.n)
    buf_c(&l->out, '\n');
  if (l->out.n && l->blank)
    put_blank(l, depth);
  for (int i = l->base; i < depth; i++)
    buf_add(&l->out, S("> "));
  buf_add(&l->out, line);
  l->blank = false;
  l->last_depth = depth;
}

void lines_end(struct lines *l) {
  if (l->mark && l->line.n == l->mark)
    return;
  struct str s = lines_trim(buf_str(&l->line));
  if (l->line.n && lines_is_blank(s))
    l->blank = true;
  else if (l->line.n)
    lines_put(l, s, l->depth);
  l->mark = l->line.n = 0;
  l->space = false;
}

void lines_break(struct lines *l) {
  l->blank |= l->line.n == 0;
  lines_end(l);
}

void lines_mark(struct lines *l) {
  buf_c(&l->line, ' ');
  l->space = false;
  l->mark = l->line.n;
}

static void add_char(struct lines *l, char c, int depth, bool pre) {
  bool white = c == ' ' || (c >= '\t' && c <= '\r');
  if (pre && c == '\n') {
    lines_break(l);
    return;
  }
  if (white && !pre) {
    l->space = l->line.n > l->mark;
    return;
  }
  if (l->line.n == 0)
    l->depth = depth;
  if (l->space)
    buf_c(&l->line, ' ');
  l->space = false;
  if (c != '\r')
    buf_c(&l->line, white ? ' ' : c);
}

void lines_text(struct lines *l, struct str s, int depth, bool pre) {
  for (size_t i = 0; i < s.n; i++)
    add_char(l, s.p[i], depth, pre);
}
