// rules_files.h: the project's own rule files, for tests that run on them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/stanza.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline struct str file_bytes(struct arena *a, const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    fprintf(stderr, "%s: cannot open\n", path);
    exit(1);
  }
  struct buf b = buf_in(a);
  char chunk[4096];
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  return buf_str(&b);
}

// Paths of the files of `dir` that end with `tail`, sorted.
static inline struct strs files_in(struct arena *a, const char *dir, const char *tail) {
  struct dirent **found;
  struct strs out = {0};
  int n = scandir(dir, &found, NULL, alphasort);
  for (int i = 0; i < n; i++) {
    struct str name = str_of(found[i]->d_name);
    if (str_ends(name, str_of(tail)))
      *LIST_PUSH(a, &out) = str_printf(a, "%s/%.*s", dir, STR_ARG(name));
    free(found[i]);
  }
  if (n >= 0)
    free(found);
  return out;
}

// All stanzas of the *.rules files of `dir`.
static inline struct stanzas rules_stanzas(struct arena *a, const char *dir) {
  struct stanzas all = {0};
  struct err err;
  struct strs paths = files_in(a, dir, ".rules");
  for (size_t i = 0; i < paths.n; i++) {
    const char *path = str_c(a, paths.v[i]);
    if (!stanza_parse(a, paths.v[i], file_bytes(a, path), &all, &err)) {
      fprintf(stderr, "%s\n", err.text);
      exit(1);
    }
  }
  return all;
}
