// fuzz_message.c: any bytes as a raw message; what comes out is clean text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/mail.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void clean(struct str s) {
  if (!str_utf8_valid(s) || (s.n && memchr(s.p, '\r', s.n)))
    __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct message m;
  struct report r;
  struct err err;
  struct str words;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (message_read(&a, (struct str){(const char *)data, size}, &m, &err)) {
    for (size_t i = 0; i < m.parts.n; i++) {
      clean(m.parts.v[i].text);
      clean(m.parts.v[i].filename);
      clean(m.parts.v[i].type);
    }
    for (size_t i = 0; i < m.headers.n; i++)
      clean(m.headers.v[i].value);
    clean(m.from.name);
    clean(m.from.addr);
    clean(m.message_id);
    clean(message_auth(&m, S("mx.a.example")));
    message_auto(&a, &m, &words);
    if (message_report(&a, &m, &r))
      for (size_t i = 0; i < r.recipients.n; i++)
        clean(r.recipients.v[i].diagnostic);
  }
  arena_free(&a);
  return 0;
}
