// pattern.c: patterns with shared bodies to PCRE2 code, and matching within limits.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// (?&NAME) is replaced by the body of [define NAME] before compiling, not called: so named groups
// in a body capture, and PCRE2 can see the first letters of a pattern and skip quickly.
#include "ruleset.h"

#include <string.h>

static bool is_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

static struct str name_at(struct str s, size_t from) {
  size_t n = 0;
  while (from + n < s.n && is_name(s.p[from + n]))
    n++;
  return str_sub(s, from, n);
}

static bool bad(struct err *err, struct origin at, const char *what, struct str got,
                const char *near) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s \"%.*s\"%s%s%s", STR_ARG(at.file), at.line, what,
                 STR_ARG(str_sub(got, 0, 80)), near ? " (did you mean \"" : "", near ? near : "",
                 near ? "\"?)" : "");
}

static const struct define *define_find(const struct defines *d, struct str lang, struct str name) {
  const struct define *common = NULL;
  for (size_t i = 0; i < d->n; i++) {
    if (!str_eq(d->v[i].name, name))
      continue;
    if (str_eq(d->v[i].lang, lang))
      return &d->v[i];
    if (!d->v[i].lang.n)
      common = &d->v[i];
  }
  return common;
}

static const char *define_near(struct arena *a, const struct defines *d, struct str name) {
  const char **names = arena_alloc(a, sizeof *names, d->n + 1);
  for (size_t i = 0; i < d->n; i++)
    names[i] = str_c(a, d->v[i].name);
  return nearest_name(name, names);
}

struct expansion {
  struct arena *a;
  const struct defines *defines;
  struct str lang;
  struct origin at;
  struct buf out;
  struct err *err;
};

static bool expand(struct expansion *x, struct str raw, int depth);

// "(?&NAME)" at raw[*i].
static bool expand_define(struct expansion *x, struct str raw, size_t *i, int depth) {
  struct str name = name_at(raw, *i + 3);
  const struct define *d = define_find(x->defines, x->lang, name);
  if (!d)
    return bad(x->err, x->at, "no [define] of this name:", name,
               define_near(x->a, x->defines, name));
  if (depth >= RULES_DEPTH_LIMIT)
    return bad(x->err, x->at, "[define] bodies within each other too deep, or in a circle:", name,
               NULL);
  *i += 3 + name.n;
  if (*i >= raw.n || raw.p[*i] != ')')
    return bad(x->err, x->at, "expected (?&NAME), got", str_sub(raw, *i - name.n, 40), NULL);
  ++*i;
  buf_add(&x->out, S("(?:"));
  if (!expand(x, d->body, depth + 1))
    return false;
  buf_c(&x->out, ')');
  return true;
}

static bool is_known(struct str name, const char *const *known) {
  for (; *known; known++)
    if (str_eq(name, str_of(*known)))
      return true;
  return false;
}

// "(?<NAME>" or "(?<=" or "(?<!" at raw[*i]; names keep their letters.
static bool expand_group(struct expansion *x, struct str raw, size_t *i) {
  struct str name = name_at(raw, *i + 3);
  if (name.n && !is_known(name, rules_groups))
    return bad(x->err, x->at, "unknown group", name, nearest_name(name, rules_groups));
  buf_add(&x->out, str_sub(raw, *i, 3 + name.n));
  *i += 3 + name.n;
  return true;
}

// One sign of a pattern. Letters lose their accents as the text has; capitals would never match.
static bool expand_sign(struct expansion *x, struct str raw, size_t *i) {
  size_t len;
  str_rune(raw, *i, &len);
  struct str sign = str_sub(raw, *i, len);
  if (raw.p[*i] == '\n') { // a continued value: the pieces are joined
    ++*i;
    return true;
  }
  if (raw.p[*i] == '\\' && *i + 1 < raw.n) {
    buf_add(&x->out, str_sub(raw, *i, 2));
    *i += 2;
    return true;
  }
  if (raw.p[*i] >= 'A' && raw.p[*i] <= 'Z')
    return bad(x->err, x->at, "patterns see small letters only: write small", str_skip(raw, *i),
               NULL);
  *i += len;
  buf_add(&x->out, len == 1 ? sign : subject_of(x->a, sign, false).text);
  return true;
}

static bool expand(struct expansion *x, struct str raw, int depth) {
  for (size_t i = 0; i < raw.n;) {
    struct str rest = str_skip(raw, i);
    bool ok = str_starts(rest, S("(?&"))   ? expand_define(x, raw, &i, depth)
              : str_starts(rest, S("(?<")) ? expand_group(x, raw, &i)
                                           : expand_sign(x, raw, &i);
    if (!ok)
      return false;
    if (x->out.n > RULES_PATTERN_LIMIT)
      return bad(x->err, x->at, "the pattern is too long with its [define] bodies:", raw, NULL);
  }
  return true;
}

bool pattern_expand(struct arena *a, const struct defines *d, struct str lang, struct str raw,
                    struct origin at, struct str *out, struct err *err) {
  struct expansion x = {a, d, lang, at, buf_in(a), err};
  if (!expand(&x, raw, 0))
    return false;
  *out = buf_str(&x.out);
  return true;
}

bool pattern_compile(struct str pattern, uint32_t anchors, struct origin at, pcre2_code **out,
                     struct err *err) {
  uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DUPNAMES | PCRE2_NO_AUTO_CAPTURE |
                     PCRE2_MULTILINE | anchors;
  int code;
  PCRE2_SIZE where;
  pcre2_code *made = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, options, &code, &where, NULL);
  if (!made) {
    unsigned char text[256];
    pcre2_get_error_message(code, text, sizeof text);
    return err_set(err, ERR_SETUP, "%.*s:%d: pattern: %s, before \"%.*s\"", STR_ARG(at.file),
                   at.line, (const char *)text, STR_ARG(str_sub(str_skip(pattern, where), 0, 60)));
  }
  *out = made;
  return true;
}

enum answer pattern_match(const struct ruleset *rs, const pcre2_code *code, struct str text,
                          size_t from, pcre2_match_data *md) {
  int rc = pcre2_match(code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, from, PCRE2_NO_UTF_CHECK,
                       md, rs->limits);
  return rc >= 0 ? ANSWER_YES : rc == PCRE2_ERROR_NOMATCH ? ANSWER_NO : ANSWER_UNKNOWN;
}

pcre2_match_context *pattern_limits(void) {
  pcre2_match_context *c = pcre2_match_context_create(NULL);
  if (!c)
    return NULL;
  pcre2_set_match_limit(c, RULES_MATCH_LIMIT);
  pcre2_set_depth_limit(c, RULES_MATCH_LIMIT);
  pcre2_set_heap_limit(c, 16 << 10);
  return c;
}
