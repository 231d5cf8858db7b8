// outgoing.c: a letter to the bytes that SMTP carries (RFC 5322, 2045, 2047, 2231).
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GMime folds and encodes; nothing here reaches it before it was found free of CR, LF and NUL. The
// boundaries come from the Message-ID, so the same letter gives the same bytes.
#include "relance/outgoing.h"
#include "room.h"

#include <gmime/gmime.h>
#include <string.h>

enum {
  ADDRESS_BYTES_LIMIT = 254, // RFC 5321, 4.5.3.1.3
  VALUE_LIMIT = 900,         // bytes of a subject, name or extra value
  REFERENCES_KEPT = 20,      // first and last ones
  PIECE_LIMIT = 50,          // bytes of a file name on one line
};

// ------------------------------------------------------------------ what may be sent

// GMime does not protect "=?", so such text would arrive as another one.
static bool is_clean(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < ' ' || s.p[i] == 127)
      return false;
  return s.n <= VALUE_LIMIT && str_utf8_valid(s) && !str_find(s, S("=?"), NULL);
}

static bool is_visible_ascii(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("<>,;\"()[]\\:", s.p[i]))
      return false;
  return s.n > 0;
}

static bool check_address(const struct address *a, const char *what, struct err *err) {
  struct str local, domain;
  if (!str_cut(a->addr, '@', &local, &domain) || !is_visible_ascii(local) ||
      !is_visible_ascii(domain) || memchr(domain.p, '@', domain.n) ||
      a->addr.n > ADDRESS_BYTES_LIMIT)
    return err_set(err, ERR_INPUT,
                   "%s: the address \"%.*s\" cannot be sent to over SMTP; correct it", what,
                   STR_ARG(str_sub(a->addr, 0, ADDRESS_BYTES_LIMIT)));
  if (!is_clean(a->name))
    return err_set(err, ERR_INPUT,
                   "%s: the name of \"%.*s\" has a line break or =? in it or is too long", what,
                   STR_ARG(a->addr));
  return true;
}

static bool check_id(struct str id, struct err *err) {
  for (size_t i = 0; i < id.n; i++)
    if (id.p[i] <= ' ' || id.p[i] > '~' || id.p[i] == '<' || id.p[i] == '>')
      return err_set(err, ERR_INPUT, "a message id holds signs that no message id may hold");
  return (id.n > 0 && id.n <= VALUE_LIMIT) ||
         err_set(err, ERR_INPUT, "a message id is empty or longer than %d bytes", VALUE_LIMIT);
}

static bool check_value(struct str name, struct str value, struct err *err) {
  if (!is_visible_ascii(name) || name.n > 60)
    return err_set(err, ERR_INPUT, "\"%.*s\" is no header name", STR_ARG(str_sub(name, 0, 60)));
  return is_clean(value) ||
         err_set(err, ERR_INPUT, "the header %.*s has a line break or =? in it or is too long",
                 STR_ARG(name));
}

static bool check_files(const struct outgoing *o, struct err *err) {
  for (size_t i = 0; i < o->files.n; i++) {
    const struct mail_file *f = &o->files.v[i];
    if (!is_clean(f->name) || !is_clean(f->type) || !is_clean(f->cid) ||
        !str_find(f->type, S("/"), NULL))
      return err_set(err, ERR_INPUT, "file %zu of the letter has an unusable name or type", i + 1);
  }
  return true;
}

static bool check(const struct outgoing *o, struct err *err) {
  if (!check_address(&o->from, "From", err) || !check_address(&o->to, "To", err) ||
      (o->reply_to.addr.n && !check_address(&o->reply_to, "Reply-To", err)) ||
      !check_id(o->message_id, err) || !check_value(S("Subject"), o->subject, err) ||
      !check_files(o, err))
    return false;
  for (size_t i = 0; i < o->cc.n; i++)
    if (!check_address(&o->cc.v[i], "Cc", err))
      return false;
  for (size_t i = 0; i < o->references.n; i++)
    if (!check_id(o->references.v[i], err))
      return false;
  for (size_t i = 0; i < o->extra.n; i++)
    if (!check_value(o->extra.v[i].name, o->extra.v[i].value, err))
      return false;
  return (str_utf8_valid(o->text) && str_utf8_valid(o->html)) ||
         err_set(err, ERR_INPUT, "the text of the letter is not valid UTF-8");
}

