// look.c: the question "is there anything new?" between the roles.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/look.h"

#include "cmd/account.h"
#include "host/clock.h"
#include "host/step.h"
#include "host/wake.h"
#include "ledger/inbox.h"

enum { POLL_MS = 20 };

static bool counter(struct ledger *l, struct str mailbox, const char *what, int64_t *n,
                    struct err *err) {
  struct arena a;
  struct str value = S("0");
  bool found;
  arena_init(&a, 256 << 10);
  bool ok = ledger_setting_get(l, &a, str_c(&a, str_printf(&a, "%s %.*s", what, STR_ARG(mailbox))),
                               &value, &found, err);
  if (ok && !str_int(value, n))
    *n = 0;
  arena_free(&a);
  return ok;
}

static bool set_counter(struct ledger *l, const struct mailbox_conf *m, const char *what, int64_t n,
                        struct err *err) {
  struct arena a;
  arena_init(&a, 256 << 10);
  bool ok = ledger_setting_put(l, str_c(&a, str_printf(&a, "%s %.*s", what, STR_ARG(m->name))),
                               str_printf(&a, "%lld", (long long)n), err);
  arena_free(&a);
  return ok;
}

bool look_asked(struct ledger *l, const struct mailbox_conf *m, int64_t *n, struct err *err) {
  return counter(l, m->name, "look asked", n, err);
}

bool look_done(struct ledger *l, const struct mailbox_conf *m, int64_t n, struct err *err) {
  return set_counter(l, m, "look done", n, err);
}

bool look_first(struct ledger *l, struct str mailbox, int64_t now, int64_t *at, struct err *err) {
  int64_t first;
  if (!counter(l, mailbox, "first look", &first, err))
    return false;
  *at = first ? first : now;
  return true;
}

bool look_begins(struct ledger *l, const struct mailbox_conf *m, int64_t now, struct err *err) {
  int64_t first;
  if (!counter(l, m->name, "first look", &first, err))
    return false;
  return first || set_counter(l, m, "first look", now, err);
}

bool look_notice(struct ledger *l, struct arena *a, const struct mailbox_conf *m,
                 struct str *notice, struct err *err) {
  bool found;
  *notice = S("");
  return ledger_setting_get(l, a, str_c(a, str_printf(a, "look notice %.*s", STR_ARG(m->name))),
                            notice, &found, err);
}

bool look_notice_put(struct ledger *l, const struct mailbox_conf *m, struct str notice, bool *fresh,
                     struct err *err) {
  struct arena a;
  struct str before;
  arena_init(&a, 256 << 10);
  bool ok = look_notice(l, &a, m, &before, err);
  *fresh = ok && !str_eq(before, notice);
  if (*fresh)
    ok = ledger_setting_put(l, str_c(&a, str_printf(&a, "look notice %.*s", STR_ARG(m->name))),
                            notice, err);
  arena_free(&a);
  return ok;
}

static bool ask(struct app *app, struct ledger *l, int64_t *wanted, struct err *err) {
  struct arena a;
  bool ok = ledger_begin(l, "ask for a look", err);
  for (size_t i = 0; ok && i < app->conf.mailboxes.n; i++) {
    const struct mailbox_conf *m = &app->conf.mailboxes.v[i];
    ok = look_asked(l, m, &wanted[i], err) && set_counter(l, m, "look asked", ++wanted[i], err);
  }
  ok = ok && ledger_commit(l, err);
  if (!ok)
    ledger_rollback(l);
  arena_init(&a, 256 << 10);
  for (size_t i = 0; ok && i < app->conf.mailboxes.n; i++)
    wake_ring(app_ledger_path(app), account_role(&a, &app->conf.mailboxes.v[i]));
  arena_free(&a);
  return ok;
}

// All looked at, and nothing that came in waits to be worked.
static bool answered(struct app *app, struct ledger *l, const int64_t *wanted, bool *yes,
                     struct err *err) {
  size_t waiting = 0;
  *yes = true;
  for (size_t i = 0; *yes && i < app->conf.mailboxes.n; i++) {
    int64_t done;
    if (!counter(l, app->conf.mailboxes.v[i].name, "look done", &done, err))
      return false;
    *yes = done >= wanted[i];
  }
  if (*yes && !inbox_waiting(l, &waiting, err))
    return false;
  *yes = *yes && waiting == 0;
  return true;
}

bool look_now(struct app *app, struct ledger *l, int wake_fd, struct err *err) {
  int64_t wanted[64], end = clock_ticks() + LOOK_SECONDS * 1000LL;
  bool yes = false;
  if (app->conf.mailboxes.n > 64)
    return err_set(err, ERR_SETUP, "more than 64 mailboxes in one service");
  if (!ask(app, l, wanted, err))
    return false;
  while (!stop_wanted() && clock_ticks() < end) {
    if (!answered(app, l, wanted, &yes, err))
      return false;
    if (yes)
      return true;
    wake_wait(wake_fd, POLL_MS);
  }
  return err_set(err, ERR_WAIT,
                 "the mailbox could not be looked at within %d seconds, so nothing leaves: is "
                 "`relance run` (watch and work) running?",
                 LOOK_SECONDS);
}
