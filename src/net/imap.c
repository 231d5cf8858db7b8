// imap.c: opening a session: greeting, TLS, login, capabilities; and closing it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base64.h"
#include "net/imap_inside.h"
#include "net/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- capabilities

static void keep_capabilities(void *context, const struct imap_line *line) {
  struct imap *imap = context;
  if (line->said != IMAP_SAID_DATA || !str_eq_ci(line->word, S("CAPABILITY")))
    return;
  char *text = strndup(line->text.p, line->text.n);
  if (!text)
    abort();
  free(imap->capabilities);
  imap->capabilities = text;
}

static bool ask_capabilities(struct imap *imap, struct err *err) {
  struct imap_line done;
  if (!imap_ask(imap, "CAPABILITY", NULL, NULL, keep_capabilities, imap, &done))
    return imap_lost(imap, err);
  if (done.said == IMAP_SAID_OK && imap->capabilities)
    return true;
  return err_set(err, ERR_WAIT, "%s:%d does not say what it can", imap->stream->host,
                 imap->stream->port);
}

bool imap_has(const struct imap *imap, const char *capability) {
  struct str rest = str_of(imap->capabilities), word;
  while (str_word(&rest, &word))
    if (str_eq_ci(word, str_of(capability)))
      return true;
  return false;
}

bool imap_is_open(const struct imap *imap) {
  return imap && !imap->dead;
}

// ---- STARTTLS

static bool no_starttls(struct imap *imap, const char *why, struct err *err) {
  return err_set(err, ERR_SETUP,
                 "%s:%d %s, so no password was sent: either it cannot do STARTTLS (then `security "
                 "= tls` and its port, often 993), or somebody in between hides it",
                 imap->stream->host, imap->stream->port, why);
}

static bool start_tls(struct imap *imap, struct err *err) {
  struct imap_line done;
  if (!ask_capabilities(imap, err))
    return false;
  if (!imap_has(imap, "STARTTLS"))
    return no_starttls(imap, "does not offer STARTTLS", err);
  if (!imap_ask(imap, "STARTTLS", NULL, NULL, NULL, NULL, &done))
    return imap_lost(imap, err);
  if (done.said != IMAP_SAID_OK)
    return no_starttls(imap, "refuses STARTTLS", err);
  return stream_start_tls(imap->stream, err);
}

// ---- login

// A NO without a code, or with one that says no more, is for a person.
static bool login_refused(struct imap *imap, const struct login *l, const struct imap_line *done,
                          const char *challenge, struct err *err) {
  char words[256] = "", code[80], reason[256];
  enum err_kind kind;
  bool passing = imap_code_kind(done->code, &kind) && kind == ERR_WAIT;
  snprintf(code, sizeof code, "[%.*s]", (int)str_sub(done->code, 0, 70).n, done->code.p);
  if (done->code.n > 0)
    words_add(words, sizeof words, str_of(code));
  words_add(words, sizeof words, done->text);
  base64_decode_words(str_of(challenge), reason, sizeof reason);
  return err_set(err, passing ? ERR_WAIT : ERR_SETUP,
                 "login of %s at %s:%d was refused; the server said: %s%s%s", l->user,
                 imap->stream->host, imap->stream->port, words, *reason ? " " : "", reason);
}

static char *words3(const char *a, const char *b, const char *c) {
  char *text;
  if (asprintf(&text, "%s%s%s", a, b, c) < 0)
    abort();
  return text;
}

static void wipe(char *secret) {
  explicit_bzero(secret, strlen(secret));
  free(secret);
}

static bool result(struct imap *imap, const struct login *l, bool spoke,
                   const struct imap_line *done, const char *challenge, struct err *err) {
  if (!spoke)
    return imap_lost(imap, err);
  return done->said == IMAP_SAID_OK || login_refused(imap, l, done, challenge, err);
}

static bool authenticate(struct imap *imap, const struct login *l, struct str message,
                         struct err *err) {
  bool token = l->token;
  char *b64 = base64_encode(message);
  bool first = imap_has(imap, "SASL-IR");
  char *command = words3(token ? "AUTHENTICATE XOAUTH2" : "AUTHENTICATE PLAIN", first ? " " : "",
                         first ? b64 : "");
  const char *const answers[] = {first ? NULL : b64, NULL};
  char challenge[256] = "";
  struct imap_line done;
  bool spoke = imap_ask(imap, command, answers, challenge, NULL, NULL, &done);
  wipe(command);
  wipe(b64);
  return result(imap, l, spoke, &done, token ? challenge : "", err);
}

