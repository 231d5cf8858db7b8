// fuzz_statement.c: any bytes as a bank statement of any format.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/statement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct err err;
  struct statements all;
  struct csv_columns *columns;
  struct stanzas none = {0};
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct str bytes = {(const char *)data, size};
  if (csv_columns_load(&a, &none, &columns, &err) &&
      statements_read(&a, bytes, "EUR", columns, &all, &err))
    for (size_t i = 0; i < all.n; i++) {
      struct payments p = {0};
      statement_payments(&a, &all.v[i], &p);
      for (size_t k = 0; k < p.n; k++)
        if (!p.v[k].id.n || !str_utf8_valid(p.v[k].id) || !str_utf8_valid(p.v[k].reference))
          __builtin_trap();
    }
  arena_free(&a);
  return 0;
}
