// html.c: HTML of mail to text as a person would see it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// libxml2 parses; one walk over the tree writes lines. Rows of a table stand on one line, cells
// parted by TAB; what is hidden is dropped; lines of quoted elements begin with "> ".
#include "html.h"
#include "html_lines.h"
#include "room.h"

#include <libxml/HTMLparser.h>
#include <string.h>

enum {
  ATTRIBUTES_LIMIT = 300, // of one element: libxml2 needs time with their square
  TABLES_DEPTH = 16,      // tables in tables that are read as tables
  ROW_CELLS = 100,
  CELL_LINES = 3, // a row with a longer cell is layout, not data
  CELL_BYTES = 300,
};

struct page {
  struct arena *a;
  struct lines *to;
  int quotes;   // quoted elements around, plus those that quote the rest of their parent
  bool resting; // the rest of the innermost quoted element is a quote in it
  int tables, pre;
  int lists[32]; // numbers of ordered lists, 0 for the others
  int list;
};

static void children_walk(struct page *g, const xmlNode *n);

static void add_text(struct page *g, struct str s) {
  lines_text(g->to, s, g->quotes, g->pre > 0);
}

// ------------------------------------------------------------------ tables

static struct str cell_text(struct page *g, const xmlNode *cell) {
  struct lines own = lines_in(g->a, g->quotes);
  struct lines *before = g->to;
  g->to = &own;
  children_walk(g, cell);
  lines_end(g->to);
  g->to = before;
  return buf_str(&own.out);
}

static bool is_data(struct str cell) {
  size_t lines = 0;
  for (size_t i = 0; i < cell.n; i++)
    lines += cell.p[i] == '\n';
  return lines < CELL_LINES && cell.n <= CELL_BYTES;
}

static void put_cells(struct page *g, const struct strs *cells, int depth) {
  struct buf b = buf_in(g->a);
  for (size_t i = 0; i < cells->n; i++) {
    struct str rest = cells->v[i], line;
    if (i)
      buf_c(&b, '\t');
    for (bool more = false; str_line(&rest, &line); more = true) {
      if (more)
        buf_c(&b, ' ');
      buf_add(&b, line);
    }
  }
  lines_put(g->to, lines_trim(buf_str(&b)), depth);
}

static int span_of(const xmlNode *cell) {
  int64_t n;
  return str_int(str_trim(html_attr(cell, "colspan")), &n) && n > 1 && n < 20 ? (int)n : 1;
}

static void row_cells(struct page *g, const xmlNode *row, struct strs *cells) {
  for (const xmlNode *c = row->children; c && cells->n < ROW_CELLS; c = c->next) {
    if ((!html_is(c, "td") && !html_is(c, "th")) || html_hidden(c))
      continue;
    *LIST_PUSH(g->a, cells) = cell_text(g, c);
    for (int i = span_of(c); i > 1; i--)
      *LIST_PUSH(g->a, cells) = S("");
  }
}

static void row_walk(struct page *g, const xmlNode *row) {
  struct strs cells = {0};
  size_t full = 0;
  bool data = true;
  lines_end(g->to);
  int depth = g->quotes;
  row_cells(g, row, &cells);
  for (size_t i = 0; i < cells.n; i++) {
    full += !lines_is_blank(cells.v[i]);
    data &= is_data(cells.v[i]);
  }
  if (full > 1 && data) {
    put_cells(g, &cells, depth);
    return;
  }
  for (size_t i = 0; i < cells.n; i++)
    for (struct str rest = cells.v[i], line; str_line(&rest, &line);) {
      if (line.n)
        lines_put(g->to, line, depth);
      else
        g->to->blank = true;
    }
}

// ------------------------------------------------------------------ elements

enum element {
  INLINE,
  BLOCK,
  PARAGRAPH,
  DROP,
  BREAK,
  RULE,
  TABLE,
  ROW,
  LIST_OL,
  LIST_UL,
  ITEM,
  PRE,
  LINK
};

