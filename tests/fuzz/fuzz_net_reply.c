// fuzz_net_reply.c: whatever a mail server says, read as a reply of SMTP and a line of IMAP.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imap_line.h"
#include "net/smtp_reply.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_reply(const struct smtp_reply *r) {
  if (r->code && (r->code < 200 || r->code > 599))
    abort();
  if (!str_utf8_valid(str_of(r->text)) || strpbrk(r->text, "\r\n\t"))
    abort(); // it is shown on terminals
  if (r->code == 0 && smtp_classify(SMTP_DOT, 0, r->enhanced) != SMTP_UNKNOWN)
    abort();
}

static void check_status(struct str line) {
  struct arena a;
  struct imap_status_line s;
  size_t octets;
  arena_init(&a, (size_t)1 << 30);
  if (imap_status_parse(&a, line, &s) && s.folder.n > line.n)
    abort();
  if (imap_line_announces(line, &octets) && octets > 999999999)
    abort();
  struct strs foreign = {0};
  imap_namespace_parse(&a, line, &foreign);
  for (size_t i = 0; i < foreign.n; i++)
    if (foreign.v[i].n == 0 || foreign.v[i].n > line.n)
      abort();
  arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  struct str rest = {(const char *)data, n}, line;
  struct smtp_reply reply = {0};
  while (str_line(&rest, &line)) {
    struct smtp_line l;
    struct imap_line i;
    if (smtp_line_parse(line, &l) && !smtp_reply_add(&reply, &l))
      reply = (struct smtp_reply){0};
    check_reply(&reply);
    if (imap_line_parse(line, &i) && i.tag.n + i.code.n + i.word.n + i.text.n > line.n)
      abort();
    check_status(line);
  }
  return 0;
}
