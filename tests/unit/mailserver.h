// mailserver.h: starts tests/mailserver for a test program and asks it what happened.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "table.h"

#include <unistd.h>

struct mailserver {
  struct arena a;
  const char *root; // NULL: there is no Dovecot here
};

// The output of a shell command, its last line end cut; NULL when it fails.
static inline const char *shell(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static inline const char *shell(struct arena *a, const char *fmt, ...) {
  char command[4096];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(command, sizeof command, fmt, ap);
  va_end(ap);
  FILE *f = popen(command, "r");
  if (!f)
    return NULL;
  struct buf b = buf_in(a);
  char chunk[4096];
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  return pclose(f) == 0 ? str_c(a, str_trim(buf_str(&b))) : NULL;
}

static inline void mailserver_start(struct mailserver *m) {
  arena_init(&m->a, 64 << 20);
  m->root = NULL;
  if (shell(&m->a, "command -v dovecot"))
    m->root = shell(&m->a, "tests/mailserver/start");
}

static inline void mailserver_stop(struct mailserver *m) {
  if (m->root)
    shell(&m->a, "tests/mailserver/stop --remove %s", m->root);
  arena_free(&m->a);
}

static inline int mailserver_port(struct mailserver *m, const char *name) {
  const char *port = shell(&m->a, ". %s/env && echo $%s_PORT", m->root, name);
  return port ? (int)strtol(port, NULL, 10) : 0;
}

static inline const char *mailserver_ca(struct mailserver *m) {
  return str_c(&m->a, str_printf(&m->a, "%s/certs/ca.pem", m->root));
}

// How many lines of ROOT/log/LOG have PATTERN (grep -E).
static inline int mailserver_count(struct mailserver *m, const char *log, const char *pattern) {
  return (int)strtol(shell(&m->a, "grep -cE '%s' %s/log/%s || true", pattern, m->root, log), NULL,
                     10);
}

static inline int mailserver_relay(struct mailserver *m, const char *name, const char *options) {
  assert_non_null(shell(&m->a, "tests/mailserver/relay %s %s %s", m->root, name, options));
  return mailserver_port(m, shell(&m->a, "echo %s | tr a-z- A-Z_", name));
}
