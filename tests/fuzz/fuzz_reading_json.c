// fuzz_reading_json.c: reading_parse takes any bytes; what it takes, reading_json writes the same.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/reading.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct reading r, back;
  struct err err;
  arena_init(&a, 256 << 20);
  if (reading_parse(&a, (struct str){(const char *)data, size}, &r, &err)) {
    struct str once = reading_json(&a, &r);
    if (!reading_parse(&a, once, &back, &err) || !str_eq(once, reading_json(&a, &back)))
      abort();
  }
  arena_free(&a);
  return 0;
}
