// step.c: dying on request, at a known place; stopping on a signal, at a quiet one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/step.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *own_role = "";
static long steps;

void step_role(const char *role) {
  own_role = role;
}

static void note(const char *path, const char *name) {
  char line[200];
  int n = snprintf(line, sizeof line, "%s %ld %s\n", own_role, steps, name);
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0 && n > 0 && write(fd, line, (size_t)n) < 0)
    perror(path);
  if (fd >= 0)
    close(fd);
}

void step(const char *name) {
  const char *at = getenv("RELANCE_DIE_AT"), *role = getenv("RELANCE_DIE_ROLE");
  const char *log = getenv("RELANCE_STEP_LOG");
  steps++;
  if (log)
    note(log, name);
  if (at && (!role || strcmp(role, own_role) == 0) && strtol(at, NULL, 10) == steps)
    kill(getpid(), SIGKILL);
}

static volatile sig_atomic_t stop_asked; // how often, up to two

static volatile sig_atomic_t wake_fd = -1;

static void on_stop(int signal) {
  int saved = errno;
  (void)signal;
  stop_asked = stop_asked ? 2 : 1;
  ssize_t rung = wake_fd >= 0 ? write(wake_fd, "!", 1) : 0;
  (void)rung; // full: it will wake up all the same
  errno = saved;
}

void stop_wakes(int fd) {
  wake_fd = fd;
}

void stop_on_signals(void) {
  struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &stop, NULL);
  sigaction(SIGINT, &stop, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); // a file at its limit is an error like a full disk
}

bool stop_wanted(void) {
  return stop_asked > 0;
}

bool stop_urgent(void) {
  return stop_asked > 1;
}
