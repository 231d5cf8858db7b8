// fuzz_einvoice.c: any bytes as an e-invoice, XML or PDF.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/einvoice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct err err;
  struct einvoice e;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (einvoice_read(&a, (struct str){(const char *)data, size}, &e, &err) &&
      (!str_utf8_valid(e.number) || !e.number.n || !day_is(e.issued) || !e.payable.currency[0]))
    __builtin_trap();
  arena_free(&a);
  return 0;
}
