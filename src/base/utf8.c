// utf8.c: telling valid UTF-8 from what is not (RFC 3629, section 4).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/str.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD };

static unsigned char byte(struct str s, size_t at) {
  return at < s.n ? (unsigned char)s.p[at] : 0;
}

static bool is_tail(unsigned char c) {
  return (c & 0xC0) == 0x80;
}

uint32_t str_rune(struct str s, size_t at, size_t *len) {
  unsigned char c = byte(s, at);
  *len = 1;
  if (c < 0x80)
    return c;
  size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 1;
  if (n == 1 || c > 0xF4 || at + n > s.n)
    return REPLACEMENT;
  uint32_t rune = c & (0xFFu >> (n + 1));
  for (size_t i = 1; i < n; i++) {
    if (!is_tail(byte(s, at + i)))
      return REPLACEMENT;
    rune = rune << 6 | (byte(s, at + i) & 0x3F);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (rune < least[n] || rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
    return REPLACEMENT;
  *len = n;
  return rune;
}

size_t rune_put(uint32_t rune, char out[4]) {
  if (rune < 0x80) {
    out[0] = (char)rune;
    return 1;
  }
  size_t n = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
  for (size_t i = n - 1; i > 0; i--) {
    out[i] = (char)(0x80 | (rune & 0x3F));
    rune >>= 6;
  }
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  out[0] = (char)(lead[n] | rune);
  return n;
}

static bool is_bad(struct str s, size_t at, uint32_t rune, size_t len) {
  return byte(s, at) == 0 || (rune == REPLACEMENT && len == 1);
}

bool str_utf8_valid(struct str s) {
  for (size_t i = 0, len; i < s.n; i += len) {
    uint32_t rune = str_rune(s, i, &len);
    if (is_bad(s, i, rune, len))
      return false;
  }
  return true;
}

struct str str_utf8_clean(struct arena *a, struct str s) {
  if (str_utf8_valid(s))
    return s;
  struct buf b = buf_in(a);
  for (size_t i = 0, len; i < s.n; i += len) {
    uint32_t rune = str_rune(s, i, &len);
    buf_rune(&b, is_bad(s, i, rune, len) ? REPLACEMENT : rune);
  }
  return buf_str(&b);
}

static size_t control_length(struct str s, size_t i) {
  unsigned char c = (unsigned char)s.p[i];
  if (c == 0xC2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0) // U+0080 to U+009F
    return 2;
  return (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7F;
}

struct str str_printable(struct arena *a, struct str s) {
  char *copy = NULL;
  for (size_t i = 0, n; i < s.n; i += n ? n : 1) {
    n = control_length(s, i);
    if (n && !copy)
      copy = memcpy(arena_alloc(a, 1, s.n), s.p, s.n);
    if (n)
      memset(copy + i, ' ', n);
  }
  return copy ? (struct str){copy, s.n} : s;
}
