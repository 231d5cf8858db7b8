// buf.c: building text in an arena.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_in(struct arena *a) {
  return (struct buf){.a = a};
}

static char *room_for(struct buf *b, size_t more) {
  if (b->cap - b->n < more) {
    size_t cap = (b->cap + more) * 2 + 64;
    char *p = arena_alloc(b->a, 1, cap);
    if (b->n)
      memcpy(p, b->p, b->n);
    b->p = p;
    b->cap = cap;
  }
  return b->p + b->n;
}

void buf_add(struct buf *b, struct str s) {
  if (s.n == 0)
    return;
  memcpy(room_for(b, s.n), s.p, s.n);
  b->n += s.n;
}

void buf_c(struct buf *b, char c) {
  buf_add(b, (struct str){&c, 1});
}

void buf_rune(struct buf *b, uint32_t rune) {
  char out[4];
  buf_add(b, (struct str){out, rune_put(rune, out)});
}

__attribute__((format(printf, 2, 0))) static void buf_vprintf(struct buf *b, const char *fmt,
                                                              va_list ap) {
  va_list again;
  va_copy(again, ap);
  int n = vsnprintf(NULL, 0, fmt, ap);
  if (n > 0) {
    vsnprintf(room_for(b, (size_t)n + 1), (size_t)n + 1, fmt, again);
    b->n += (size_t)n;
  }
  va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(b, fmt, ap);
  va_end(ap);
}

struct str buf_str(const struct buf *b) {
  return b->n ? (struct str){b->p, b->n} : S("");
}

struct str str_printf(struct arena *a, const char *fmt, ...) {
  struct buf b = buf_in(a);
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(&b, fmt, ap);
  va_end(ap);
  return buf_str(&b);
}
