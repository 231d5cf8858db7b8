// fuzz_html.c: any bytes as the HTML of a mail.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/mail/room.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct strs trouble = {0};
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct str html = charset_decode(&a, (struct str){(const char *)data, size}, S(""));
  struct str text = html_text(&a, html, &trouble);
  if (!str_utf8_valid(text))
    __builtin_trap();
  html_is_better(html, text);
  flowed_unwrap(&a, html, true);
  arena_free(&a);
  return 0;
}
