// child.c: questions and answers over a socket pair.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/child.h"

#include "host/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// Moves exactly n bytes, or fails at `end` (clock_ticks), a closed socket or an error. DONTWAIT:
// poll calls a socket writable while it has room for some bytes, and a send of more would wait for
// ever for a child that does not read.
static bool move(int fd, char *p, size_t n, bool out, int64_t end) {
  while (n) {
    struct pollfd ready = {.fd = fd, .events = out ? POLLOUT : POLLIN};
    int64_t left = end < 0 ? -1 : end - clock_ticks();
    if (end >= 0 && left <= 0)
      return false;
    int r = poll(&ready, 1, (int)left);
    if (r < 0 && errno == EINTR)
      continue;
    if (r <= 0)
      return false;
    ssize_t got = out ? send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT) : recv(fd, p, n, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (got <= 0)
      return false;
    p += got;
    n -= (size_t)got;
  }
  return true;
}

static bool put_frame(int fd, struct str s, int64_t end) {
  uint64_t n = s.n;
  char *p;
  memcpy(&p, &s.p, sizeof p);
  return move(fd, (char *)&n, sizeof n, true, end) && move(fd, p, s.n, true, end);
}

static bool get_frame(int fd, struct arena *a, size_t limit, int64_t end, struct str *out) {
  uint64_t n;
  if (!move(fd, (char *)&n, sizeof n, false, end) || n > limit)
    return false;
  char *p = arena_alloc(a, 1, (size_t)n + 1);
  if (!move(fd, p, (size_t)n, false, end))
    return false;
  *out = (struct str){p, (size_t)n};
  return true;
}

static void become(const char *const argv[], int fd) {
  char *args[16];
  size_t n = 0;
  for (; argv[n] && n < 15; n++)
    memcpy(&args[n], &argv[n], sizeof *args);
  args[n] = NULL;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (fd == CHILD_FD)
    fcntl(fd, F_SETFD, 0);
  else
    dup2(fd, CHILD_FD);
  execv("/proc/self/exe", args);
  _exit(127);
}

bool child_start(const char *name, const char *const argv[], int ready_ms, struct child *out,
                 struct err *err) {
  int pair[2];
  struct arena a;
  struct str ready;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return err_set(err, ERR_WAIT, "socketpair: %s", strerror(errno));
  pid_t pid = fork();
  if (pid == 0)
    become(argv, pair[1]);
  close(pair[1]);
  if (pid < 0) {
    close(pair[0]);
    return err_set(err, ERR_WAIT, "fork: %s", strerror(errno));
  }
  struct child c = {.pid = pid, .fd = pair[0]};
  arena_init(&a, 1 << 20);
  int64_t end = clock_ticks() + ready_ms;
  bool ok = get_frame(c.fd, &a, 0, end, &ready);
  arena_free(&a);
  if (!ok) {
    bool late = clock_ticks() >= end;
    child_stop(&c);
    if (late)
      return err_set(err, ERR_WAIT, "the %s did not start within %d ms", name, ready_ms);
    return err_set(err, ERR_SETUP, "the %s did not start; its message stands above", name);
  }
  *out = c;
  return true;
}

void child_stop(struct child *c) {
  if (c->pid > 0) {
    close(c->fd);
    kill(c->pid, SIGKILL);
    waitpid(c->pid, NULL, 0);
  }
  *c = (struct child){0};
}

bool child_ask(struct child *c, struct arena *a, struct str question, size_t limit, int ms,
               struct str *answer, struct err *err) {
  int64_t start = clock_ticks();
  if (put_frame(c->fd, question, start + ms) && get_frame(c->fd, a, limit, start + ms, answer))
    return true;
  bool late = clock_ticks() - start >= ms;
  child_stop(c);
  return err_set(err, ERR_INPUT,
                 late ? "the reader gave no answer in %d ms" : "the reader died on it", ms);
}

bool child_next(struct arena *a, size_t limit, struct str *question) {
  return get_frame(CHILD_FD, a, limit, -1, question);
}

bool child_answer(struct str answer) {
  return put_frame(CHILD_FD, answer, -1);
}
