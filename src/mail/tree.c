// tree.c: the MIME tree to parts with a role and text.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GMime gives the structure; bytes are decoded here, since GMime 3.2.13 loses bytes that do not fit
// the declared charset, cuts glued base64, and hangs on g_mime_multipart_get_boundary().
#include "room.h"

#include <gmime/gmime.h>
#include <string.h>

enum { DECODE_LIMIT = MAIL_TEXT_LIMIT << 2 }; // bytes of any charset that give the kept text

struct parts {
  struct part *v;
  size_t n, cap;
};

// Where the walk stands.
struct walk {
  struct arena *a;
  struct message *m;
  size_t seen; // MIME parts so far
  bool bodied; // a body was met
  bool report; // inside multipart/report
};

static void walk_object(struct walk *w, GMimeObject *o, struct str id, int depth,
                        struct parts *out);

static void trouble(struct walk *w, const char *what, struct str id, struct str filename) {
  *LIST_PUSH(w->a, &w->m->trouble) =
      filename.n ? str_printf(w->a, "part %.*s (%.*s) %s", STR_ARG(id), STR_ARG(filename), what)
                 : str_printf(w->a, "part %.*s %s", STR_ARG(id), what);
}

// ------------------------------------------------------------------ GMime

static GMimeMessage *parse(struct str raw, GByteArray *bytes) {
  // Borrowed for reading: the stream does not own the bytes, so GLib neither frees nor writes them.
  *bytes = (GByteArray){(guint8 *)(uintptr_t)raw.p, (guint)raw.n};
  GMimeStream *stream = g_mime_stream_mem_new();
  g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
  g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), bytes);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  g_object_unref(parser);
  g_object_unref(stream);
  return message;
}

// ------------------------------------------------------------------ one part

// The encoded bytes. Nearly always a slice of the raw message itself, so nothing is copied.
static struct str raw_bytes(struct arena *a, GMimePart *part) {
  GMimeDataWrapper *content = g_mime_part_get_content(part);
  GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
  if (!stream)
    return S("");
  if (GMIME_IS_STREAM_MEM(stream)) {
    GByteArray *all = GMIME_STREAM_MEM(stream)->buffer;
    gint64 end = stream->bound_end < 0 ? (gint64)all->len : stream->bound_end;
    return str_sub((struct str){(const char *)all->data, (size_t)end}, (size_t)stream->bound_start,
                   all->len);
  }
  struct buf b = buf_in(a);
  char chunk[4096];
  g_mime_stream_reset(stream);
  for (ssize_t n; (n = g_mime_stream_read(stream, chunk, sizeof chunk)) > 0;)
    buf_add(&b, (struct str){chunk, (size_t)n});
  return buf_str(&b);
}

static struct str uu_decode(struct arena *a, struct str s) {
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_UUENCODE);
  char *out = arena_alloc(a, 1, g_mime_encoding_outlen(&state, s.n));
  return (struct str){out, g_mime_encoding_step(&state, s.p, s.n, out)};
}

static struct str part_bytes(struct arena *a, GMimePart *part) {
  struct str raw = raw_bytes(a, part);
  switch (g_mime_part_get_content_encoding(part)) {
  case GMIME_CONTENT_ENCODING_BASE64:
    return base64_decode(a, raw);
  case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
    return quoted_decode(a, raw, false);
  case GMIME_CONTENT_ENCODING_UUENCODE:
    return uu_decode(a, raw);
  default:
    return raw;
  }
}

static struct str type_of(struct arena *a, GMimeObject *o) {
  GMimeContentType *t = g_mime_object_get_content_type(o);
  const char *media = g_mime_content_type_get_media_type(t);
  const char *sub = g_mime_content_type_get_media_subtype(t);
  struct str s = str_printf(a, "%s/%s", media ? media : "", sub ? sub : "");
  return str_utf8_clean(a, str_lower(a, s));
}

static struct str param(struct arena *a, GMimeObject *o, const char *name) {
  const char *v = g_mime_object_get_content_type_parameter(o, name);
  return v ? str_dup(a, str_trim(str_of(v))) : S("");
}

