// pdf.c: a letter on A4 pages, ready to print for registered post.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pango breaks the lines with the fonts of the machine; nothing else of it is used.
#include "letter/pdf.h"
#include "letter/mustache.h"

#include <cairo-pdf.h>
#include <cmark.h>
#include <pango/pangocairo.h>

enum { // points
  PAGE_WIDTH = 595,
  PAGE_HEIGHT = 842,
  LEFT = 71,
  RIGHT = 57,
  TOP = 57,
  BOTTOM = 64,
  GAP = 9,
  TEXT_WIDE = PAGE_WIDTH - LEFT - RIGHT,
  COLUMN_GAP = 12,
  HEAD_LEAST = 56, // of a column, so that its head is readable
};

#define TEXT_FONT "Liberation Serif, Serif 11"
#define SMALL_FONT "Liberation Sans, Sans 8.5"

struct paper {
  struct arena *a;
  const struct language *l;
  cairo_t *cr;
  double y;
  int page;
};

// ---- pages

static cairo_status_t take(void *to, const unsigned char *bytes, unsigned n) {
  buf_add(to, (struct str){(const char *)bytes, n});
  return CAIRO_STATUS_SUCCESS;
}

static PangoLayout *layout(struct paper *p, struct str markup, const char *font, int width) {
  PangoLayout *l = pango_cairo_create_layout(p->cr);
  PangoFontDescription *d = pango_font_description_from_string(font);
  pango_layout_set_font_description(l, d);
  pango_font_description_free(d);
  pango_layout_set_width(l, width * PANGO_SCALE);
  pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_markup(l, markup.n ? markup.p : "", (int)markup.n);
  return l;
}

static int height_of(PangoLayout *l) {
  int height;
  pango_layout_get_pixel_size(l, NULL, &height);
  return height;
}

static void page_number(struct paper *p) {
  PangoLayout *l = layout(p, str_printf(p->a, "%d", p->page), SMALL_FONT, TEXT_WIDE);
  pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
  cairo_move_to(p->cr, LEFT, PAGE_HEIGHT - BOTTOM / 2.0);
  pango_cairo_show_layout(p->cr, l);
  g_object_unref(l);
}

static void page_end(struct paper *p) {
  page_number(p);
  cairo_show_page(p->cr);
  p->y = TOP;
  p->page++;
}

static void room_for(struct paper *p, double height) {
  if (p->y + height > PAGE_HEIGHT - BOTTOM && p->y > TOP)
    page_end(p);
}

// Line by line, so that a paragraph may go over to the next page. `hang`: by how much the first
// line stands out to the left.
static void put(struct paper *p, struct str markup, const char *font, int indent, int hang) {
  PangoLayout *l = layout(p, markup, font, TEXT_WIDE - indent);
  pango_layout_set_indent(l, -hang * PANGO_SCALE);
  PangoLayoutIter *it = pango_layout_get_iter(l);
  do {
    PangoRectangle r;
    pango_layout_iter_get_line_extents(it, NULL, &r);
    double height = pango_units_to_double(r.height);
    room_for(p, height);
    double base = pango_units_to_double(pango_layout_iter_get_baseline(it) - r.y);
    cairo_move_to(p->cr, LEFT + indent + pango_units_to_double(r.x), p->y + base);
    pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(it));
    p->y += height;
  } while (pango_layout_iter_next_line(it));
  pango_layout_iter_free(it);
  g_object_unref(l);
}

// ---- prose

static const struct {
  cmark_node_type type;
  const char *enter, *exit;
} tags[] = {
    {CMARK_NODE_STRONG, "<b>", "</b>"},
    {CMARK_NODE_EMPH, "<i>", "</i>"},
    {CMARK_NODE_HEADING, "<span size=\"larger\" weight=\"bold\">", "</span>"},
    {CMARK_NODE_SOFTBREAK, " ", ""},
    {CMARK_NODE_LINEBREAK, "\n", ""},
};

