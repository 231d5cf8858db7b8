// marks.c: which bytes of a text already mean something.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "marks.h"

#include <string.h>

struct marks marks_of(struct arena *a, struct str text) {
  return (struct marks){arena_alloc(a, 1, text.n + 1), text.n};
}

void marks_add(struct marks *m, size_t offset, size_t length) {
  if (offset < m->n)
    memset(m->v + offset, 1, length < m->n - offset ? length : m->n - offset);
}

bool marks_cover(const struct marks *m, size_t offset, size_t length) {
  return offset < m->n &&
         memchr(m->v + offset, 1, length < m->n - offset ? length : m->n - offset) != NULL;
}
