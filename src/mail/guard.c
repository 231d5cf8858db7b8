// guard.c: what must be known of a raw message before GMime may see it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GMime 3.2.13 needs about 1.4 kB of memory for each part however empty, 0.5 kB for each header
// field, and stack for each nested address group. So header blocks, parts and fields are counted
// here, with a coarser reading of MIME than GMime's own: whatever stands behind "boundary="
// anywhere counts as a boundary. What slips through meets the limits of the sandbox.
#include "room.h"

#include <string.h>

enum {
  GUARD_BOUNDARIES = 500, // different boundaries
  GUARD_PARTS = 5000,     // lines that begin a part: 7 MB in GMime
  GUARD_FIELDS = 20000,   // header fields of all parts together: 11 MB
  BOUNDARY_LIMIT = 200,   // bytes looked at; RFC 2046 allows 70
};

struct guard {
  struct arena *a;
  LIST(struct str) boundaries;
  size_t parts, fields;
  bool digest;                       // parts are messages without saying so
  size_t bytes, block_fields, field; // of the header block, of the field being read
  bool typed, nested; // in its Content-Type; it announces a message with a header block
};

static bool refuse(struct err *err, const char *what, size_t limit) {
  return err_set(err, ERR_INPUT, "the message has %s (limit %zu); it is set aside unread", what,
                 limit);
}

// Takes one line off `rest` without its LF; a CR before it stays, since bodies may be binary.
static bool guard_line(struct str *rest, struct str *line) {
  if (rest->n == 0)
    return false;
  const char *end = memchr(rest->p, '\n', rest->n);
  *line = end ? str_sub(*rest, 0, (size_t)(end - rest->p)) : *rest;
  *rest = str_skip(*rest, line->n + 1);
  if (line->n && line->p[line->n - 1] == '\r')
    line->n--;
  return true;
}

static void boundary_add(struct guard *g, struct str value) {
  for (size_t i = 0; i < g->boundaries.n; i++)
    if (str_eq(g->boundaries.v[i], value))
      return;
  *LIST_PUSH(g->a, &g->boundaries) = value;
}

static size_t run_of(struct str s, const char *of, bool wanted) {
  size_t n = 0;
  while (n < s.n && (s.p[n] && strchr(of, s.p[n]) != NULL) == wanted)
    n++;
  return n;
}

// The value behind "boundary=", or as much of its beginning as is certain: what is spelled in an
// extraordinary way (comment, escape, RFC 2231) gives "", with which every "--" line begins a part.
static struct str boundary_value(struct str s, bool plain_name) {
  s = str_sub(s, 0, BOUNDARY_LIMIT);
  s = str_skip(s, run_of(s, " \t\r\n", true));
  bool quoted = str_starts(s, S("\""));
  s = str_skip(s, quoted);
  s = str_sub(s, 0, run_of(s, quoted ? "\"\\\r\n" : " \t\r\n;(\\\"", false));
  return plain_name ? s : S("");
}

// Looks at what stands before each "=": "boundary", "Boundary ", "boundary*0*".
static bool boundaries_find(struct guard *g, struct str s, struct err *err) {
  for (struct str rest = s, head; str_cut(rest, '=', &head, &rest);) {
    size_t end = head.n;
    while (end && strchr(" \t\r\n", head.p[end - 1]))
      end--;
    size_t bare = end;
    while (bare && strchr("*0123456789", head.p[bare - 1]))
      bare--;
    if (!str_ends_ci(str_sub(head, 0, bare), S("boundary")))
      continue;
    boundary_add(g, boundary_value(rest, bare == end));
    if (g->boundaries.n > GUARD_BOUNDARIES)
      return refuse(err, "too many MIME boundaries", GUARD_BOUNDARIES);
  }
  return true;
}

static bool begins_part(const struct guard *g, struct str line) {
  if (!str_starts(line, S("--")))
    return false;
  for (size_t i = 0; i < g->boundaries.n; i++)
    if (str_starts(str_skip(line, 2), g->boundaries.v[i]))
      return true;
  return false;
}

