// chart.h: small charts as SVG, drawn by the server: they need no script, and print.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "web/html.h"

// Colours are classes (c1, c2) that the style sheet knows; without it they are dark blue and green.
// Every chart has a title for those who cannot see it. Behind each stands a table with its numbers:
// that is the caller's.

struct chart_bar {
  struct str label, value; // value: in words, beside the bar
  int64_t n;               // its length; negative counts as nothing
};
struct chart_bars {
  struct chart_bar *v;
  size_t n, cap;
};
// Horizontal, the longest as wide as there is room; `most` above 0: that is the whole width.
void chart_bars(struct html *h, struct str title, const struct chart_bars *bars, int64_t most);

struct chart_column {
  struct str label;
  int64_t a, b; // two columns beside each other
};
struct chart_columns {
  struct chart_column *v;
  size_t n, cap;
};
void chart_columns(struct html *h, struct str title, const struct chart_columns *columns);

// One dot for each value in its order, a line at `level`, the zero line.
void chart_dots(struct html *h, struct str title, const int *v, size_t n, int level);

// "▁▃▇" of the values, the largest the tallest; what is not above 0 is the smallest.
struct str spark(struct arena *a, const int64_t *v, size_t n);
