// server.h: HTTP on a loopback address or a unix socket, one request at a time.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "web/http.h"

enum {
  SERVER_PLACES = 200,       // connections at once; beyond, the oldest has to go
  SERVER_REQUEST_MS = 15000, // from connecting to the end of the response
  SERVER_IDLE_SECONDS = 10,  // without a byte
  SERVER_MEMORY = 64 << 20,  // bytes for making one response
  SERVER_HEADERS_KB = 32,    // of a request
};

// Fills `out`; everything lives in `a`.
typedef void http_handler(void *ctx, struct arena *a, const struct http_request *r,
                          struct http_response *out);

struct server;
// `listen`: "127.0.0.1:8765", "[::1]:8765" (port 0: any free one), or the path of a unix socket,
// which is made with mode 0660. Anything but loopback is refused as ERR_SETUP: a proxy with TLS
// and a password belongs in between.
bool server_open(struct str listen, http_handler *handler, void *ctx, struct server **out,
                 struct err *err);
int server_port(const struct server *s);   // 0 for a unix socket
void server_run(struct server *s, int ms); // serves what comes within `ms`
void server_close(struct server *s);