// By literals, so that any byte may stand in a password.
static bool login_literal(struct imap *imap, const struct login *l, struct err *err) {
  char command[40], size[40];
  snprintf(command, sizeof command, "LOGIN {%zu}", strlen(l->user));
  snprintf(size, sizeof size, " {%zu}", strlen(l->secret));
  char *user = words3(l->user, size, "");
  const char *const answers[] = {user, l->secret, NULL};
  struct imap_line done;
  bool spoke = imap_ask(imap, command, answers, NULL, NULL, NULL, &done);
  free(user);
  return result(imap, l, spoke, &done, "", err);
}

static bool log_in(struct imap *imap, const struct login *l, struct err *err) {
  bool ok;
  if (l->token ? imap_has(imap, "AUTH=XOAUTH2") : imap_has(imap, "AUTH=PLAIN")) {
    struct str message =
        l->token ? sasl_xoauth2(l->user, l->secret) : sasl_plain(l->user, l->secret);
    ok = authenticate(imap, l, message, err);
    sasl_free(message);
  } else if (!l->token && !imap_has(imap, "LOGINDISABLED"))
    ok = login_literal(imap, l, err);
  else
    return err_set(err, ERR_SETUP, "%s:%d offers no login by %s", imap->stream->host,
                   imap->stream->port, l->token ? "access token (XOAUTH2)" : "password");
  if (ok)
    imap->lib->imap_state = MAILIMAP_STATE_AUTHENTICATED;
  return ok;
}

// ---- session

// The first line, RFC 3501 7.1. libetpan only has to be told how far we are.
static bool greet(struct imap *imap, bool *logged_in, struct err *err) {
  struct imap_line line;
  stream_phase(imap->stream, imap->reply_seconds, IMAP_LINES_BYTES);
  if (!imap_next(imap, &line) || imap_goodbye(imap, &line))
    return imap_lost(imap, err);
  if (line.said != IMAP_SAID_OK && line.said != IMAP_SAID_PREAUTH)
    return err_set(err, ERR_SETUP, "%s:%d does not greet as an IMAP server does",
                   imap->stream->host, imap->stream->port);
  *logged_in = line.said == IMAP_SAID_PREAUTH;
  imap->lib->imap_stream = imap->stream->mail;
  imap->lib->imap_state =
      *logged_in ? MAILIMAP_STATE_AUTHENTICATED : MAILIMAP_STATE_NON_AUTHENTICATED;
  return true;
}

static bool begin(struct imap *imap, bool starttls, const struct login *login, struct err *err) {
  bool logged_in = false;
  if (!greet(imap, &logged_in, err))
    return false;
  if (starttls && logged_in)
    return no_starttls(imap, "has logged us in before STARTTLS", err);
  if (starttls && !start_tls(imap, err))
    return false;
  return ask_capabilities(imap, err) &&
         (logged_in || (log_in(imap, login, err) && ask_capabilities(imap, err)));
}

static void imap_free(struct imap *imap) {
  imap->lib->imap_stream = NULL; // else mailimap_free says LOGOUT and waits
  mailimap_free(imap->lib);
  stream_close(imap->stream);
  arena_free(&imap->names);
  free(imap->capabilities);
  free(imap);
}

bool imap_open(const struct server *server, const struct login *login, struct imap **out,
               struct err *err) {
  struct stream *stream;
  if (!stream_open(server, &stream, err))
    return false;
  mmap_string_set_ceil(SIZE_MAX); // never spill mail into files in /tmp
  struct imap *imap = calloc(1, sizeof *imap);
  if (!imap || !(imap->lib = mailimap_new(0, NULL)))
    abort();
  imap->stream = stream;
  arena_init(&imap->names, IMAP_ANSWER_BYTES);
  imap->reply_seconds = server->reply ? server->reply : NET_REPLY_SECONDS;
  if (!begin(imap, server->security == SECURITY_STARTTLS, login, err)) {
    imap_free(imap);
    return false;
  }
  *out = imap;
  return true;
}

void imap_close(struct imap *imap) {
  if (!imap)
    return;
  imap->reply_seconds = 1;
  imap_say(imap, "LOGOUT");
  imap_free(imap);
}