// No path in it, whatever the sender's system calls a path.
static struct str filename_of(struct arena *a, GMimePart *part) {
  const char *c = g_mime_part_get_filename(part);
  struct str name = words_decode(a, str_dup(a, str_of(c)));
  for (size_t i = name.n; i > 0; i--)
    if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
      return str_skip(name, i);
  return name;
}

static bool is_attachment(GMimeObject *o) {
  const char *d = g_mime_object_get_disposition(o);
  return d && str_eq_ci(str_of(d), S("attachment"));
}

static const struct {
  const char *type;
  enum part_role role;
} roles[] = {
    {"message/delivery-status", PART_REPORT},
    {"message/global-delivery-status", PART_REPORT},
    {"message/disposition-notification", PART_REPORT},
    {"message/global-disposition-notification", PART_REPORT},
    {"message/feedback-report", PART_REPORT},
    {"text/rfc822-headers", PART_RETURNED},
    {"message/global-headers", PART_RETURNED},
    {"text/csv", PART_FILE},
    {"text/calendar", PART_FILE},
    {"text/xml", PART_FILE},
    {"text/rtf", PART_FILE},
    {"text/vcard", PART_FILE},
    {"text/x-vcard", PART_FILE},
    {"text/directory", PART_FILE},
};

static enum part_role role_of(const struct walk *w, GMimeObject *o, const struct part *p) {
  for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
    if (str_eq(p->type, str_of(roles[i].type)))
      return roles[i].role;
  if (!str_starts(p->type, S("text/")) || is_attachment(o) || (p->filename.n && w->bodied))
    return PART_FILE;
  return PART_BODY;
}

static const struct {
  const char *type, *why;
} unreadable[] = {
    {"application/ms-tnef", "is in Outlook's own format and was not read"},
    {"application/vnd.ms-tnef", "is in Outlook's own format and was not read"},
    {"application/pgp-encrypted", "is encrypted and was not read"},
    {"application/pkcs7-mime", "is encrypted or sealed and was not read"},
    {"application/x-pkcs7-mime", "is encrypted or sealed and was not read"},
    {"message/partial", "is only a piece of a message and was not read"},
    {"message/external-body", "lies elsewhere and was not fetched"},
};

static struct str cut_at(struct walk *w, const struct part *p, struct str s, size_t limit) {
  if (s.n <= limit)
    return s;
  trouble(w, "is too long; the rest of it was not read", p->id, p->filename);
  while (limit && ((unsigned char)s.p[limit] & 0xC0) == 0x80)
    limit--;
  return str_sub(s, 0, limit);
}

static struct str html_part(struct walk *w, GMimeObject *o, const struct part *p,
                            struct str bytes) {
  struct str charset = param(w->a, o, "charset");
  bytes = cut_at(w, p, bytes, MAIL_HTML_LIMIT);
  if (charset.n == 0)
    charset = html_charset(bytes);
  size_t before = w->m->trouble.n;
  struct str text = html_text(w->a, charset_decode(w->a, bytes, charset), &w->m->trouble);
  for (size_t i = before; i < w->m->trouble.n; i++)
    w->m->trouble.v[i] =
        str_printf(w->a, "part %.*s %.*s", STR_ARG(p->id), STR_ARG(w->m->trouble.v[i]));
  return cut_at(w, p, text, MAIL_TEXT_LIMIT);
}

static struct str text_part(struct walk *w, GMimeObject *o, const struct part *p,
                            struct str bytes) {
  struct str text =
      charset_decode(w->a, str_sub(bytes, 0, DECODE_LIMIT), param(w->a, o, "charset"));
  text = cut_at(w, p, text, MAIL_TEXT_LIMIT);
  if (str_eq_ci(param(w->a, o, "format"), S("flowed")))
    text = flowed_unwrap(w->a, text, str_eq_ci(param(w->a, o, "delsp"), S("yes")));
  return text;
}

static void walk_leaf(struct walk *w, GMimeObject *o, struct str id, struct parts *out) {
  struct part p = {.id = id, .type = type_of(w->a, o)};
  p.filename = filename_of(w->a, GMIME_PART(o));
  p.role = role_of(w, o, &p);
  for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++)
    if (str_eq(p.type, str_of(unreadable[i].type)))
      trouble(w, unreadable[i].why, p.id, p.filename);
  struct str bytes = part_bytes(w->a, GMIME_PART(o));
  if (p.role == PART_FILE)
    p.bytes = bytes;
  else if (str_eq(p.type, S("text/html")))
    p.text = html_part(w, o, &p, bytes);
  else
    p.text = text_part(w, o, &p, bytes);
  w->bodied |= p.role == PART_BODY;
  *LIST_PUSH(w->a, out) = p;
}

