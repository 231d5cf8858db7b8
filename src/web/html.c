// html.c: escaping by construction.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/html.h"

#include <stdlib.h>
#include <string.h>

struct html html_in(struct arena *a, const struct speech *speech) {
  return (struct html){.a = a, .out = buf_in(a), .speech = speech};
}

struct str html_done(const struct html *h) {
  return buf_str(&h->out);
}

static struct str escaped(char c) {
  switch (c) {
  case '&':
    return S("&amp;");
  case '<':
    return S("&lt;");
  case '>':
    return S("&gt;");
  case '"':
    return S("&quot;");
  case '\'':
    return S("&#39;");
  default:
    return (struct str){0};
  }
}

// Control characters have no place in HTML, and those that turn the direction of writing could make
// an amount or an address look like another one.
static bool unseemly(struct str s, size_t at, size_t *len) {
  uint32_t r = str_rune(s, at, len);
  return (r < 0x20 && r != '\n' && r != '\t') || (r >= 0x7f && r < 0xa0) ||
         (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069);
}

static void add_escaped(struct buf *b, struct str s) {
  size_t len;
  for (size_t i = 0; i < s.n; i += len) {
    struct str e = escaped(s.p[i]);
    if (unseemly(s, i, &len))
      buf_rune(b, 0xfffd);
    else
      buf_add(b, e.n ? e : str_sub(s, i, len));
  }
}

static void take_argument(size_t got, size_t n) {
  if (got >= n)
    abort(); // this should not happen: the literal has more $ than arguments
}

void html_fill(struct html *h, struct str literal, const struct str *v, size_t n) {
  struct str before, after = literal;
  size_t used = 0;
  while (str_cut(after, '$', &before, &after)) {
    buf_add(&h->out, before);
    take_argument(used, n);
    add_escaped(&h->out, v[used++]);
  }
  buf_add(&h->out, before);
  if (used != n)
    abort(); // this should not happen: an argument that the literal does not show
}

void html_add(struct html *h, struct str html) {
  buf_add(&h->out, html);
}

struct str say(const struct html *h, const char *words) {
  return speech_words(h->speech, words);
}

// A translation may put the values elsewhere, but not more of them than there are.
struct str tell_fill(const struct html *h, struct str words, const struct str *v, size_t n) {
  struct buf b = buf_in(h->a);
  struct str before, after = words;
  size_t used = 0;
  while (str_cut(after, '$', &before, &after)) {
    buf_add(&b, before);
    if (used < n)
      buf_add(&b, v[used++]);
  }
  buf_add(&b, before);
  return buf_str(&b);
}

struct str tell_count(const struct html *h, const char *one, const char *many, size_t n) {
  struct str count = html_number(h, (int64_t)n);
  return tell_fill(h, speech_count(h->speech, one, many, n), &count, 1);
}

struct str tell_money(const struct html *h, struct money m) {
  return speech_money(h->a, h->speech, m);
}

struct str tell_day(const struct html *h, struct day d) {
  return speech_day(h->a, h->speech, d);
}

struct str html_number(const struct html *h, int64_t n) {
  return str_printf(h->a, "%lld", (long long)n);
}

static bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr("-._~", c));
}

struct str url_part(const struct html *h, struct str s) {
  struct buf b = buf_in(h->a);
  for (size_t i = 0; i < s.n; i++)
    if (unreserved(s.p[i]))
      buf_c(&b, s.p[i]);
    else
      buf_printf(&b, "%%%02X", (unsigned char)s.p[i]);
  return buf_str(&b);
}
