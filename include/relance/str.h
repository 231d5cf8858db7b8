// str.h: borrowed text with a length, and a buffer that grows in an arena.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Not NUL-terminated, never NULL when n > 0. A str is borrowed or lives in an arena; nobody frees
// it.
struct str {
  const char *p;
  size_t n;
};

#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_ARG(s) (int)(s).n, (s).p // for "%.*s"

struct strs {
  struct str *v;
  size_t n, cap;
};

struct str str_of(const char *c); // NULL gives the empty str
struct str str_dup(struct arena *a, struct str s);
const char *str_c(struct arena *a, struct str s); // NUL-terminated copy
struct str str_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

bool str_eq(struct str a, struct str b);
bool str_eq_ci(struct str a, struct str b); // ASCII letters without regard to case
int str_cmp(struct str a, struct str b);    // bytes, then length
bool str_starts(struct str s, struct str head);
bool str_starts_ci(struct str s, struct str head);
bool str_ends(struct str s, struct str tail);
bool str_ends_ci(struct str s, struct str tail);
bool str_find(struct str s, struct str needle, size_t *at); // `at` may be NULL
bool str_find_ci(struct str s, struct str needle, size_t *at);

struct str str_sub(struct str s, size_t from, size_t n); // clipped to s
struct str str_skip(struct str s, size_t n);
struct str str_trim(struct str s);                   // ASCII white space at both ends
struct str str_lower(struct arena *a, struct str s); // ASCII letters only

// Takes the next line off `rest` (LF, CRLF or CR; the end is not part of it); false at the end.
bool str_line(struct str *rest, struct str *line);
// Takes the next field before `sep` off `rest`; the last one needs no separator; false at the end.
bool str_field(struct str *rest, char sep, struct str *field);
// Takes the next word off `rest`, words being parted by ASCII white space.
bool str_word(struct str *rest, struct str *word);
// Splits at the first `sep`; false, and head = s, when there is none.
bool str_cut(struct str s, char sep, struct str *head, struct str *tail);

bool str_int(struct str s, int64_t *out); // the whole of it, decimal, optional sign
bool str_is_digits(struct str s);         // at least one digit and nothing else

uint32_t str_rune(struct str s, size_t at, size_t *len); // U+FFFD with len 1 where invalid
size_t rune_put(uint32_t rune, char out[4]);
bool str_utf8_valid(struct str s);
struct str str_utf8_clean(struct arena *a, struct str s); // invalid bytes and NUL become U+FFFD
// Control characters but tabs, line ends and page ends become blanks, byte for byte: what is shown in
// a terminal must not command it. Wants valid UTF-8.
struct str str_printable(struct arena *a, struct str s);

struct buf {
  struct arena *a;
  char *p;
  size_t n, cap;
};

struct buf buf_in(struct arena *a);
void buf_add(struct buf *b, struct str s);
void buf_c(struct buf *b, char c);
void buf_rune(struct buf *b, uint32_t rune);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str buf_str(const struct buf *b); // good until the next add
