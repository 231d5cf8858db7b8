// str.c: looking at text, cutting it up.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/str.h"

#include <string.h>

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_of(const char *c) {
  return c ? (struct str){c, strlen(c)} : S("");
}

struct str str_dup(struct arena *a, struct str s) {
  return (struct str){str_c(a, s), s.n};
}

const char *str_c(struct arena *a, struct str s) {
  char *p = arena_alloc(a, 1, s.n + 1);
  if (s.n)
    memcpy(p, s.p, s.n);
  return p;
}

// Most words that are compared differ in length or in their first letter: no call for those.
bool str_eq(struct str a, struct str b) {
  return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}

bool str_eq_ci(struct str a, struct str b) {
  return a.n == b.n && str_starts_ci(a, b);
}

int str_cmp(struct str a, struct str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str head) {
  return s.n >= head.n && str_eq(str_sub(s, 0, head.n), head);
}

bool str_starts_ci(struct str s, struct str head) {
  if (s.n < head.n)
    return false;
  for (size_t i = 0; i < head.n; i++)
    if (lower(s.p[i]) != lower(head.p[i]))
      return false;
  return true;
}

bool str_ends(struct str s, struct str tail) {
  return s.n >= tail.n && str_eq(str_skip(s, s.n - tail.n), tail);
}

bool str_ends_ci(struct str s, struct str tail) {
  return s.n >= tail.n && str_eq_ci(str_skip(s, s.n - tail.n), tail);
}

bool str_find(struct str s, struct str needle, size_t *at) {
  if (needle.n == 0 || s.n < needle.n)
    return false;
  const char *p = memmem(s.p, s.n, needle.p, needle.n);
  if (p && at)
    *at = (size_t)(p - s.p);
  return p;
}

bool str_find_ci(struct str s, struct str needle, size_t *at) {
  for (size_t i = 0; needle.n && i + needle.n <= s.n; i++)
    if (str_starts_ci(str_skip(s, i), needle)) {
      if (at)
        *at = i;
      return true;
    }
  return false;
}

struct str str_sub(struct str s, size_t from, size_t n) {
  if (from > s.n)
    from = s.n;
  if (n > s.n - from)
    n = s.n - from;
  return (struct str){s.p ? s.p + from : "", n};
}

struct str str_skip(struct str s, size_t n) {
  return str_sub(s, n, s.n);
}

struct str str_trim(struct str s) {
  while (s.n && is_space(s.p[0]))
    s = str_skip(s, 1);
  while (s.n && is_space(s.p[s.n - 1]))
    s.n--;
  return s;
}

struct str str_lower(struct arena *a, struct str s) {
  char *p = arena_alloc(a, 1, s.n + 1);
  for (size_t i = 0; i < s.n; i++)
    p[i] = lower(s.p[i]);
  return (struct str){p, s.n};
}

bool str_line(struct str *rest, struct str *line) {
  if (rest->n == 0)
    return false;
  size_t i = 0;
  while (i < rest->n && rest->p[i] != '\n' && rest->p[i] != '\r')
    i++;
  *line = str_sub(*rest, 0, i);
  if (i + 1 < rest->n && rest->p[i] == '\r' && rest->p[i + 1] == '\n')
    i++;
  *rest = str_skip(*rest, i + 1);
  return true;
}

bool str_field(struct str *rest, char sep, struct str *field) {
  if (!rest->p)
    return false;
  struct str tail = {0};
  *rest = str_cut(*rest, sep, field, &tail) ? tail : (struct str){0};
  return true;
}

bool str_word(struct str *rest, struct str *word) {
  struct str s = *rest;
  while (s.n && is_space(s.p[0]))
    s = str_skip(s, 1);
  size_t i = 0;
  while (i < s.n && !is_space(s.p[i]))
    i++;
  *rest = str_skip(s, i);
  *word = str_sub(s, 0, i);
  return i > 0;
}

bool str_cut(struct str s, char sep, struct str *head, struct str *tail) {
  const char *p = s.n ? memchr(s.p, sep, s.n) : NULL;
  *head = p ? str_sub(s, 0, (size_t)(p - s.p)) : s;
  *tail = p ? str_skip(s, head->n + 1) : S("");
  return p;
}

bool str_is_digits(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < '0' || s.p[i] > '9')
      return false;
  return s.n > 0;
}

bool str_int(struct str s, int64_t *out) {
  bool minus = str_starts(s, S("-"));
  struct str digits = minus || str_starts(s, S("+")) ? str_skip(s, 1) : s;
  if (!str_is_digits(digits) || digits.n > 18)
    return false;
  int64_t v = 0;
  for (size_t i = 0; i < digits.n; i++)
    v = v * 10 + (digits.p[i] - '0');
  *out = minus ? -v : v;
  return true;
}
