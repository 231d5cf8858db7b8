// words.c: encoded words of header fields (RFC 2047) to UTF-8.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   encoded-word = "=?" charset ["*" language] "?" ("B" / "Q") "?" text "?="
//
// Words that follow each other in one charset are joined as bytes before they are decoded, since
// senders cut in the middle of a character. Spaces inside the text are taken, though forbidden.
#include "room.h"

struct word {
  struct str charset, text;
  char encoding;
  size_t length; // of the whole encoded word
};

static bool word_at(struct str s, struct word *w) {
  size_t end;
  struct str charset, rest, encoding, text;
  if (!str_starts(s, S("=?")) || !str_cut(str_skip(s, 2), '?', &charset, &rest) ||
      !str_cut(rest, '?', &encoding, &text) || encoding.n != 1 || charset.n == 0 || charset.n > 60)
    return false;
  if (!str_find(text, S("?="), &end))
    return false;
  struct str language;
  str_cut(charset, '*', &w->charset, &language);
  w->encoding = (char)(encoding.p[0] | 32);
  w->text = str_sub(text, 0, end);
  w->length = (size_t)(text.p - s.p) + end + 2;
  return w->encoding == 'b' || w->encoding == 'q';
}

static size_t space_length(struct str s) {
  size_t n = 0;
  while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
    n++;
  return n;
}

// Decodes the run of words of one charset that begins s; returns its length.
static size_t run_decode(struct arena *a, struct str s, struct buf *out) {
  struct buf bytes = buf_in(a);
  struct word first = {0}, w;
  word_at(s, &first);
  size_t done = 0, gap = 0;
  while (word_at(str_skip(s, done + gap), &w) && str_eq_ci(w.charset, first.charset)) {
    buf_add(&bytes, w.encoding == 'b' ? base64_decode(a, w.text) : quoted_decode(a, w.text, true));
    done += gap + w.length;
    gap = space_length(str_skip(s, done));
  }
  buf_add(out, charset_line(a, buf_str(&bytes), first.charset));
  return done;
}

// A line break that was hidden in a word must not become one.
static struct str one_line(struct arena *a, struct str s) {
  size_t i = 0;
  while (i < s.n && (unsigned char)s.p[i] >= ' ')
    i++;
  if (i == s.n)
    return s;
  char *p = arena_alloc(a, 1, s.n);
  for (i = 0; i < s.n; i++)
    p[i] = (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i];
  return (struct str){p, s.n};
}

struct str words_decode(struct arena *a, struct str value) {
  size_t at;
  if (!str_find(value, S("=?"), &at))
    return one_line(a, charset_line(a, value, S("")));
  struct buf b = buf_in(a);
  bool after_word = false;
  while (value.n) {
    struct word w;
    size_t gap = after_word ? space_length(value) : 0;
    if (word_at(str_skip(value, gap), &w)) {
      value = str_skip(value, gap);
      value = str_skip(value, run_decode(a, value, &b));
      after_word = true;
      continue;
    }
    size_t plain = str_find(str_skip(value, 1), S("=?"), &at) ? at + 1 : value.n;
    buf_add(&b, charset_line(a, str_sub(value, 0, plain), S("")));
    value = str_skip(value, plain);
    after_word = false;
  }
  return one_line(a, buf_str(&b));
}
