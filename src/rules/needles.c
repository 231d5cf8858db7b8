// needles.c: whether a text can hold what a pattern needs, told without running the pattern.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The print of a text is the set of its runs of three bytes, each as one of PRINT_BITS bits. A text
// holds a literal only if its print holds the runs of the literal; some of them are enough to ask.
// Two runs may share a bit: then a pattern is run for nothing, but none is left out.
#include "ruleset.h"

#include <stdlib.h>
#include <string.h>

static uint16_t bit_of(const char *p) {
  uint32_t run = (unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8 |
                 (uint32_t)(unsigned char)p[2] << 16;
  return (uint16_t)((run * 2654435761U) >> 16) % PRINT_BITS;
}

static bool has(const struct print *print, uint16_t bit) {
  return print->bits[bit / 64] >> bit % 64 & 1;
}

void print_of(struct str text, struct print *out) {
  memset(out, 0, sizeof *out);
  for (size_t i = 0; i + LITERAL_LEAST <= text.n; i++) {
    uint16_t bit = bit_of(text.p + i);
    out->bits[bit / 64] |= UINT64_C(1) << bit % 64;
  }
}

static struct needle needle_of(struct str literal) {
  struct needle n;
  size_t last = literal.n - LITERAL_LEAST;
  for (size_t i = 0; i < NEEDLE_RUNS; i++)
    n.bits[i] = bit_of(literal.p + last * i / (NEEDLE_RUNS - 1));
  return n;
}

static int needle_order(const void *a, const void *b) {
  return memcmp(a, b, sizeof(struct needle));
}

static void sort_once(struct needle_list *list) {
  size_t n = 0;
  if (list->n)
    qsort(list->v, list->n, sizeof *list->v, needle_order);
  for (size_t i = 0; i < list->n; i++)
    if (!n || needle_order(&list->v[n - 1], &list->v[i]) != 0)
      list->v[n++] = list->v[i];
  list->n = n;
}

static void add_needles(struct arena *a, const struct strs *literals, struct needle_list *out) {
  for (size_t i = 0; i < literals->n; i++)
    *LIST_PUSH(a, out) = needle_of(literals->v[i]);
  sort_once(out);
}

void needles_of(struct arena *a, struct str pattern, struct needles *out) {
  struct arena scratch;
  struct strs any = {0}, also = {0};
  struct heads heads = {0};
  jmp_buf full;
  arena_init(&scratch, NEEDLES_MEMORY);
  scratch.full = &full;
  if (setjmp(full) == 0) {
    pattern_literals(&scratch, pattern, &any, &also, &heads);
    add_needles(a, &any, &out->any);
    add_needles(a, &also, &out->also);
    for (size_t i = 0; i < heads.n; i++) {
      heads.v[i].text = str_dup(a, heads.v[i].text);
      heads_add(a, &out->heads, heads.v[i]);
    }
  }
  arena_free(&scratch);
}

static bool holds_one(const struct needle_list *list, const struct print *print) {
  for (size_t i = 0; i < list->n; i++) {
    const uint16_t *bits = list->v[i].bits;
    if (has(print, bits[0]) && has(print, bits[1]) && has(print, bits[2]) && has(print, bits[3]))
      return true;
  }
  return list->n == 0;
}

bool needles_in(const struct needles *n, const struct print *print) {
  return holds_one(&n->any, print) && holds_one(&n->also, print);
}
