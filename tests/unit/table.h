// table.h: runs a table of `input ==> expected  # why` through one pure function.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Gives the output for one input. \n, \t, \\ and \u{HEX} in table cells are undone before the call
// and before comparing.
typedef struct str table_function(struct arena *a, struct str input);

static inline struct str table_unescape(struct arena *a, struct str s) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < s.n; i++) {
    struct str rest = str_skip(s, i);
    if (str_starts(rest, S("\\n")) || str_starts(rest, S("\\t")) || str_starts(rest, S("\\\\"))) {
      buf_c(&b, rest.p[1] == 'n' ? '\n' : rest.p[1] == 't' ? '\t' : '\\');
      i++;
    } else if (str_starts(rest, S("\\u{"))) {
      char *end;
      buf_rune(&b, (uint32_t)strtoul(str_c(a, str_sub(rest, 3, 8)), &end, 16));
      while (i < s.n && s.p[i] != '}')
        i++;
    } else
      buf_c(&b, s.p[i]);
  }
  return buf_str(&b);
}

static inline struct str table_read(struct arena *a, const char *name) {
  const char *dir = getenv("RELANCE_TABLES");
  const char *path = str_c(a, str_printf(a, "%s/%s", dir ? dir : "tests/tables", name));
  FILE *f = fopen(path, "rb");
  if (!f)
    fail_msg("%s: cannot open", path);
  struct buf b = buf_in(a);
  char chunk[4096];
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  return buf_str(&b);
}

// Lines: `input ==> expected` with an optional `  # why`; blank lines and lines beginning with #
// are skipped. Fails with file, line, expected and got; all rows are run.
static inline void table_run(const char *name, table_function *f) {
  struct arena files, row;
  arena_init(&files, 64 << 20);
  struct str rest = table_read(&files, name), line;
  int n = 0, rows = 0, wrong = 0;
  while (n++, str_line(&rest, &line)) {
    size_t at, why;
    if (str_trim(line).n == 0 || line.p[0] == '#')
      continue;
    if (!str_find(line, S("==>"), &at))
      fail_msg("%s:%d: no ==>", name, n);
    struct str want = str_skip(line, at + 3);
    if (str_find(want, S("  #"), &why))
      want = str_sub(want, 0, why);
    arena_init(&row, 64 << 20);
    want = table_unescape(&row, str_trim(want));
    struct str got = f(&row, table_unescape(&row, str_trim(str_sub(line, 0, at))));
    rows++;
    if (!str_eq(got, want)) {
      wrong++;
      print_error("%s:%d: want |%.*s| got |%.*s|\n", name, n, STR_ARG(want), STR_ARG(got));
    }
    arena_free(&row);
  }
  arena_free(&files);
  print_message("%s: %d rows\n", name, rows);
  assert_int_equal(wrong, 0);
  assert_true(rows > 0);
}
