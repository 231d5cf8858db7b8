// stream.h: one verified connection to a mail server, under libetpan's mailstream.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

#include <stddef.h>
#include <stdint.h>

// libetpan's streams check no certificate, send no server name, lose wake-ups, loop on EOF, raise
// SIGPIPE and wait with select(). This driver mends that; whatever the room says goes through it.
//
// TLS:      from the first byte (993, 465).
// STARTTLS: mandatory once asked for. A server that does not offer it, or that has already logged
//           us in (PREAUTH), is refused before any credential leaves.
// PLAIN:    only to a loopback address, whatever the name says; elsewhere ERR_SETUP.
enum security { SECURITY_TLS, SECURITY_STARTTLS, SECURITY_PLAIN };

struct server {
  const char *host;
  int port;
  enum security security;
  const char *ca_file; // PEM file of a private CA; NULL: the authorities this machine trusts
  // Seconds, 0 for the default. `reply` is the wait for an answer to begin and go on; `dot` the
  // wait for the answer to the end of a letter (RFC 5321 4.5.3.2.6).
  int connect, reply, dot;
};

enum {
  NET_CONNECT_SECONDS = 30,
  NET_REPLY_SECONDS = 60,
  NET_DOT_SECONDS = 600,
  NET_BYTES_PER_SECOND = 512, // a slower flow than this ends the command
};

struct login {
  const char *user;
  const char *secret; // password, or the access token when `token` is set
  bool token;         // XOAUTH2
};

struct stream;
struct _mailstream; // libetpan's mailstream

// Connects and, for SECURITY_TLS, shakes hands. Errors: ERR_WAIT when nobody answers, ERR_SETUP for
// a name that does not exist, a certificate that does not prove the host, or plain text to a remote
// address; the text says the way out.
bool stream_open(const struct server *server, struct stream **out, struct err *err);
void stream_close(struct stream *s); // NULL is allowed

// After the server agreed to STARTTLS. Refuses when it has sent anything after that answer.
bool stream_start_tls(struct stream *s, struct err *err);
bool stream_is_tls(const struct stream *s);

// Begins a phase (a command and its answer): within `seconds`, plus one for every
// NET_BYTES_PER_SECOND that flow, and `bytes` of answer at most. Past either, reads fail.
void stream_phase(struct stream *s, int seconds, uint64_t bytes);

// Asked before each wait and each read: true ends the command as if the connection were lost. Only
// for a role that loses nothing by being cut anywhere; NULL (the default): never.
extern bool (*stream_interrupted)(void);

// The connection as libetpan's functions want it; it belongs to the stream.
struct _mailstream *stream_mail(struct stream *s);

int stream_fd(const struct stream *s);
// Reads what has come without waiting: > 0 something is there to read, 0 nothing, < 0 lost. Only
// after 0 may one poll stream_fd: bytes in libetpan's or GnuTLS's buffer do not show there.
int stream_feed(struct stream *s);

// The next line without its end, good until the next call; false when there is none within the
// phase, or it has more than `max` bytes.
bool stream_line(struct stream *s, size_t max, struct str *line);
bool stream_send(struct stream *s, struct str bytes); // into the buffer
bool stream_flush(struct stream *s);

// Why the last read or write failed, as the end of a sentence: "mail.example.org:993 closed the
// connection". ERR_WAIT; true is never returned.
bool stream_failed(const struct stream *s, struct err *err);
