// rules_dir.h: the project's own rule files, loaded for a test.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/rules.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

static inline struct str rules_dir_read(struct arena *a, const char *path) {
  struct buf b = buf_in(a);
  char chunk[4096];
  FILE *f = fopen(path, "rb");
  if (!f)
    return S("");
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  return buf_str(&b);
}

// Loads rules/*.rules, rules/lang, rules/notice and rules/weights below $RELANCE_RULES_DIR or
// ./rules; stanzas of other rooms' kinds are left out. Prints what is wrong and ends the program.
static inline struct ruleset *rules_dir_load(void) {
  const char *dir = getenv("RELANCE_RULES_DIR");
  struct arena a;
  struct stanzas all = {0}, ours = {0};
  struct ruleset *rs = NULL;
  struct err err = {0};
  glob_t g = {0};
  arena_init(&a, 64 << 20);
  static const char *const where[] = {"*.rules", "lang/*.rules", "notice/*.rules",
                                      "weights/*.rules"};
  for (size_t i = 0; i < 4; i++)
    glob(str_c(&a, str_printf(&a, "%s/%s", dir ? dir : "rules", where[i])), i ? GLOB_APPEND : 0,
         NULL, &g);
  bool ok = true;
  for (size_t i = 0; ok && i < g.gl_pathc; i++)
    ok = stanza_parse(&a, str_of(g.gl_pathv[i]), rules_dir_read(&a, g.gl_pathv[i]), &all, &err);
  for (size_t i = 0; i < all.n; i++)
    if (rules_knows_kind(all.v[i].kind))
      *LIST_PUSH(&a, &ours) = all.v[i];
  if (!ok || !rules_load(&ours, &rs, &err)) {
    fprintf(stderr, "%s\n", err.text);
    exit(1);
  }
  globfree(&g);
  arena_free(&a);
  return rs;
}
