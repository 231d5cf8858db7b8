// coverage.c: which signals each language can say.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

static size_t rules_of(const struct ruleset *rs, struct str signal, struct str lang) {
  size_t n = 0;
  for (size_t i = 0; i < rs->rules.n; i++)
    n += str_eq(rs->rules.v[i].signal, signal) && str_eq(rs->rules.v[i].lang, lang);
  return n;
}

bool rules_coverage(const struct ruleset *rs, struct arena *a, size_t i, struct coverage *out) {
  if (!rules_signals[i])
    return false;
  *out = (struct coverage){.signal = str_of(rules_signals[i])};
  for (size_t l = 0; l < rs->n_languages; l++) {
    struct coverage_of *of = LIST_PUSH(a, &out->of);
    of->lang = rs->languages[l].code;
    of->rules = rules_of(rs, out->signal, of->lang);
    out->all += of->rules;
    out->lacking += of->rules == 0;
  }
  return true;
}
