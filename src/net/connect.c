// connect.c: a name and a port to a connected socket, within a time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream_inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// A peer that vanished without a word is noticed within about two minutes while idle, and within
// one when it owes us an acknowledgement.
enum { KEEPALIVE_IDLE = 60, KEEPALIVE_EVERY = 10, KEEPALIVE_TRIES = 6, USER_TIMEOUT_MS = 60000 };

enum { SLICE_MS = 500 };

static bool is_loopback(const struct sockaddr *a) {
  if (a->sa_family == AF_INET)
    return ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr) >> 24 == 127;
  if (a->sa_family == AF_INET6)
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
  return false;
}

static void set_int(int fd, int level, int name, int value) {
  setsockopt(fd, level, name, &value, sizeof value); // a kernel without it: we only notice later
}

static void tune(int fd) {
  set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE);
  set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_EVERY);
  set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_TRIES);
  set_int(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS);
  set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
}

// 0, or why not (errno). In slices, so that a stop need not wait for a host that is not there.
static int finish_connect(int fd, int seconds) {
  struct pollfd p = {.fd = fd, .events = POLLOUT};
  int r = 0, why = 0;
  for (int slices = seconds * 1000 / SLICE_MS + 1; r == 0 && slices > 0; slices--) {
    if (stream_interrupted && stream_interrupted())
      return EINTR;
    r = poll(&p, 1, SLICE_MS);
    if (r < 0 && errno == EINTR)
      r = 0;
  }
  if (r == 0)
    return ETIMEDOUT;
  socklen_t n = sizeof why;
  if (r < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &n) < 0)
    return errno;
  return why;
}

static int try_address(const struct addrinfo *a, int seconds, int *out) {
  int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return errno;
  tune(fd);
  int why = connect(fd, a->ai_addr, a->ai_addrlen) == 0 ? 0 : errno;
  if (why == EINPROGRESS)
    why = finish_connect(fd, seconds);
  if (why) {
    close(fd);
    return why;
  }
  *out = fd;
  return 0;
}

static bool no_address(const struct server *server, int why, struct err *err) {
  if (why == EAI_NONAME || why == EAI_NODATA)
    return err_set(err, ERR_SETUP, "there is no host \"%s\": check `host`", server->host);
  return err_set(err, ERR_WAIT, "the address of %s cannot be looked up now (%s)", server->host,
                 gai_strerror(why));
}

bool net_connect(const struct server *server, int *fd, struct err *err) {
  char port[16];
  snprintf(port, sizeof port, "%d", server->port);
  struct addrinfo hints = {.ai_family = AF_UNSPEC,
                           .ai_socktype = SOCK_STREAM,
                           .ai_flags = AI_NUMERICSERV},
                  *all;
  int why = getaddrinfo(server->host, port, &hints, &all);
  if (why)
    return no_address(server, why, err);

  int seconds = server->connect ? server->connect : NET_CONNECT_SECONDS;
  bool remote = false;
  why = EHOSTUNREACH;
  for (const struct addrinfo *a = all; a && why; a = a->ai_next) {
    remote = server->security == SECURITY_PLAIN && !is_loopback(a->ai_addr);
    if (remote)
      break;
    why = try_address(a, seconds, fd);
  }
  freeaddrinfo(all);
  if (remote)
    return err_set(err, ERR_SETUP,
                   "%s is not this machine, and without TLS the password could be read on the "
                   "way: set `security` to tls or starttls",
                   server->host);
  if (why)
    return err_set(err, ERR_WAIT, "%s:%d does not answer (%s)", server->host, server->port,
                   strerror(why));
  return true;
}
