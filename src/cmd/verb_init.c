// verb_init.c: a few questions, a trial login, relance.conf and an empty ledger.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/account.h"
#include "cmd/verbs.h"
#include "host/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_LIMIT = 1000 };

// Asked on standard error, answered on standard input, so that the conversation can be scripted.
struct question {
  const char *key, *ask, *fallback; // fallback NULL: an answer is needed
};
static const struct question questions[] = {
    {"name", "The company's name, as your clients know it", NULL},
    {"address", "The accounting mailbox's address", NULL},
    {"imap_host", "Its IMAP server", NULL},
    {"user", "The login name there (empty: the address)", ""},
    {"password_command", "A command that prints the password, like \"pass show compta\"", NULL},
    {"smtp_host", "The SMTP server (empty: the same)", ""},
    {"authserv_id", "The name your server signs Authentication-Results with (empty: not known)",
     ""},
    {"country", "Your country, two letters", "FR"},
    {"language", "The language of your letters when a client's is unknown", "fr"},
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

static bool ask(struct arena *a, const struct question *q, struct str *out, struct err *err) {
  char line[ANSWER_LIMIT];
  for (;;) {
    fprintf(stderr, "%s%s%s%s: ", q->ask, q->fallback && *q->fallback ? " [" : "",
            q->fallback && *q->fallback ? q->fallback : "", q->fallback && *q->fallback ? "]" : "");
    if (!fgets(line, sizeof line, stdin))
      return err_set(err, ERR_INPUT, "no answer to: %s", q->ask);
    struct str s = str_trim(str_of(line));
    if (!s.n && !q->fallback)
      continue;
    if (!str_utf8_valid(s))
      return err_set(err, ERR_INPUT, "that is not UTF-8");
    *out = s.n ? str_dup(a, s) : str_of(q->fallback);
    return true;
  }
}

static struct str domain_of(struct str address) {
  struct str local, domain;
  str_cut(address, '@', &local, &domain);
  return domain;
}

static struct str conf_text(struct arena *a, const struct str *v, const struct args *args) {
  struct buf b = buf_in(a);
  const char *port = args_get(args, "imap-port"), *smtp_port = args_get(args, "smtp-port");
  const char *security = args_get(args, "security"), *ca = args_get(args, "ca-file");
  buf_printf(&b, "# Written by relance init. relance.conf(5) tells every key.\n[company]\n");
  buf_printf(&b, "name = %.*s\naddress = %.*s\ndomain = %.*s\n", STR_ARG(v[0]), STR_ARG(v[1]),
             STR_ARG(domain_of(v[1])));
  buf_printf(&b, "authserv_id = %.*s\ncountry = %.*s\nlanguage = %.*s\n", STR_ARG(v[6]),
             STR_ARG(v[7]), STR_ARG(v[8]));
  buf_printf(&b, "# service, street, phone, iban: what stands below your letters\n");
  buf_printf(&b, "\n[mailbox compta]\nimap_host = %.*s\nuser = %.*s\npassword_command = %.*s\n",
             STR_ARG(v[2]), STR_ARG(v[3].n ? v[3] : v[1]), STR_ARG(v[4]));
  if (v[5].n)
    buf_printf(&b, "smtp_host = %.*s\n", STR_ARG(v[5]));
  if (port)
    buf_printf(&b, "imap_port = %s\n", port);
  if (smtp_port)
    buf_printf(&b, "smtp_port = %s\n", smtp_port);
  if (security)
    buf_printf(&b, "imap_security = %s\nsmtp_security = %s\n", security, security);
  if (ca)
    buf_printf(&b, "ca_file = %s\n", ca);
  buf_printf(&b, "from = %.*s\n", STR_ARG(v[1]));
  buf_printf(&b, "\n[service]\n# shadow: nothing leaves until you say so\nmode = shadow\n");
  return buf_str(&b);
}

static bool try_logins(struct app *app, struct err *err) {
  struct imap *imap;
  struct smtp *smtp;
  const struct mailbox_conf *m = &app->conf.mailboxes.v[0];
  if (!account_imap(m, &imap, err))
    return false;
  imap_close(imap);
  fprintf(stderr, "logged in to %.*s\n", STR_ARG(m->imap.host));
  if (!account_smtp(app, m, &smtp, err))
    return false;
  smtp_quit(smtp);
  fprintf(stderr, "logged in to %.*s\n", STR_ARG(m->smtp.host));
  return true;
}

static bool make(struct app *app, const char *path, const struct args *args, struct err *err) {
  struct str v[QUESTIONS];
  struct ledger *l;
  for (size_t i = 0; i < QUESTIONS; i++)
    if (!ask(&app->arena, &questions[i], &v[i], err))
      return false;
  struct str text = conf_text(&app->arena, v, args);
  if (!conf_parse(&app->arena, str_of(path), text, &app->conf, err))
    return false;
  if (!args_has(args, "no-login") && !try_logins(app, err))
    return err_in(err, "nothing was written");
  if (!file_write(path, text, err) || !app_ledger(app, LEDGER_CREATE, NULL, &l, err))
    return false;
  ledger_close(l);
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  const char *path = app->conf_path ? app->conf_path : "relance.conf";
  if (access(path, F_OK) == 0)
    return usage("init: %s is there already: edit it, or name another with --config", path);
  app->conf_path = path;
  if (!make(app, path, args, &err))
    return fail(&err);
  printf("%s and %.*s are ready. Next:\n"
         "  relance import clients.csv invoices.csv   who owes what\n"
         "  relance check                             is everything in order?\n"
         "  relance run                               in shadow: nothing leaves\n"
         "  relance plan                              what would leave\n",
         path, STR_ARG(app_ledger_path(app)));
  return EXIT_DONE;
}

static const struct flag flags[] = {
    {"no-login", NULL, "do not try the logins"},
    {"imap-port", "PORT", "not the usual one"},
    {"smtp-port", "PORT", "not the usual one"},
    {"security", "KIND", "tls (default), starttls, or plain to this machine"},
    {"ca-file", "FILE", "trust these certificates"},
    {0},
};

const struct verb verb_init = {
    .name = "init",
    .synopsis = "[--no-login]",
    .summary = "Ask a few questions, try the login, write relance.conf and the ledger.",
    .examples = "  relance init                                  in this folder\n"
                "  relance --config /etc/relance/relance.conf init\n",
    .flags = flags,
    .run = run,
};
