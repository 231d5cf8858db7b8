// subject.c: text as patterns see it, so that a rule is written once, in plain small letters.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

// U+00C0 to U+017F without their accents; '?' where one letter is not enough or none fits.
static const char latin[] = "aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkkllllll?"
                            "?llnnnnnn?nnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static const struct {
  uint32_t first, last;
  const char *as; // "" drops the sign
} signs[] = {
    {0xA0, 0xA0, " "},       {0xAB, 0xAB, "\""},     {0xAD, 0xAD, ""},       {0xB4, 0xB4, "'"},
    {0xBA, 0xBA, "o"},       {0xBB, 0xBB, "\""},     {0xC6, 0xC6, "ae"},     {0xD7, 0xD7, "x"},
    {0xDF, 0xDF, "ss"},      {0xE6, 0xE6, "ae"},     {0x132, 0x133, "ij"},   {0x152, 0x153, "oe"},
    {0x2BC, 0x2BC, "'"},     {0x300, 0x36F, ""},     {0x1E9E, 0x1E9E, "ss"}, {0x2000, 0x200A, " "},
    {0x200B, 0x200F, ""},    {0x2010, 0x2015, "-"},  {0x2018, 0x201B, "'"},  {0x201C, 0x201F, "\""},
    {0x2026, 0x2026, "..."}, {0x202A, 0x202E, ""},   {0x202F, 0x202F, " "},  {0x2032, 0x2032, "'"},
    {0x2033, 0x2033, "\""},  {0x2039, 0x203A, "\""}, {0x205F, 0x205F, " "},  {0x2060, 0x2064, ""},
    {0x2212, 0x2212, "-"},   {0x3000, 0x3000, " "},  {0xFE00, 0xFE0F, ""},   {0xFEFF, 0xFEFF, ""},
};

// What stands for `rune`; its own UTF-8 in `own` when nothing plainer does.
static struct str plain(uint32_t rune, char own[4]) {
  if (rune >= 0xC0 && rune < 0xC0 + sizeof latin - 1 && latin[rune - 0xC0] != '?')
    return (struct str){&latin[rune - 0xC0], 1};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (rune >= signs[i].first && rune <= signs[i].last)
      return str_of(signs[i].as);
  return (struct str){own, rune_put(rune, own)};
}

struct maker {
  char *text;
  uint32_t *at;
  size_t n;
  size_t gap; // where white space began that is not yet put; only if has_gap
  bool has_gap, gap_is_line, lines;
};

static void put(struct maker *m, struct str s, size_t at) {
  for (size_t i = 0; i < s.n; i++) {
    m->text[m->n] = s.p[i];
    m->at[m->n++] = (uint32_t)at;
  }
}

static void put_gap(struct maker *m) {
  if (m->has_gap && m->n)
    put(m, m->gap_is_line ? S("\n") : S(" "), m->gap);
  m->has_gap = m->gap_is_line = false;
}

static void gap(struct maker *m, size_t at, bool line) {
  if (!m->has_gap)
    m->gap = at;
  m->has_gap = true;
  m->gap_is_line |= line && m->lines;
}

static void put_ascii(struct maker *m, char c, size_t at) {
  if (c == ' ' || (c >= '\t' && c <= '\r')) {
    gap(m, at, c == '\n');
    return;
  }
  put_gap(m);
  char low = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c == '`' ? '\'' : c;
  put(m, (struct str){&low, 1}, at);
}

struct subject subject_of(struct arena *a, struct str source, bool lines) {
  source = str_sub(source, 0, UINT32_MAX - 1);
  // One source byte gives at most three: U+2026 is three bytes, every other sign gives fewer.
  struct maker m = {.text = arena_alloc(a, 1, source.n + 4),
                    .at = arena_alloc(a, sizeof(uint32_t), source.n + 5),
                    .lines = lines};
  for (size_t i = 0, len; i < source.n; i += len) {
    len = 1;
    if ((unsigned char)source.p[i] < 0x80) {
      put_ascii(&m, source.p[i], i);
      continue;
    }
    char own[4];
    uint32_t rune = str_rune(source, i, &len);
    if (rune == 0xFFFD && len == 1)
      continue;
    struct str as = plain(rune, own);
    if (str_eq(as, S(" "))) {
      gap(&m, i, false);
      continue;
    }
    if (as.n)
      put_gap(&m);
    put(&m, as, i);
  }
  m.at[m.n] = (uint32_t)(m.has_gap ? m.gap : source.n);
  return (struct subject){{m.text, m.n}, m.at};
}

struct sentence subject_source(const struct subject *s, size_t from, size_t to) {
  return (struct sentence){s->at[from], s->at[to] - s->at[from]};
}
