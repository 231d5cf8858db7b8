// fuzz_trace.c: any bytes as a raw message whose traces are looked for.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct str raw = {(const char *)data, size};
  arena_init(&a, 64 << 20);
  struct str id = trace_message_id(&a, raw), once = trace_free(&a, raw);
  // An id is text within the limit; what was taken out is not there a second time.
  if (!str_utf8_valid(id) || id.n > TRACE_MESSAGE_ID_LIMIT || trace_headers(raw).n > raw.n ||
      once.n > raw.n + 1)
    __builtin_trap();
  arena_free(&a);
  return 0;
}
