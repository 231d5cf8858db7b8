// sets.c: exact search within stated bounds; the last member is found by bisection.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sets.h"

#include <stdlib.h>
#include <string.h>

struct amount {
  int64_t value;
  size_t place;
};

struct search {
  struct arena *a;
  const struct amount *v; // rising
  size_t n, steps;
  size_t taken[64], depth;
  bool rest; // `taken` are the ones left out
  struct sets *out;
};

static int rising(const void *x, const void *y) {
  const struct amount *a = x, *b = y;
  if (a->value != b->value)
    return a->value < b->value ? -1 : 1;
  return (a->place > b->place) - (a->place < b->place);
}

static int by_place(const void *x, const void *y) {
  const size_t *a = x, *b = y;
  return (*a > *b) - (*a < *b);
}

static bool is_taken(const struct search *s, size_t i) {
  for (size_t k = 0; k < s->depth; k++)
    if (s->taken[k] == i)
      return true;
  return false;
}

static void keep(struct search *s) {
  size_t members = s->rest ? s->n - s->depth : s->depth;
  if (!members || s->out->n == SETS_MOST)
    return;
  struct set *set = &s->out->v[s->out->n++];
  *set = (struct set){arena_alloc(s->a, sizeof(size_t), members), 0};
  for (size_t i = 0; i < s->n; i++)
    if (is_taken(s, i) != s->rest)
      set->v[set->n++] = s->v[i].place;
  qsort(set->v, set->n, sizeof *set->v, by_place);
}

static size_t first_at_least(const struct search *s, size_t from, int64_t value) {
  size_t low = from, high = s->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (s->v[mid].value < value)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static bool done(struct search *s) {
  if (s->steps > SETS_STEPS)
    s->out->complete = false;
  return s->out->n == SETS_MOST || s->steps > SETS_STEPS;
}

static void take_last(struct search *s, size_t from, int64_t target) {
  s->steps++;
  for (size_t i = first_at_least(s, from, target); i < s->n && s->v[i].value == target; i++) {
    s->taken[s->depth++] = i;
    keep(s);
    s->depth--;
  }
}

// Members rise, so once the smallest is too large for all that are still to come, none fits.
static void take(struct search *s, size_t from, size_t more, int64_t target) {
  if (more == 1) {
    take_last(s, from, target);
    return;
  }
  for (size_t i = from; i + more <= s->n && !done(s); i++) {
    if (s->v[i].value > 0 && s->v[i].value > target / (int64_t)more)
      return;
    s->steps++;
    s->taken[s->depth++] = i;
    take(s, i + 1, more - 1, target - s->v[i].value);
    s->depth--;
  }
}

static int64_t choices(size_t n, size_t k) {
  int64_t c = 1;
  for (size_t i = 0; i < k && c < SETS_STEPS; i++)
    c = c * (int64_t)(n - i) / (int64_t)(i + 1);
  return c;
}

// How many sums there could be, in whole units where all amounts are whole, beside how many sets of
// that size or smaller there are.
static bool by_chance(const int64_t *amounts, size_t n, const struct sets *found) {
  int64_t sums = 0, tried = 0;
  bool whole = true;
  for (size_t i = 0; i < n; i++) {
    sums += llabs(amounts[i]);
    whole &= amounts[i] % 100 == 0;
  }
  size_t k = n > SETS_ALL ? SETS_FEW : found->v[0].n;
  for (size_t i = 1; i <= k; i++)
    tried += choices(n, i);
  return tried * SETS_CHANCE > (whole ? sums / 100 : sums);
}

struct sets sets_find(struct arena *a, const int64_t *amounts, size_t n, int64_t target) {
  struct sets out = {.complete = true};
  struct amount *v = arena_alloc(a, sizeof *v, n);
  int64_t total = 0;
  for (size_t i = 0; i < n; i++) {
    v[i] = (struct amount){amounts[i], i};
    total += amounts[i];
  }
  if (n)
    qsort(v, n, sizeof *v, rising);
  struct search s = {.a = a, .v = v, .n = n, .out = &out};
  size_t most = n <= SETS_ALL ? n : SETS_FEW;
  for (size_t k = 1; k <= most && !done(&s); k++)
    take(&s, 0, k, target);
  s.rest = true;
  if (n > SETS_ALL && total == target && !done(&s))
    keep(&s);
  for (size_t k = 1; n > SETS_ALL && k <= SETS_REST && !done(&s); k++)
    take(&s, 0, k, total - target);
  out.chance = out.n && by_chance(amounts, n, &out);
  return out;
}