// ------------------------------------------------------------------ header

static struct str date_value(struct arena *a, int64_t utc, int zone_minutes) {
  static const char days[] = "MonTueWedThuFriSatSun";
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  int64_t local = utc + (int64_t)zone_minutes * 60;
  int64_t n = local / 86400 - (local % 86400 < 0);
  int second = (int)(local - n * 86400);
  struct day day = {(int32_t)n};
  struct civil c = day_civil(day);
  int zone = zone_minutes < 0 ? -zone_minutes : zone_minutes;
  return str_printf(a, "%.3s, %d %.3s %04d %02d:%02d:%02d %c%02d%02d",
                    days + (size_t)day_weekday(day) * 3, c.day, months + (size_t)(c.month - 1) * 3,
                    c.year, second / 3600, second / 60 % 60, second % 60,
                    zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
}

static void set(struct arena *a, GMimeMessage *m, const char *name, struct str value) {
  g_mime_object_set_header(GMIME_OBJECT(m), name, str_c(a, value), "utf-8");
}

static void set_address(struct arena *a, GMimeMessage *m, GMimeAddressType type,
                        const struct address *who) {
  g_mime_message_add_mailbox(m, type, who->name.n ? str_c(a, who->name) : NULL,
                             str_c(a, who->addr));
}

static struct str references_value(struct arena *a, const struct strs *ids) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < ids->n; i++)
    if (i < REFERENCES_KEPT || i + REFERENCES_KEPT >= ids->n)
      buf_printf(&b, "%s<%.*s>", b.n ? " " : "", STR_ARG(ids->v[i]));
  return buf_str(&b);
}

static void header_write(struct arena *a, const struct outgoing *o, GMimeMessage *m) {
  set(a, m, "Date", date_value(a, o->date, o->zone_minutes));
  set_address(a, m, GMIME_ADDRESS_TYPE_FROM, &o->from);
  set_address(a, m, GMIME_ADDRESS_TYPE_TO, &o->to);
  for (size_t i = 0; i < o->cc.n; i++)
    set_address(a, m, GMIME_ADDRESS_TYPE_CC, &o->cc.v[i]);
  if (o->reply_to.addr.n)
    set_address(a, m, GMIME_ADDRESS_TYPE_REPLY_TO, &o->reply_to);
  g_mime_message_set_subject(m, str_c(a, o->subject), "utf-8");
  set(a, m, "Message-ID", str_printf(a, "<%.*s>", STR_ARG(o->message_id)));
  if (o->references.n) {
    struct strs last = {&o->references.v[o->references.n - 1], 1, 1};
    set(a, m, "In-Reply-To", references_value(a, &last));
    set(a, m, "References", references_value(a, &o->references));
  }
  for (size_t i = 0; i < o->extra.n; i++)
    set(a, m, str_c(a, o->extra.v[i].name), o->extra.v[i].value);
}

// ------------------------------------------------------------------ body

static void fill(GMimePart *part, struct str bytes, GMimeContentEncoding encoding) {
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.p ? bytes.p : "", bytes.n);
  GMimeDataWrapper *content =
      g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
  g_mime_part_set_content(part, content);
  g_mime_part_set_content_encoding(part, encoding);
  g_object_unref(content);
  g_object_unref(stream);
}

static GMimeObject *text_part(const char *subtype, struct str text) {
  GMimePart *part = g_mime_part_new_with_type("text", subtype);
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
  fill(part, text, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return GMIME_OBJECT(part);
}

// One character in the form of RFC 2231; letters, digits, "." and "-" as they are.
static struct str percented(struct arena *a, struct str character) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < character.n; i++) {
    unsigned char c = (unsigned char)character.p[i];
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
        c == '-')
      buf_c(&b, (char)c);
    else
      buf_printf(&b, "%%%02X", c);
  }
  return buf_str(&b);
}

// GMime would cut a long name in the middle of a character, which other parsers do not join.
static struct str disposition_value(struct arena *a, const char *kind, struct str name) {
  struct buf b = buf_in(a);
  buf_printf(&b, " %s;\n\tfilename*0*=UTF-8''", kind);
  size_t length, used = 0;
  int piece = 0;
  for (size_t i = 0; i < name.n; i += length) {
    str_rune(name, i, &length);
    struct str one = percented(a, str_sub(name, i, length));
    if (used + one.n > PIECE_LIMIT) {
      buf_printf(&b, ";\n\tfilename*%d*=", ++piece);
      used = 0;
    }
    buf_add(&b, one);
    used += one.n;
  }
  buf_c(&b, '\n');
  return buf_str(&b);
}

