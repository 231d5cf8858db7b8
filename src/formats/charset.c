// charset.c: text of old programs to UTF-8.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charset.h"

#include <string.h>

static size_t ascii_run(struct str s, size_t at) {
  size_t i = at;
  for (uint64_t eight; i + 8 <= s.n; i += 8) {
    memcpy(&eight, s.p + i, 8);
    // A byte with its high bit set, or a zero byte, ends the run.
    if ((eight | (eight - 0x0101010101010101u)) & 0x8080808080808080u)
      break;
  }
  while (i < s.n && s.p[i] > 0)
    i++;
  return i;
}

bool text_is_ascii(struct str s) {
  return ascii_run(s, 0) == s.n;
}

bool text_is_utf8(struct str s) {
  for (size_t i = ascii_run(s, 0), len; i < s.n; i = ascii_run(s, i + len)) {
    uint32_t rune = str_rune(s, i, &len);
    if (s.p[i] == 0 || (rune == 0xFFFD && len == 1))
      return false;
  }
  return true;
}

// https://encoding.spec.whatwg.org/windows-1252.html, 0x80 to 0x9F; 0: undefined.
static const uint16_t high[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

struct str text_from_1252(struct arena *a, struct str s) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    uint32_t rune = c >= 0x80 && c < 0xA0 ? high[c - 0x80] : c;
    buf_rune(&b, rune ? rune : 0xFFFD);
  }
  return buf_str(&b);
}

struct str text_utf8(struct arena *a, struct str s) {
  return text_is_utf8(s) ? s : text_from_1252(a, s);
}

static uint32_t unit(struct str s, size_t at, bool big) {
  unsigned char x = (unsigned char)s.p[at], y = (unsigned char)s.p[at + 1];
  return big ? (uint32_t)(x << 8 | y) : (uint32_t)(y << 8 | x);
}

struct str text_from_utf16(struct arena *a, struct str s) {
  bool big = str_starts(s, S("\xFE\xFF"));
  if (!big && !str_starts(s, S("\xFF\xFE")))
    return s;
  struct buf b = buf_in(a);
  for (size_t i = 2; i + 2 <= s.n; i += 2) {
    uint32_t rune = unit(s, i, big);
    uint32_t low = i + 4 <= s.n ? unit(s, i + 2, big) : 0;
    if (rune >= 0xD800 && rune < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
      rune = 0x10000 + ((rune - 0xD800) << 10) + (low - 0xDC00);
      i += 2;
    } else if (rune == 0 || (rune >= 0xD800 && rune < 0xE000))
      rune = 0xFFFD;
    buf_rune(&b, rune);
  }
  return buf_str(&b);
}

struct str text_clip(struct str s, size_t n) {
  if (s.n <= n)
    return s;
  while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
    n--;
  return str_sub(s, 0, n);
}
