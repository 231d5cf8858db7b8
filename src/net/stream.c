// stream.c: libetpan's stream driver over a socket or GnuTLS, with time and byte limits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream_inside.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  BUFFER_BYTES = 16 << 10,
  HANDSHAKE_BYTES = 1 << 20,
  SLICE_MS = 60000,             // of one sleep, so that a machine that slept looks at the clock
  SLICE_INTERRUPTIBLE_MS = 500, // a signal may come just before the sleep
};

bool (*stream_interrupted)(void);

static bool interrupted(struct stream *s) {
  if (!stream_interrupted || !stream_interrupted())
    return false;
  stream_trouble(s, "was left: relance was asked to stop");
  return true;
}

// ---- limits of a phase

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_BOOTTIME, &t); // goes on while the machine sleeps: so does the server
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void stream_phase(struct stream *s, int seconds, uint64_t bytes) {
  s->seconds = seconds;
  s->phase_began = now_ms();
  s->moved = s->received = 0;
  s->budget = bytes;
}

static int64_t ms_left(const struct stream *s) {
  int64_t earned = (int64_t)(s->moved * 1000 / NET_BYTES_PER_SECOND);
  return s->phase_began + (int64_t)s->seconds * 1000 + earned - now_ms();
}

void stream_trouble(struct stream *s, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(s->trouble, sizeof s->trouble, fmt, ap);
  va_end(ap);
}

bool stream_failed(const struct stream *s, struct err *err) {
  return err_set(err, ERR_WAIT, "%s:%d %s", s->host, s->port,
                 *s->trouble ? s->trouble : "said something that is no answer");
}

bool stream_poll(struct stream *s, short events) {
  int slice = stream_interrupted ? SLICE_INTERRUPTIBLE_MS : SLICE_MS;
  while (!interrupted(s)) {
    int64_t left = ms_left(s);
    if (left <= 0) {
      stream_trouble(s, "did not answer within %d seconds", s->seconds);
      return false;
    }
    struct pollfd p = {.fd = s->fd, .events = events};
    int r = poll(&p, 1, left > slice ? slice : (int)left);
    if (r > 0)
      return true;
    if (r < 0 && errno != EINTR) {
      stream_trouble(s, "is lost (%s)", strerror(errno));
      return false;
    }
  }
  return false;
}

// ---- plain sockets

static ssize_t plain_recv(struct stream *s, void *to, size_t n) {
  for (;;) {
    ssize_t r = recv(s->fd, to, n, 0);
    if (r > 0)
      return r;
    if (r == 0)
      stream_trouble(s, "closed the connection");
    else if (errno == EINTR)
      continue;
    else if (errno != EAGAIN)
      stream_trouble(s, "broke the connection (%s)", strerror(errno));
    else if (s->peeking)
      return 0;
    else if (stream_poll(s, POLLIN))
      continue;
    return -1;
  }
}

static ssize_t plain_send(struct stream *s, const void *from, size_t n) {
  for (;;) {
    ssize_t r = send(s->fd, from, n, MSG_NOSIGNAL);
    if (r >= 0)
      return r;
    if (errno == EINTR)
      continue;
    if (errno != EAGAIN)
      stream_trouble(s, "broke the connection (%s)", strerror(errno));
    else if (stream_poll(s, POLLOUT))
      continue;
    return -1;
  }
}

// ---- the driver

// The end of the stream is an error here: libetpan would wait for the rest of a literal for ever.
static ssize_t driver_read(mailstream_low *low, void *to, size_t n) {
  struct stream *s = low->data;
  if (interrupted(s))
    return -1;
  if (s->received >= s->budget) {
    stream_trouble(s, "sent more than %llu bytes in one answer", (unsigned long long)s->budget);
    return -1;
  }
  if (n > s->budget - s->received)
    n = s->budget - s->received;
  ssize_t r = s->tls ? tls_recv(s, to, n) : plain_recv(s, to, n);
  if (r > 0) {
    s->received += (size_t)r;
    s->moved += (size_t)r;
  }
  return r;
}

static ssize_t driver_write(mailstream_low *low, const void *from, size_t n) {
  struct stream *s = low->data;
  ssize_t r = s->tls ? tls_send(s, from, n) : plain_send(s, from, n);
  if (r > 0)
    s->moved += (size_t)r;
  return r;
}

static int driver_fd(mailstream_low *low) {
  return ((struct stream *)low->data)->fd;
}

