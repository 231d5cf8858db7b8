// mustache_parse.c: template text to nodes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/mustache.h"

//   tag      = "{{" [ "#" / "^" / "/" / ">" / "!" / "&" ] SP* name SP* "}}" / "{{{" name "}}}"
//   Tags other than values that stand alone on a line take the whole line with them.

struct parse {
  struct arena *a;
  struct mustache *out;
  struct str text;
  size_t at;
  int first_line;
  size_t open[MUSTACHE_DEPTH_LIMIT]; // indices of the sections we are in
  int depth;
  struct err *err;
};

struct tag {
  char sigil; // '#', '^', '/', '>', '!', '&' or 0
  struct str name;
  size_t begin, end; // in text
};

static int line_at(const struct parse *p, size_t at) {
  int line = p->first_line;
  for (size_t i = 0; i < at; i++)
    line += p->text.p[i] == '\n';
  return line;
}

static bool bad(const struct parse *p, size_t at, const char *what, struct str name) {
  return err_set(p->err, ERR_SETUP, "%.*s:%d: %s: \"%.*s\"", STR_ARG(p->out->file), line_at(p, at),
                 what, STR_ARG(str_sub(name, 0, 60)));
}

static void push(struct parse *p, enum node_kind kind, struct str text, struct str indent,
                 size_t at) {
  *LIST_PUSH(p->a, &p->out->nodes) =
      (struct node){.kind = kind, .text = text, .indent = indent, .line = line_at(p, at)};
}

static void push_text(struct parse *p, size_t from, size_t to) {
  if (to > from)
    push(p, NODE_TEXT, str_sub(p->text, from, to - from), S(""), from);
}

static bool read_tag(struct parse *p, struct tag *tag) {
  struct str rest = str_skip(p->text, tag->begin);
  bool triple = str_starts(rest, S("{{{"));
  struct str close = triple ? S("}}}") : S("}}");
  size_t open = triple ? 3 : 2, n;
  if (!str_find(str_skip(rest, open), close, &n))
    return bad(p, tag->begin, "a tag is not closed with }}", str_sub(rest, 0, 20));
  struct str inner = str_sub(rest, open, n);
  tag->end = tag->begin + open + n + close.n;
  tag->sigil = triple ? '&' : 0;
  if (!triple && inner.n && str_find(S("#^/>!&="), str_sub(inner, 0, 1), NULL)) {
    tag->sigil = inner.p[0];
    inner = str_skip(inner, 1);
  }
  tag->name = str_trim(inner);
  if (tag->sigil == '=')
    return bad(p, tag->begin, "other delimiters are not supported", tag->name);
  return tag->name.n > 0 || tag->sigil == '!' ||
         bad(p, tag->begin, "a tag without a name", S("{{}}"));
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// The line of a tag that stands alone on it: from its first sign to after its line end.
static bool alone(const struct parse *p, const struct tag *tag, size_t *from, size_t *to) {
  size_t b = tag->begin, e = tag->end;
  if (tag->sigil == 0 || tag->sigil == '&')
    return false;
  while (b > 0 && is_blank(p->text.p[b - 1]))
    b--;
  while (e < p->text.n && is_blank(p->text.p[e]))
    e++;
  if (e < p->text.n && p->text.p[e] == '\r')
    e++;
  if ((b > 0 && p->text.p[b - 1] != '\n') || (e < p->text.n && p->text.p[e] != '\n'))
    return false;
  *from = b;
  *to = e < p->text.n ? e + 1 : e;
  return true;
}

static bool open_section(struct parse *p, const struct tag *tag) {
  if (p->depth == MUSTACHE_DEPTH_LIMIT)
    return bad(p, tag->begin, "sections too deep within each other", tag->name);
  p->open[p->depth++] = p->out->nodes.n;
  push(p, tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED, tag->name, S(""), tag->begin);
  return true;
}

static bool close_section(struct parse *p, const struct tag *tag) {
  if (p->depth == 0)
    return bad(p, tag->begin, "closes no section", tag->name);
  struct node *open = &p->out->nodes.v[p->open[--p->depth]];
  if (!str_eq(open->text, tag->name))
    return bad(p, tag->begin, "closes another section than the one that is open", tag->name);
  open->end = p->out->nodes.n;
  return true;
}

static bool take_tag(struct parse *p, const struct tag *tag, struct str indent) {
  switch (tag->sigil) {
  case '!':
    return true;
  case '#':
  case '^':
    return open_section(p, tag);
  case '/':
    return close_section(p, tag);
  case '>':
    push(p, NODE_PARTIAL, tag->name, indent, tag->begin);
    return true;
  default:
    push(p, tag->sigil == '&' ? NODE_RAW : NODE_VALUE, tag->name, S(""), tag->begin);
    return true;
  }
}

bool mustache_parse(struct arena *a, struct str file, int first_line, struct str text,
                    struct mustache *out, struct err *err) {
  struct mustache t = {.file = file};
  struct parse p = {.a = a, .out = &t, .text = text, .first_line = first_line, .err = err};
  struct tag tag = {0};
  if (text.n > MUSTACHE_SIZE_LIMIT)
    return err_set(err, ERR_SETUP, "%.*s: larger than %d bytes", STR_ARG(file),
                   MUSTACHE_SIZE_LIMIT);
  for (size_t n; str_find(str_skip(text, p.at), S("{{"), &n);) {
    tag.begin = p.at + n;
    if (!read_tag(&p, &tag))
      return false;
    size_t from = tag.begin, to = tag.end;
    bool whole_line = alone(&p, &tag, &from, &to);
    push_text(&p, p.at, from);
    struct str indent = whole_line ? str_sub(text, from, tag.begin - from) : S("");
    if (!take_tag(&p, &tag, indent))
      return false;
    p.at = to;
  }
  if (p.depth > 0)
    return bad(&p, text.n, "a section is not closed", t.nodes.v[p.open[p.depth - 1]].text);
  push_text(&p, p.at, text.n);
  *out = t;
  return true;
}
