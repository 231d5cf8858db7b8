// conf.c: relance.conf to values, checked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/conf.h"

#include "host/conf_table.h"
#include "host/file.h"
#include "relance/stanza.h"

#include <stdio.h>

static bool wrong(struct err *err, const struct stanza *s, const struct entry *e,
                  const char *want) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %.*s = %.*s: %s", STR_ARG(s->file), e->line,
                 STR_ARG(e->key), STR_ARG(str_sub(e->value, 0, 80)), want);
}

static bool put_number(const struct setting *t, const struct stanza *s, const struct entry *e,
                       int64_t *out, struct err *err) {
  char want[80];
  if (str_int(e->value, out) && *out >= t->least && *out <= t->most)
    return true;
  snprintf(want, sizeof want, "expected a number from %lld to %lld", (long long)t->least,
           (long long)t->most);
  return wrong(err, s, e, want);
}

static bool put_choice(const struct setting *t, const struct stanza *s, const struct entry *e,
                       unsigned *out, struct err *err) {
  char want[120] = "expected one of";
  for (unsigned i = 0; t->choices[i]; i++) {
    if (str_eq(e->value, str_of(t->choices[i]))) {
      *out = i;
      return true;
    }
    size_t n = str_of(want).n;
    snprintf(want + n, sizeof want - n, " %s", t->choices[i]);
  }
  return wrong(err, s, e, want);
}

static bool put_yes_no(const struct stanza *s, const struct entry *e, bool *out, struct err *err) {
  bool yes = str_eq(e->value, S("yes"));
  if (!yes && !str_eq(e->value, S("no")))
    return wrong(err, s, e, "expected yes or no");
  *out = yes;
  return true;
}

static bool put(struct arena *a, const struct setting *t, const struct stanza *s,
                const struct entry *e, char *base, struct err *err) {
  void *at = base + t->at;
  switch (t->type) {
  case TEXT:
    *(struct str *)at = e->value;
    return true;
  case LIST_OF_TEXT:
    if (e->value.n)
      *LIST_PUSH(a, (struct strs *)at) = e->value;
    return true;
  case WORDS_LOWER:
    if (e->value.n)
      *LIST_PUSH(a, (struct strs *)at) = str_lower(a, e->value);
    return true;
  case NUMBER:
    return put_number(t, s, e, at, err);
  case YES_NO:
    return put_yes_no(s, e, at, err);
  case CHOICE:
    return put_choice(t, s, e, at, err);
  }
  return true;
}

static bool is_list(const struct setting *t) {
  return t->type == LIST_OF_TEXT || t->type == WORDS_LOWER;
}

static bool fill_one(struct arena *a, const struct stanza *s, const struct setting *t, char *base,
                     struct err *err) {
  size_t at = 0, n = 0;
  for (const struct entry *e; (e = stanza_next(s, t->key, &at)); n++) {
    if (n && !is_list(t))
      return wrong(err, s, e, "given twice: remove one");
    if (!put(a, t, s, e, base, err))
      return false;
  }
  if (n)
    return true;
  if (!t->fallback)
    return err_set(err, ERR_SETUP, "%.*s:%d: [%s] needs %s: %s", STR_ARG(s->file), s->line, t->kind,
                   t->key, t->help);
  struct entry fallback = {str_of(t->key), str_of(t->fallback), s->line};
  return put(a, t, s, &fallback, base, err);
}

static bool fill(struct arena *a, const struct stanza *s, const char *kind, void *base,
                 struct err *err) {
  for (size_t i = 0; i < settings_count; i++)
    if (str_eq(str_of(kind), str_of(settings[i].kind)) && !fill_one(a, s, &settings[i], base, err))
      return false;
  return true;
}

static bool check_keys(const struct stanza *s, struct err *err) {
  const char *known[128];
  size_t n = 0;
  for (size_t i = 0; i < settings_count && n < 127; i++)
    if (str_eq(s->kind, str_of(settings[i].kind)))
      known[n++] = settings[i].key;
  known[n] = NULL;
  if (n)
    return stanza_check_keys(s, known, err);
  const char *near = nearest_name(s->kind, setting_kinds);
  return err_set(err, ERR_SETUP, "%.*s:%d: unknown section [%.*s]%s%s%s", STR_ARG(s->file), s->line,
                 STR_ARG(s->kind), near ? " (did you mean [" : "", near ? near : "",
                 near ? "]?)" : "");
}

