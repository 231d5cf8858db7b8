// arena.c: blocks of memory that are given back all at once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
  struct arena_block *next;
  size_t used, size;
  alignas(max_align_t) unsigned char bytes[];
};

enum { BLOCK_MIN = 64 << 10, LIST_FIRST = 8 };

void arena_init(struct arena *a, size_t limit) {
  *a = (struct arena){.limit = limit};
}

void arena_free(struct arena *a) {
  for (struct arena_block *b = a->blocks; b;) {
    struct arena_block *next = b->next;
    free(b);
    b = next;
  }
  a->blocks = NULL;
  a->used = 0;
}

void arena_reset(struct arena *a) {
  struct arena_block *first = a->blocks;
  if (!first || first->next || first->size != BLOCK_MIN) {
    arena_free(a);
    return;
  }
  first->used = 0;
  a->used = 0;
}

static _Noreturn void arena_exhausted(struct arena *a) {
  if (a->full)
    longjmp(*a->full, 1);
  abort();
}

static struct arena_block *block_new(struct arena *a, size_t need) {
  size_t size = need > BLOCK_MIN ? need : BLOCK_MIN;
  if (need > a->limit || a->used > a->limit - need)
    arena_exhausted(a);
  struct arena_block *b = malloc(sizeof *b + size);
  if (!b)
    arena_exhausted(a);
  b->next = a->blocks;
  b->used = 0;
  b->size = size;
  return a->blocks = b;
}

void *arena_alloc(struct arena *a, size_t size, size_t count) {
  if (size && count > (SIZE_MAX - alignof(max_align_t)) / size)
    arena_exhausted(a);
  size_t need = (size * count + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
  struct arena_block *b = a->blocks;
  if (!b || b->size - b->used < need)
    b = block_new(a, need);
  void *p = b->bytes + b->used;
  b->used += need;
  a->used += need;
  return memset(p, 0, need);
}

void *arena_grow(struct arena *a, void *old, size_t size, size_t n, size_t *cap) {
  size_t more = n ? n * 2 : LIST_FIRST;
  if (more < n)
    arena_exhausted(a);
  void *p = arena_alloc(a, size, more);
  if (n)
    memcpy(p, old, size * n);
  *cap = more;
  return p;
}
