// chart.c: bars, columns, dots.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/chart.h"

enum {
  WIDTH = 320, // of the drawing; it is scaled to the width of the page
  ROW = 24,
  LABEL = 92,
  BAR = 130,
  TALL = 96, // of columns and dots
  FOOT = 16,
};

static struct str n_of(const struct html *h, int64_t n) {
  return str_printf(h->a, "%lld", (long long)n);
}

static void begin(struct html *h, struct str title, int height) {
  html_put(h,
           "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" "
           "aria-label=\"$\" viewBox=\"0 0 $ $\" font-size=\"11\" font-family=\"sans-serif\">",
           title, n_of(h, WIDTH), n_of(h, height));
}

static void end(struct html *h) {
  html_raw(h, "</svg>\n");
}

static void box(struct html *h, const char *class, int64_t x, int64_t y, int64_t w, int64_t high) {
  static const char *const colours[] = {"#1f5f8b", "#1d6b43"};
  html_put(h, "<rect class=\"$\" fill=\"$\" x=\"$\" y=\"$\" width=\"$\" height=\"$\" rx=\"2\"/>",
           str_of(class), str_of(colours[class[1] == '2']), n_of(h, x), n_of(h, y), n_of(h, w),
           n_of(h, high));
}

static void text(struct html *h, int64_t x, int64_t y, const char *anchor, struct str words) {
  html_put(h, "<text fill=\"currentColor\" x=\"$\" y=\"$\" text-anchor=\"$\">$</text>", n_of(h, x),
           n_of(h, y), str_of(anchor), words);
}

static void line(struct html *h, const char *class, int64_t y) {
  html_put(h, "<line class=\"$\" stroke=\"currentColor\" x1=\"0\" x2=\"$\" y1=\"$\" y2=\"$\"/>",
           str_of(class), n_of(h, WIDTH), n_of(h, y), n_of(h, y));
}

static int64_t scaled(int64_t n, int64_t most, int64_t length) {
  return n <= 0 || most <= 0 ? 0 : money_scale(n < most ? n : most, length, most);
}

void chart_bars(struct html *h, struct str title, const struct chart_bars *bars, int64_t most) {
  bool given = most > 0;
  for (size_t i = 0; !given && i < bars->n; i++)
    most = bars->v[i].n > most ? bars->v[i].n : most;
  begin(h, title, (int)bars->n * ROW);
  for (size_t i = 0; i < bars->n; i++) {
    const struct chart_bar *b = &bars->v[i];
    int64_t y = (int64_t)i * ROW, w = scaled(b->n, most, BAR);
    text(h, LABEL - 8, y + 16, "end", b->label);
    box(h, "c1", LABEL, y + 5, w > 0 ? w : 1, ROW - 9);
    text(h, LABEL + w + 6, y + 16, "start", b->value);
  }
  end(h);
}

void chart_columns(struct html *h, struct str title, const struct chart_columns *columns) {
  int64_t most = 0, step = columns->n ? WIDTH / (int64_t)columns->n : WIDTH;
  for (size_t i = 0; i < columns->n; i++) {
    most = columns->v[i].a > most ? columns->v[i].a : most;
    most = columns->v[i].b > most ? columns->v[i].b : most;
  }
  begin(h, title, TALL + FOOT);
  for (size_t i = 0; i < columns->n; i++) {
    const struct chart_column *c = &columns->v[i];
    int64_t x = (int64_t)i * step, a = scaled(c->a, most, TALL - 4),
            b = scaled(c->b, most, TALL - 4), w = step / 2 - 3;
    box(h, "c1", x + 2, TALL - a, w, a);
    box(h, "c2", x + 3 + w, TALL - b, w, b);
    text(h, x + step / 2, TALL + FOOT - 3, "middle", c->label);
  }
  line(h, "ground", TALL);
  end(h);
}

void chart_dots(struct html *h, struct str title, const int *v, size_t n, int level) {
  int64_t low = level < 0 ? level : 0, high = level > 0 ? level : 0;
  for (size_t i = 0; i < n; i++) {
    low = v[i] < low ? v[i] : low;
    high = v[i] > high ? v[i] : high;
  }
  int64_t span = high > low ? high - low : 1;
  begin(h, title, TALL + 12);
  line(h, "ground", 6 + money_scale(high, TALL, span));
  line(h, "level", 6 + money_scale(high - level, TALL, span));
  for (size_t i = 0; i < n; i++)
    html_put(h, "<circle class=\"c1\" fill=\"#1f5f8b\" cx=\"$\" cy=\"$\" r=\"3.5\"/>",
             n_of(h, (int64_t)(2 * i + 1) * WIDTH / (int64_t)(2 * n)),
             n_of(h, 6 + money_scale(high - v[i], TALL, span)));
  end(h);
}

struct str spark(struct arena *a, const int64_t *v, size_t n) {
  static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  enum { BARS = sizeof bars / sizeof *bars };
  struct buf b = buf_in(a);
  int64_t most = 0;
  for (size_t i = 0; i < n; i++)
    most = v[i] > most ? v[i] : most;
  for (size_t i = 0; i < n; i++)
    buf_add(&b, str_of(bars[v[i] <= 0 || !most ? 0 : money_scale(v[i], BARS - 1, most)]));
  return buf_str(&b);
}
