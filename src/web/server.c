// server.c: the only file that knows libmicrohttpd. One thread, one request a connection.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A connection that carries a single request has an age, and its age is what the request took.
#include "web/server.h"
#include "web/listen.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct place { // a connection
  int fd;
  int64_t since;
};

struct server {
  struct MHD_Daemon *daemon;
  http_handler *handler;
  void *ctx;
  int port;
  struct place places[SERVER_PLACES];
};

struct coming { // a request on its way in
  struct arena arena;
  struct buf body;
  bool too_large;
};

static int64_t ticks(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// ---------------------------------------------------------------- connections

static struct place *oldest(struct server *s) {
  struct place *found = &s->places[0];
  for (size_t i = 0; i < SERVER_PLACES; i++)
    if (s->places[i].fd < 0)
      return &s->places[i];
    else if (s->places[i].since < found->since)
      found = &s->places[i];
  return found;
}

static int fd_of(struct MHD_Connection *c) {
  const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
  return i ? (int)i->connect_fd : -1;
}

// Many slow ones only push each other out; a browser is served before it is the oldest.
static void came_or_went(void *ctx, struct MHD_Connection *c, void **own,
                         enum MHD_ConnectionNotificationCode code) {
  struct server *s = ctx;
  struct place *p = code == MHD_CONNECTION_NOTIFY_STARTED ? oldest(s) : *own;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    if (p->fd >= 0)
      shutdown(p->fd, SHUT_RDWR);
    *p = (struct place){.fd = fd_of(c), .since = ticks()};
    *own = p;
  } else if (p && p->fd == fd_of(c))
    p->fd = -1;
}

static void end_slow_ones(struct server *s) {
  int64_t now = ticks();
  for (size_t i = 0; i < SERVER_PLACES; i++)
    if (s->places[i].fd >= 0 && now - s->places[i].since > SERVER_REQUEST_MS)
      shutdown(s->places[i].fd, SHUT_RDWR);
}

// ---------------------------------------------------------------- responses

static const char *const headers[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
     "base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Connection", "close"},
};

static void add(struct MHD_Response *r, struct arena *a, const char *name, struct str value) {
  if (value.n)
    MHD_add_response_header(r, name, str_c(a, value));
}

static enum MHD_Result respond(struct MHD_Connection *c, struct arena *a,
                               const struct http_response *out) {
  struct MHD_Response *r = MHD_create_response_from_buffer(
      out->body.n, (void *)(uintptr_t)out->body.p, MHD_RESPMEM_MUST_COPY);
  if (!r)
    return MHD_NO;
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
    MHD_add_response_header(r, headers[i][0], headers[i][1]);
  add(r, a, "Content-Type", out->type.n ? out->type : S("text/html; charset=utf-8"));
  add(r, a, "Cache-Control", out->lasting ? S("private, max-age=300") : S("no-store"));
  add(r, a, "Location", out->location);
  add(r, a, "Set-Cookie", out->cookie);
  if (out->status == 405)
    add(r, a, "Allow", S("GET, HEAD, POST"));
  enum MHD_Result queued = MHD_queue_response(c, (unsigned)out->status, r);
  MHD_destroy_response(r);
  return queued;
}

static enum MHD_Result refuse(struct MHD_Connection *c, struct arena *a, int status,
                              const char *words) {
  struct http_response out = {
      .status = status, .type = S("text/plain; charset=utf-8"), .body = str_of(words)};
  return respond(c, a, &out);
}

// ---------------------------------------------------------------- requests

static struct str header(struct MHD_Connection *c, const char *name) {
  return str_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name));
}

struct pairs {
  struct arena *a;
  struct form *form;
  bool bad;
};

static enum MHD_Result take_pair(void *ctx, enum MHD_ValueKind kind, const char *key,
                                 const char *value) {
  struct pairs *p = ctx;
  struct form_field f = {str_of(key), str_of(value)};
  (void)kind;
  p->bad |= p->form->n == FORM_FIELDS_LIMIT || !str_utf8_valid(f.name) || !str_utf8_valid(f.value);
  if (!p->bad)
    *LIST_PUSH(p->a, p->form) = f;
  return p->bad ? MHD_NO : MHD_YES;
}

