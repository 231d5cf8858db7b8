// dialog.h: a scripted peer. One file holds what the server says and what the client must say.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "table.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

//   # comment
//   run: SCENARIO          which client to run, see test_dialogs.c
//   want: TEXT             what it must make of it; ... at the end: begins like that
//   S: LINE                the server says it; S- without the line end. What stands together comes
//                          together, in one segment.
//   C: LINE                the client must say exactly this
//   cut | stall            the server closes; or is silent until the client leaves
//   left                   the client must leave without another byte
// After the last line the server waits for the client to leave (what it says then does not matter).
struct dialog {
  struct str run, want, script;
};

static inline bool dialog_value(struct str line, struct str key, struct str *out) {
  if (str_starts(line, key))
    *out = str_trim(str_skip(line, key.n));
  return str_starts(line, key);
}

static inline struct dialog dialog_read(struct str text) {
  struct dialog d = {.script = text};
  struct str line;
  while (str_line(&text, &line))
    if (!dialog_value(line, S("run:"), &d.run))
      dialog_value(line, S("want:"), &d.want);
  return d;
}

struct peer {
  pid_t pid;
  int port;
};

static inline void peer_say(int fd, struct buf *pending) {
  struct str s = buf_str(pending);
  for (ssize_t n; s.n > 0 && (n = send(fd, s.p, s.n, MSG_NOSIGNAL)) > 0;)
    s = str_skip(s, (size_t)n);
  pending->n = 0;
}

static inline bool peer_hear(int fd, struct str want) {
  char got[65536];
  size_t n = 0;
  while (n < sizeof got && recv(fd, got + n, 1, 0) == 1 && got[n] != '\n')
    n++;
  struct str line = str_trim((struct str){got, n});
  if (str_eq(line, str_trim(want)))
    return true;
  fprintf(stderr, "the client had to say |%.*s|, but said |%.*s|\n", STR_ARG(want), STR_ARG(line));
  return false;
}

static inline int peer_left(int fd) {
  char c;
  if (recv(fd, &c, 1, 0) <= 0)
    return 0;
  fprintf(stderr, "the client had to leave in silence, but said |%c...|\n", c);
  return 1;
}

// Exit status: 0 when the client said all it had to say.
static inline int peer_play(int fd, struct str script) {
  struct arena a;
  struct str line;
  arena_init(&a, 64 << 20);
  struct buf pending = buf_in(&a);
  while (str_line(&script, &line)) {
    if (str_starts(line, S("S: ")) || str_starts(line, S("S- ")))
      buf_add(&pending, str_skip(line, 3));
    if (str_starts(line, S("S:")))
      buf_add(&pending, S("\r\n"));
    if (!str_starts(line, S("C:")) && !str_eq(line, S("cut")) && !str_eq(line, S("stall")) &&
        !str_eq(line, S("left")))
      continue;
    peer_say(fd, &pending);
    if (str_eq(line, S("left")))
      return peer_left(fd);
    if (str_eq(line, S("cut")))
      return 0;
    if (str_starts(line, S("C:")) && !peer_hear(fd, str_skip(line, 2)))
      return 1;
  }
  peer_say(fd, &pending);
  char rest[4096];
  while (recv(fd, rest, sizeof rest, 0) > 0)
    ;
  return 0;
}

static inline struct peer peer_start(struct str script) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t n = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&at, n), 0);
  assert_int_equal(listen(listener, 1), 0);
  assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &n), 0);
  struct peer p = {.port = ntohs(at.sin_port), .pid = fork()};
  if (p.pid == 0) {
    alarm(20);
    int fd = accept(listener, NULL, NULL);
    _exit(fd < 0 ? 2 : peer_play(fd, script));
  }
  close(listener);
  return p;
}

static inline bool peer_content(struct peer p) {
  int status;
  waitpid(p.pid, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
