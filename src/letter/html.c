// html.c: the HTML of a letter. Styles are inline: Gmail and Outlook drop style sheets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/blocks.h"
#include "letter/mustache.h"

#include <cmark.h>

#define FONT "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
#define BASE "font-size:15px;line-height:1.5;"
#define SMALL "13px"
#define INK "color:#1f2328;"

enum { MANY_COLUMNS = 5 }; // so many fit a telephone only in smaller print

struct page {
  struct arena *a;
  const struct language *l;
  struct buf out;
};

static void words(struct page *p, const char *literal) {
  escape_html(&p->out, language_typeset(p->a, p->l, str_of(literal)));
}

static bool safe_url(struct str url) {
  return str_starts(url, S("https://")) || str_starts(url, S("mailto:")) ||
         str_starts(url, S("tel:")) || str_starts(url, S("cid:"));
}

static void link_tag(struct page *p, cmark_node *node, bool enter) {
  struct str url = str_of(cmark_node_get_url(node));
  if (!safe_url(url))
    return;
  if (!enter) {
    buf_add(&p->out, S("</a>"));
    return;
  }
  buf_add(&p->out, S("<a class=\"link\" style=\"color:#0b57d0;\" href=\""));
  escape_html(&p->out, url);
  buf_add(&p->out, S("\">"));
}

// The picture's words become its alternative text and stand below it, so they are not walked
// through.
static void image_tag(struct page *p, cmark_node *node) {
  struct str url = str_of(cmark_node_get_url(node));
  cmark_node *alt = cmark_node_first_child(node);
  const char *words_below = alt ? cmark_node_get_literal(alt) : "";
  if (!str_starts(url, S("cid:")))
    return;
  buf_add(&p->out, S("<img width=\"164\" height=\"164\" style=\"background:#ffffff;padding:8px;\" "
                     "src=\""));
  escape_html(&p->out, url);
  buf_add(&p->out, S("\" alt=\""));
  escape_html(&p->out, str_of(words_below));
  buf_add(&p->out, S("\"><br>\n<span style=\"font-size:" SMALL ";\">"));
  words(p, words_below);
  buf_add(&p->out, S("</span>"));
}

static const struct tag {
  cmark_node_type type;
  const char *enter, *exit;
} tags[] = {
    {CMARK_NODE_PARAGRAPH, "<p style=\"margin:0 0 14px 0;\">", "</p>\n"},
    {CMARK_NODE_HEADING, "<p style=\"margin:20px 0 14px 0;font-size:17px;font-weight:600;\">",
     "</p>\n"},
    {CMARK_NODE_LIST, "<ul style=\"margin:0 0 14px 0;padding:0 0 0 22px;\">\n", "</ul>\n"},
    {CMARK_NODE_ITEM, "<li style=\"margin:0 0 4px 0;\">", "</li>\n"},
    {CMARK_NODE_STRONG, "<strong>", "</strong>"},
    {CMARK_NODE_EMPH, "<em>", "</em>"},
    {CMARK_NODE_BLOCK_QUOTE, "<div style=\"margin:0 0 14px 12px;\">", "</div>\n"},
};

static bool in_item(cmark_node *n) {
  cmark_node *parent = cmark_node_parent(n);
  return cmark_node_get_type(n) == CMARK_NODE_PARAGRAPH && parent &&
         cmark_node_get_type(parent) == CMARK_NODE_ITEM;
}

static void node_tag(struct page *p, cmark_node *n, bool enter) {
  cmark_node_type type = cmark_node_get_type(n);
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (tags[i].type == type && !in_item(n))
      buf_add(&p->out, str_of(enter ? tags[i].enter : tags[i].exit));
}

static void node(struct page *p, cmark_node *n, bool enter) {
  switch (cmark_node_get_type(n)) {
  case CMARK_NODE_TEXT:
  case CMARK_NODE_CODE:
  case CMARK_NODE_HTML_INLINE:
  case CMARK_NODE_HTML_BLOCK:
  case CMARK_NODE_CODE_BLOCK:
    words(p, cmark_node_get_literal(n));
    break;
  case CMARK_NODE_SOFTBREAK:
    buf_c(&p->out, '\n');
    break;
  case CMARK_NODE_LINEBREAK:
    buf_add(&p->out, S("<br>\n"));
    break;
  case CMARK_NODE_THEMATIC_BREAK:
    buf_add(&p->out, S("<hr style=\"border:0;border-top:1px solid #c8ccd1;margin:18px 0;\">\n"));
    break;
  case CMARK_NODE_LINK:
    link_tag(p, n, enter);
    break;
  default:
    node_tag(p, n, enter);
  }
}