static void set_filename(struct arena *a, GMimeObject *part, const char *kind, struct str name) {
  g_mime_object_set_disposition(part, kind);
  if (is_visible_ascii(name) || name.n == 0) {
    if (name.n)
      g_mime_object_set_content_disposition_parameter(part, "filename", str_c(a, name));
    return;
  }
  GMimeHeaderList *list = g_mime_object_get_header_list(part);
  GMimeHeader *h = g_mime_header_list_get_header(list, "Content-Disposition");
  g_mime_header_set_raw_value(h, str_c(a, disposition_value(a, kind, name)));
}

static GMimeObject *file_part(struct arena *a, const struct mail_file *f) {
  struct str media, sub;
  str_cut(f->type, '/', &media, &sub);
  GMimePart *part = g_mime_part_new_with_type(str_c(a, media), str_c(a, sub));
  set_filename(a, GMIME_OBJECT(part), f->cid.n ? "inline" : "attachment", f->name);
  if (f->cid.n)
    g_mime_object_set_content_id(GMIME_OBJECT(part), str_c(a, f->cid));
  fill(part, f->bytes, GMIME_CONTENT_ENCODING_BASE64);
  return GMIME_OBJECT(part);
}

// FNV-1a; a boundary must only be unlikely to stand in the text, which is encoded anyway.
static uint64_t hash(struct str s) {
  uint64_t h = 14695981039346656037u;
  for (size_t i = 0; i < s.n; i++)
    h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
  return h;
}

// Takes over `first`.
static GMimeObject *multipart(struct arena *a, const struct outgoing *o, const char *subtype,
                              GMimeObject *first) {
  GMimeMultipart *mp = g_mime_multipart_new_with_subtype(subtype);
  struct str boundary =
      str_printf(a, "=_%016llx_%s", (unsigned long long)hash(o->message_id), subtype);
  g_mime_multipart_set_boundary(mp, str_c(a, boundary));
  g_mime_multipart_add(mp, first);
  g_object_unref(first);
  return GMIME_OBJECT(mp);
}

static void add(GMimeObject *mp, GMimeObject *part) {
  g_mime_multipart_add(GMIME_MULTIPART(mp), part);
  g_object_unref(part);
}

// Wraps `top` and the files that are shown in the text, or those that are not.
static GMimeObject *with_files(struct arena *a, const struct outgoing *o, bool shown,
                               GMimeObject *top) {
  bool wrapped = false;
  for (size_t i = 0; i < o->files.n; i++) {
    if ((o->files.v[i].cid.n > 0) != shown)
      continue;
    if (!wrapped)
      top = multipart(a, o, shown ? "related" : "mixed", top);
    wrapped = true;
    add(top, file_part(a, &o->files.v[i]));
  }
  return top;
}

static GMimeObject *body(struct arena *a, const struct outgoing *o) {
  GMimeObject *top = text_part("plain", o->text);
  if (o->html.n) {
    top = multipart(a, o, "alternative", top);
    add(top, with_files(a, o, true, text_part("html", o->html)));
  } else
    top = with_files(a, o, true, top);
  return with_files(a, o, false, top);
}

static struct str written(struct arena *a, GMimeMessage *m) {
  GMimeFormatOptions *options = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_format_options_set_param_encoding_method(options, GMIME_PARAM_ENCODING_METHOD_RFC2231);
  GMimeStream *stream = g_mime_stream_mem_new();
  g_mime_object_write_to_stream(GMIME_OBJECT(m), options, stream);
  GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  struct str out = str_dup(a, (struct str){(const char *)bytes->data, bytes->len});
  g_object_unref(stream);
  g_mime_format_options_free(options);
  return out;
}

bool outgoing_bytes(struct arena *a, const struct outgoing *o, struct str *bytes, struct err *err) {
  if (!check(o, err))
    return false;
  libraries_start();
  GMimeMessage *m = g_mime_message_new(FALSE);
  header_write(a, o, m);
  GMimeObject *top = body(a, o);
  g_mime_message_set_mime_part(m, top);
  g_object_unref(top);
  *bytes = written(a, m);
  g_object_unref(m);
  return true;
}