static const struct {
  const char *tag;
  enum element element;
} elements[] = {
    {"a", LINK},           {"address", BLOCK}, {"article", BLOCK},  {"applet", DROP},
    {"blockquote", BLOCK}, {"body", BLOCK},    {"br", BREAK},       {"button", DROP},
    {"caption", BLOCK},    {"center", BLOCK},  {"dd", BLOCK},       {"div", BLOCK},
    {"dl", BLOCK},         {"dt", BLOCK},      {"fieldset", BLOCK}, {"footer", BLOCK},
    {"form", BLOCK},       {"h1", PARAGRAPH},  {"h2", PARAGRAPH},   {"h3", PARAGRAPH},
    {"h4", PARAGRAPH},     {"h5", PARAGRAPH},  {"h6", PARAGRAPH},   {"head", DROP},
    {"header", BLOCK},     {"hr", RULE},       {"iframe", DROP},    {"li", ITEM},
    {"main", BLOCK},       {"nav", BLOCK},     {"noscript", DROP},  {"object", DROP},
    {"ol", LIST_OL},       {"option", DROP},   {"p", PARAGRAPH},    {"pre", PRE},
    {"script", DROP},      {"section", BLOCK}, {"select", DROP},    {"style", DROP},
    {"svg", DROP},         {"table", TABLE},   {"td", BLOCK},       {"template", DROP},
    {"textarea", DROP},    {"th", BLOCK},      {"title", DROP},     {"tr", ROW},
    {"ul", LIST_UL},
};

static enum element element_of(const xmlNode *n) {
  const char *name = (const char *)n->name;
  for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
    if (name[0] == elements[i].tag[0] && strcmp(name, elements[i].tag) == 0)
      return elements[i].element;
  return INLINE;
}

static bool has_image(const xmlNode *n) {
  for (const xmlNode *c = n->children; c; c = c->next)
    if (html_is(c, "img") || (c->type == XML_ELEMENT_NODE && has_image(c)))
      return true;
  return false;
}

// The address only where there is nothing else to see.
static void link_walk(struct page *g, const xmlNode *n) {
  size_t before = g->to->line.n + g->to->out.n;
  children_walk(g, n);
  struct str href = html_attr(n, "href");
  if (before == g->to->line.n + g->to->out.n && href.n && !has_image(n))
    add_text(g, href);
}

static void list_walk(struct page *g, const xmlNode *n, int first) {
  lines_end(g->to);
  bool room = g->list + 1 < (int)(sizeof g->lists / sizeof *g->lists);
  if (room)
    g->lists[++g->list] = first;
  children_walk(g, n);
  lines_end(g->to);
  g->list -= room;
}

// Bullets that no number can take for its sign, numbers that no amount can take for its thousands.
static void item_mark(struct page *g) {
  lines_end(g->to);
  if (g->lists[g->list])
    add_text(g, str_printf(g->a, "%d) ", g->lists[g->list]++));
  else
    add_text(g, S("\xE2\x80\xA2 "));
  lines_mark(g->to);
}

static void item_walk(struct page *g, const xmlNode *n) {
  item_mark(g);
  children_walk(g, n);
  g->to->mark = 0;
  lines_end(g->to);
}

static void block_walk(struct page *g, const xmlNode *n, bool spaced) {
  lines_end(g->to);
  g->to->blank |= spaced;
  children_walk(g, n);
  lines_end(g->to);
  g->to->blank |= spaced;
}

static void content_walk(struct page *g, const xmlNode *n) {
  switch (element_of(n)) {
  case DROP:
    return;
  case BREAK:
    lines_break(g->to);
    return;
  case RULE:
    lines_end(g->to);
    return;
  case LINK:
    link_walk(g, n);
    return;
  case LIST_OL:
  case LIST_UL:
    list_walk(g, n, element_of(n) == LIST_OL);
    return;
  case TABLE:
    g->tables++;
    block_walk(g, n, false);
    g->tables--;
    return;
  case ROW:
    if (g->tables <= TABLES_DEPTH)
      row_walk(g, n);
    else
      block_walk(g, n, false);
    return;
  case ITEM:
    item_walk(g, n);
    return;
  case PRE:
    g->pre++;
    block_walk(g, n, false);
    g->pre--;
    return;
  case PARAGRAPH:
    block_walk(g, n, !html_tight(n));
    return;
  case BLOCK:
    block_walk(g, n, false);
    return;
  case INLINE:
    children_walk(g, n);
    return;
  }
}

static bool has_direct_quote(const xmlNode *n) {
  for (const xmlNode *c = n->children; c; c = c->next)
    if (html_is(c, "blockquote"))
      return true;
  return false;
}

// Gmail's frame around an answer: what stands before the first quote introduces it, what stands
// between and behind the quotes are own words. Without a quote in it, it is a forward.
static void frame_walk(struct page *g, const xmlNode *n) {
  bool introduced = false, whole = !has_direct_quote(n);
  xmlNode only = *n;
  lines_end(g->to);
  for (xmlNode *c = n->children; c; c = c->next) {
    introduced |= html_is(c, "blockquote");
    g->quotes += whole || !introduced;
    xmlNode *next = c->next;
    c->next = NULL;
    only.children = c;
    children_walk(g, &only);
    c->next = next;
    g->quotes -= whole || !introduced;
    if (introduced)
      lines_end(g->to);
  }
  lines_end(g->to);
}