// ------------------------------------------------------------------ parts of parts

static struct str child_id(struct arena *a, struct str id, int n) {
  return id.n ? str_printf(a, "%.*s.%d", STR_ARG(id), n) : str_printf(a, "%d", n);
}

static struct str bodies(struct arena *a, const struct parts *parts, const char *type) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < parts->n; i++) {
    const struct part *p = &parts->v[i];
    if (p->role != PART_BODY || (type && !str_eq(p->type, str_of(type))))
      continue;
    if (b.n && b.p[b.n - 1] != '\n')
      buf_c(&b, '\n');
    buf_add(&b, p->text);
  }
  return buf_str(&b);
}

static void parts_move(struct arena *a, const struct parts *from, bool files_only,
                       struct parts *out) {
  for (size_t i = 0; i < from->n; i++)
    if (!files_only ||
        (from->v[i].role == PART_FILE && !str_eq(from->v[i].type, S("text/calendar"))))
      *LIST_PUSH(a, out) = from->v[i];
}

// Of several forms of one text the best; files that hang in the other forms stay.
static void walk_alternative(struct walk *w, GMimeMultipart *mp, struct str id, int depth,
                             struct parts *out) {
  struct parts plain = {0}, html = {0}, other = {0};
  bool bodied = w->bodied;
  for (int i = 0; i < g_mime_multipart_get_count(mp); i++) {
    struct parts form = {0};
    w->bodied = bodied;
    walk_object(w, g_mime_multipart_get_part(mp, i), child_id(w->a, id, i + 1), depth + 1, &form);
    struct parts *to = bodies(w->a, &form, "text/html").n    ? &html
                       : bodies(w->a, &form, "text/plain").n ? &plain
                                                             : &other;
    parts_move(w->a, &form, false, to);
  }
  bool rich = html_is_better(bodies(w->a, &plain, NULL), bodies(w->a, &html, "text/html"));
  parts_move(w->a, &plain, rich, out);
  parts_move(w->a, &html, !rich, out);
  parts_move(w->a, &other, plain.n || html.n, out);
}

static void walk_multipart(struct walk *w, GMimeMultipart *mp, struct str id, int depth,
                           struct parts *out) {
  struct str type = type_of(w->a, GMIME_OBJECT(mp));
  int n = g_mime_multipart_get_count(mp);
  bool report = w->report;
  if (str_eq(type, S("multipart/encrypted"))) {
    trouble(w, "is encrypted and was not read", id.n ? id : S("1"), S(""));
    return;
  }
  if (str_eq(type, S("multipart/alternative"))) {
    walk_alternative(w, mp, id, depth, out);
    return;
  }
  w->report |= str_eq(type, S("multipart/report"));
  if (str_eq(type, S("multipart/signed")) && n == 2)
    n = 1; // the other one is the signature
  for (int i = 0; i < n; i++)
    walk_object(w, g_mime_multipart_get_part(mp, i), child_id(w->a, id, i + 1), depth + 1, out);
  w->report = report;
}

// The fields that a reader of the message would see, or all of them.
static void add_fields(struct arena *a, GMimeObject *inner, bool all, struct buf *b) {
  static const char *const shown[] = {"From", "Date", "To", "Cc", "Subject", "Message-ID"};
  GMimeHeaderList *list = g_mime_object_get_header_list(inner);
  for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
    GMimeHeader *h = g_mime_header_list_get_header_at(list, i);
    struct str name = str_of(g_mime_header_get_name(h));
    bool wanted = all;
    for (size_t k = 0; k < sizeof shown / sizeof *shown; k++)
      wanted |= str_eq_ci(name, str_of(shown[k]));
    if (!wanted)
      continue;
    struct str rest = str_of(g_mime_header_get_raw_value(h)), line;
    struct buf value = buf_in(a);
    while (str_line(&rest, &line)) {
      buf_c(&value, ' ');
      buf_add(&value, str_trim(line));
    }
    buf_add(b, str_utf8_clean(a, name));
    buf_add(b, S(": "));
    buf_add(b, words_decode(a, str_trim(buf_str(&value))));
    buf_c(b, '\n');
  }
}

