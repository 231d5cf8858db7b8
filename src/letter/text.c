// text.c: the plain text of a letter: paragraphs of 72 columns, aligned tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/blocks.h"

#include <cmark.h>

struct writer {
  struct arena *a;
  const struct language *l;
  struct buf out;
};

static size_t width_of(struct str s) {
  size_t width = 0, n;
  for (size_t i = 0; i < s.n; i += n, width++)
    str_rune(s, i, &n);
  return width;
}

// ---- The words of a paragraph

static void inline_node(struct arena *a, cmark_node *node, cmark_event_type event, struct buf *b) {
  const char *literal = cmark_node_get_literal(node);
  switch (cmark_node_get_type(node)) {
  case CMARK_NODE_TEXT:
  case CMARK_NODE_CODE:
  case CMARK_NODE_HTML_INLINE:
    buf_add(b, str_of(literal));
    break;
  case CMARK_NODE_SOFTBREAK:
    buf_c(b, ' ');
    break;
  case CMARK_NODE_LINEBREAK:
    buf_c(b, '\n');
    break;
  case CMARK_NODE_LINK:
    if (event == CMARK_EVENT_EXIT) {
      struct str url = str_dup(a, str_of(cmark_node_get_url(node)));
      if (!str_ends(buf_str(b), url) && !str_starts(url, S("mailto:")))
        buf_printf(b, " <%.*s>", STR_ARG(url));
    }
    break;
  default:
    break;
  }
}

// All text below `root`; pictures are left out, their words would stand without sense.
static struct str words_of(struct arena *a, const struct language *l, cmark_node *root) {
  struct buf b = buf_in(a);
  cmark_iter *it = cmark_iter_new(root);
  int image = 0;
  for (cmark_event_type e; (e = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
    cmark_node *node = cmark_iter_get_node(it);
    if (cmark_node_get_type(node) == CMARK_NODE_IMAGE)
      image += e == CMARK_EVENT_ENTER ? 1 : -1;
    else if (!image)
      inline_node(a, node, e, &b);
  }
  cmark_iter_free(it);
  return language_typeset(a, l, str_trim(buf_str(&b)));
}

static void wrap_line(struct buf *b, struct str line, struct str hang, size_t first_column) {
  size_t column = first_column;
  struct str rest = line, word;
  bool empty = true;
  while (str_field(&rest, ' ', &word)) {
    if (!word.n)
      continue;
    size_t width = width_of(word);
    if (!empty && column + 1 + width > TEXT_WIDTH) {
      buf_printf(b, "\n%.*s", STR_ARG(hang));
      column = hang.n;
    } else if (!empty) {
      buf_c(b, ' ');
      column++;
    }
    buf_add(b, word);
    column += width;
    empty = false;
  }
}

static void wrap(struct buf *b, struct str text, struct str hang) {
  struct str line;
  for (bool first = true; str_field(&text, '\n', &line); first = false) {
    if (!first)
      buf_printf(b, "\n%.*s", STR_ARG(hang));
    wrap_line(b, line, hang, hang.n);
  }
}

// ---- Prose

static void gap(struct writer *w) {
  struct str so_far = buf_str(&w->out);
  if (so_far.n && !str_ends(so_far, S("\n\n")))
    buf_add(&w->out, str_ends(so_far, S("\n")) ? S("\n") : S("\n\n"));
}

static void list_item(struct writer *w, cmark_node *item) {
  struct buf *b = &w->out;
  if (b->n && !str_ends(buf_str(b), S("\n")))
    buf_c(b, '\n');
  buf_add(b, S("- "));
  wrap(b, words_of(w->a, w->l, item), S("  "));
  buf_c(b, '\n');
}

static void prose(struct writer *w, struct str markdown) {
  cmark_node *doc = cmark_parse_document(markdown.p, markdown.n, CMARK_OPT_DEFAULT);
  for (cmark_node *n = cmark_node_first_child(doc); n; n = cmark_node_next(n)) {
    gap(w);
    if (cmark_node_get_type(n) == CMARK_NODE_LIST) {
      for (cmark_node *i = cmark_node_first_child(n); i; i = cmark_node_next(i))
        list_item(w, i);
      continue;
    }
    struct str words = words_of(w->a, w->l, n);
    if (cmark_node_get_type(n) == CMARK_NODE_THEMATIC_BREAK)
      words = S("________________________________");
    wrap(&w->out, words, S(""));
  }
  cmark_node_free(doc);
}

struct str inline_text(struct arena *a, const struct language *l, struct str markdown) {
  cmark_node *doc = cmark_parse_document(markdown.p, markdown.n, CMARK_OPT_DEFAULT);
  struct str words = words_of(a, l, doc);
  cmark_node_free(doc);
  return words;
}

// ---- Tables

static void pad(struct buf *b, size_t n) {
  while (n--)
    buf_c(b, ' ');
}

static void table_row(struct writer *w, const struct block *t, const struct row *row,
                      const size_t *widths) {
  for (size_t i = 0; i < t->columns; i++) {
    struct str cell = inline_text(w->a, w->l, row->cells[i]);
    size_t free = widths[i] - width_of(cell);
    if (i)
      pad(&w->out, 2);
    if (t->right[i])
      pad(&w->out, free);
    buf_add(&w->out, cell);
    if (!t->right[i] && i + 1 < t->columns)
      pad(&w->out, free);
  }
  while (w->out.n && w->out.p[w->out.n - 1] == ' ')
    w->out.n--;
  buf_c(&w->out, '\n');
}

static void table(struct writer *w, const struct block *t) {
  size_t widths[TABLE_COLUMNS] = {0}, all = 0;
  for (size_t i = 0; i < t->columns; i++) {
    widths[i] = width_of(inline_text(w->a, w->l, t->head.cells[i]));
    for (size_t r = 0; r < t->rows.n; r++) {
      size_t n = width_of(inline_text(w->a, w->l, t->rows.v[r].cells[i]));
      widths[i] = n > widths[i] ? n : widths[i];
    }
    all += widths[i] + (i ? 2 : 0);
  }
  gap(w);
  table_row(w, t, &t->head, widths);
  for (size_t i = 0; i < all; i++)
    buf_c(&w->out, '-');
  buf_c(&w->out, '\n');
  for (size_t r = 0; r < t->rows.n; r++)
    table_row(w, t, &t->rows.v[r], widths);
}

struct str blocks_text(struct arena *a, const struct language *l, const struct blocks *b) {
  struct writer w = {.a = a, .l = l, .out = buf_in(a)};
  for (size_t i = 0; i < b->n; i++) {
    if (b->v[i].kind == BLOCK_TABLE)
      table(&w, &b->v[i]);
    else
      prose(&w, b->v[i].prose);
  }
  return str_printf(a, "%.*s\n", STR_ARG(str_trim(buf_str(&w.out))));
}
