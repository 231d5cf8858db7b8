// fuzz_attachment.c: any bytes as an attached file; the first byte chooses its name.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"a.pdf", "a.xlsx", "a.csv", "a.html"};
  struct arena a;
  struct str text;
  struct err err;
  if (size == 0)
    return 0;
  struct part p = {.role = PART_FILE,
                   .type = S("application/octet-stream"),
                   .filename = str_of(names[data[0] % 4]),
                   .bytes = {(const char *)data + 1, size - 1}};
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (attachment_text(&a, &p, &text, &err) &&
      (!str_utf8_valid(text) || text.n > ATTACHMENT_TEXT_LIMIT * 3))
    __builtin_trap();
  arena_free(&a);
  return 0;
}
