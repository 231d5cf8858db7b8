// app.c: configuration and ledger for the verbs; talking to the user.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/cmd.h"

#include "host/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *args_get(const struct args *args, const char *flag) {
  for (size_t i = args->n; i-- > 0;)
    if (strcmp(args->flags[i]->name, flag) == 0)
      return args->values[i];
  return NULL;
}

bool args_has(const struct args *args, const char *flag) {
  return args_get(args, flag);
}

static const char *find_conf(struct arena *a) {
  const char *home = getenv("HOME");
  const char *places[] = {
      getenv("RELANCE_CONF"),
      "relance.conf",
      home ? str_c(a, str_printf(a, "%s/.config/relance/relance.conf", home)) : NULL,
      "/etc/relance/relance.conf",
  };
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (places[i] && access(places[i], R_OK) == 0)
      return places[i];
  return NULL;
}

bool app_conf(struct app *app, struct err *err) {
  if (app->conf.path.n)
    return true;
  const char *path = app->conf_path ? app->conf_path : find_conf(&app->arena);
  if (!path)
    return err_set(err, ERR_SETUP,
                   "no relance.conf found: name it with --config FILE, or make one with "
                   "`relance init`");
  return conf_read(&app->arena, path, &app->conf, err) &&
         clock_zone(&app->arena, app->conf.service.timezone, err);
}

struct str app_ledger_path(const struct app *app) {
  return app->ledger_path ? str_of(app->ledger_path) : app->conf.service.ledger;
}

enum mode app_mode(const struct app *app, struct arena *a, struct str *trouble) {
  struct conf now;
  struct err err;
  *trouble = S("");
  if (conf_read(a, str_c(a, app->conf.path), &now, &err))
    return now.service.mode;
  *trouble = str_printf(a, "%s", err.text);
  return MODE_SHADOW;
}

bool app_ledger(struct app *app, enum ledger_how how, const char *role, struct ledger **out,
                struct err *err) {
  if (!app_conf(app, err))
    return false;
  return ledger_open(str_c(&app->arena, app_ledger_path(app)), how, role, out, err);
}

int fail(const struct err *err) {
  fprintf(stderr, "relance: %s\n", err->text);
  return err->kind == ERR_WAIT || err->kind == ERR_RETRY ? EXIT_LATER : EXIT_PERSON;
}

int usage(const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  fputs("relance: ", stderr);
  vfprintf(stderr, fmt, ap);
  fputc('\n', stderr);
  va_end(ap);
  return EXIT_WRONG_USAGE;
}

bool is_terminal(void) {
  const char *term = getenv("TERM");
  return isatty(1) && !getenv("NO_COLOR") && term && strcmp(term, "dumb") != 0;
}

const char *paint(const char *name) {
  static const struct {
    const char *name, *code;
  } codes[] = {{"off", "\033[0m"},   {"bold", "\033[1m"},   {"dim", "\033[2m"},
               {"red", "\033[31m"},  {"green", "\033[32m"}, {"yellow", "\033[33m"},
               {"blue", "\033[34m"}, {"cyan", "\033[36m"}};
  for (size_t i = 0; is_terminal() && i < sizeof codes / sizeof *codes; i++)
    if (strcmp(codes[i].name, name) == 0)
      return codes[i].code;
  return "";
}

void print_json(json_t *object) {
  json_dumpf(object, stdout, JSON_COMPACT);
  putchar('\n');
  json_decref(object);
}

json_t *json_str(struct str s) {
  return json_stringn(s.n ? s.p : "", s.n);
}

json_t *json_day(struct day d) {
  char text[16];
  if (!day_is(d))
    return json_null();
  struct civil c = day_civil(d);
  snprintf(text, sizeof text, "%04d-%02d-%02d", c.year % 10000, c.month % 100, c.day % 100);
  return json_string(text);
}

json_t *json_money(struct arena *a, struct money m) {
  return m.currency[0] ? json_str(money_plain(a, m)) : json_null();
}

void progress_step(struct progress *p, size_t done) {
  p->done = done;
  if (!isatty(2) || clock_ticks() - p->shown < 100)
    return;
  p->shown = clock_ticks();
  if (p->all)
    fprintf(stderr, "\r%s %zu of %zu (%zu %%) ", p->what, done, p->all, done * 100 / p->all);
  else
    fprintf(stderr, "\r%s %zu ", p->what, done);
}

void progress_end(struct progress *p) {
  if (p->shown)
    fputs("\r\033[K", stderr);
}
