// role_watch.c: raw mail from the server into the inbox, cursor and bytes in one transaction.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/account.h"
#include "cmd/desk.h"
#include "cmd/drafts.h"
#include "cmd/filing.h"
#include "cmd/look.h"
#include "cmd/verbs.h"
#include "cmd/watch_take.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"
#include "ledger/inbox.h"

#include <stdlib.h>

enum {
  LOGIN_TRIES = 3, // a refused password is not tried more often
  BACKOFF_FIRST_MS = 1000,
  BACKOFF_LAST_MS = 300000,
  NOTICE_BYTES = 4000,
  AGAIN_SECONDS = 5, // after a look that could not see every folder
};

struct watch {
  struct app *app;
  const struct mailbox_conf *conf;
  struct ledger *ledger;
  struct imap *imap;
  struct str ledger_path;
  int wake_fd;
  bool logged_in;    // in this session
  size_t folders_n;  // at the last look
  struct box drafts; // the folder of drafts at the last look
};

// ---- a look

struct look { // at the whole mailbox, once
  struct watch *w;
  struct arena a;
  struct watched_folders folders;
  struct draft_folders drafts;
  char delimiter;
  int64_t began;     // UTC
  bool complete;     // every folder that can hold mail was seen
  struct buf notice; // for the owner: what is not watched, and why
};

static bool list_folders(struct look *look, struct err *err) {
  struct imap_folders all = {0};
  if (!imap_list(look->w->imap, &look->a, &all, err))
    return false;
  watched_choose(&look->a, look->w->conf, &all, &look->folders);
  look->delimiter = all.delimiter;
  look->drafts = draft_folders(&look->a, look->w->conf, &all);
  if (look->folders.n != look->w->folders_n)
    log_say(LOG_INFO, "watching %zu folders", look->folders.n);
  look->w->folders_n = look->folders.n;
  struct str left_out = watched_left_out(&look->a, &look->folders);
  if (left_out.n)
    buf_printf(&look->notice, "%.*s. ", STR_ARG(left_out));
  return true;
}

// One folder that cannot be read does not stop the others. But where mail may lie in it unseen,
// nothing leaves: the look does not count.
static bool look_at(struct look *look, const struct watched *f, struct err *err) {
  const struct watch *w = look->w;
  const struct taker t = {w->ledger, w->imap, w->ledger_path, w->conf->name};
  bool opened;
  if (take_folder(&t, f, &opened, err))
    return true;
  if (f->folder.kind == FOLDER_INBOX || !imap_is_open(w->imap) || stop_wanted())
    return false;
  bool closed = !opened && err->kind == ERR_SETUP; // gone, or not for us
  look->complete &= closed;
  if (look->notice.n < NOTICE_BYTES)
    buf_printf(&look->notice, "%.*s cannot be read%s: %s. ", STR_ARG(f->folder.name),
               closed ? "" : ", so nothing leaves (to leave it out: `skip =`)", err->text);
  return true;
}

static bool states(struct look *look, struct err *err) {
  struct watched_folders *w = &look->folders;
  struct str *names = arena_alloc(&look->a, sizeof *names, w->n);
  struct box *boxes = arena_alloc(&look->a, sizeof *boxes, w->n);
  size_t n = 0;
  for (size_t i = 0; i < w->n; i++)
    if (w->v[i].listed && w->v[i].folder.kind != FOLDER_INBOX)
      names[n++] = w->v[i].folder.name;
  if (!imap_status_all(look->w->imap, names, boxes, n, err))
    return false;
  for (size_t i = 0, k = 0; i < w->n; i++)
    if (k < n && str_eq(w->v[i].folder.name, names[k]))
      w->v[i].box = boxes[k++];
  return true;
}

static void file(struct look *look) {
  struct watch *w = look->w;
  struct err err;
  if (!file_drafts(w->ledger, w->conf, w->imap, look->drafts, &w->drafts, &err))
    log_say(LOG_WARNING, "Drafts: %s", err.text);
  if (!file_copies(w->ledger, w->conf, w->imap, look->folders.sent, &err))
    log_say(LOG_WARNING, "no copy into Sent: %s", err.text); // reading goes on without it
}

static void tend_desk(struct look *look) {
  struct watch *w = look->w;
  struct err err;
  if (desk_tend(w->ledger, &w->app->conf, w->conf, w->imap, &look->folders, look->delimiter, &err))
    return;
  log_say(LOG_WARNING, "questions as mail: %s", err.text);
  if (look->notice.n < NOTICE_BYTES)
    buf_printf(&look->notice, "questions as mail: %s. ", err.text);
}

// INBOX last: it stays selected for the wait. Were it selected anew, that would take in the
// announcement of a mail that came meanwhile.
static bool look_at_folders(struct look *look, struct err *err) {
  if (!list_folders(look, err))
    return false;
  file(look);
  if (!states(look, err))
    return false;
  tend_desk(look);
  for (size_t i = look->folders.n; i-- > 0;)
    if (!look_at(look, &look->folders.v[i], err))
      return false;
  return true;
}

