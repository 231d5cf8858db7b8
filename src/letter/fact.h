// fact.h: what a template may say, as a tree of named values.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// Text that is empty, a false flag and a list without items count as absent in sections.
struct fact {
  enum { FACT_TEXT, FACT_FLAG, FACT_LIST, FACT_MAP } kind;
  struct str name, text;
  bool flag;
  LIST(struct fact *) items; // of a list: unnamed; of a map: named
};

struct fact *fact_map(struct arena *a);
void fact_text(struct arena *a, struct fact *map, const char *name, struct str text);
void fact_flag(struct arena *a, struct fact *map, const char *name, bool flag);
struct fact *fact_list(struct arena *a, struct fact *map, const char *name);
struct fact *fact_item(struct arena *a, struct fact *list); // a new map at its end
void fact_put(struct arena *a, struct fact *map, struct str name, struct fact *value);
const struct fact *fact_get(const struct fact *map, struct str name); // NULL: absent
bool fact_present(const struct fact *f);                              // NULL: false