// The library has undone %XX in the path and the query.
static bool read_request(struct MHD_Connection *c, struct coming *k, const char *method,
                         const char *path, struct http_request *r) {
  struct pairs pairs = {.a = &k->arena, .form = &r->query};
  *r = (struct http_request){
      .method = str_of(method),
      .path = str_of(path),
      .host = header(c, "Host"),
      .origin = header(c, "Origin"),
      .fetch_site = header(c, "Sec-Fetch-Site"),
      .cookie = header(c, "Cookie"),
      .type = header(c, "Content-Type"),
      .language = header(c, "Accept-Language"),
      .body = buf_str(&k->body),
  };
  MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, take_pair, &pairs);
  return !pairs.bad && str_utf8_valid(r->path);
}

static enum MHD_Result handle(struct server *s, struct MHD_Connection *c, struct coming *k,
                              const char *method, const char *path) {
  struct http_request r;
  struct http_response out = {.status = 500};
  jmp_buf full;
  if (k->too_large)
    return refuse(c, &k->arena, 413, "The request is too large.\n");
  if (!read_request(c, k, method, path, &r))
    return refuse(c, &k->arena, 400, "The request is not well written.\n");
  k->arena.full = &full;
  if (setjmp(full)) {
    struct arena small;
    arena_init(&small, 1 << 16);
    enum MHD_Result queued = refuse(c, &small, 500, "This page would be too large to show.\n");
    arena_free(&small);
    return queued;
  }
  s->handler(s->ctx, &k->arena, &r, &out);
  return respond(c, &k->arena, &out);
}

static bool announced_too_large(struct MHD_Connection *c) {
  int64_t n;
  return str_int(header(c, "Content-Length"), &n) ? n > HTTP_BODY_LIMIT
                                                  : header(c, "Content-Length").n > 0;
}

static struct coming *begin(struct MHD_Connection *c) {
  struct coming *k = calloc(1, sizeof *k);
  if (!k)
    return NULL;
  arena_init(&k->arena, SERVER_MEMORY);
  k->body = buf_in(&k->arena);
  k->too_large = announced_too_large(c);
  return k;
}

// Called with the headers, then with each piece of the body, then once more.
static enum MHD_Result arrives(void *ctx, struct MHD_Connection *c, const char *path,
                               const char *method, const char *version, const char *data,
                               size_t *size, void **own) {
  struct server *s = ctx;
  struct coming *k = *own;
  (void)version;
  if (!k) {
    *own = k = begin(c);
    if (!k)
      return MHD_NO;
    return k->too_large ? handle(s, c, k, method, path) : MHD_YES;
  }
  if (!*size)
    return handle(s, c, k, method, path);
  k->too_large |= k->body.n + *size > HTTP_BODY_LIMIT;
  if (!k->too_large)
    buf_add(&k->body, (struct str){data, *size});
  *size = 0;
  return MHD_YES;
}

static void completed(void *ctx, struct MHD_Connection *c, void **own,
                      enum MHD_RequestTerminationCode why) {
  struct coming *k = *own;
  (void)ctx;
  (void)c;
  (void)why;
  if (k)
    arena_free(&k->arena);
  free(k);
  *own = NULL;
}

// ---------------------------------------------------------------- the server

bool server_open(struct str listen, http_handler *handler, void *ctx, struct server **out,
                 struct err *err) {
  int fd, port;
  if (!listen_on(listen, &fd, &port, err))
    return false;
  struct server *s = calloc(1, sizeof *s);
  if (!s)
    abort(); // this should not happen: a few kilobytes
  *s = (struct server){.handler = handler, .ctx = ctx, .port = port};
  for (size_t i = 0; i < SERVER_PLACES; i++)
    s->places[i].fd = -1;
  s->daemon = MHD_start_daemon(
      MHD_USE_EPOLL, 0, NULL, NULL, arrives, s, MHD_OPTION_LISTEN_SOCKET, fd,
      MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_NOTIFY_CONNECTION, came_or_went, s,
      MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVER_PLACES * 2, MHD_OPTION_CONNECTION_TIMEOUT,
      (unsigned)SERVER_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      (size_t)SERVER_HEADERS_KB << 10, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
  if (!s->daemon) {
    close(fd);
    free(s);
    return err_set(err, ERR_SETUP, "the page cannot be served: the HTTP library did not start");
  }
  *out = s;
  return true;
}

int server_port(const struct server *s) {
  return s->port;
}

void server_run(struct server *s, int ms) {
  MHD_run_wait(s->daemon, ms);
  end_slow_ones(s);
}

void server_close(struct server *s) {
  if (!s)
    return;
  MHD_stop_daemon(s->daemon); // closes the listening socket, too
  free(s);
}
