// fuzz_literals.c: what a pattern is said to need, beside PCRE2: no text that matches lacks it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/ruleset.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool matches(struct str pattern, struct str text) {
  pcre2_code *code = NULL;
  struct err err;
  pcre2_match_data *md = pcre2_match_data_create(1, NULL);
  pcre2_match_context *limits = pattern_limits();
  struct ruleset rs = {.limits = limits};
  bool yes = pattern_compile(pattern, false, (struct origin){S("fuzz"), 1}, &code, &err) &&
             pattern_match(&rs, code, text, 0, md) == ANSWER_YES;
  pcre2_code_free(code);
  pcre2_match_data_free(md);
  pcre2_match_context_free(limits);
  return yes;
}

// A line that is the pattern, then the text.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct str pattern, text, all = {(const char *)data, size};
  struct needles needles = {0};
  struct print print;
  struct arena a;
  if (size > 400 || !str_utf8_valid(all) || !str_cut(all, '\n', &pattern, &text))
    return 0;
  arena_init(&a, 64 << 20);
  needles_of(&a, pattern, &needles);
  print_of(text, &print);
  if (!needles_in(&needles, &print) && matches(pattern, text))
    abort();
  arena_free(&a);
  return 0;
}
