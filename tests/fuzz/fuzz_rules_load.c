// fuzz_rules_load.c: any file as a rule file.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct err err;
  struct stanzas all = {0};
  struct ruleset *rs;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  if (stanza_parse(&a, S("x.rules"), (struct str){(const char *)data, size}, &all, &err) &&
      rules_load(&all, &rs, &err)) {
    rules_check(rs, &err);
    rules_free(rs);
  }
  arena_free(&a);
  return 0;
}
