// fact.c: building and asking the tree of facts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/fact.h"

static struct fact *fact_new(struct arena *a, int kind) {
  struct fact *f = ARENA_NEW(a, struct fact);
  f->kind = kind;
  return f;
}

struct fact *fact_map(struct arena *a) {
  return fact_new(a, FACT_MAP);
}

void fact_put(struct arena *a, struct fact *map, struct str name, struct fact *value) {
  value->name = name;
  *LIST_PUSH(a, &map->items) = value; // NOLINT(bugprone-sizeof-expression): a list of pointers
}

void fact_text(struct arena *a, struct fact *map, const char *name, struct str text) {
  struct fact *f = fact_new(a, FACT_TEXT);
  f->text = text;
  fact_put(a, map, str_of(name), f);
}

void fact_flag(struct arena *a, struct fact *map, const char *name, bool flag) {
  struct fact *f = fact_new(a, FACT_FLAG);
  f->flag = flag;
  fact_put(a, map, str_of(name), f);
}

struct fact *fact_list(struct arena *a, struct fact *map, const char *name) {
  struct fact *f = fact_new(a, FACT_LIST);
  fact_put(a, map, str_of(name), f);
  return f;
}

struct fact *fact_item(struct arena *a, struct fact *list) {
  struct fact *f = fact_map(a);
  *LIST_PUSH(a, &list->items) = f; // NOLINT(bugprone-sizeof-expression)
  return f;
}

const struct fact *fact_get(const struct fact *map, struct str name) {
  for (size_t i = 0; map->kind == FACT_MAP && i < map->items.n; i++)
    if (str_eq(map->items.v[i]->name, name))
      return map->items.v[i];
  return NULL;
}

bool fact_present(const struct fact *f) {
  if (!f)
    return false;
  if (f->kind == FACT_TEXT)
    return f->text.n > 0;
  return f->kind == FACT_FLAG ? f->flag : f->kind == FACT_MAP || f->items.n > 0;
}
