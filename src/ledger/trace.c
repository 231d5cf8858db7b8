// trace.c: tells the writer's headers from those added on the way, without parsing mail.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/trace.h"

#include <string.h>

// RFC 5322, section 2.2, read generously:
//   block  = *field [empty line]
//   field  = name ":" text eol *( WSP text eol )      ; a line without ":" belongs to the one above
// watch does not parse mail; this only cuts lines, so that it can never fail or run away.

// Section 3.6.7 of RFC 5322 and what filters, lists and mailboxes are known to add; X- besides.
static const char *const added_on_the_way[] = {
    "Received",
    "Return-Path",
    "Delivered-To",
    "Envelope-To",
    "Delivery-Date",
    "Authentication-Results",
    "Received-SPF",
    "DKIM-Signature",
    "DKIM-Filter",
    "ARC-Seal",
    "ARC-Message-Signature",
    "ARC-Authentication-Results",
    "Resent-From",
    "Resent-To",
    "Resent-Date",
    "Resent-Message-ID",
    "Status",
    "Precedence",
    "Old-Return-Path",
};

struct str trace_headers(struct str raw) {
  struct str block = str_sub(raw, 0, TRACE_HEADERS_LIMIT), rest = block, line;
  while (str_line(&rest, &line))
    if (line.n == 0)
      break;
  return str_sub(block, 0, block.n - rest.n);
}

static bool is_folded(struct str line) {
  return line.n && (line.p[0] == ' ' || line.p[0] == '\t');
}

static bool is_added(struct str line) {
  struct str name, value;
  if (!str_cut(line, ':', &name, &value))
    return false;
  name = str_trim(name);
  if (str_starts_ci(name, S("X-")))
    return true;
  for (size_t i = 0; i < sizeof added_on_the_way / sizeof *added_on_the_way; i++)
    if (str_eq_ci(name, str_of(added_on_the_way[i])))
      return true;
  return false;
}

struct str trace_free(struct arena *a, struct str raw) {
  struct buf b = buf_in(a);
  struct str headers = trace_headers(raw), rest = headers, line;
  bool drop = false;
  while (str_line(&rest, &line)) {
    if (!is_folded(line))
      drop = is_added(line);
    if (drop)
      continue;
    buf_add(&b, line);
    buf_c(&b, '\n');
  }
  buf_add(&b, str_skip(raw, headers.n));
  return buf_str(&b);
}

static bool no_space_within(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 127)
      return false;
  return true;
}

struct str trace_message_id(struct arena *a, struct str raw) {
  struct str rest = trace_headers(raw), line, head, tail, id;
  struct buf field = buf_in(a);
  bool mine = false;
  while (str_line(&rest, &line) && line.n) {
    if (!is_folded(line) && mine)
      break;
    if (!is_folded(line))
      mine = str_cut(line, ':', &head, &tail) && str_eq_ci(str_trim(head), S("Message-ID"));
    if (mine && field.n / 2 <= TRACE_MESSAGE_ID_LIMIT)
      buf_add(&field, line);
  }
  if (!str_cut(buf_str(&field), '<', &head, &tail) || !str_cut(tail, '>', &id, &rest))
    return S("");
  id = str_trim(id);
  if (!id.n || id.n > TRACE_MESSAGE_ID_LIMIT || !str_utf8_valid(id) || !no_space_within(id))
    return S("");
  return str_dup(a, id);
}
