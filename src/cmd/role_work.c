// role_work.c: everything that is decided: messages first, then the day, then the outbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/knowledge.h"
#include "cmd/settle.h"
#include "cmd/thanks.h"
#include "cmd/trials.h"
#include "cmd/verbs.h"
#include "cmd/work_day.h"
#include "cmd/work_statements.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"

enum {
  CLAIM_AT_ONCE = 100,
  POLL_MS = 5000,
  DAY_MINUTES = 10, // the day is looked at again so often: approvals, new invoices, ended holds
};

static bool work_inbox(struct worker *w, size_t *worked, struct err *err) {
  struct arena a;
  bool ok = true;
  *worked = 0;
  for (;;) {
    struct inbox_messages messages = {0};
    arena_init(&a, (size_t)256 << 20);
    ok = inbox_claim(w->ledger, &a, CLAIM_AT_ONCE, &messages, err);
    for (size_t i = 0; ok && i < messages.n; i++)
      ok = work_message(w, &messages.v[i], err);
    arena_free(&a);
    if (!ok || !messages.n || stop_wanted())
      break;
    *worked += messages.n;
  }
  if (*worked)
    wake_ring(w->ledger_path, S("send"));
  return ok;
}

static bool work_once(struct worker *w, bool day, struct err *err) {
  size_t worked;
  return work_statements(w, err) && work_inbox(w, &worked, err) &&
         settle_payments(w->ledger, &w->app->know->policies, err) &&
         (!day || (work_day(w, err) && thanks_write(w, err))) && work_outbox(w, err);
}

// The ledger may be busy for a moment; anything else that fails here needs a person.
static bool keep_working(struct worker *w, int wake_fd, struct err *err) {
  int64_t next_day = 0;
  struct day last = DAY_NONE;
  while (!stop_wanted()) {
    struct day today = clock_now().today;
    bool day = clock_ticks() >= next_day || today.n != last.n;
    if (work_once(w, day, err)) {
      last = today;
      next_day = day ? clock_ticks() + DAY_MINUTES * 60000LL : next_day;
    } else if (err->kind == ERR_SETUP)
      return false;
    else
      log_say(LOG_WARNING, "%s", err->text);
    wake_wait(wake_fd, POLL_MS);
  }
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct worker w = {.app = app, .reader = {.app = app}};
  int wake_fd;
  step_role("work");
  ledger_step = step;
  stop_on_signals();
  log_start("work", LOG_INFO);
  if (!app_conf(app, &err) || !know(app, KNOW_DUNNING | KNOW_LETTERS, &err) ||
      !app_ledger(app, LEDGER_EXISTING, "work", &w.ledger, &err) ||
      !trials_load(app, w.ledger, &app->arena, &err))
    return fail(&err);
  w.ledger_path = app_ledger_path(app);
  bool ok = wake_open(&app->arena, w.ledger_path, S("work"), &wake_fd, &err) &&
            (args_has(args, "once") ? work_once(&w, true, &err) : keep_working(&w, wake_fd, &err));
  reader_stop(&w.reader);
  ledger_close(w.ledger);
  return ok ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {{"once", NULL, "do what is due and return"}, {0}};

const struct verb verb_work = {
    .name = "work",
    .synopsis = "[--once]",
    .summary = "Understand what came in, hold and withdraw, plan what is due.",
    .examples = "  relance work          the role alone, in the foreground\n"
                "  relance work --once   do what is due and return\n",
    .flags = flags,
    .run = run,
};
