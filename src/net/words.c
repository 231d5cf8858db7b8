// words.c: what a server said, made fit to be shown.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/words.h"

#include <string.h>

void words_add(char *text, size_t size, struct str said) {
  size_t used = strlen(text), len;
  if (used > 0 && said.n > 0 && used + 1 < size)
    text[used++] = ' ';
  for (size_t at = 0; at < said.n; at += len) {
    uint32_t rune = str_rune(said, at, &len);
    bool good = rune >= ' ' && (rune < 0x7f || rune > 0x9f) && rune != 0xfffd;
    size_t need = good ? len : 1;
    if (used + need >= size)
      break;
    memcpy(text + used, good ? said.p + at : "?", need);
    used += need;
  }
  text[used] = '\0';
}
