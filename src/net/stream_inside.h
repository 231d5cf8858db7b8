// stream_inside.h: what the files of the stream share among themselves.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "net/stream.h"

#include <gnutls/gnutls.h>
#include <libetpan/libetpan.h>

struct stream {
  char *host, *ca_file;
  int port, fd;
  int seconds;                      // of the phase
  int64_t phase_began;              // milliseconds
  uint64_t moved, received, budget; // bytes in the phase, both ways and towards us
  gnutls_session_t tls;             // NULL: plain
  gnutls_certificate_credentials_t trust;
  bool peeking; // reads return 0 in place of waiting
  mailstream *mail;
  MMAPString *line;
  char trouble[512];
};

// Waits until `events` (poll) or the end of the phase; false with the trouble noted.
bool stream_poll(struct stream *s, short events);
void stream_trouble(struct stream *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// A connected, non-blocking socket.
bool net_connect(const struct server *server, int *fd, struct err *err);

bool tls_handshake(struct stream *s, struct err *err);
void tls_free(struct stream *s);
ssize_t tls_recv(struct stream *s, void *to, size_t n); // -1 at the end too
ssize_t tls_send(struct stream *s, const void *from, size_t n);