static void walk(struct page *p, struct str markdown, bool bare) {
  cmark_node *doc = cmark_parse_document(markdown.p, markdown.n, CMARK_OPT_DEFAULT);
  cmark_iter *it = cmark_iter_new(doc);
  for (cmark_event_type e; (e = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
    cmark_node *n = cmark_iter_get_node(it);
    if (cmark_node_get_type(n) == CMARK_NODE_IMAGE) {
      image_tag(p, n);
      cmark_iter_reset(it, n, CMARK_EVENT_EXIT);
    } else if (!bare || cmark_node_get_type(n) != CMARK_NODE_PARAGRAPH)
      node(p, n, e == CMARK_EVENT_ENTER);
  }
  cmark_iter_free(it);
  cmark_node_free(doc);
}

// Words in the first column may run over the empty cells beside them.
static size_t span_of(const struct block *t, const struct row *row, size_t i) {
  size_t n = 1;
  while (i == 0 && i + n + 1 < t->columns && !row->cells[i + n].n)
    n++;
  return n;
}

static const char *head_style(const struct block *t) {
  return t->columns < MANY_COLUMNS ? "font-weight:600;font-size:" SMALL ";" : "font-weight:600;";
}

static void cell(struct page *p, const struct block *t, const struct row *row, size_t i, size_t n,
                 bool head) {
  bool tight = i == 0 && t->columns >= MANY_COLUMNS; // a long number may break at its dash
  bool nowrap = !tight && !str_find(row->cells[i], S(" "), NULL); // numbers, dates, amounts
  buf_printf(&p->out, "<%s class=\"line\"", head ? "th" : "td");
  if (n > 1)
    buf_printf(&p->out, " colspan=\"%zu\"", n);
  buf_printf(&p->out,
             " style=\"padding:6px %s6px 0;border-bottom:1px solid #c8ccd1;text-align:%s;"
             "vertical-align:top;%s\">",
             i + n == t->columns         ? "0 "
             : t->columns < MANY_COLUMNS ? "8px "
                                         : "6px ",
             t->right[i] ? "right" : "left",
             head     ? head_style(t)
             : nowrap ? "white-space:nowrap;"
                      : "");
  walk(p, row->cells[i], true);
  buf_printf(&p->out, "</%s>", head ? "th" : "td");
}

static void table_row(struct page *p, const struct block *t, const struct row *row, bool head) {
  buf_add(&p->out, S("<tr>"));
  for (size_t i = 0, n; i < t->columns; i += n) {
    n = head ? 1 : span_of(t, row, i);
    cell(p, t, row, i, n, head);
  }
  buf_add(&p->out, S("</tr>\n"));
}

static void table(struct page *p, const struct block *t) {
  buf_add(&p->out, S("<table cellpadding=\"0\" cellspacing=\"0\" "
                     "style=\"border-collapse:collapse;width:100%;margin:0 0 16px 0;"));
  buf_add(&p->out, t->columns < MANY_COLUMNS ? S(BASE) : S("font-size:12px;line-height:1.5;"));
  buf_add(&p->out, S("\">\n"));
  table_row(p, t, &t->head, true);
  for (size_t i = 0; i < t->rows.n; i++)
    table_row(p, t, &t->rows.v[i], false);
  buf_add(&p->out, S("</table>\n"));
}

static void head(struct page *p, struct str title) {
  buf_printf(&p->out,
             "<!DOCTYPE html>\n<html lang=\"%.*s\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>",
             STR_ARG(p->l->code));
  escape_html(&p->out, title);
  buf_add(&p->out,
          S("</title>\n<style>\n:root { color-scheme: light dark; }\n"
            "@media (prefers-color-scheme: dark) {\n"
            "  .page { background: #16181b !important; color: #e6e8ea !important; }\n"
            "  .link { color: #8ab4f8 !important; }\n"
            "  .line { border-color: #44484d !important; }\n}\n"
            "</style>\n</head>\n<body class=\"page\" style=\"margin:0;padding:0;"
            "background:#ffffff;" INK "\">\n"
            "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" width=\"100%\">"
            "<tr><td class=\"page\" style=\"padding:12px;" FONT BASE INK "\">\n"
            "<div style=\"max-width:640px;\">\n"));
}

struct str blocks_html(struct arena *a, const struct language *l, const struct blocks *b,
                       struct str title) {
  struct page p = {.a = a, .l = l, .out = buf_in(a)};
  head(&p, title);
  for (size_t i = 0; i < b->n; i++) {
    if (b->v[i].kind == BLOCK_TABLE)
      table(&p, &b->v[i]);
    else
      walk(&p, b->v[i].prose, false);
  }
  buf_add(&p.out, S("</div>\n</td></tr></table>\n</body>\n</html>\n"));
  return buf_str(&p.out);
}