// Pictures are for the screen.
static struct str markup_of(struct paper *p, cmark_node *node) {
  struct buf b = buf_in(p->a);
  cmark_iter *it = cmark_iter_new(node);
  for (cmark_event_type e; (e = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
    cmark_node *n = cmark_iter_get_node(it);
    const char *literal = cmark_node_get_literal(n);
    if (cmark_node_get_type(n) == CMARK_NODE_IMAGE) {
      cmark_iter_reset(it, n, CMARK_EVENT_EXIT);
      continue;
    }
    if (literal && e == CMARK_EVENT_ENTER)
      escape_html(&b, language_typeset(p->a, p->l, str_of(literal)));
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
      if (tags[i].type == cmark_node_get_type(n))
        buf_add(&b, str_of(e == CMARK_EVENT_ENTER ? tags[i].enter : tags[i].exit));
  }
  cmark_iter_free(it);
  return buf_str(&b);
}

static void prose(struct paper *p, struct str markdown) {
  cmark_node *doc = cmark_parse_document(markdown.p, markdown.n, CMARK_OPT_DEFAULT);
  for (cmark_node *n = cmark_node_first_child(doc); n; n = cmark_node_next(n)) {
    bool list = cmark_node_get_type(n) == CMARK_NODE_LIST;
    for (cmark_node *i = list ? cmark_node_first_child(n) : NULL; i; i = cmark_node_next(i))
      put(p, str_printf(p->a, "– %.*s", STR_ARG(markup_of(p, i))), TEXT_FONT, 12, 8);
    struct str words = list ? S("") : markup_of(p, n);
    if (words.n)
      put(p, words, TEXT_FONT, 0, 0);
    if (list || words.n)
      p->y += GAP;
  }
  cmark_node_free(doc);
}

// ---- tables

static struct str cell(struct paper *p, struct str markdown, bool head) {
  cmark_node *doc = cmark_parse_document(markdown.p, markdown.n, CMARK_OPT_DEFAULT);
  struct str words = markup_of(p, doc);
  cmark_node_free(doc);
  return head ? str_printf(p->a, "<b>%.*s</b>", STR_ARG(words)) : words;
}

struct columns {
  int at[TABLE_COLUMNS + 1]; // where each begins, and the last one ends; from the left margin
};

static int width_of(struct paper *p, struct str markdown, bool head) {
  PangoLayout *l = layout(p, cell(p, markdown, head), TEXT_FONT, TEXT_WIDE);
  int width;
  pango_layout_get_pixel_size(l, &width, NULL);
  g_object_unref(l);
  return width + 1;
}

// Every column but the first is as wide as what stands in it; the first takes what they leave.
static struct columns columns_of(struct paper *p, const struct block *t) {
  struct columns c = {0};
  c.at[t->columns] = TEXT_WIDE;
  for (size_t i = t->columns; i-- > 1;) {
    int width = 0;
    for (size_t k = 0; k < t->rows.n; k++) {
      int own = width_of(p, t->rows.v[k].cells[i], false);
      width = own > width ? own : width;
    }
    if (width < HEAD_LEAST)
      width = HEAD_LEAST;
    c.at[i] = c.at[i + 1] - width - COLUMN_GAP;
  }
  return c;
}

static void table_row(struct paper *p, const struct block *t, const struct columns *c,
                      const struct row *row, bool head) {
  PangoLayout *cells[TABLE_COLUMNS];
  int height = 0;
  for (size_t i = 0; i < t->columns; i++) {
    int width = c->at[i + 1] - c->at[i] - COLUMN_GAP;
    cells[i] = layout(p, cell(p, row->cells[i], head), TEXT_FONT, width);
    pango_layout_set_alignment(cells[i], t->right[i] ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    height = height_of(cells[i]) > height ? height_of(cells[i]) : height;
  }
  room_for(p, height + 6);
  for (size_t i = 0; i < t->columns; i++) {
    cairo_move_to(p->cr, LEFT + c->at[i] + (i ? COLUMN_GAP : 0), p->y + 2);
    pango_cairo_show_layout(p->cr, cells[i]);
    g_object_unref(cells[i]);
  }
  p->y += height + 5;
  cairo_set_line_width(p->cr, 0.4);
  cairo_move_to(p->cr, LEFT, p->y);
  cairo_line_to(p->cr, LEFT + TEXT_WIDE, p->y);
  cairo_stroke(p->cr);
}

static void table(struct paper *p, const struct block *t) {
  struct columns c = columns_of(p, t);
  table_row(p, t, &c, &t->head, true);
  for (size_t i = 0; i < t->rows.n; i++)
    table_row(p, t, &c, &t->rows.v[i], false);
  p->y += GAP;
}

// ---- the whole

static void letter_head(struct paper *p, const struct strs *sender) {
  for (size_t i = 0; i < sender->n; i++) {
    struct buf b = buf_in(p->a);
    escape_html(&b, sender->v[i]);
    put(p, buf_str(&b), SMALL_FONT, 0, 0);
  }
  p->y += 3 * GAP;
}

struct str blocks_pdf(struct arena *a, const struct language *l, const struct blocks *b,
                      struct str title, struct day day, const struct strs *sender) {
  struct buf bytes = buf_in(a);
  cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, &bytes, PAGE_WIDTH, PAGE_HEIGHT);
  struct str date = str_printf(a, "%.*sT00:00:00Z", STR_ARG(day_iso(a, day)));
  cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, str_c(a, title));
  cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, str_c(a, date));
  struct paper p = {.a = a, .l = l, .cr = cairo_create(s), .y = TOP, .page = 1};
  letter_head(&p, sender);
  for (size_t i = 0; i < b->n; i++) {
    if (b->v[i].kind == BLOCK_TABLE)
      table(&p, &b->v[i]);
    else
      prose(&p, b->v[i].prose);
  }
  page_number(&p);
  cairo_destroy(p.cr);
  cairo_surface_finish(s);
  cairo_surface_destroy(s);
  return buf_str(&bytes);
}
