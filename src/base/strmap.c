// strmap.c: numbers by name, in open addressing.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Most names that are asked for are not there, and that is told by one look.
#include "relance/strmap.h"

enum { SIZE_FIRST = 16 }; // always a power of two

// The low bits of FNV-1a alone spread names badly that differ in their last letter.
static size_t place_of(const struct strmap *m, uint32_t hash) {
  return (hash ^ hash >> 15) & (m->size - 1);
}

static struct strmap_slot *find(const struct strmap *m, struct str key, uint32_t hash) {
  size_t at = place_of(m, hash);
  for (; m->v[at].key.p; at = (at + 1) & (m->size - 1))
    if (m->v[at].hash == hash && str_eq(m->v[at].key, key))
      break;
  return &m->v[at];
}

static void grow(struct arena *a, struct strmap *m) {
  struct strmap more = {.n = m->n, .size = m->size ? 4 * m->size : SIZE_FIRST};
  more.v = arena_alloc(a, sizeof *more.v, more.size);
  for (size_t i = 0; i < m->size; i++)
    if (m->v[i].key.p)
      *find(&more, m->v[i].key, m->v[i].hash) = m->v[i];
  *m = more;
}

uint32_t *strmap_put(struct arena *a, struct strmap *m, struct str key) {
  uint32_t hash = str_hash(key);
  if (2 * (m->n + 1) > m->size)
    grow(a, m);
  struct strmap_slot *slot = find(m, key, hash);
  if (!slot->key.p) {
    *slot = (struct strmap_slot){.key = {key.p ? key.p : "", key.n}, .hash = hash};
    m->n++;
  }
  return &slot->value;
}

uint32_t strmap_get(const struct strmap *m, struct str key, uint32_t hash) {
  return m->n ? find(m, key, hash)->value : 0;
}
