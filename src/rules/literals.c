// literals.c: pieces of text of which every match of a pattern holds at least one.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// It reads patterns as they are given to PCRE2 (pcre2pattern(3)), of which it knows:
//
//   alternatives = sequence *("|" sequence)
//   sequence     = *(atom [quantifier])
//   atom         = letters / "." / "^" / "$" / "\" sign / "[" class "]" / "(" alternatives ")"
//   group head   = "?:" / "?<name>" / "?=" / "?!" / "?<=" / "?<!"
//   quantifier   = ("?" / "*" / "+" / "{" n ["," [n]] "}") ["?" / "+"]
//
// Of a pattern with anything else nothing is said, and it is always run everywhere.
#include "ruleset.h"

#include <string.h>

enum {
  EXACT_LIMIT = 200,     // texts that a part is multiplied out to
  LITERALS_LIMIT = 3000, // of one pattern
  LITERAL_ENOUGH = 6,    // bytes: longer ones are no better
  CLASS_LIMIT = 8,       // signs of a class that is multiplied out
  NESTING_LIMIT = 60,
};

#define DIGITS "0123456789"
#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct reader {
  struct arena *a;
  struct str rest;
  int depth;
  bool odd; // holds what this file does not know
};

// What a part of a pattern matches: exactly one of `any`, or something that holds one of `any` and
// one of `also`. Where it is not exact, nothing is known of what is empty.
struct piece {
  bool exact;
  struct strs any, also;
  struct heads heads;
};

static struct piece unknown(struct arena *a) {
  struct piece p = {0};
  heads_add(a, &p.heads, (struct head){.whole = false});
  return p;
}

static struct piece one_text(struct arena *a, struct str s) {
  struct piece p = {.exact = true};
  *LIST_PUSH(a, &p.any) = s;
  heads_add(a, &p.heads, (struct head){.text = s, .whole = true});
  return p;
}

static struct piece at_edge(struct arena *a, enum edge edge) {
  struct piece p = one_text(a, S(""));
  p.heads.v[0].edge = edge;
  return p;
}

static void add_sign(struct arena *a, struct piece *p, struct str sign) {
  heads_add(a, &p->heads, (struct head){.text = sign, .whole = true});
}

// One of these signs.
static struct piece one_sign(struct arena *a, struct str signs) {
  struct piece p = {0};
  for (size_t i = 0; i < signs.n; i++)
    add_sign(a, &p, str_sub(signs, i, 1));
  return p;
}

static struct piece odd(struct reader *r) {
  r->odd = true;
  r->rest = S("");
  return unknown(r->a);
}

static bool take(struct reader *r, struct str head) {
  if (!str_starts(r->rest, head))
    return false;
  r->rest = str_skip(r->rest, head.n);
  return true;
}

