// words.h: the tables of rules/words/ for tests.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "match/words.h"
#include "table.h"

static inline const struct words *test_words(void) {
  static struct arena a;
  static struct words *words;
  static const char *const langs[] = {"fr", "en", "de", "nl", "es", "it"};
  struct stanzas *files;
  struct err err;
  if (words)
    return words;
  arena_init(&a, 256 << 20);
  files = ARENA_NEW(&a, struct stanzas);
  for (size_t i = 0; i < 6; i++) {
    struct str name = str_printf(&a, "../../rules/words/%s.rules", langs[i]);
    if (!stanza_parse(&a, name, table_read(&a, str_c(&a, name)), files, &err))
      fail_msg("%s", err.text);
  }
  if (!words_make(&a, files, &words, &err))
    fail_msg("%s", err.text);
  return words;
}
