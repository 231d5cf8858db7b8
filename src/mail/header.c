// header.c: the header block to fields, and the fields that everybody asks for (RFC
// 5322, 2.2, 3.6). SPDX-License-Identifier: GPL-3.0-or-later
#include "room.h"

#include <string.h>

// Takes one line with its continuation lines off `rest`, unfolded.
static struct str unfolded_line(struct arena *a, struct str *rest) {
  struct str line;
  str_line(rest, &line);
  if (rest->n == 0 || (rest->p[0] != ' ' && rest->p[0] != '\t'))
    return line;
  struct buf b = buf_in(a);
  buf_add(&b, line);
  while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t')) {
    str_line(rest, &line);
    if (str_trim(line).n == 0) // a "blank" line of spaces ends no header block, and says nothing
      continue;
    buf_c(&b, ' ');
    buf_add(&b, str_trim(line));
  }
  return buf_str(&b);
}

static bool is_field_name(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] <= ' ' || s.p[i] > '~')
      return false;
  return s.n > 0;
}

// A line that is no field is dropped; the block ends at the first empty line.
void fields_split(struct arena *a, struct str block, struct fields *out, struct str *body) {
  while (block.n) {
    struct str name, value;
    struct str line = unfolded_line(a, &block);
    if (line.n == 0)
      break;
    if (!str_cut(line, ':', &name, &value) || !is_field_name(str_trim(name)))
      continue;
    *LIST_PUSH(a, out) = (struct field){str_trim(name), str_trim(value)};
  }
  *body = block;
}

struct str field_first(const struct fields *f, const char *name) {
  for (size_t i = 0; i < f->n; i++)
    if (str_eq_ci(f->v[i].name, str_of(name)))
      return f->v[i].value;
  return S("");
}

struct str message_header(const struct message *m, const char *name) {
  for (size_t i = 0; i < m->headers.n; i++)
    if (str_eq_ci(m->headers.v[i].name, str_of(name)))
      return m->headers.v[i].value;
  return S("");
}

// "<a@b> <c@d>"; where there is no "<", the words that look like an id.
struct strs ids_read(struct arena *a, struct str value) {
  struct strs out = {0};
  struct str before, rest, id, word;
  bool angled = value.n && memchr(value.p, '<', value.n);
  for (rest = value; angled && str_cut(rest, '<', &before, &rest);)
    if (str_cut(rest, '>', &id, &rest) && str_trim(id).n)
      *LIST_PUSH(a, &out) = str_utf8_clean(a, str_trim(id));
  for (rest = value; !angled && str_word(&rest, &word);)
    if (memchr(word.p, '@', word.n))
      *LIST_PUSH(a, &out) = str_utf8_clean(a, word);
  return out;
}

static struct strs ids_of(struct arena *a, const struct fields *f, const char *name) {
  return ids_read(a, field_first(f, name));
}

static struct address address_of(struct arena *a, const struct fields *f, const char *name) {
  struct addresses all = {0};
  addresses_read(a, field_first(f, name), &all);
  return all.n ? all.v[0] : (struct address){S(""), S("")};
}

static void addresses_of(struct arena *a, const struct fields *f, const char *name,
                         struct addresses *out) {
  for (size_t i = 0; i < f->n; i++)
    if (str_eq_ci(f->v[i].name, str_of(name)))
      addresses_read(a, f->v[i].value, out);
}

void headers_read(struct arena *a, const struct fields *f, struct message *m) {
  for (size_t i = 0; i < f->n; i++)
    *LIST_PUSH(a, &m->headers) = (struct header){f->v[i].name, words_decode(a, f->v[i].value)};
  struct strs id = ids_of(a, f, "Message-ID");
  m->message_id = id.n ? id.v[0] : str_utf8_clean(a, field_first(f, "Message-ID"));
  m->in_reply_to = ids_of(a, f, "In-Reply-To");
  m->references = ids_of(a, f, "References");
  m->from = address_of(a, f, "From");
  m->reply_to = address_of(a, f, "Reply-To");
  m->sender = address_of(a, f, "Sender");
  m->return_path = address_of(a, f, "Return-Path");
  addresses_of(a, f, "To", &m->to);
  addresses_of(a, f, "Cc", &m->cc);
  addresses_of(a, f, "Bcc", &m->bcc);
  m->subject = words_decode(a, field_first(f, "Subject"));
  m->sent = DAY_NONE;
  date_read(field_first(f, "Date"), &m->sent_at, &m->sent);
}
