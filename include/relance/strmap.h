// strmap.h: numbers by name: a hash table that only grows, in an arena.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// Who looks up the beginnings of a word, or one name in several maps, hashes it once.
#define STRMAP_SEED UINT32_C(0x811c9dc5)
static inline uint32_t str_hash_add(uint32_t hash, char c) { // FNV-1a
  return (hash ^ (unsigned char)c) * UINT32_C(0x01000193);
}
static inline uint32_t str_hash(struct str s) {
  uint32_t hash = STRMAP_SEED;
  for (size_t i = 0; i < s.n; i++)
    hash = str_hash_add(hash, s.p[i]);
  return hash;
}

struct strmap_slot {
  struct str key; // borrowed
  uint32_t hash, value;
};

struct strmap { // {0} is an empty one
  struct strmap_slot *v;
  size_t n, size;
};

// Where the number of `key` stands, 0 if it is new; good until the next put.
uint32_t *strmap_put(struct arena *a, struct strmap *m, struct str key);
// 0: it is not there. `hash` is that of the key.
uint32_t strmap_get(const struct strmap *m, struct str key, uint32_t hash);