static bool is_in(char c, const char *signs) {
  return c && strchr(signs, c);
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// ---------------------------------------------------------------- weighing what is known

static size_t shortest(const struct strs *any) {
  size_t n = any->n ? LITERAL_ENOUGH : 0;
  for (size_t i = 0; i < any->n; i++)
    n = any->v[i].n < n ? any->v[i].n : n;
  return n;
}

// Long texts are rarer than short ones, few rarer than many.
static bool is_better(const struct strs *x, const struct strs *y) {
  size_t new = shortest(x), old = shortest(y);
  return new >= LITERAL_LEAST && (new > old || (new == old && x->n < y->n));
}

// Keeps the two best of what has to be there.
static void keep(struct piece *best, const struct strs *other) {
  if (is_better(other, &best->any)) {
    best->also = best->any;
    best->any = *other;
  } else if (is_better(other, &best->also))
    best->also = *other;
}

static void join(struct arena *a, struct strs *out, const struct strs *more) {
  for (size_t i = 0; i < more->n; i++)
    *LIST_PUSH(a, out) = more->v[i];
}

struct str literal_joined(struct arena *a, struct str x, struct str y) {
  if (!x.n || !y.n)
    return x.n ? x : y;
  char *p = arena_alloc(a, 1, x.n + y.n);
  memcpy(p, x.p, x.n);
  memcpy(p + x.n, y.p, y.n);
  return (struct str){p, x.n + y.n};
}

static bool is_nothing(const struct strs *any) {
  return any->n == 1 && !any->v[0].n;
}

static struct strs each_with_each(struct arena *a, const struct strs *x, const struct strs *y) {
  struct strs out = {0};
  if (is_nothing(x) || is_nothing(y))
    return is_nothing(x) ? *y : *x;
  for (size_t i = 0; i < x->n; i++)
    for (size_t k = 0; k < y->n; k++)
      *LIST_PUSH(a, &out) = literal_joined(a, x->v[i], y->v[k]);
  return out;
}

// ---------------------------------------------------------------- atoms

static struct piece read_alternatives(struct reader *r);

// Letters up to one that a quantifier follows, which is an atom by itself.
static struct piece read_letters(struct reader *r) {
  size_t n = 0, len = 0;
  while (n < r->rest.n && !is_in(r->rest.p[n], "\\[](){}.^$|?*+")) {
    str_rune(r->rest, n, &len);
    n += len;
  }
  if (!n)
    return odd(r);
  if (n < r->rest.n && is_in(r->rest.p[n], "?*+{") && n > len)
    n -= len;
  struct str letters = str_sub(r->rest, 0, n);
  r->rest = str_skip(r->rest, n);
  return one_text(r->a, letters);
}

static struct piece read_escape(struct reader *r) {
  struct str sign = str_sub(r->rest, 1, 1);
  if (!sign.n)
    return odd(r);
  char c = sign.p[0];
  r->rest = str_skip(r->rest, 2);
  if (c == 'b')
    return at_edge(r->a, EDGE_WORD);
  if (is_in(c, "BAzZ"))
    return one_text(r->a, S(""));
  if (c == 'd')
    return one_sign(r->a, S(DIGITS));
  if (c == 'w')
    return one_sign(r->a, S(DIGITS SMALL CAPITALS "_"));
  if (is_in(c, "DWsShHvV"))
    return unknown(r->a);
  if (c == 'n' || c == 't')
    return one_text(r->a, c == 'n' ? S("\n") : S("\t"));
  bool letter = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (unsigned char)c >= 0x80 ? odd(r) : one_text(r->a, sign);
}

// One sign of a class; false at its end.
static bool read_class_sign(struct reader *r, struct piece *out) {
  if (!r->rest.n || str_starts(r->rest, S("[:"))) {
    *out = odd(r);
    return false;
  }
  if (take(r, S("]")))
    return false;
  if (r->rest.p[0] == '\\') {
    *out = read_escape(r);
    return true;
  }
  size_t len;
  str_rune(r->rest, 0, &len);
  *out = one_text(r->a, str_sub(r->rest, 0, len));
  r->rest = str_skip(r->rest, len);
  return true;
}

// "-z" after the sign `from`: all of them, where they are ASCII letters or digits.
static bool read_range(struct reader *r, struct piece *from) {
  static const char ascii[] = SMALL CAPITALS DIGITS;
  struct piece to;
  size_t first, last;
  r->rest = str_skip(r->rest, 1);
  bool known = from->exact && read_class_sign(r, &to) && to.exact &&
               str_find(str_of(ascii), from->any.v[0], &first) &&
               str_find(str_of(ascii), to.any.v[0], &last) && first <= last;
  for (size_t i = known ? first + 1 : 1; known && i <= last; i++)
    add_sign(r->a, from, str_sub(str_of(ascii), i, 1));
  from->exact = false;
  return known;
}

static struct piece read_class(struct reader *r) {
  struct piece all = {.exact = true}, sign;
  r->rest = str_skip(r->rest, 1);
  bool known = !take(r, S("^"));
  if (str_starts(r->rest, S("]"))) // a sign here, and rare
    return odd(r);
  while (read_class_sign(r, &sign)) {
    if (str_starts(r->rest, S("-")) && !str_starts(r->rest, S("-]")))
      known &= read_range(r, &sign);
    all.exact &= sign.exact && sign.any.v[0].n && all.any.n < CLASS_LIMIT;
    if (all.exact)
      join(r->a, &all.any, &sign.any);
    heads_add_all(r->a, &all.heads, &sign.heads);
  }
  if (!known || r->odd)
    return unknown(r->a);
  return all.exact ? all : (struct piece){.heads = all.heads};
}

static struct piece read_group(struct reader *r) {
  r->rest = str_skip(r->rest, 1);
  bool around = take(r, S("?=")) || take(r, S("?!")) || take(r, S("?<=")) || take(r, S("?<!"));
  struct str name, rest;
  if (!around && take(r, S("?<")) && str_cut(r->rest, '>', &name, &rest))
    r->rest = rest;
  else if (!around)
    take(r, S("?:"));
  if (str_starts(r->rest, S("?")) || str_starts(r->rest, S("*")) || r->depth >= NESTING_LIMIT)
    return odd(r);
  r->depth++;
  struct piece inner = read_alternatives(r);
  r->depth--;
  if (!take(r, S(")")))
    return odd(r);
  return around ? one_text(r->a, S("")) : inner;
}

static struct piece read_atom(struct reader *r) {
  char c = r->rest.p[0];
  if (c == '(')
    return read_group(r);
  if (c == '[')
    return read_class(r);
  if (c == '\\')
    return read_escape(r);
  if (take(r, S("^")))
    return at_edge(r->a, EDGE_LINE);
  if (take(r, S("$")))
    return one_text(r->a, S(""));
  if (take(r, S(".")))
    return unknown(r->a);
  return read_letters(r);
}

// ---------------------------------------------------------------- quantifiers

// "{2}", "{2,}", "{2,5}"; whether none at all is allowed.
static bool read_braces(struct reader *r, bool *none) {
  size_t n = 1;
  *none = r->rest.n > 1 && r->rest.p[1] == '0';
  while (n < r->rest.n && (is_digit(r->rest.p[n]) || (r->rest.p[n] == ',' && n > 1)))
    n++;
  bool good = n > 1 && n < r->rest.n && r->rest.p[n] == '}';
  r->rest = str_skip(r->rest, n + 1);
  return good;
}

static struct piece read_quantifier(struct reader *r, struct piece p) {
  bool none = true, may = take(r, S("?"));
  if (!may && !take(r, S("*"))) {
    if (str_starts(r->rest, S("{"))) {
      if (!read_braces(r, &none))
        return odd(r);
    } else if (take(r, S("+")))
      none = false;
    else
      return p;
  }
  if (!take(r, S("?")))
    take(r, S("+"));
  if (!may)
    heads_cut(&p.heads);
  if (none)
    heads_add(r->a, &p.heads, (struct head){.whole = true});
  if (may && p.exact && p.any.n < EXACT_LIMIT) {
    struct piece maybe = {.exact = true, .heads = p.heads};
    *LIST_PUSH(r->a, &maybe.any) = S("");
    join(r->a, &maybe.any, &p.any);
    return maybe;
  }
  p.exact = false;
  return none ? (struct piece){.heads = p.heads} : p;
}

// ---------------------------------------------------------------- sequences, alternatives

static struct piece read_sequence(struct reader *r) {
  struct piece run = one_text(r->a, S("")); // the exact parts since the last that is not
  struct piece best = {0};
  struct heads heads = run.heads;
  bool exact = true;
  while (r->rest.n && r->rest.p[0] != '|' && r->rest.p[0] != ')') {
    struct piece p = read_quantifier(r, read_atom(r));
    heads = heads_then(r->a, &heads, &p.heads);
    if (p.exact && run.any.n * p.any.n <= EXACT_LIMIT) {
      run.any = each_with_each(r->a, &run.any, &p.any);
      continue;
    }
    exact = false;
    keep(&best, &run.any);
    keep(&best, &p.any);
    keep(&best, &p.also);
    run = p.exact ? p : one_text(r->a, S(""));
  }
  if (!exact)
    keep(&best, &run.any);
  struct piece all = exact ? run : best;
  all.heads = heads;
  return all;
}

static struct piece read_alternatives(struct reader *r) {
  struct piece p = read_sequence(r), all = {.exact = true};
  bool known = true;
  if (!str_starts(r->rest, S("|")))
    return p;
  for (;; p = read_sequence(r)) {
    known &= shortest(&p.any) >= LITERAL_LEAST;
    all.exact &= p.exact;
    join(r->a, &all.any, &p.any);
    join(r->a, &all.also, p.also.n ? &p.also : &p.any);
    heads_add_all(r->a, &all.heads, &p.heads);
    if (!take(r, S("|")))
      break;
  }
  all.heads = heads_once(r->a, &all.heads);
  if (all.exact && all.any.n <= EXACT_LIMIT)
    return (struct piece){true, all.any, {0}, all.heads};
  all.exact = false;
  if (all.also.n > LITERALS_LIMIT)
    all.also = (struct strs){0};
  return known && all.any.n <= LITERALS_LIMIT ? all : (struct piece){.heads = all.heads};
}

void pattern_literals(struct arena *a, struct str pattern, struct strs *any, struct strs *also,
                      struct heads *heads) {
  struct reader r = {.a = a, .rest = pattern};
  struct piece all = read_alternatives(&r);
  if (!r.odd && !r.rest.n && heads_tell(&all.heads))
    *heads = heads_once(a, &all.heads);
  if (!r.odd && !r.rest.n && shortest(&all.any) >= LITERAL_LEAST)
    *any = all.any;
  if (any->n && !all.exact && shortest(&all.also) >= LITERAL_LEAST)
    *also = all.also;
}
