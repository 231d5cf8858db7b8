// sets.h: which of many amounts add up to one.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  SETS_MOST = 3,       // so many solutions are shown
  SETS_ALL = 16,       // up to so many amounts every set is tried
  SETS_FEW = 3,        // of more, sets of so many ...
  SETS_REST = 2,       // ... and all but so many
  SETS_STEPS = 400000, // and never more steps than this
  SETS_CHANCE = 50,    // sums must be so many times more than the sets tried
};

struct set {
  size_t *v; // places in the list of amounts, rising
  size_t n;
};

struct sets {
  struct set v[SETS_MOST];
  size_t n;
  bool complete; // every set within the bounds above was tried: none was missed
  bool chance;   // so many sets were tried that one may fit by chance
};

// Exactly one set fits, and that can hardly be chance.
static inline bool sets_unique(const struct sets *s) {
  return s->n == 1 && s->complete && !s->chance;
}

// The sets of `amounts` (negative ones are credit notes) whose sum is exactly `target`, fewest
// members first. A set is never empty. Equal amounts give a set each.
struct sets sets_find(struct arena *a, const int64_t *amounts, size_t n, int64_t target);
