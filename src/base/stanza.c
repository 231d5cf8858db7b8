// stanza.c: reading the files that people edit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/stanza.h"

#include "relance/fold.h"

struct place {
  struct str file;
  int line;
};

static bool bad(struct err *err, struct place at, const char *what, struct str got) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s: \"%.*s\"", STR_ARG(at.file), at.line, what,
                 STR_ARG(str_sub(got, 0, 80)));
}

static bool read_head(struct arena *a, struct place at, struct str line, struct stanzas *out,
                      struct err *err) {
  if (!str_ends(line, S("]")))
    return bad(err, at, "a heading must end with ]", line);
  struct str inner = str_trim(str_sub(line, 1, line.n - 2)), kind;
  if (!str_word(&inner, &kind))
    return bad(err, at, "a heading needs a kind, like [rule paid.done]", line);
  // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a list with room has a place
  *LIST_PUSH(a, out) =
      (struct stanza){.file = at.file, .kind = kind, .name = str_trim(inner), .line = at.line};
  return true;
}

static bool read_entry(struct arena *a, struct place at, struct str line, struct stanzas *out,
                       struct err *err) {
  struct str key, value;
  if (!str_cut(line, '=', &key, &value) || str_trim(key).n == 0)
    return bad(err, at, "expected [kind name], key = value or # comment", line);
  if (out->n == 0)
    return bad(err, at, "a key before the first [heading]", line);
  *LIST_PUSH(a, &out->v[out->n - 1].entries) =
      (struct entry){str_trim(key), str_trim(value), at.line};
  return true;
}

static bool read_more(struct arena *a, struct place at, struct str line, struct stanzas *out,
                      struct err *err) {
  struct stanza *s = out->n ? &out->v[out->n - 1] : NULL;
  if (!s || !s->entries.n)
    return bad(err, at, "nothing above to continue: remove the space before", str_trim(line));
  struct entry *e = &s->entries.v[s->entries.n - 1];
  e->value = str_printf(a, "%.*s\n%.*s", STR_ARG(e->value), STR_ARG(str_trim(line)));
  return true;
}

bool stanza_parse(struct arena *a, struct str file, struct str text, struct stanzas *out,
                  struct err *err) {
  struct place at = {file, 0};
  struct str line;
  if (text.n > STANZA_FILE_LIMIT)
    return err_set(err, ERR_SETUP, "%.*s: larger than %d bytes", STR_ARG(file), STANZA_FILE_LIMIT);
  while (at.line++, str_line(&text, &line)) {
    struct str bare = str_trim(line);
    bool ok = true;
    if (line.n > STANZA_LINE_LIMIT)
      return bad(err, at, "the line is too long", line);
    if (!str_utf8_valid(line))
      return bad(err, at, "not valid UTF-8: save the file as UTF-8", S(""));
    if (bare.n == 0 || line.p[0] == '#')
      continue;
    if (line.p[0] == ' ' || line.p[0] == '\t')
      ok = read_more(a, at, line, out, err);
    else if (line.p[0] == '[')
      ok = read_head(a, at, bare, out, err);
    else
      ok = read_entry(a, at, bare, out, err);
    if (!ok)
      return false;
  }
  return true;
}

const struct entry *stanza_next(const struct stanza *s, const char *key, size_t *i) {
  while (*i < s->entries.n) {
    const struct entry *e = &s->entries.v[(*i)++];
    if (str_eq(e->key, str_of(key)))
      return e;
  }
  return NULL;
}

struct str stanza_get(const struct stanza *s, const char *key) {
  size_t i = 0;
  const struct entry *e = stanza_next(s, key, &i);
  return e ? e->value : S("");
}

const char *nearest_name(struct str got, const char *const *known) {
  const char *best = NULL;
  size_t least = 3;
  for (; *known; known++) {
    size_t d = fold_distance(got, str_of(*known), 2);
    if (d < least) {
      least = d;
      best = *known;
    }
  }
  return best;
}

static bool is_known(struct str key, const char *const *known) {
  for (; *known; known++)
    if (str_eq(key, str_of(*known)))
      return true;
  return false;
}

bool stanza_check_keys(const struct stanza *s, const char *const *known, struct err *err) {
  for (size_t i = 0; i < s->entries.n; i++) {
    const struct entry *e = &s->entries.v[i];
    if (is_known(e->key, known))
      continue;
    const char *near = nearest_name(e->key, known);
    return err_set(err, ERR_SETUP, "%.*s:%d: unknown key \"%.*s\"%s%s%s", STR_ARG(s->file), e->line,
                   STR_ARG(str_sub(e->key, 0, 80)), near ? " (did you mean \"" : "",
                   near ? near : "", near ? "\"?)" : "");
  }
  return true;
}
