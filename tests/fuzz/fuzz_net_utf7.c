// fuzz_net_utf7.c: folder names; what decodes must encode to the same bytes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/utf7.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  struct arena a;
  struct str in = {(const char *)data, n}, name, wire, back;
  arena_init(&a, 16 << 20);
  if (utf7_decode(&a, in, &name) && (!utf7_encode(&a, name, &wire) || !str_eq(wire, in)))
    abort();
  if (utf7_encode(&a, in, &wire) && utf7_decode(&a, wire, &back) && !str_eq(back, in))
    abort();
  arena_free(&a);
  return 0;
}
