// mbox.c: taking an mbox apart, line by line.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   mbox      = *( from-line message )
//   from-line = "From " any LF    ; at the start of the file or after an empty line
// A line of ">"s before "From " within a message has one ">" too many.
#include "cmd/mbox.h"

#include "relance/mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void close_file(FILE **f) {
  if (*f)
    fclose(*f);
}
#define auto_file __attribute__((cleanup(close_file))) FILE *

enum { FROM_LINE_LIMIT = 1000 };

// A message whose lines end with a bare CR has no from-line, however it begins.
bool mbox_is(const char *path) {
  char head[FROM_LINE_LIMIT];
  auto_file f = fopen(path, "rbe");
  size_t n = f ? fread(head, 1, sizeof head, f) : 0;
  const char *cr = memchr(head, '\r', n);
  return n > 5 && memcmp(head, "From ", 5) == 0 &&
         (!cr || cr + 1 == head + n || cr[1] == '\n' || memchr(head, '\n', (size_t)(cr - head)));
}

static struct str unquoted(struct str line) {
  size_t n = 0;
  while (n < line.n && line.p[n] == '>')
    n++;
  return n && str_starts(str_skip(line, n), S("From ")) ? str_skip(line, 1) : line;
}

struct mbox {
  const char *path;
  FILE *f;
  char *line; // the one read last
  size_t room, n;
  bool more; // `line` is a from-line that begins a message
};

static bool next_line(struct mbox *m) {
  ssize_t got = getline(&m->line, &m->room, m->f);
  m->n = got > 0 ? (size_t)got : 0;
  return got > 0;
}

// Up to the next from-line, without the empty line before it.
static bool message(struct mbox *m, struct buf *raw, struct err *err) {
  bool empty = false;
  m->more = false;
  while (next_line(m)) {
    struct str line = {m->line, m->n};
    if (empty && str_starts(line, S("From "))) {
      m->more = true;
      return true;
    }
    if (raw->n + line.n > MAIL_SIZE_LIMIT)
      return err_set(err, ERR_INPUT, "%s: a message of more than %d bytes", m->path,
                     (int)MAIL_SIZE_LIMIT);
    empty = str_trim(line).n == 0;
    buf_add(raw, unquoted(line));
  }
  return !ferror(m->f) || err_set(err, ERR_SETUP, "%s: cannot be read", m->path);
}

static bool all_messages(struct mbox *m, struct arena *a,
                         bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw,
                                      struct err *err),
                         void *ctx, struct err *err) {
  const char *slash = strrchr(m->path, '/');
  bool ok = true;
  for (int n = 1; ok && m->more && n <= MBOX_MESSAGES_LIMIT; n++) {
    struct buf raw = buf_in(a);
    ok = message(m, &raw, err) &&
         each(ctx, a, str_printf(a, "%s:%d", slash ? slash + 1 : m->path, n), buf_str(&raw), err);
    arena_free(a);
  }
  return ok;
}

bool mbox_each(const char *path, struct arena *a,
               bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw,
                            struct err *err),
               void *ctx, struct err *err) {
  auto_file f = fopen(path, "rbe");
  struct mbox m = {.path = path, .f = f};
  m.more = f && next_line(&m);
  bool ok = m.more ? all_messages(&m, a, each, ctx, err)
                   : err_set(err, ERR_SETUP, "%s: cannot be read", path);
  free(m.line);
  return ok;
}