// Whether this line of a header block makes GMime look for a further header block behind it.
static bool nests(struct guard *g, struct str line) {
  g->digest |= str_find_ci(line, S("multipart/digest"), NULL);
  return str_find_ci(line, S("message/rfc"), NULL) || str_find_ci(line, S("message/news"), NULL) ||
         str_find_ci(line, S("message/global"), NULL);
}

static void block_begin(struct guard *g) {
  g->bytes = g->block_fields = g->field = 0;
  g->nested = g->typed = false;
}

static bool block_line(struct guard *g, struct str line, struct err *err) {
  bool more = line.p[0] == ' ' || line.p[0] == '\t';
  g->bytes += line.n + 1;
  g->field = more ? g->field + line.n : line.n;
  g->block_fields += !more;
  g->fields += !more;
  g->typed = more ? g->typed : str_starts_ci(line, S("content-type"));
  g->nested |= g->typed && nests(g, str_sub(line, 0, BOUNDARY_LIMIT));
  if (g->field > MAIL_HEADER_LIMIT)
    return refuse(err, "a header longer than is sane", MAIL_HEADER_LIMIT);
  if (g->block_fields > MAIL_HEADER_COUNT_LIMIT)
    return refuse(err, "too many headers", MAIL_HEADER_COUNT_LIMIT);
  if (g->bytes > MAIL_HEADERS_LIMIT)
    return refuse(err, "a header block that is too big", MAIL_HEADERS_LIMIT);
  return g->fields <= GUARD_FIELDS ||
         refuse(err, "too many headers in all its parts", GUARD_FIELDS);
}

// Every line is in a header block, begins a part, or is text that costs nothing. `blocks`: header
// blocks that stand here before text may come.
static bool lines_check(struct guard *g, struct str rest, struct err *err) {
  struct str line;
  int blocks = 1;
  while (guard_line(&rest, &line)) {
    if (begins_part(g, line)) {
      if (++g->parts > GUARD_PARTS)
        return refuse(err, "too many parts", GUARD_PARTS);
      blocks = g->digest ? 2 : 1;
      block_begin(g);
    } else if (blocks && line.n == 0) {
      blocks = g->nested ? 1 : blocks - 1;
      block_begin(g);
    } else if (blocks && !block_line(g, line, err))
      return false;
  }
  return true;
}

// Bare CR as line end, as old Macs wrote it and some gateways still do. A copy with LF.
static struct str cr_to_lf(struct arena *a, struct str s) {
  struct str start = str_sub(s, 0, MAIL_HEADERS_LIMIT);
  if (!start.n || memchr(start.p, '\n', start.n) || !memchr(start.p, '\r', start.n))
    return s;
  char *p = arena_alloc(a, 1, s.n);
  for (size_t i = 0; i < s.n; i++)
    p[i] = s.p[i] == '\r' ? '\n' : s.p[i];
  return (struct str){p, s.n};
}

// Blank lines, a byte order mark, and mbox's "From " line.
static struct str without_preamble(struct str s) {
  struct str line, rest;
  if (str_starts(s, S("\xEF\xBB\xBF")))
    s = str_skip(s, 3);
  while (s.n && (s.p[0] == '\n' || s.p[0] == '\r'))
    s = str_skip(s, 1);
  rest = s;
  if (guard_line(&rest, &line) && (str_starts(line, S("From ")) || str_starts(line, S(">From "))))
    return rest;
  return s;
}

bool guard_check(struct arena *a, struct str raw, struct str *clean, struct err *err) {
  struct guard g = {.a = a};
  if (raw.n > MAIL_SIZE_LIMIT)
    return refuse(err, "more bytes than are read", MAIL_SIZE_LIMIT);
  struct str s = without_preamble(cr_to_lf(a, raw));
  if (s.n == 0)
    return err_set(err, ERR_INPUT, "the message is empty; look at it in the mailbox");
  if (!boundaries_find(&g, s, err) || !lines_check(&g, s, err))
    return false;
  *clean = s;
  return true;
}
