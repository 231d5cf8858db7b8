// mustache_render.c: nodes and facts to text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/mustache.h"

struct context {
  const struct fact *fact;
  const struct context *outer;
};

struct render {
  struct arena *a;
  const struct mustache_host *host;
  struct buf *b;
};

void escape_html(struct buf *b, struct str text) {
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (c == '&')
      buf_add(b, S("&amp;"));
    else if (c == '<')
      buf_add(b, S("&lt;"));
    else if (c == '>')
      buf_add(b, S("&gt;"));
    else if (c == '"')
      buf_add(b, S("&quot;"));
    else
      buf_c(b, c);
  }
}

void escape_markdown(struct buf *b, struct str text) {
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (c < ' ')
      c = ' ';
    bool sign = (c > ' ' && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') ||
                (c > 'z' && c < 127);
    if (sign)
      buf_c(b, '\\');
    buf_c(b, (char)c);
  }
}

// A dotted name is looked up by its first part in the contexts, then downwards.
static const struct fact *lookup(const struct context *c, struct str name) {
  struct str head, tail;
  if (str_eq(name, S(".")))
    return c->fact;
  bool dotted = str_cut(name, '.', &head, &tail);
  const struct fact *f = NULL;
  for (; c && !f; c = c->outer)
    f = fact_get(c->fact, head);
  while (dotted && f) {
    struct str rest = tail;
    dotted = str_cut(rest, '.', &head, &tail);
    f = fact_get(f, head);
  }
  return f;
}

static void nodes(const struct render *r, const struct mustache *t, size_t from, size_t to,
                  const struct context *c, int depth);

static void value(const struct render *r, const struct node *n, const struct context *c) {
  const struct fact *f = lookup(c, n->text);
  if (!f || f->kind != FACT_TEXT)
    return;
  if (n->kind == NODE_RAW)
    buf_add(r->b, f->text);
  else
    r->host->escape(r->b, f->text);
}

static void section(const struct render *r, const struct mustache *t, size_t at,
                    const struct context *c, int depth) {
  const struct node *n = &t->nodes.v[at];
  const struct fact *f = lookup(c, n->text);
  if (n->kind == NODE_INVERTED) {
    if (!fact_present(f))
      nodes(r, t, at + 1, n->end, c, depth);
    return;
  }
  if (!fact_present(f))
    return;
  if (f->kind != FACT_LIST) {
    nodes(r, t, at + 1, n->end, &(struct context){f, c}, depth);
    return;
  }
  for (size_t i = 0; i < f->items.n; i++)
    nodes(r, t, at + 1, n->end, &(struct context){f->items.v[i], c}, depth);
}

// A partial that stands alone on an indented line is indented as a whole, by its source.
static const struct mustache *indented(const struct render *r, const struct mustache *t,
                                       struct str indent) {
  if (!indent.n)
    return t;
  struct mustache *copy = ARENA_NEW(r->a, struct mustache);
  bool fresh = true; // at the start of a line
  copy->file = t->file;
  for (size_t i = 0; i < t->nodes.n; i++) {
    struct node n = t->nodes.v[i];
    struct buf b = buf_in(r->a);
    if (n.kind == NODE_TEXT) {
      for (size_t k = 0; k < n.text.n; k++) {
        if (fresh)
          buf_add(&b, indent);
        buf_c(&b, n.text.p[k]);
        fresh = n.text.p[k] == '\n';
      }
      n.text = buf_str(&b);
    } else if (fresh && n.kind != NODE_SECTION && n.kind != NODE_INVERTED) {
      n.indent = n.kind == NODE_PARTIAL ? str_printf(r->a, "%.*s%.*s", STR_ARG(indent),
                                                     STR_ARG(n.indent))
                                        : indent; // a value that begins a line
      fresh = n.kind == NODE_PARTIAL;
    }
    *LIST_PUSH(r->a, &copy->nodes) = n;
  }
  return copy;
}

static void partial(const struct render *r, const struct node *n, const struct context *c,
                    int depth) {
  const struct mustache *t = r->host->partial ? r->host->partial(r->host->of, n->text) : NULL;
  if (!t || depth >= MUSTACHE_DEPTH_LIMIT)
    return;
  t = indented(r, t, n->indent);
  nodes(r, t, 0, t->nodes.n, c, depth + 1);
}

static void nodes(const struct render *r, const struct mustache *t, size_t from, size_t to,
                  const struct context *c, int depth) {
  for (size_t i = from; i < to && r->b->n < MUSTACHE_OUTPUT_LIMIT; i++) {
    const struct node *n = &t->nodes.v[i];
    switch (n->kind) {
    case NODE_TEXT:
      buf_add(r->b, n->text);
      break;
    case NODE_VALUE:
    case NODE_RAW:
      buf_add(r->b, n->indent);
      value(r, n, c);
      break;
    case NODE_PARTIAL:
      partial(r, n, c, depth);
      break;
    case NODE_SECTION:
    case NODE_INVERTED:
      if (depth < MUSTACHE_DEPTH_LIMIT)
        section(r, t, i, c, depth + 1);
      i = n->end - 1;
      break;
    }
  }
}

struct str mustache_render(struct arena *a, const struct mustache *t, const struct fact *facts,
                           const struct mustache_host *host) {
  struct buf b = buf_in(a);
  struct render r = {a, host, &b};
  nodes(&r, t, 0, t->nodes.n, &(struct context){facts, NULL}, 0);
  return buf_str(&b);
}
