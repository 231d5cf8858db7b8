// examples.c: every rule is asked its own examples.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ruleset.h"

static bool complain(const struct example *e, struct str file, struct str name, struct err *err) {
  return err_set(err, ERR_SETUP,
                 "%.*s:%d: [%.*s] %s its `%s` example: \"%.*s\": mend the pattern or the example",
                 STR_ARG(file), e->line, STR_ARG(name), e->ok ? "does not find" : "is fooled by",
                 e->ok ? "ok" : "no", STR_ARG(str_sub(e->text, 0, 200)));
}

static bool check_rule(const struct ruleset *rs, const struct rule *r, struct err *err) {
  bool good = true;
  for (size_t i = 0; good && i < r->examples.n; i++) {
    const struct example *e = &r->examples.v[i];
    struct arena a;
    arena_init(&a, 16 << 20);
    if (rules_speaks(rs, &a, r, e->text) != e->ok)
      good = complain(e, r->file, r->name, err);
    arena_free(&a);
  }
  return good;
}

static bool check_mark(const struct ruleset *rs, const struct mark_rule *m, struct err *err) {
  bool good = true;
  for (size_t i = 0; good && i < m->examples.n; i++) {
    const struct example *e = &m->examples.v[i];
    struct arena a;
    arena_init(&a, 16 << 20);
    if (rules_line_is(rs, m->mark, subject_of(&a, e->text, false).text) != e->ok)
      good = complain(e, m->file, m->name, err);
    arena_free(&a);
  }
  return good;
}

bool rules_check(const struct ruleset *rs, struct err *err) {
  for (size_t i = 0; i < rs->rules.n; i++)
    if (!check_rule(rs, &rs->rules.v[i], err))
      return false;
  for (size_t i = 0; i < rs->marks.n; i++)
    if (!check_mark(rs, &rs->marks.v[i], err))
      return false;
  return true;
}
