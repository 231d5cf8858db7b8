// fold.c: the one file outside mail that knows GLib, for its Unicode tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/fold.h"

#include <glib.h>
#include <string.h>

// What NFKD leaves whole although people write it in two letters or without the stroke.
static struct str plain_letters(uint32_t rune) {
  static const struct {
    uint32_t rune;
    const char *as;
  } table[] = {
      {0xDF, "ss"}, {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"},
      {0x111, "d"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}, {0x1E9E, "ss"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].rune == rune)
      return str_of(table[i].as);
  return S("");
}

static bool is_mark(gunichar rune) {
  GUnicodeType t = g_unichar_type(rune);
  return t == G_UNICODE_NON_SPACING_MARK || t == G_UNICODE_SPACING_MARK ||
         t == G_UNICODE_ENCLOSING_MARK || t == G_UNICODE_FORMAT;
}

static bool is_ascii(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == 0)
      return false;
  return true;
}

// The same without Unicode, for most of what comes.
static struct str fold_ascii(struct arena *a, struct str s, bool spaces) {
  char *p = arena_alloc(a, 1, s.n + 1);
  size_t n = 0;
  bool gap = false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter && gap && spaces && n)
      p[n++] = ' ';
    if (letter)
      p[n++] = c;
    gap = !letter;
  }
  return (struct str){p, n};
}

static struct str fold(struct arena *a, struct str s, bool spaces) {
  s = str_sub(s, 0, FOLD_LIMIT);
  if (is_ascii(s))
    return fold_ascii(a, s, spaces);
  gchar *nfkd = g_utf8_normalize(s.n ? s.p : "", (gssize)s.n, G_NORMALIZE_NFKD);
  struct buf b = buf_in(a);
  bool gap = false;
  for (gchar *p = nfkd; p && *p; p = g_utf8_next_char(p)) {
    gunichar rune = g_unichar_tolower(g_utf8_get_char(p));
    if (is_mark(rune))
      continue;
    bool letter = g_unichar_isalnum(rune);
    struct str as = rune < 0x80 ? S("") : plain_letters(rune);
    if (letter && gap && spaces && b.n)
      buf_c(&b, ' ');
    gap = !letter;
    if (as.n)
      buf_add(&b, as);
    else if (letter && (spaces || rune < 0x80))
      buf_rune(&b, rune);
  }
  g_free(nfkd);
  return buf_str(&b);
}

struct str fold_words(struct arena *a, struct str s) {
  return fold(a, s, true);
}

struct str fold_key(struct arena *a, struct str s) {
  return fold(a, s, false);
}

enum { DISTANCE_MAX = 256 };

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

size_t fold_distance(struct str a, struct str b, size_t limit) {
  if (a.n > DISTANCE_MAX || b.n > DISTANCE_MAX || (a.n > b.n ? a.n - b.n : b.n - a.n) > limit)
    return limit + 1;
  size_t rows[3][DISTANCE_MAX + 1];
  for (size_t j = 0; j <= b.n; j++)
    rows[0][j] = j;
  for (size_t i = 1; i <= a.n; i++) {
    size_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.n; j++) {
      size_t change = up[j - 1] + (a.p[i - 1] != b.p[j - 1]);
      row[j] = least(change, least(up[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
        row[j] = least(row[j], up2[j - 2] + 1);
    }
  }
  size_t d = rows[a.n % 3][b.n];
  return d > limit ? limit + 1 : d;
}
