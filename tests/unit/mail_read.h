// mail_read.h: for tests of the mail room: a raw mail that must be readable, and its parts.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/mail.h"
#include "table.h"

#define TYPE_MULTI(kind) "From: a@b.example\nContent-Type: multipart/" kind "; boundary=b\n\n"
#define PART(type, text) "--b\nContent-Type: " type "\n\n" text "\n"

static inline struct message read_ok(struct arena *a, const char *raw) {
  struct message m;
  struct err err = {0};
  arena_init(a, 256 << 20);
  if (!message_read(a, str_of(raw), &m, &err))
    fail_msg("%s", err.text);
  return m;
}

static inline void check_text(struct arena *a, const struct message *m, size_t part,
                              enum part_role role, const char *text) {
  assert_true(part < m->parts.n);
  assert_int_equal(m->parts.v[part].role, role);
  assert_string_equal(str_c(a, m->parts.v[part].text), text);
}
