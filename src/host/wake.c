// wake.c: FIFOs beside the ledger.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/wake.h"

#include "host/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *fifo_path(struct arena *a, struct str ledger, struct str who) {
  char *path = arena_alloc(a, 1, ledger.n + who.n + 16);
  struct str s = str_printf(a, "%.*s.wake-%.*s", STR_ARG(ledger), STR_ARG(who));
  memcpy(path, s.p, s.n);
  for (size_t i = ledger.n; i < s.n; i++)
    if (path[i] == '/' || path[i] == ' ')
      path[i] = '_';
  return path;
}

bool wake_open(struct arena *a, struct str ledger, struct str who, int *fd, struct err *err) {
  const char *path = fifo_path(a, ledger, who);
  if (mkfifo(path, 0600) != 0 && errno != EEXIST)
    return err_set(err, ERR_SETUP, "%s: %s", path, strerror(errno));
  // Opened for both directions, so that it never reports an end when a writer goes.
  int f = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
  if (f < 0)
    return err_set(err, ERR_SETUP, "%s: %s", path, strerror(errno));
  *fd = f;
  return true;
}

void wake_ring(struct str ledger, struct str who) {
  struct arena a;
  arena_init(&a, 256 << 10);
  auto_fd fd = open(fifo_path(&a, ledger, who), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
  arena_free(&a);
  if (fd >= 0 && write(fd, "!", 1) < 0)
    return; // full: it will wake up all the same
}

bool wake_wait(int fd, int ms) {
  struct pollfd p = {.fd = fd, .events = POLLIN};
  char bytes[256];
  if (poll(&p, 1, ms) <= 0)
    return false;
  while (read(fd, bytes, sizeof bytes) > 0)
    continue;
  return true;
}
