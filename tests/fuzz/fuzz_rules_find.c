// fuzz_rules_find.c: any text through spans, sentences, language and all rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules_dir.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct ruleset *rules;
  if (!rules)
    rules = rules_dir_load();
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct str text = str_utf8_clean(&a, (struct str){(const char *)data, size});
  struct spans spans = {0};
  struct sentences sentences = {0};
  struct hits hits = {0};
  rules_spans(rules, &a, text, &spans);
  size_t end = 0;
  for (size_t i = 0; i < spans.n; i++) {
    if (spans.v[i].offset != end)
      __builtin_trap();
    end += spans.v[i].length;
  }
  if (end != text.n)
    __builtin_trap();
  rules_sentences(rules, &a, text, &spans, &sentences);
  rules_find(rules, &a, text, S("1"), S("own"), &spans, &sentences, &hits);
  rules_find(rules, &a, text, S("1"), S("all"), NULL, NULL, &hits);
  for (size_t i = 0; i < hits.n; i++)
    if (hits.v[i].place.offset + hits.v[i].place.length > text.n)
      __builtin_trap();
  arena_free(&a);
  return 0;
}