// What follows from other values where nothing was written.
static void derive(struct arena *a, struct conf *c, struct mailbox_conf *m) {
  if (!m->smtp.host.n)
    m->smtp.host = m->imap.host;
  if (!m->smtp.user.n)
    m->smtp.user = m->imap.user;
  if (str_eq(m->smtp.user, S("none")))
    m->smtp.user = S("");
  if (!m->smtp.password.command.n) {
    m->smtp.password = m->imap.password;
    m->smtp.token_command = m->imap.token_command;
  }
  m->smtp.ca_file = m->imap.ca_file;
  m->from = str_lower(a, m->from);
  struct str local, domain;
  if (!c->service.helo.n && str_cut(m->from, '@', &local, &domain))
    c->service.helo = domain;
}

static bool check_secret(const struct stanza *s, const struct mailbox_conf *m, struct err *err) {
  const struct secret_source *p = &m->imap.password;
  int ways =
      (p->command.n > 0) + (p->file.n > 0) + (p->credential.n > 0) + (m->imap.token_command.n > 0);
  if (ways == 1)
    return true;
  return err_set(err, ERR_SETUP,
                 "%.*s:%d: [mailbox %.*s] needs exactly one of password_command, password_file, "
                 "password_credential, token_command (it has %d)",
                 STR_ARG(s->file), s->line, STR_ARG(s->name), ways);
}

static bool read_mailbox(struct arena *a, const struct stanza *s, struct conf *c, struct err *err) {
  struct mailbox_conf m = {.name = s->name};
  if (!s->name.n)
    return err_set(err, ERR_SETUP, "%.*s:%d: [mailbox] needs a name, like [mailbox compta]",
                   STR_ARG(s->file), s->line);
  if (conf_mailbox(c, s->name))
    return err_set(err, ERR_SETUP, "%.*s:%d: a second [mailbox %.*s]: give it another name",
                   STR_ARG(s->file), s->line, STR_ARG(s->name));
  if (!fill(a, s, "mailbox", &m, err) || !check_secret(s, &m, err))
    return false;
  derive(a, c, &m);
  *LIST_PUSH(a, &c->mailboxes) = m;
  return true;
}

static struct str beside(struct arena *a, struct str conf_path, struct str path) {
  size_t n = conf_path.n;
  while (n && conf_path.p[n - 1] != '/')
    n--;
  if (!path.n || path.p[0] == '/' || n == 0)
    return path;
  return str_printf(a, "%.*s%.*s", (int)n, conf_path.p, STR_ARG(path));
}

bool conf_parse(struct arena *a, struct str path, struct str text, struct conf *out,
                struct err *err) {
  struct conf c = {.path = path};
  struct stanzas all = {0};
  struct stanza empty = {.file = path, .line = 1};
  const struct stanza *company = &empty, *service = &empty;
  if (!stanza_parse(a, path, text, &all, err))
    return false;
  for (size_t i = 0; i < all.n; i++) {
    const struct stanza *s = &all.v[i];
    if (!check_keys(s, err))
      return false;
    company = str_eq(s->kind, S("company")) ? s : company;
    service = str_eq(s->kind, S("service")) ? s : service;
  }
  if (!fill(a, company, "company", &c, err) || !fill(a, service, "service", &c, err))
    return false;
  for (size_t i = 0; i < all.n; i++)
    if (str_eq(all.v[i].kind, S("mailbox")) && !read_mailbox(a, &all.v[i], &c, err))
      return false;
  c.service.ledger = beside(a, path, c.service.ledger);
  if (c.service.statements.n)
    c.service.statements = beside(a, path, c.service.statements);
  c.service.rules = beside(a, path, c.service.rules);
  *out = c;
  return true;
}

bool conf_read(struct arena *a, const char *path, struct conf *out, struct err *err) {
  struct str text;
  return file_read(a, path, STANZA_FILE_LIMIT, &text, err) &&
         conf_parse(a, str_of(path), text, out, err);
}

const struct mailbox_conf *conf_mailbox(const struct conf *c, struct str name) {
  for (size_t i = 0; i < c->mailboxes.n; i++)
    if (str_eq(c->mailboxes.v[i].name, name))
      return &c->mailboxes.v[i];
  return NULL;
}

const char *mode_name(enum mode m) {
  return mode_choices[m];
}
