// fuzz_csv.c: any bytes as a CSV file of any kind.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct err err;
  struct csv_columns *columns;
  struct csv *c;
  struct csv_row row;
  struct stanzas none = {0};
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (csv_columns_load(&a, &none, &columns, &err) &&
      csv_open(&a, (struct str){(const char *)data, size}, CSV_ANY, "EUR", columns, &c, &err))
    while (csv_next(c, &a, &row))
      if (!str_utf8_valid(row.why) || !str_utf8_valid(row.client.name) ||
          !str_utf8_valid(row.invoice.number))
        __builtin_trap();
  arena_free(&a);
  return 0;
}