static void quoted_walk(struct page *g, const xmlNode *n) {
  int quotes = g->quotes++;
  bool resting = g->resting;
  g->resting = false;
  lines_end(g->to);
  content_walk(g, n);
  lines_end(g->to);
  g->quotes = quotes;
  g->resting = resting;
}

static void element_walk(struct page *g, const xmlNode *n) {
  if (html_hidden(n))
    return;
  switch (html_quote(n)) {
  case QUOTE_SELF:
    quoted_walk(g, n);
    return;
  case QUOTE_HEAD:
    frame_walk(g, n);
    return;
  case QUOTE_REST:
    lines_end(g->to);
    g->quotes += !g->resting;
    g->resting = true;
    break;
  case QUOTE_NONE:
    break;
  }
  content_walk(g, n);
}

static void children_walk(struct page *g, const xmlNode *n) {
  for (const xmlNode *c = n->children; c; c = c->next) {
    if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
      add_text(g, str_of((const char *)c->content));
    else if (c->type == XML_ELEMENT_NODE)
      element_walk(g, c);
  }
}

// ------------------------------------------------------------------ document

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether one tag has more attributes than libxml2 can bear; reads tags as HTML does: quotes count
// only behind "=".
static bool is_bomb(struct str s) {
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] != '<' || i + 1 == s.n || !is_letter(s.p[i + 1]))
      continue;
    size_t names = 0;
    char before = 0, quote = 0;
    for (i++; i < s.n && (quote || s.p[i] != '>'); i++) {
      char c = s.p[i];
      bool white = c == ' ' || (c >= '\t' && c <= '\r') || c == '/';
      if (quote) {
        quote = c == quote ? 0 : quote;
        before = ' ';
      } else if ((c == '"' || c == '\'') && before == '=') {
        quote = c;
      } else if (!white) {
        names += (before == ' ') && c != '=';
        before = c;
      } else if (before != '=')
        before = ' ';
      if (names > ATTRIBUTES_LIMIT)
        return true;
    }
  }
  return false;
}

struct str html_text(struct arena *a, struct str html, struct strs *trouble) {
  if (html.n == 0)
    return S("");
  if (is_bomb(html)) {
    *LIST_PUSH(a, trouble) = S("has an HTML tag with too many attributes and was not read");
    return S("");
  }
  if (!str_find(html, S("<body"), NULL) && !str_find(html, S("<BODY"), NULL))
    html = str_printf(a, "<body>%.*s", STR_ARG(html)); // else libxml2 makes paragraphs of its own
  htmlParserCtxt *ctxt = htmlNewParserCtxt();
  xmlDoc *doc =
      ctxt ? htmlCtxtReadMemory(ctxt, html.p, (int)html.n, NULL, "UTF-8",
                                HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                    HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT)
           : NULL;
  struct lines lines = lines_in(a, 0);
  struct page g = {.a = a, .to = &lines};
  if (doc && xmlDocGetRootElement(doc)) {
    element_walk(&g, xmlDocGetRootElement(doc));
    lines_end(&lines);
  }
  if (ctxt && ctxt->disableSAX)
    *LIST_PUSH(a, trouble) = S("has HTML that is nested too deeply; the rest of it was not read");
  xmlFreeDoc(doc);
  htmlFreeParserCtxt(ctxt);
  if (lines.out.n)
    buf_c(&lines.out, '\n');
  return str_utf8_clean(a, buf_str(&lines.out));
}

// <meta charset=...> and <meta http-equiv=... content="...; charset=...">
struct str html_charset(struct str html) {
  struct str head = str_sub(html, 0, 4096);
  size_t at;
  while (str_find_ci(head, S("charset"), &at)) {
    head = str_skip(head, at + 7);
    struct str v = str_trim(str_sub(head, 0, 60));
    if (!str_starts(v, S("=")))
      continue;
    v = str_trim(str_skip(v, 1));
    if (v.n && (v.p[0] == '"' || v.p[0] == '\''))
      v = str_skip(v, 1);
    size_t n = 0;
    while (n < v.n && v.p[n] > ' ' && !strchr("\"'>;/", v.p[n]))
      n++;
    return str_sub(v, 0, n);
  }
  return S("");
}
