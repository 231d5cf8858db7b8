// listen.c: loopback or a unix socket, nothing else.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 256 };

union place {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
  struct sockaddr_un path;
};

static bool port_of(struct str s, in_port_t *out) {
  int64_t n;
  if (!str_is_digits(s) || !str_int(s, &n) || n > 65535)
    return false;
  *out = htons((uint16_t)n);
  return true;
}

static bool tcp_place(struct str where, union place *p, socklen_t *len) {
  memset(p, 0, sizeof *p);
  if (str_starts(where, S("[::1]:"))) {
    p->v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    *len = sizeof p->v6;
    return port_of(str_skip(where, 6), &p->v6.sin6_port);
  }
  p->v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  *len = sizeof p->v4;
  struct str host, port;
  str_cut(where, ':', &host, &port);
  return (str_eq(host, S("127.0.0.1")) || str_eq(host, S("localhost"))) &&
         port_of(port, &p->v4.sin_port);
}

static bool unix_place(struct str where, union place *p, socklen_t *len) {
  memset(p, 0, sizeof *p);
  p->path.sun_family = AF_UNIX;
  *len = sizeof p->path;
  if (where.n >= sizeof p->path.sun_path)
    return false;
  memcpy(p->path.sun_path, where.p, where.n);
  return true;
}

// A socket that a dead process left would be in the way.
static void clear_old(const char *path) {
  struct stat st;
  if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
    unlink(path);
}

static int port_bound(int fd) {
  union place p;
  socklen_t len = sizeof p;
  memset(&p, 0, sizeof p);
  if (getsockname(fd, &p.any, &len) != 0)
    return 0;
  return ntohs(p.any.sa_family == AF_INET6 ? p.v6.sin6_port : p.v4.sin_port);
}

static bool bound(int fd, const union place *p, socklen_t len) {
  int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (p->any.sa_family == AF_UNIX)
    clear_old(p->path.sun_path);
  mode_t mask = umask(0117); // a proxy of our group may connect, nobody else
  bool ok = bind(fd, &p->any, len) == 0;
  umask(mask);
  return ok && listen(fd, BACKLOG) == 0;
}

bool listen_on(struct str where, int *fd, int *port, struct err *err) {
  union place p;
  socklen_t len;
  bool path = str_starts(where, S("/"));
  if (!(path ? unix_place(where, &p, &len) : tcp_place(where, &p, &len)))
    return err_set(err, ERR_SETUP,
                   "listen = %.*s: the page listens on this machine only: 127.0.0.1:PORT, "
                   "[::1]:PORT or the path of a unix socket",
                   STR_ARG(where));
  int s = socket(p.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (s < 0 || !bound(s, &p, len)) {
    err_set(err, ERR_SETUP, "listen = %.*s: %s", STR_ARG(where), strerror(errno));
    if (s >= 0)
      close(s);
    return false;
  }
  *fd = s;
  *port = path ? 0 : port_bound(s);
  return true;
}
