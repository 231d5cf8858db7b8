// pdf.c: the text of a PDF with its layout: what stands on one line of the page stands on one line.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Poppler gives the characters with their places; its own order of text follows columns and tears
// the rows of a table. So rows are made here: characters whose middles are at one height, from left
// to right, a TAB where the gap is wider than spaces are.
#include "room.h"

#include <poppler.h>
#include <stdlib.h>

enum { GLYPHS_LIMIT = 60000 }; // of one page

struct glyph {
  double left, right, top, bottom;
  uint32_t rune;
};

struct glyphs {
  struct glyph *v;
  size_t n;
};

static double middle(const struct glyph *g) {
  return (g->top + g->bottom) / 2;
}

static double height(const struct glyph *g) {
  return g->bottom - g->top;
}

static int by_height(const void *a, const void *b) {
  double x = middle(a), y = middle(b);
  return (x > y) - (x < y);
}

static int by_left(const void *a, const void *b) {
  const struct glyph *x = a, *y = b;
  return (x->left > y->left) - (x->left < y->left);
}

static bool is_space(uint32_t rune) {
  return rune <= ' ' || rune == 0xA0 || rune == 0x202F;
}

// All visible characters of the page. Spaces are judged by the gaps, as they may be missing.
static struct glyphs page_glyphs(struct arena *a, PopplerPage *page) {
  struct glyphs out = {0};
  PopplerRectangle *rects = NULL;
  guint n = 0;
  char *text = poppler_page_get_text(page);
  if (text && poppler_page_get_text_layout(page, &rects, &n)) {
    struct str s = str_of(text);
    if (n > GLYPHS_LIMIT)
      n = GLYPHS_LIMIT;
    out.v = arena_alloc(a, sizeof *out.v, n + 1);
    for (size_t i = 0, at = 0, len; i < n && at < s.n; i++, at += len) {
      uint32_t rune = str_rune(s, at, &len);
      if (!is_space(rune) && rects[i].y2 > rects[i].y1)
        out.v[out.n++] = (struct glyph){rects[i].x1, rects[i].x2, rects[i].y1, rects[i].y2, rune};
    }
  }
  g_free(rects);
  g_free(text);
  return out;
}

// Gaps in parts of the type's height: words are parted by about a fifth, columns by more than one.
static void put_gap(struct buf *b, const struct glyph *before, const struct glyph *g) {
  double gap = g->left - before->right, h = height(g);
  if (gap > h * 0.9)
    buf_c(b, '\t');
  else if (gap > h * 0.12)
    buf_c(b, ' ');
}

static void put_row(struct buf *b, struct glyph *v, size_t n) {
  qsort(v, n, sizeof *v, by_left);
  for (size_t i = 0; i < n; i++) {
    if (i)
      put_gap(b, &v[i - 1], &v[i]);
    buf_rune(b, v[i].rune);
  }
  buf_c(b, '\n');
}

static void put_page(struct buf *b, struct glyphs g) {
  if (g.n == 0)
    return;
  qsort(g.v, g.n, sizeof *g.v, by_height);
  for (size_t i = 0, end; i < g.n; i = end) {
    for (end = i + 1; end < g.n; end++)
      if (middle(&g.v[end]) - middle(&g.v[end - 1]) > height(&g.v[end]) * 0.25 ||
          middle(&g.v[end]) - middle(&g.v[i]) > height(&g.v[i]) * 0.5)
        break;
    if (i && g.v[i].top - g.v[i - 1].bottom > height(&g.v[i]) * 0.8)
      buf_c(b, '\n');
    put_row(b, g.v + i, end - i);
  }
}

static bool pages_text(struct arena *a, PopplerDocument *d, struct str *text, struct err *err) {
  int pages = poppler_document_get_n_pages(d);
  struct buf b = buf_in(a);
  if (pages > ATTACHMENT_PAGES_LIMIT)
    return err_set(err, ERR_INPUT, "has %d pages; at most %d are read", pages,
                   ATTACHMENT_PAGES_LIMIT);
  for (int i = 0; i < pages && b.n <= ATTACHMENT_TEXT_LIMIT; i++) {
    PopplerPage *page = poppler_document_get_page(d, i);
    if (!page)
      continue;
    if (b.n)
      buf_c(&b, '\n');
    put_page(&b, page_glyphs(a, page));
    g_object_unref(page);
  }
  *text = buf_str(&b);
  return true;
}

bool pdf_text(struct arena *a, struct str bytes, struct str *text, struct err *err) {
  GError *why = NULL;
  GBytes *g = g_bytes_new_static(bytes.p, bytes.n);
  PopplerDocument *d = poppler_document_new_from_bytes(g, NULL, &why);
  g_bytes_unref(g);
  if (!d) {
    bool locked = g_error_matches(why, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
    g_clear_error(&why);
    return err_set(err, ERR_INPUT, "%s",
                   locked ? "is a PDF with a password" : "is a damaged PDF and was not read");
  }
  bool ok = pages_text(a, d, text, err);
  g_object_unref(d);
  return ok;
}

// Poppler's tables are loaded with the first document and dropped with the last: one stays open.
void pdf_prepare(void) {
  static const char smallest[] =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
      "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont"
      "/Helvetica>>>>>>>>endobj\n"
      "4 0 obj<</Length 27>>stream\nBT /F 1 Tf 1 1 Td (x) Tj ET \nendstream "
      "endobj\ntrailer<</Root 1 0 R>>\n";
  static PopplerDocument *held;
  if (held)
    return;
  GBytes *g = g_bytes_new_static(smallest, sizeof smallest - 1);
  held = poppler_document_new_from_bytes(g, NULL, NULL);
  g_bytes_unref(g);
  PopplerPage *page = held ? poppler_document_get_page(held, 0) : NULL;
  if (!page)
    return;
  g_free(poppler_page_get_text(page));
  g_object_unref(page);
}
