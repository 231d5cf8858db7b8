// smtp.c: an SMTP session over the stream; the replies are read here, not by libetpan.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// libetpan gives 450 and 550 the same error, waits in select(), and sends an address as it stands.
// What is left of SMTP is small enough to say plainly.
#include "net/base64.h"
#include "net/smtp_reply.h"
#include "net/stream_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  REPLY_BYTES = SMTP_REPLY_LINES_MAX * SMTP_REPLY_LINE_MAX,
  COMMAND_MAX = 512 + 2, // RFC 5321 4.5.3.1.4; longer AUTH lines have their own way
};

struct smtp {
  struct stream *stream;
  int reply_seconds, dot_seconds;
  bool in_data; // between 354 and the final dot
  bool broken;
  bool size, starttls, plain, login, xoauth2; // what EHLO offered
};

// ---- replies

typedef void each_line(struct smtp *s, struct str text);

static void no_reply(struct smtp *s, struct smtp_reply *reply) {
  struct err err;
  stream_failed(s->stream, &err);
  *reply = (struct smtp_reply){0};
  snprintf(reply->text, sizeof reply->text, "%.*s", (int)sizeof reply->text - 1, err.text);
  s->broken = true;
}

// Reads one reply; code 0 when the connection broke or what came was none.
static void read_reply(struct smtp *s, each_line *each, struct smtp_reply *reply) {
  *reply = (struct smtp_reply){0};
  for (int i = 0; i < SMTP_REPLY_LINES_MAX; i++) {
    struct str text;
    struct smtp_line line;
    if (!stream_line(s->stream, SMTP_REPLY_LINE_MAX, &text)) {
      no_reply(s, reply);
      return;
    }
    if (!smtp_line_parse(text, &line) || !smtp_reply_add(reply, &line))
      break;
    if (each)
      each(s, line.text);
    if (line.last)
      return;
  }
  stream_trouble(s->stream, "answered something that is not SMTP");
  no_reply(s, reply);
}

// ---- from a reply to a result

static const enum err_kind kinds[] = {
    [SMTP_ACCEPTED] = ERR_NONE, [SMTP_LATER] = ERR_WAIT,   [SMTP_REFUSED] = ERR_INPUT,
    [SMTP_OURS] = ERR_SETUP,    [SMTP_UNKNOWN] = ERR_WAIT,
};

static bool judge(enum smtp_phase phase, const char *what, struct smtp_reply *reply,
                  struct err *err) {
  reply->outcome = smtp_classify(phase, reply->code, reply->enhanced);
  if (reply->outcome == SMTP_ACCEPTED)
    return true;
  if (reply->code == 0)
    return err_set(err, kinds[reply->outcome], "%s: %s", what, reply->text);
  return err_set(err, kinds[reply->outcome], "%s: the server said: %d %s%s%s", what, reply->code,
                 reply->enhanced, *reply->enhanced ? " " : "", reply->text);
}

// Each command has one answer. A server that has said more is a step ahead of us, and its word on
// something else would pass for its word on the letter.
static bool in_step(struct smtp *s) {
  int have = stream_feed(s->stream);
  if (have > 0)
    stream_trouble(s->stream, "spoke out of turn");
  return have == 0;
}

// Sends `command` and judges the answer. `what` names it where the command itself may not be said.
static bool exchange(struct smtp *s, enum smtp_phase phase, const char *command, const char *what,
                     each_line *each, struct smtp_reply *reply, struct err *err) {
  stream_phase(s->stream, s->reply_seconds, REPLY_BYTES);
  if (!s->broken && in_step(s) && stream_send(s->stream, str_of(command)) &&
      stream_send(s->stream, S("\r\n")) && stream_flush(s->stream))
    read_reply(s, each, reply);
  else
    no_reply(s, reply);
  return judge(phase, what, reply, err);
}

// ---- EHLO

static void offered(struct smtp *s, struct str text) {
  struct str word, rest = text;
  if (!str_word(&rest, &word))
    return;
  s->starttls |= str_eq_ci(word, S("STARTTLS"));
  s->size |= str_eq_ci(word, S("SIZE"));
  if (!str_eq_ci(word, S("AUTH")) && !str_starts_ci(word, S("AUTH=")))
    return;
  rest = str_skip(text, 5); // "AUTH=LOGIN PLAIN" is an old way to say it
  while (str_word(&rest, &word)) {
    s->plain |= str_eq_ci(word, S("PLAIN"));
    s->login |= str_eq_ci(word, S("LOGIN"));
    s->xoauth2 |= str_eq_ci(word, S("XOAUTH2"));
  }
}

