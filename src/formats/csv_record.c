// csv_record.c: bytes to records and fields.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charset.h"
#include "csv.h"

#include <string.h>

// RFC 4180, section 2, with any of LF, CRLF and CR as line end and any separator:
//   record  = field *( SEP field ) ( CRLF / LF / CR / end )
//   field   = escaped / plain
//   escaped = DQUOTE *( anything / 2DQUOTE ) DQUOTE
//   plain   = *( anything but SEP, CR, LF )      ; a quote inside it is a quote
struct scan {
  const char *p, *end;
  size_t lines; // line ends inside quotes
  bool doubled; // the field has "" in it
  const char *why;
};

static bool is_end(char c) {
  return c == '\n' || c == '\r';
}

static struct str scan_plain(struct scan *s, char separator) {
  const char *from = s->p;
  while (s->p < s->end && *s->p != separator && !is_end(*s->p))
    s->p++;
  return (struct str){from, (size_t)(s->p - from)};
}

static struct str scan_escaped(struct scan *s, char separator) {
  const char *from = ++s->p;
  for (; s->p < s->end; s->p++) {
    s->lines += *s->p == '\n' || (*s->p == '\r' && (s->p + 1 == s->end || s->p[1] != '\n'));
    if (*s->p != '"')
      continue;
    if (s->p + 1 == s->end || s->p[1] != '"')
      break;
    s->doubled = true;
    s->p++;
  }
  if (s->p >= s->end) {
    s->why = "a quote is opened and not closed";
    return S("");
  }
  struct str text = {from, (size_t)(s->p++ - from)};
  if (s->p < s->end && *s->p != separator && !is_end(*s->p))
    s->why = "text follows a closing quote: a quote inside a quoted field is written twice";
  return text;
}

static struct str undouble(struct arena *a, struct str s) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < s.n; i++) {
    buf_c(&b, s.p[i]);
    i += s.p[i] == '"';
  }
  return buf_str(&b);
}

static void skip_line(struct csv_records *r) {
  struct str rest = str_skip(r->bytes, r->at), line;
  if (str_line(&rest, &line))
    r->line++;
  r->at = r->bytes.n - rest.n;
}

static struct str field_next(const struct csv_records *r, struct arena *a, struct scan *s) {
  s->doubled = false;
  struct str text =
      s->p < s->end && *s->p == '"' ? scan_escaped(s, r->separator) : scan_plain(s, r->separator);
  if (s->doubled)
    text = undouble(a, text);
  if (text_is_ascii(text))
    return text;
  if (memchr(text.p, 0, text.n))
    s->why = "a NUL byte stands in it: this is no text";
  return text_utf8(a, text);
}

static bool is_blank(const struct csv_record *rec) {
  for (size_t i = 0; i < rec->n; i++)
    if (str_trim(rec->field[i]).n)
      return false;
  return true;
}

static bool read_one(struct csv_records *r, struct arena *a, struct csv_record *out) {
  size_t left = r->bytes.n - r->at;
  bool longer = left > CSV_RECORD_LIMIT;
  struct scan s = {.p = r->bytes.p + r->at};
  s.end = s.p + (longer ? (size_t)CSV_RECORD_LIMIT : left);
  out->n = 0;
  out->line = r->line;
  out->why = NULL;
  for (;;) {
    struct str field = field_next(r, a, &s);
    if (!s.why && out->n == CSV_COLUMN_LIMIT)
      s.why = "too many columns";
    if (s.why)
      break;
    out->field[out->n++] = field;
    if (s.p == s.end || *s.p != r->separator)
      break;
    s.p++;
  }
  if (!s.why && s.p == s.end && longer)
    s.why = "the line is too long";
  if ((out->why = s.why)) {
    skip_line(r);
    return true;
  }
  if (s.p < s.end)
    s.p += *s.p == '\r' && s.p + 1 < s.end && s.p[1] == '\n' ? 2 : 1;
  r->at = (size_t)(s.p - r->bytes.p);
  r->line += s.lines + 1;
  return !is_blank(out);
}

bool record_next(struct csv_records *r, struct arena *a, struct csv_record *out) {
  while (r->at < r->bytes.n)
    if (read_one(r, a, out))
      return true;
  return false;
}