static bool write_down(struct look *look, int64_t asked, struct err *err) {
  const struct watch *w = look->w;
  struct str notice = str_trim(buf_str(&look->notice));
  bool fresh;
  if (!look_notice_put(w->ledger, w->conf, notice, &fresh, err))
    return false;
  if (fresh && notice.n)
    log_say(LOG_WARNING, "%.*s", STR_ARG(notice));
  return !look->complete ||
         (inbox_folder_seen(w->ledger, look->folders.v[0].folder, look->began, err) &&
          look_done(w->ledger, w->conf, asked, err));
}

// What was seen, by the INBOX's own row; and answers who asked for a look before it.
static bool record(struct look *look, int64_t asked, struct err *err) {
  struct ledger *l = look->w->ledger;
  if (!ledger_begin(l, "look", err) || !write_down(look, asked, err) || !ledger_commit(l, err)) {
    ledger_rollback(l);
    return false;
  }
  if (look->complete)
    wake_ring(look->w->ledger_path, S("send"));
  return true;
}

static bool look_at_all(struct watch *w, bool *complete, struct err *err) {
  struct look look = {.w = w, .began = clock_now().utc, .complete = true};
  int64_t asked;
  arena_init(&look.a, 64 << 20);
  look.notice = buf_in(&look.a);
  bool ok = look_asked(w->ledger, w->conf, &asked, err) && look_at_folders(&look, err) &&
            record(&look, asked, err);
  *complete = look.complete;
  arena_free(&look.a);
  return ok;
}

// ---- a session

static bool session(struct watch *w, bool once, struct err *err) {
  int64_t usual =
      w->conf->idle_minutes < w->conf->scan_minutes ? w->conf->idle_minutes : w->conf->scan_minutes;
  bool complete;
  w->logged_in = account_imap(w->conf, &w->imap, err);
  if (!w->logged_in || !look_begins(w->ledger, w->conf, clock_now().utc, err))
    return false;
  log_say(LOG_INFO, "logged in");
  do {
    if (!look_at_all(w, &complete, err))
      return false;
    if (once)
      return complete || err_set(err, ERR_WAIT, "not every folder could be read: see above");
    int seconds = complete ? (int)usual * 60 : AGAIN_SECONDS;
    if (imap_wait(w->imap, seconds, w->wake_fd, err) == IMAP_LOST)
      return false;
    wake_wait(w->wake_fd, 0);
  } while (!stop_wanted());
  return true;
}

static int64_t backoff(int failures) {
  int64_t ms = BACKOFF_FIRST_MS;
  for (int i = 1; i < failures && ms < BACKOFF_LAST_MS; i++)
    ms *= 2;
  ms = ms < BACKOFF_LAST_MS ? ms : BACKOFF_LAST_MS;
  return ms / 2 + random() % (ms / 2 + 1);
}

static int watch(struct watch *w, bool once) {
  struct err err;
  int failures = 0, refusals = 0;
  while (!stop_wanted()) {
    int64_t began = clock_ticks();
    bool ok = session(w, once, &err);
    imap_close(w->imap);
    w->imap = NULL;
    if (ok || stop_wanted())
      return EXIT_DONE;
    log_say(LOG_WARNING, "%s", err.text);
    refusals = err.kind == ERR_SETUP && !w->logged_in ? refusals + 1 : 0;
    if (once || refusals >= LOGIN_TRIES)
      return fail(&err);
    failures = clock_ticks() - began > BACKOFF_LAST_MS ? 1 : failures + 1;
    wake_wait(w->wake_fd, (int)backoff(failures));
  }
  return EXIT_DONE;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct watch w = {.app = app};
  if (!app_conf(app, &err) ||
      !(w.conf = account_named(app, args->rest_n ? args->rest[0] : NULL, &err)))
    return fail(&err);
  const char *role = str_c(&app->arena, account_role(&app->arena, w.conf));
  step_role("watch");
  ledger_step = step;
  stop_on_signals();
  stream_interrupted = stop_wanted; // what was not stored is fetched again
  log_start(role, LOG_INFO);
  w.ledger_path = app_ledger_path(app);
  if (!app_ledger(app, LEDGER_EXISTING, role, &w.ledger, &err) ||
      !wake_open(&app->arena, w.ledger_path, str_of(role), &w.wake_fd, &err))
    return fail(&err);
  stop_wakes(w.wake_fd);
  srandom((unsigned)clock_ticks());
  int status = watch(&w, args_has(args, "once"));
  ledger_close(w.ledger);
  return status;
}

static const struct flag flags[] = {{"once", NULL, "look once at every folder and return"}, {0}};

const struct verb verb_watch = {
    .name = "watch",
    .synopsis = "[--once] [NAME]",
    .summary = "Watch one mailbox: fetch what is new, file copies of what was sent.",
    .examples = "  relance watch compta          the role alone, in the foreground\n"
                "  relance watch --once compta   fetch what is there and return\n",
    .flags = flags,
    .run = run,
};
