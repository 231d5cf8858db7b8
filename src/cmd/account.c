// account.c: from configuration and secret to an open session.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/account.h"

#include "host/secret.h"

#include <string.h>

enum { IMAPS_PORT = 993, IMAP_PORT = 143, SUBMISSIONS_PORT = 465, SUBMISSION_PORT = 587 };

static struct server server_of(struct arena *a, const struct server_conf *c, int tls_port,
                               int plain_port) {
  static const enum security security[] = {
      [TRANSPORT_TLS] = SECURITY_TLS,
      [TRANSPORT_STARTTLS] = SECURITY_STARTTLS,
      [TRANSPORT_PLAIN] = SECURITY_PLAIN,
  };
  int usual = c->transport == TRANSPORT_TLS ? tls_port : plain_port;
  return (struct server){.host = str_c(a, c->host),
                         .port = c->port ? (int)c->port : usual,
                         .security = security[c->transport],
                         .ca_file = c->ca_file.n ? str_c(a, c->ca_file) : NULL};
}

static bool secret_of(struct arena *a, const struct server_conf *c, struct str *secret,
                      struct err *err) {
  return c->token_command.n ? token_read(a, c->token_command, secret, err)
                            : secret_read(a, &c->password, secret, err);
}

struct attempt {
  const struct server_conf *conf;
  struct server server;
  const char *helo;   // of SMTP; NULL: IMAP
  struct imap **imap; // one of the two is filled in
  struct smtp **smtp;
};

static bool try_once(struct arena *a, const struct attempt *t, struct err *err) {
  struct str secret = {0};
  bool login = t->conf->user.n > 0;
  if (login && !secret_of(a, t->conf, &secret, err))
    return false;
  struct login l = {
      .user = str_c(a, t->conf->user), .secret = secret.p, .token = t->conf->token_command.n > 0};
  bool ok = t->imap ? imap_open(&t->server, &l, t->imap, err)
                    : smtp_open(&t->server, t->helo, login ? &l : NULL, t->smtp, err);
  secret_wipe(&secret);
  return ok;
}

// A token may have run out between two calls; a password does not get better by repeating it.
static bool attempt(const struct attempt *t, struct arena *a, struct err *err) {
  if (try_once(a, t, err))
    return true;
  return err->kind == ERR_SETUP && t->conf->token_command.n && try_once(a, t, err);
}

bool account_imap(const struct mailbox_conf *m, struct imap **out, struct err *err) {
  struct arena a;
  arena_init(&a, 1 << 20);
  struct attempt t = {
      .conf = &m->imap, .imap = out, .server = server_of(&a, &m->imap, IMAPS_PORT, IMAP_PORT)};
  bool ok = attempt(&t, &a, err);
  arena_free(&a);
  return ok || err_in(err, "[mailbox %.*s]", STR_ARG(m->name));
}

bool account_smtp(struct app *app, const struct mailbox_conf *m, struct smtp **out,
                  struct err *err) {
  struct arena a;
  arena_init(&a, 1 << 20);
  struct attempt t = {.conf = &m->smtp,
                      .smtp = out,
                      .helo = str_c(&a, app->conf.service.helo),
                      .server = server_of(&a, &m->smtp, SUBMISSIONS_PORT, SUBMISSION_PORT)};
  bool ok = attempt(&t, &a, err);
  arena_free(&a);
  return ok || err_in(err, "[mailbox %.*s]", STR_ARG(m->name));
}

const struct mailbox_conf *account_named(struct app *app, const char *name, struct err *err) {
  const struct conf *c = &app->conf;
  const struct mailbox_conf *m = name                  ? conf_mailbox(c, str_of(name))
                                 : c->mailboxes.n == 1 ? &c->mailboxes.v[0]
                                                       : NULL;
  if (m)
    return m;
  if (name)
    err_set(err, ERR_SETUP, "%.*s: no [mailbox %s]", STR_ARG(c->path), name);
  else
    err_set(err, ERR_SETUP, "%.*s: it has %zu mailboxes: name the one to watch", STR_ARG(c->path),
            c->mailboxes.n);
  return NULL;
}

struct str account_role(struct arena *a, const struct mailbox_conf *m) {
  return str_printf(a, "watch-%.*s", STR_ARG(m->name));
}