static bool say_ehlo(struct smtp *s, const char *name, struct err *err) {
  char command[COMMAND_MAX];
  struct smtp_reply reply;
  s->starttls = s->size = s->plain = s->login = s->xoauth2 = false;
  snprintf(command, sizeof command, "EHLO %s", name);
  return exchange(s, SMTP_GREETING, command, command, offered, &reply, err);
}

static bool start_tls(struct smtp *s, const char *name, struct err *err) {
  struct smtp_reply reply;
  if (!s->starttls)
    return err_set(err, ERR_SETUP,
                   "%s:%d does not offer STARTTLS, so no password was sent: either it cannot (then "
                   "`security = tls` and its port, often 465), or somebody in between hides it",
                   s->stream->host, s->stream->port);
  return exchange(s, SMTP_GREETING, "STARTTLS", "STARTTLS", NULL, &reply, err) &&
         stream_start_tls(s->stream, err) && say_ehlo(s, name, err);
}

// ---- AUTH

// Says `line` in answer to a 334, or as the command; true for 2xx.
static bool say_secret(struct smtp *s, const char *head, struct str secret, int want,
                       struct smtp_reply *reply, struct err *err) {
  char *b64 = base64_encode(secret);
  size_t n = strlen(head) + strlen(b64) + 1;
  char *command = malloc(n);
  if (!command)
    abort();
  snprintf(command, n, "%s%s", head, b64);
  bool ok = exchange(s, SMTP_AUTH, command, "AUTH", NULL, reply, err);
  explicit_bzero(command, n);
  explicit_bzero(b64, strlen(b64));
  free(command);
  free(b64);
  return reply->code == want || ok;
}

static bool auth_plain(struct smtp *s, const struct login *l, struct smtp_reply *reply,
                       struct err *err) {
  struct str secret = sasl_plain(l->user, l->secret);
  bool ok = say_secret(s, "AUTH PLAIN ", secret, 235, reply, err);
  sasl_free(secret);
  return ok;
}

static bool auth_login(struct smtp *s, const struct login *l, struct smtp_reply *reply,
                       struct err *err) {
  if (!exchange(s, SMTP_AUTH, "AUTH LOGIN", "AUTH LOGIN", NULL, reply, err) && reply->code != 334)
    return false;
  return say_secret(s, "", str_of(l->user), 334, reply, err) &&
         say_secret(s, "", str_of(l->secret), 235, reply, err);
}

// A refused token comes as 334 with a reason in base64; an empty line fetches the 535.
static bool auth_xoauth2(struct smtp *s, const struct login *l, struct smtp_reply *reply,
                         struct err *err) {
  struct str secret = sasl_xoauth2(l->user, l->secret);
  bool ok = say_secret(s, "AUTH XOAUTH2 ", secret, 235, reply, err);
  sasl_free(secret);
  if (reply->code != 334)
    return ok;
  char reason[256];
  base64_decode_words(str_of(reply->text), reason, sizeof reason);
  ok = exchange(s, SMTP_AUTH, "", "AUTH", NULL, reply, err);
  return ok || err_in(err, "the token was refused with %s", reason);
}

static bool authenticate(struct smtp *s, const struct login *l, struct err *err) {
  struct smtp_reply reply;
  bool ok;
  if (l->token && s->xoauth2)
    ok = auth_xoauth2(s, l, &reply, err);
  else if (!l->token && s->plain)
    ok = auth_plain(s, l, &reply, err);
  else if (!l->token && s->login)
    ok = auth_login(s, l, &reply, err);
  else
    return err_set(err, ERR_SETUP,
                   "%s:%d offers no login by %s: is it the submission port (587, "
                   "465)?",
                   s->stream->host, s->stream->port,
                   l->token ? "access token (XOAUTH2)" : "password (PLAIN, LOGIN)");
  if (ok)
    return true;
  return err_in(err, "login of %s at %s:%d", l->user, s->stream->host, s->stream->port);
}

// ---- session

static bool valid_name(const char *name) {
  if (!*name || strlen(name) > 255)
    return false;
  return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]") ==
         strlen(name);
}

static bool begin(struct smtp *s, const struct server *server, const char *name,
                  const struct login *login, struct err *err) {
  struct smtp_reply reply;
  stream_phase(s->stream, s->reply_seconds, REPLY_BYTES);
  read_reply(s, NULL, &reply);
  return judge(SMTP_GREETING, "greeting", &reply, err) && say_ehlo(s, name, err) &&
         (server->security != SECURITY_STARTTLS || start_tls(s, name, err)) &&
         (!login || authenticate(s, login, err));
}

static void smtp_free(struct smtp *s) {
  stream_close(s->stream);
  free(s);
}

