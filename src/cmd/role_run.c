// role_run.c: all roles under one supervisor, in the foreground.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/account.h"
#include "cmd/knowledge.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum {
  ROLES_MAX = 68,
  RESTART_FIRST_MS = 200,
  RESTART_LAST_MS = 10000,
  STOP_MS = 20000,
  // A letter whose last dot was sent is waited for: cut off, nobody would know whether it left.
  STOP_SEND_MS = (NET_DOT_SECONDS + 30) * 1000,
  STOP_SAY_MS = 5000,
  TICK_MS = 200
};

struct role {
  const char *name, *mailbox; // mailbox NULL: not a watch
  int stop_ms;                // how long it may take to end
  pid_t pid;
  int64_t start_at, started;
  int deaths;   // in a row, without having lived for a while
  bool retired; // ended in a way that a restart would not mend
};

struct supervisor {
  struct app *app;
  struct role roles[ROLES_MAX];
  size_t n;
};

static void add(struct supervisor *s, const char *name, const char *mailbox, int stop_ms) {
  if (s->n < ROLES_MAX)
    s->roles[s->n++] = (struct role){.name = name, .mailbox = mailbox, .stop_ms = stop_ms};
}

static void become(struct supervisor *s, const struct role *r) {
  const char *argv[8] = {"relance", "--config", s->app->conf.path.p};
  char *args[8];
  size_t n = 3;
  if (s->app->ledger_path) {
    argv[n++] = "--ledger";
    argv[n++] = s->app->ledger_path;
  }
  argv[n++] = r->name;
  argv[n++] = r->mailbox;
  memcpy(args, argv, sizeof args);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  execv("/proc/self/exe", args);
  _exit(127);
}

static void start(struct supervisor *s, struct role *r) {
  pid_t pid = fork();
  if (pid == 0)
    become(s, r);
  r->pid = pid > 0 ? pid : 0;
  r->started = clock_ticks();
}

static void died(struct role *r, int status) {
  bool lived = clock_ticks() - r->started > RESTART_LAST_MS;
  int64_t wait = RESTART_FIRST_MS;
  r->pid = 0;
  r->deaths = lived ? 1 : r->deaths + 1;
  for (int i = 1; i < r->deaths && wait < RESTART_LAST_MS; i++)
    wait *= 2;
  r->start_at = clock_ticks() + (wait < RESTART_LAST_MS ? wait : RESTART_LAST_MS);
  r->retired = WIFEXITED(status) && WEXITSTATUS(status) != EXIT_LATER;
  if (stop_wanted())
    return;
  if (r->retired)
    log_say(LOG_ERROR,
            "%s%s%s has stopped for the reason above; mend it and start relance again. "
            "Nothing leaves meanwhile",
            r->name, r->mailbox ? " " : "", r->mailbox ? r->mailbox : "");
  else
    log_say(LOG_WARNING, "%s died (%s %d), starting it again", r->name,
            WIFSIGNALED(status) ? "signal" : "status",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static void reap(struct supervisor *s) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    for (size_t i = 0; i < s->n; i++)
      if (s->roles[i].pid == pid)
        died(&s->roles[i], status);
}

static bool any_alive(const struct supervisor *s) {
  for (size_t i = 0; i < s->n; i++)
    if (s->roles[i].pid)
      return true;
  return false;
}

static bool all_retired(const struct supervisor *s) {
  for (size_t i = 0; i < s->n; i++)
    if (!s->roles[i].retired)
      return false;
  return true;
}

static void supervise(struct supervisor *s) {
  while (!stop_wanted() && !all_retired(s)) {
    for (size_t i = 0; i < s->n; i++) {
      struct role *r = &s->roles[i];
      if (!r->pid && !r->retired && clock_ticks() >= r->start_at)
        start(s, r);
    }
    sd_notify(0, "WATCHDOG=1");
    poll(NULL, 0, TICK_MS);
    reap(s);
  }
}

// Said once, so that nobody takes the wait for a hang.
static void tell_wait(const struct supervisor *s) {
  for (size_t i = 0; i < s->n; i++)
    if (s->roles[i].pid)
      log_say(LOG_INFO, "waiting for %s, at most %d seconds; a second signal ends it at once",
              s->roles[i].name, s->roles[i].stop_ms / 1000);
}

static void kill_late(struct supervisor *s, int64_t waited) {
  for (size_t i = 0; i < s->n; i++)
    if (s->roles[i].pid && (stop_urgent() || waited >= s->roles[i].stop_ms))
      kill(s->roles[i].pid, SIGKILL);
}

static void stop_all(struct supervisor *s) {
  int64_t began = clock_ticks();
  bool told = false;
  sd_notify(0, "STOPPING=1");
  for (size_t i = 0; i < s->n; i++)
    if (s->roles[i].pid)
      kill(s->roles[i].pid, SIGTERM);
  while (any_alive(s)) {
    int64_t waited = clock_ticks() - began;
    if (!told && waited >= STOP_SAY_MS) {
      tell_wait(s);
      told = true;
    }
    kill_late(s, waited);
    poll(NULL, 0, 20);
    reap(s);
  }
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *l;
  struct supervisor s = {.app = app};
  (void)args;
  log_start("run", LOG_INFO);
  stop_on_signals();
  if (!app_conf(app, &err) || !know(app, KNOW_ALL, &err) ||
      !app_ledger(app, LEDGER_EXISTING, "run", &l, &err))
    return fail(&err);
  for (size_t i = 0; i < app->conf.mailboxes.n; i++)
    add(&s, "watch", str_c(&app->arena, app->conf.mailboxes.v[i].name), STOP_MS);
  add(&s, "work", NULL, STOP_MS);
  add(&s, "send", NULL, STOP_SEND_MS);
  if (app->conf.service.listen.n)
    add(&s, "serve", NULL, STOP_MS);
  log_say(LOG_INFO, "%zu roles, mode %s", s.n, mode_name(app->conf.service.mode));
  sd_notify(0, "READY=1");
  supervise(&s);
  bool asked = stop_wanted();
  stop_all(&s);
  ledger_close(l);
  return asked ? EXIT_DONE : EXIT_PERSON;
}

const struct verb verb_run = {
    .name = "run",
    .synopsis = "",
    .summary = "Run everything in the foreground: watch each mailbox, work, send, serve.",
    .examples = "  relance run   as the systemd unit does\n",
    .run = run,
};
