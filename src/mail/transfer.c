// transfer.c: base64 and quoted-printable back to bytes (RFC 2045, section 6).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "room.h"

static int base64_value(char c) {
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Whether the line that begins at `at`, after white space, is base64 and nothing else.
static bool is_base64_line(struct str s, size_t at) {
  struct str rest = str_trim(str_skip(s, at)), line;
  if (!str_line(&rest, &line))
    return false;
  line = str_trim(line);
  for (size_t i = 0; i < line.n; i++)
    if (base64_value(line.p[i]) < 0 && line.p[i] != '=')
      return false;
  return line.n > 0 && line.n % 4 == 0;
}

// Bytes outside the alphabet are skipped. After "=" a new piece may begin: several encoded pieces
// glued together are one file, but the footer that a mailing list adds is no part of it.
struct str base64_decode(struct arena *a, struct str s) {
  char *out = arena_alloc(a, 1, s.n / 4 * 3 + 4);
  size_t n = 0;
  unsigned bits = 0;
  int have = 0;
  for (size_t i = 0; i < s.n; i++) {
    int v = base64_value(s.p[i]);
    if (s.p[i] == '=' && have) {
      have = 0;
      bits = 0;
      while (i + 1 < s.n && s.p[i + 1] == '=')
        i++;
      if (!is_base64_line(s, i + 1))
        break;
    }
    if (v < 0)
      continue;
    bits = (bits << 6 | (unsigned)v) & 0xFFFFFF;
    have += 6;
    if (have >= 8) {
      have -= 8;
      out[n++] = (char)(bits >> have);
    }
  }
  return (struct str){out, n};
}

static int hex(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// How many bytes of a soft line break ("=", white space, line end) stand at `at`, or 0.
static size_t soft_break(struct str s, size_t at) {
  size_t i = at + 1;
  while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
    i++;
  if (i == s.n)
    return i - at;
  if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
    return i + 2 - at;
  return s.p[i] == '\n' || s.p[i] == '\r' ? i + 1 - at : 0;
}

// A "=" that begins nothing stays as it is.
struct str quoted_decode(struct arena *a, struct str s, bool in_word) {
  char *out = arena_alloc(a, 1, s.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < s.n;) {
    size_t skip = s.p[i] == '=' ? soft_break(s, i) : 0;
    if (skip && !in_word) {
      i += skip;
    } else if (s.p[i] == '=' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0) {
      out[n++] = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
      i += 3;
    } else {
      out[n++] = in_word && s.p[i] == '_' ? ' ' : s.p[i];
      i++;
    }
  }
  return (struct str){out, n};
}
