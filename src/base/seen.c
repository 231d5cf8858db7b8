// seen.c: how often a key came before.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/seen.h"

struct seen_slot {
  uint64_t hash; // 0: free
  int count;
};

enum { FIRST_SLOTS = 64 };

static uint64_t hash_of(struct str s) { // FNV-1a
  uint64_t h = 0xCBF29CE484222325u;
  for (size_t i = 0; i < s.n; i++)
    h = (h ^ (unsigned char)s.p[i]) * 0x100000001B3u;
  return h ? h : 1;
}

static struct seen_slot *slot_of(const struct seen *s, uint64_t hash) {
  size_t i = (size_t)hash & (s->cap - 1);
  while (s->slot[i].hash && s->slot[i].hash != hash)
    i = (i + 1) & (s->cap - 1);
  return &s->slot[i];
}

static void grow(struct arena *a, struct seen *s) {
  struct seen old = *s;
  s->cap = old.cap ? old.cap * 2 : FIRST_SLOTS;
  s->slot = arena_alloc(a, sizeof *s->slot, s->cap);
  for (size_t i = 0; i < old.cap; i++)
    if (old.slot[i].hash)
      *slot_of(s, old.slot[i].hash) = old.slot[i];
}

int seen_count(struct arena *a, struct seen *s, struct str key) {
  if (s->used * 2 >= s->cap)
    grow(a, s);
  uint64_t hash = hash_of(key);
  struct seen_slot *slot = slot_of(s, hash);
  if (!slot->hash)
    s->used++;
  slot->hash = hash;
  return slot->count++;
}
