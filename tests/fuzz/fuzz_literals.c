// fuzz_literals.c: what a pattern is said to need, and to begin with, beside PCRE2.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// No text that matches lacks it, and none matches at another place.
#include "rules/ruleset.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Where the first match begins, if it is not empty.
static bool matches(struct str pattern, struct str text, size_t *at) {
  pcre2_code *code = NULL;
  struct err err;
  pcre2_match_data *md = pcre2_match_data_create(1, NULL);
  pcre2_match_context *limits = pattern_limits();
  struct ruleset rs = {.limits = limits};
  bool yes = pattern_compile(pattern, 0, (struct origin){S("fuzz"), 1}, &code, &err) &&
             pattern_match(&rs, code, text, 0, md) == ANSWER_YES;
  const PCRE2_SIZE *found = pcre2_get_ovector_pointer(md);
  *at = yes ? found[0] : 0;
  yes &= !yes || found[1] > found[0];
  pcre2_code_free(code);
  pcre2_match_data_free(md);
  pcre2_match_context_free(limits);
  return yes;
}

static bool is_candidate(struct arena *a, const struct needles *n, struct str text, size_t at) {
  struct starts *s = ARENA_NEW(a, struct starts);
  struct ruleset *rs = ARENA_NEW(a, struct ruleset);
  rs->rules.n = 1;
  struct candidates c = candidates_new(a, rs);
  for (size_t i = 0; i < n->heads.n; i++)
    starts_add(a, s, &n->heads.v[i], 0);
  starts_find(s, a, text, &c);
  for (size_t i = 0; i < c.n; i++)
    if (c.v[i].at == at)
      return true;
  return n->heads.n == 0;
}

// A line that is the pattern, then the text.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct str pattern, text, all = {(const char *)data, size};
  struct needles needles = {0};
  struct print print;
  struct arena a;
  size_t at;
  if (size > 400 || !str_utf8_valid(all) || !str_cut(all, '\n', &pattern, &text))
    return 0;
  arena_init(&a, 64 << 20);
  needles_of(&a, pattern, &needles);
  print_of(text, &print);
  if (matches(pattern, text, &at) &&
      (!needles_in(&needles, &print) || !is_candidate(&a, &needles, text, at)))
    abort();
  arena_free(&a);
  return 0;
}