static void walk_message(struct walk *w, GMimeMessage *inner, struct str id, int depth,
                         struct parts *out) {
  struct part p = {.id = id, .type = S("message/rfc822"), .filename = S("")};
  p.role = w->report ? PART_RETURNED : PART_FORWARDED;
  struct walk in = *w;
  struct parts parts = {0};
  struct buf b = buf_in(w->a);
  GMimeObject *root = g_mime_message_get_mime_part(inner);
  in.report = in.bodied = false;
  if (root)
    walk_object(&in, root, GMIME_IS_MULTIPART(root) ? id : child_id(w->a, id, 1), depth + 1,
                &parts);
  w->seen = in.seen;
  add_fields(w->a, GMIME_OBJECT(inner), w->report, &b);
  buf_c(&b, '\n');
  buf_add(&b, bodies(w->a, &parts, NULL));
  p.text = cut_at(w, &p, buf_str(&b), MAIL_TEXT_LIMIT);
  *LIST_PUSH(w->a, out) = p;
  for (size_t i = 0; p.role == PART_FORWARDED && i < parts.n; i++)
    if (parts.v[i].role != PART_BODY)
      *LIST_PUSH(w->a, out) = parts.v[i];
}

// A message that was encoded like a file, against RFC 2046 and yet sent.
static void walk_encoded(struct walk *w, GMimePart *part, struct str id, int depth,
                         struct parts *out) {
  struct str clean;
  struct err err;
  if (!guard_check(w->a, part_bytes(w->a, part), &clean, &err)) {
    trouble(w, err.text, id, S(""));
    return;
  }
  GByteArray bytes;
  GMimeMessage *inner = parse(clean, &bytes);
  if (inner) {
    walk_message(w, inner, id, depth, out);
    g_object_unref(inner);
  }
}

static void walk_object(struct walk *w, GMimeObject *o, struct str id, int depth,
                        struct parts *out) {
  if (depth > MAIL_DEPTH_LIMIT || w->seen >= MAIL_PART_LIMIT) {
    if (w->seen != SIZE_MAX)
      trouble(w, "and what follows were not read: too many parts", id, S(""));
    w->seen = SIZE_MAX;
    return;
  }
  w->seen++;
  if (GMIME_IS_MULTIPART(o))
    walk_multipart(w, GMIME_MULTIPART(o), id, depth, out);
  else if (GMIME_IS_MESSAGE_PART(o) && g_mime_message_part_get_message(GMIME_MESSAGE_PART(o)))
    walk_message(w, g_mime_message_part_get_message(GMIME_MESSAGE_PART(o)), id, depth, out);
  else if (GMIME_IS_PART(o) && str_eq(type_of(w->a, o), S("message/rfc822")))
    walk_encoded(w, GMIME_PART(o), id, depth, out);
  else if (GMIME_IS_PART(o))
    walk_leaf(w, o, id, out);
}

static void body_only(struct walk *w, struct str body, struct parts *out) {
  struct part p = {.id = S("1"), .role = PART_BODY, .type = S("text/plain")};
  p.text =
      cut_at(w, &p, charset_decode(w->a, str_sub(body, 0, DECODE_LIMIT), S("")), MAIL_TEXT_LIMIT);
  *LIST_PUSH(w->a, out) = p;
}

void parts_read(struct arena *a, struct str raw, struct str body, struct message *m) {
  struct walk w = {.a = a, .m = m};
  struct parts parts = {0};
  GByteArray bytes;
  GMimeMessage *message = parse(raw, &bytes);
  GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;
  if (root)
    walk_object(&w, root, GMIME_IS_MULTIPART(root) ? S("") : S("1"), 0, &parts);
  if (parts.n == 0 && m->trouble.n == 0)
    body_only(&w, body, &parts); // a multipart without parts: what it holds is text all the same
  if (message)
    g_object_unref(message);
  m->parts.v = parts.v;
  m->parts.n = parts.n;
  m->parts.cap = parts.cap;
}
