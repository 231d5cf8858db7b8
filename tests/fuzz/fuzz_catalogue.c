// fuzz_catalogue.c: any bytes as a catalogue of translated words.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/speech.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct str found = catalogue_find((struct str){(const char *)data, size}, S("Review"), 1);
  volatile char last = found.n ? found.p[found.n - 1] : 0;
  (void)last;
  return 0;
}
