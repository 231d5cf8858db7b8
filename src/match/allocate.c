// allocate.c: money onto open items, each at most once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"

bool is_allocated(const struct deciding *d, const struct item *i) {
  for (size_t k = 0; k < d->out->allocations.n; k++)
    if (str_eq(d->out->allocations.v[k].invoice, i->inv->number))
      return true;
  return false;
}

void allocate(struct deciding *d, const struct item *i, struct money amount) {
  if (!is_allocated(d, i))
    *LIST_PUSH(d->a, &d->out->allocations) =
        (struct allocation){.invoice = i->inv->number, .amount = amount};
}

void allocate_open(struct deciding *d, const struct items *list) {
  for (size_t i = 0; i < list->n; i++)
    allocate(d, list->v[i], item_money(list->v[i], list->v[i]->open));
}

void allocate_unknown(struct deciding *d, const struct items *list) {
  for (size_t i = 0; i < list->n; i++)
    allocate(d, list->v[i], (struct money){0});
}

int64_t items_sum(const struct items *list) {
  int64_t sum = 0;
  for (size_t i = 0; i < list->n; i++)
    sum += list->v[i]->open;
  return sum;
}

void credits_of_client(struct deciding *d, struct items *out) {
  for (size_t i = 0; i < d->items.n; i++) {
    struct item *it = &d->items.v[i];
    if (it->client == d->chosen->client && it->credit && it->open && !is_allocated(d, it))
      items_add(d->a, out, it);
  }
}

struct sets items_adding_up(struct deciding *d, const struct items *list, int64_t target) {
  int64_t *v = arena_alloc(d->a, sizeof *v, list->n);
  for (size_t i = 0; i < list->n; i++)
    v[i] = list->v[i]->open;
  return sets_find(d->a, v, list->n, target);
}

struct items items_of_set(struct deciding *d, const struct items *list, const struct set *set) {
  struct items out = {0};
  for (size_t i = 0; i < set->n; i++)
    items_add(d->a, &out, list->v[set->v[i]]);
  return out;
}

struct str items_numbers(struct deciding *d, const struct items *list) {
  struct buf b = buf_in(d->a);
  for (size_t i = 0; i < list->n; i++)
    buf_printf(&b, "%s%.*s", i ? ", " : "", STR_ARG(list->v[i]->inv->number));
  return buf_str(&b);
}

// The credit notes that were taken off: exactly one way, or none.
bool add_credits(struct deciding *d, struct items *list, int64_t target) {
  struct items credits = {0};
  credits_of_client(d, &credits);
  if (!credits.n)
    return false;
  for (size_t i = 0; i < list->n; i++)
    if (list->v[i]->credit)
      return false;
  struct sets sets = items_adding_up(d, &credits, target - items_sum(list));
  if (!sets_unique(&sets))
    return false;
  struct items off = items_of_set(d, &credits, &sets.v[0]);
  for (size_t i = 0; i < off.n; i++) {
    items_add(d->a, list, off.v[i]);
    give_reason(d, SAY_WITH_CREDIT, off.v[i]->inv->number, NULL);
  }
  return true;
}
