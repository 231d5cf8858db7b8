// form.c: name=value pairs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/form.h"

static int hex(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

bool percent_decode(struct arena *a, struct str s, bool plus_is_space, struct str *out) {
  char *p = arena_alloc(a, 1, s.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++, n++) {
    p[n] = s.p[i] == '+' && plus_is_space ? ' ' : s.p[i];
    if (s.p[i] == '%') {
      int high = i + 2 < s.n ? hex(s.p[i + 1]) : -1, low = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
      if (high < 0 || low < 0)
        return false;
      p[n] = (char)(high * 16 + low);
      i += 2;
    }
    if (!p[n])
      return false;
  }
  struct str got = {p, n};
  if (!str_utf8_valid(got))
    return false;
  *out = got;
  return true;
}

bool form_parse(struct arena *a, struct str body, struct form *out, struct err *err) {
  struct form got = {0};
  struct str rest = body, pair, name, value;
  if (body.n > FORM_BYTES_LIMIT)
    return err_set(err, ERR_INPUT, "the form is larger than %d bytes", FORM_BYTES_LIMIT);
  while (body.n && str_field(&rest, '&', &pair)) {
    struct form_field f;
    if (!pair.n)
      continue;
    str_cut(pair, '=', &name, &value);
    if (got.n == FORM_FIELDS_LIMIT)
      return err_set(err, ERR_INPUT, "the form has more than %d fields", FORM_FIELDS_LIMIT);
    if (!percent_decode(a, name, true, &f.name) || !percent_decode(a, value, true, &f.value))
      return err_set(err, ERR_INPUT, "field %zu of the form is not well written", got.n + 1);
    *LIST_PUSH(a, &got) = f;
  }
  *out = got;
  return true;
}

struct str form_get(const struct form *f, const char *name) {
  for (size_t i = 0; i < f->n; i++)
    if (str_eq(f->v[i].name, str_of(name)))
      return f->v[i].value;
  return S("");
}

int64_t form_number(const struct form *f, const char *name) {
  int64_t n;
  return str_int(form_get(f, name), &n) && n > 0 ? n : 0;
}
