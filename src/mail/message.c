// message.c: raw bytes to one message: guard, headers, MIME tree.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "room.h"

#include <gmime/gmime.h>
#include <libxml/parser.h>

void libraries_start(void) {
  static bool started;
  if (!started) {
    g_mime_init();
    xmlInitParser();
  }
  started = true;
}

void mail_prepare(void) {
  libraries_start();
  charset_prepare();
  pdf_prepare();
}

// It says that it has parts, names no boundary, and nothing can be found in it: GMime would look
// for ever for that boundary (jstedfast/gmime#165); a person may see more.
static bool is_hollow(const struct message *m) {
  struct str type = message_header(m, "Content-Type");
  if (!str_starts_ci(type, S("multipart/")) || str_find_ci(type, S("boundary"), NULL))
    return false;
  for (size_t i = 0; i < m->parts.n; i++)
    if (str_trim(m->parts.v[i].text).n || m->parts.v[i].bytes.n)
      return false;
  return true;
}

bool message_read(struct arena *a, struct str raw, struct message *out, struct err *err) {
  struct message m = {.sent = DAY_NONE};
  struct fields fields = {0};
  struct str clean, body;
  libraries_start();
  if (!guard_check(a, raw, &clean, err))
    return false;
  fields_split(a, clean, &fields, &body);
  if (fields.n == 0)
    return err_set(err, ERR_INPUT, "this is no mail: it does not begin with a header field");
  headers_read(a, &fields, &m);
  parts_read(a, clean, body, &m);
  if (is_hollow(&m))
    return err_set(
        err, ERR_INPUT,
        "it says that it has parts, and none can be found: open it in your mail program");
  attachments_read(a, &m);
  *out = m;
  return true;
}