static int driver_close(mailstream_low *low) {
  (void)low; // stream_close does it
  return 0;
}

static void driver_free(mailstream_low *low) {
  free(low);
}

static void driver_cancel(mailstream_low *low) {
  (void)low;
}

static struct mailstream_cancel *driver_get_cancel(mailstream_low *low) {
  (void)low;
  return NULL;
}

static mailstream_low_driver driver = {
    .mailstream_read = driver_read,
    .mailstream_write = driver_write,
    .mailstream_close = driver_close,
    .mailstream_get_fd = driver_fd,
    .mailstream_free = driver_free,
    .mailstream_cancel = driver_cancel,
    .mailstream_get_cancel = driver_get_cancel,
};

// ---- opening and closing

static struct stream *stream_new(const struct server *server, int fd) {
  struct stream *s = calloc(1, sizeof *s);
  if (!s)
    abort();
  s->fd = fd;
  s->port = server->port;
  s->host = strdup(server->host);
  s->ca_file = server->ca_file ? strdup(server->ca_file) : NULL;
  mailstream_low *low = mailstream_low_new(s, &driver);
  s->mail = low ? mailstream_new(low, BUFFER_BYTES) : NULL;
  s->line = mmap_string_new("");
  if (!s->host || !s->mail || !s->line || (server->ca_file && !s->ca_file))
    abort();
  stream_phase(s, server->reply ? server->reply : NET_REPLY_SECONDS, HANDSHAKE_BYTES);
  return s;
}

bool stream_open(const struct server *server, struct stream **out, struct err *err) {
  int fd;
  if (!net_connect(server, &fd, err))
    return false;
  struct stream *s = stream_new(server, fd);
  if (server->security == SECURITY_TLS && !tls_handshake(s, err)) {
    stream_close(s);
    return false;
  }
  *out = s;
  return true;
}

void stream_close(struct stream *s) {
  if (!s)
    return;
  tls_free(s);
  close(s->fd);
  mailstream_close(s->mail);
  mmap_string_free(s->line);
  free(s->host);
  free(s->ca_file);
  free(s);
}

bool stream_start_tls(struct stream *s, struct err *err) {
  // Whatever came in clear after the server's "go ahead" was put there by somebody on the way
  // (CVE-2011-0411 and its many children).
  if (s->mail->read_buffer_len > 0)
    return err_set(err, ERR_SETUP,
                   "%s:%d sent more after agreeing to STARTTLS, as somebody in between would: "
                   "nothing was sent; use `security = tls`",
                   s->host, s->port);
  return tls_handshake(s, err);
}

bool stream_is_tls(const struct stream *s) {
  return s->tls != NULL;
}

mailstream *stream_mail(struct stream *s) {
  return s->mail;
}

int stream_fd(const struct stream *s) {
  return s->fd;
}

int stream_feed(struct stream *s) {
  s->peeking = true;
  ssize_t have = mailstream_feed_read_buffer(s->mail);
  s->peeking = false;
  return have > 0 ? 1 : (int)have;
}

// ---- lines

bool stream_send(struct stream *s, struct str bytes) {
  return mailstream_write(s->mail, bytes.p, bytes.n) == (ssize_t)bytes.n;
}

bool stream_flush(struct stream *s) {
  return mailstream_flush(s->mail) == 0;
}

// Moves buffered bytes up to and with the first line end into s->line; false at the end of the
// stream.
static bool take_part(struct stream *s, bool *ended) {
  char part[1024];
  ssize_t have = mailstream_feed_read_buffer(s->mail);
  if (have <= 0)
    return false;
  size_t n = (size_t)have < sizeof part ? (size_t)have : sizeof part;
  const char *end = memchr(s->mail->read_buffer, '\n', n);
  if (end)
    n = (size_t)(end - s->mail->read_buffer) + 1;
  mailstream_read(s->mail, part, n);
  *ended = end;
  return mmap_string_append_len(s->line, part, n);
}

bool stream_line(struct stream *s, size_t max, struct str *line) {
  bool ended = false;
  mmap_string_truncate(s->line, 0);
  while (!ended) {
    if (!take_part(s, &ended))
      return false;
    if (s->line->len > max) {
      stream_trouble(s, "sent a line of more than %zu bytes", max);
      return false;
    }
  }
  struct str l = {s->line->str, s->line->len - 1};
  *line = str_ends(l, S("\r")) ? str_sub(l, 0, l.n - 1) : l;
  return true;
}
