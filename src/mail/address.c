// address.c: address lists of strangers (RFC 5322, 3.4 and 4.4), groups flattened.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   address-list = address *("," address)
//   address      = [phrase] "<" [route ":"] addr-spec ">" / addr-spec / group
//   group        = phrase ":" [address-list] ";"
//
// Read in one pass without recursion, so depth costs nothing. Comments give the name where no
// phrase does. What has no address keeps its name and an empty `addr`.
#include "room.h"

#include <string.h>

// One address while it is being read, in slices of its own buffer.
struct draft {
  struct buf phrase, angle, comment;
  bool angled;
};

static struct draft draft_new(struct arena *a) {
  return (struct draft){buf_in(a), buf_in(a), buf_in(a), false};
}

// Without its quotation marks and backslashes; encoded words decoded.
static struct str name_read(struct arena *a, struct str raw) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < raw.n; i++) {
    if (raw.p[i] == '\\' && i + 1 < raw.n)
      i++;
    else if (raw.p[i] == '"')
      continue;
    buf_c(&b, raw.p[i]);
  }
  struct str name = str_trim(words_decode(a, str_trim(buf_str(&b))));
  if (name.n > 2 && name.p[0] == '\'' && name.p[name.n - 1] == '\'')
    name = str_sub(name, 1, name.n - 2);
  return name;
}

static struct str addr_read(struct arena *a, struct str raw) {
  struct buf b = buf_in(a);
  struct str route, rest;
  raw = str_trim(raw);
  if (str_starts(raw, S("@")) && str_cut(raw, ':', &route, &rest))
    raw = rest;
  if (str_starts_ci(raw, S("mailto:")))
    raw = str_skip(raw, 7);
  for (size_t i = 0; i < raw.n; i++)
    if (raw.p[i] > ' ' || raw.p[i] < 0)
      buf_c(&b, raw.p[i]);
  struct str addr = charset_line(a, buf_str(&b), S(""));
  return addr.n && memchr(addr.p, '@', addr.n) ? str_lower(a, addr) : S("");
}

// The word with "@" is the address, the others are a name.
static void bare_read(struct arena *a, struct str phrase, struct address *out) {
  struct str rest = phrase, word;
  if (phrase.n && phrase.p[0] == '"') {
    out->addr = addr_read(a, phrase); // "john doe"@example.org
    return;
  }
  while (str_word(&rest, &word))
    if (memchr(word.p, '@', word.n) && !str_starts(word, S("=?"))) {
      out->addr = addr_read(a, word);
      phrase = str_sub(phrase, 0, (size_t)(word.p - phrase.p));
      break;
    }
  out->name = name_read(a, phrase);
}

// Some senders encode the whole of `Name <a@b>` as one word.
static void unpack_name(struct arena *a, struct address *out) {
  struct str name, addr, rest;
  if (out->addr.n || !str_cut(out->name, '<', &name, &addr) || !str_cut(addr, '>', &addr, &rest))
    return;
  out->addr = addr_read(a, addr);
  out->name = str_trim(name);
}

static void draft_finish(struct arena *a, struct draft *d, struct addresses *out) {
  struct address got = {S(""), S("")};
  struct str phrase = str_trim(buf_str(&d->phrase));
  if (d->angled) {
    got.name = name_read(a, phrase);
    got.addr = addr_read(a, buf_str(&d->angle));
  } else
    bare_read(a, phrase, &got);
  if (got.name.n == 0)
    got.name = name_read(a, buf_str(&d->comment));
  unpack_name(a, &got);
  if (got.name.n || got.addr.n)
    *LIST_PUSH(a, out) = got;
  *d = draft_new(a);
}

// Copies a quoted string or comment to `to`; returns its length in s.
static size_t copy_enclosed(struct str s, char open, char close, bool marks, struct buf *to) {
  size_t i = 0, depth = 0;
  for (; i < s.n; i++) {
    bool mark = false;
    if (s.p[i] == '\\' && i + 1 < s.n) {
      buf_c(to, s.p[i++]);
    } else if (s.p[i] == close && depth) {
      if (--depth == 0)
        break;
    } else if (s.p[i] == open) {
      mark = depth++ == 0;
    }
    if (!mark || marks)
      buf_c(to, s.p[i]);
  }
  if (marks && i < s.n)
    buf_c(to, close);
  return i < s.n ? i + 1 : i;
}

static size_t copy_angle(struct str s, struct buf *to) {
  size_t i = 1;
  for (; i < s.n && s.p[i] != '>'; i++)
    buf_c(to, s.p[i]);
  return i < s.n ? i + 1 : i;
}

void addresses_read(struct arena *a, struct str value, struct addresses *out) {
  struct draft d = draft_new(a);
  while (value.n) {
    size_t used = 1;
    char c = value.p[0];
    if (c == '"')
      used = copy_enclosed(value, '"', '"', true, &d.phrase);
    else if (c == '(')
      used = copy_enclosed(value, '(', ')', false, &d.comment);
    else if (c == '<' && !d.angled) {
      used = copy_angle(value, &d.angle);
      d.angled = true;
    } else if (c == ',' || c == ';')
      draft_finish(a, &d, out);
    else if (c == ':' && !d.angled)
      d = draft_new(a); // what stood before it is the name of a group
    else if (!d.angled)
      buf_c(&d.phrase, c);
    value = str_skip(value, used);
  }
  draft_finish(a, &d, out);
}