bool smtp_open(const struct server *server, const char *name, const struct login *login,
               struct smtp **out, struct err *err) {
  if (!valid_name(name))
    return err_set(err, ERR_SETUP, "\"%s\" cannot be our name in EHLO: a domain is wanted", name);
  struct stream *stream;
  if (!stream_open(server, &stream, err))
    return false;
  struct smtp *s = calloc(1, sizeof *s);
  if (!s)
    abort();
  s->stream = stream;
  s->reply_seconds = server->reply ? server->reply : NET_REPLY_SECONDS;
  s->dot_seconds = server->dot ? server->dot : NET_DOT_SECONDS;
  if (!begin(s, server, name, login, err)) {
    smtp_free(s);
    return false;
  }
  *out = s;
  return true;
}

bool smtp_is_open(const struct smtp *s) {
  return !s->broken && !s->in_data;
}

void smtp_quit(struct smtp *s) {
  if (!s)
    return;
  if (smtp_is_open(s)) { // the answer would change nothing
    stream_phase(s->stream, 1, REPLY_BYTES);
    if (stream_send(s->stream, S("QUIT\r\n")))
      stream_flush(s->stream);
  }
  smtp_free(s);
}

// ---- a letter

static bool say_mail(struct smtp *s, const char *from, size_t size, struct smtp_reply *reply,
                     struct err *err) {
  char command[COMMAND_MAX], parameter[40] = "";
  if (s->size && size > 0)
    snprintf(parameter, sizeof parameter, " SIZE=%zu", size);
  snprintf(command, sizeof command, "MAIL FROM:<%s>%s", from, parameter);
  return exchange(s, SMTP_MAIL, command, command, NULL, reply, err);
}

static bool say_rcpt(struct smtp *s, const char *to, struct smtp_reply *reply, struct err *err) {
  char command[COMMAND_MAX];
  snprintf(command, sizeof command, "RCPT TO:<%s>", to);
  return exchange(s, SMTP_RCPT, command, command, NULL, reply, err);
}

static bool addresses_check(const char *from, const char *const *to, size_t n, struct err *err) {
  if (n == 0 || n > SMTP_RECIPIENTS_MAX)
    return err_set(err, ERR_INPUT, "a letter has 1 to %d recipients, this one %zu",
                   SMTP_RECIPIENTS_MAX, n);
  if (*from && !smtp_address_check(str_of(from), err)) // "": no return path
    return err_in(err, "sender");
  for (size_t i = 0; i < n; i++)
    if (!smtp_address_check(str_of(to[i]), err))
      return err_in(err, "recipient");
  return true;
}

bool smtp_envelope(struct smtp *s, const char *from, const char *const *to, size_t n, size_t size,
                   struct smtp_reply *reply, struct err *err) {
  if (!addresses_check(from, to, n, err)) {
    *reply = (struct smtp_reply){.outcome = SMTP_REFUSED};
    return false;
  }
  if (!say_mail(s, from, size, reply, err))
    return false;
  for (size_t i = 0; i < n; i++)
    if (!say_rcpt(s, to[i], reply, err))
      return false;
  return true;
}

bool smtp_data_begin(struct smtp *s, struct smtp_reply *reply, struct err *err) {
  s->in_data = exchange(s, SMTP_DATA, "DATA", "DATA", NULL, reply, err);
  return s->in_data;
}

// A line that begins with a dot gets another (RFC 5321 4.5.2). Line ends are made CRLF, so that no
// server can take a bare LF or CR for the end of the letter (CVE-2023-51764 and kin); a letter that
// passed smtp_letter_check goes out as it is.
static bool send_letter(struct smtp *s, struct str letter) {
  struct str line;
  while (str_line(&letter, &line)) {
    if (str_starts(line, S(".")) && !stream_send(s->stream, S(".")))
      return false;
    if (!stream_send(s->stream, line) || !stream_send(s->stream, S("\r\n")))
      return false;
  }
  return true;
}

bool smtp_data_body(struct smtp *s, struct str letter, struct smtp_reply *reply, struct err *err) {
  stream_phase(s->stream, s->reply_seconds, REPLY_BYTES);
  bool sent =
      s->in_data && !s->broken && send_letter(s, letter) && stream_flush(s->stream) && in_step(s);
  if (!sent) { // without the dot it is no letter
    no_reply(s, reply);
    return judge(SMTP_DATA, "the letter was cut before its end", reply, err);
  }
  stream_phase(s->stream, s->dot_seconds, REPLY_BYTES);
  bool dot = stream_send(s->stream, S(".\r\n")) && stream_flush(s->stream);
  s->in_data = false;
  if (dot)
    read_reply(s, NULL, reply);
  else
    no_reply(s, reply); // perhaps it went out all the same
  return judge(SMTP_DOT, "the end of the letter", reply, err);
}

bool smtp_reset(struct smtp *s, struct smtp_reply *reply, struct err *err) {
  return exchange(s, SMTP_MAIL, "RSET", "RSET", NULL, reply, err);
}
