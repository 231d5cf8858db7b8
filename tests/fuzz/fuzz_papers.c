// fuzz_papers.c: any bytes as what the sandboxed reader answers about papers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/papers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct err err;
  struct papers p = {0};
  struct found_invoice f = {0};
  struct str bytes = {(const char *)data, size};
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (papers_parse(&a, bytes, &p, &err))
    for (size_t i = 0; i < p.invoices.n; i++)
      if (p.invoices.v[i].bytes.n > size)
        __builtin_trap();
  if (found_parse(&a, bytes, &f, &err) && f.certain && !f.e.number.n)
    __builtin_trap();
  arena_free(&a);
  return 0;
}
