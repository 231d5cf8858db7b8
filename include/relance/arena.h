// arena.h: one bounded block of memory for one piece of work; nothing in it is freed singly.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <setjmp.h>
#include <stddef.h>

// Everything the core rooms return lives in the arena they were given. An arena never hands out
// NULL: when its limit is reached it jumps to `full` if the owner has set one, else it aborts.
struct arena {
  struct arena_block *blocks;
  size_t used, limit;
  jmp_buf *full;
};

enum { ARENA_MESSAGE_LIMIT = 256 << 20 }; // bytes: one message with all that was read from it

void arena_init(struct arena *a, size_t limit);
void arena_free(struct arena *a);  // gives all of it back; the arena can be used again
void arena_reset(struct arena *a); // the same, but a block stays for what comes next

// Zeroed and aligned for any type.
void *arena_alloc(struct arena *a, size_t size, size_t count) __attribute__((returns_nonnull));
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type), 1))

// Lists are structs of the form {T *v; size_t n, cap;}. LIST_PUSH gives a pointer to a new, zeroed
// last element; the pointer is good until the next push.
#define LIST(type)                                                                                 \
  struct {                                                                                         \
    type *v;                                                                                       \
    size_t n, cap;                                                                                 \
  }
#define LIST_PUSH(a, list)                                                                         \
  ((list)->n == (list)->cap                                                                        \
       ? ((list)->v = arena_grow((a), (list)->v, sizeof *(list)->v, (list)->n, &(list)->cap))      \
       : (list)->v,                                                                                \
   &(list)->v[(list)->n++])
void *arena_grow(struct arena *a, void *old, size_t size, size_t n, size_t *cap)
    __attribute__((returns_nonnull));
