// role_watch.c: raw mail from the server into the inbox, cursor and bytes in one transaction.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/account.h"
#include "cmd/filing.h"
#include "cmd/look.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"
#include "ledger/inbox.h"
#include "relance/mail.h"

#include <stdlib.h>

enum {
  SET_MESSAGES = 500,   // committed together
  SET_BYTES = 16 << 20, // and their bytes together
  WATCHED_FOLDERS = 8,
  LOGIN_TRIES = 3, // a refused password is not tried more often
  BACKOFF_FIRST_MS = 1000,
  BACKOFF_LAST_MS = 300000,
};

struct watch {
  struct app *app;
  const struct mailbox_conf *conf;
  struct ledger *ledger;
  struct imap *imap;
  struct str ledger_path;
  int wake_fd;
  struct folder folders[WATCHED_FOLDERS];
  size_t folders_n;
  struct str sent;   // name of the Sent folder, or empty
  int64_t next_scan; // clock_ticks
};

// ---- which folders

static void add_folder(struct watch *w, struct str name, enum folder_kind kind) {
  for (size_t i = 0; i < w->folders_n; i++)
    if (str_eq(w->folders[i].name, name))
      return;
  if (w->folders_n < WATCHED_FOLDERS)
    w->folders[w->folders_n++] = (struct folder){
        .mailbox = w->conf->name, .name = str_dup(&w->app->arena, name), .kind = kind};
}

static struct str by_use(const struct imap_folders *all, enum folder_use use, struct str named) {
  for (size_t i = 0; !named.n && i < all->n; i++)
    if (all->v[i].use == use && all->v[i].selectable)
      return all->v[i].name;
  return named;
}

static bool find_folders(struct watch *w, struct err *err) {
  struct arena a;
  struct imap_folders all = {0};
  arena_init(&a, 64 << 20);
  bool ok = imap_list(w->imap, &a, &all, err);
  if (ok) {
    struct str sent = by_use(&all, USE_SENT, w->conf->sent);
    struct str junk = by_use(&all, USE_JUNK, w->conf->junk);
    w->folders_n = 0;
    add_folder(w, w->conf->inbox, FOLDER_INBOX);
    if (sent.n)
      add_folder(w, sent, FOLDER_SENT);
    if (junk.n)
      add_folder(w, junk, FOLDER_JUNK);
    w->sent = str_dup(&w->app->arena, sent);
  }
  arena_free(&a);
  return ok;
}

// ---- one set

struct taking {
  struct arena *a;
  LIST(struct raw_message) messages;
  size_t bytes;
};

static bool take(void *ctx, const struct imap_mail *mail, struct str raw, struct err *err) {
  struct taking *t = ctx;
  (void)err;
  *LIST_PUSH(t->a, &t->messages) = (struct raw_message){
      .uid = mail->uid, .arrived_at = mail->internaldate, .raw = str_dup(t->a, raw)};
  t->bytes += raw.n;
  return true;
}

// What is too large is not fetched: it is stored as set aside, with its size.
static void leave_large(struct taking *t, const struct imap_mails *mails,
                        struct imap_mails *small) {
  for (size_t i = 0; i < mails->n; i++) {
    const struct imap_mail *m = &mails->v[i];
    if (m->size <= MAIL_SIZE_LIMIT)
      *LIST_PUSH(t->a, small) = *m;
    else
      *LIST_PUSH(t->a, &t->messages) = (struct raw_message){
          .uid = m->uid,
          .arrived_at = m->internaldate,
          .refused = str_printf(t->a,
                                "%u bytes, and relance reads at most %d: open it in your mail "
                                "program",
                                m->size, MAIL_SIZE_LIMIT)};
  }
}

// The cursor may pass a message that is here or gone, never one that the server held back.
static uint32_t cursor_after(const struct imap_mails *mails, uint32_t last, uint32_t before) {
  for (size_t i = 0; i < mails->n; i++) {
    if (mails->v[i].state == MAIL_HELD || mails->v[i].state == MAIL_UNREAD)
      return mails->v[i].uid - 1 > before ? mails->v[i].uid - 1 : before;
    if (mails->v[i].state == MAIL_GONE)
      log_say(LOG_INFO, "uid %u was moved or removed before it could be read", mails->v[i].uid);
  }
  return last;
}

static int by_uid(const void *x, const void *y) {
  uint32_t a = ((const struct raw_message *)x)->uid, b = ((const struct raw_message *)y)->uid;
  return (a > b) - (a < b);
}

// As many messages from `first` on as fit into one set.
static size_t fitting(const struct imap_mails *mails, size_t from) {
  size_t bytes = 0, n = 0;
  for (; from + n < mails->n && n < SET_MESSAGES; n++) {
    bytes += mails->v[from + n].size;
    if (n && bytes > SET_BYTES)
      break;
  }
  return n;
}

static bool store_set(struct watch *w, struct folder f, uint32_t uidvalidity,
                      const struct imap_mails *mails, uint32_t *cursor, struct err *err) {
  struct arena a;
  struct imap_mails small = {0};
  size_t fresh = 0;
  arena_init(&a, (size_t)1 << 30);
  struct taking t = {.a = &a};
  leave_large(&t, mails, &small);
  bool ok = small.n == 0 || imap_fetch_raw(w->imap, small.v, small.n, take, &t, err);
  if (ok) {
    uint32_t last = cursor_after(&small, mails->v[mails->n - 1].uid, *cursor);
    if (t.messages.n)
      qsort(t.messages.v, t.messages.n, sizeof *t.messages.v, by_uid);
    while (t.messages.n && t.messages.v[t.messages.n - 1].uid > last)
      t.messages.n--;
    struct raw_set set = {.folder = f,
                          .uidvalidity = uidvalidity,
                          .last_uid = last,
                          .v = t.messages.v,
                          .n = t.messages.n};
    ok = inbox_store_set(w->ledger, &set, &fresh, err);
    *cursor = ok ? last : *cursor;
  }
  arena_free(&a);
  if (ok && fresh)
    wake_ring(w->ledger_path, S("work"));
  return ok;
}

// ---- one folder

static bool take_sizes(struct watch *w, struct folder f, uint32_t uidvalidity,
                       const struct imap_mails *mails, uint32_t *cursor, struct err *err) {
  for (size_t i = 0; i < mails->n;) {
    size_t n = fitting(mails, i);
    struct imap_mails some = {.v = mails->v + i, .n = n};
    uint32_t want = some.v[n - 1].uid;
    if (!store_set(w, f, uidvalidity, &some, cursor, err))
      return false;
    if (*cursor < want)
      return err_set(err, ERR_WAIT, "folder %.*s: the server lists uid %u and does not give it",
                     STR_ARG(f.name), *cursor + 1);
    i += n;
  }
  return true;
}

// With the sizes of those that the server answered about. It may leave one out that it lists: that
// one is fetched all the same, alone, and only what is gone then is passed by.
static struct imap_mails all_of(struct arena *a, const uint32_t *uids, size_t n,
                                const struct imap_mails *sized) {
  struct imap_mails all = {0};
  for (size_t i = 0, k = 0; i < n; i++) {
    while (k < sized->n && sized->v[k].uid < uids[i])
      k++;
    bool has = k < sized->n && sized->v[k].uid == uids[i];
    *LIST_PUSH(a, &all) =
        has ? sized->v[k] : (struct imap_mail){.uid = uids[i], .size = MAIL_SIZE_LIMIT};
  }
  return all;
}

static bool take_new(struct watch *w, struct folder f, const struct box *box, uint32_t cursor,
                     struct err *err) {
  struct arena a;
  struct uids uids = {0};
  arena_init(&a, 256 << 20);
  bool ok = imap_search_from(w->imap, cursor + 1, &a, &uids, err);
  for (size_t i = 0; ok && i < uids.n; i += SET_MESSAGES) {
    size_t last = i + SET_MESSAGES < uids.n ? i + SET_MESSAGES : uids.n;
    struct imap_mails sized = {0};
    ok = imap_fetch_sizes(w->imap, uids.v[i], uids.v[last - 1], &a, &sized, err);
    struct imap_mails mails = all_of(&a, uids.v + i, last - i, &sized);
    ok = ok && take_sizes(w, f, box->uidvalidity, &mails, &cursor, err);
  }
  arena_free(&a);
  return ok;
}

static bool look_at(struct watch *w, const struct folder *f, struct err *err) {
  struct box box;
  struct folder_state state;
  int64_t now = clock_now().utc;
  size_t fresh;
  if (!imap_select(w->imap, f->name, BOX_READ, &box, err) ||
      !inbox_folder_get(w->ledger, *f, &state, err))
    return false;
  bool same = state.uidvalidity == box.uidvalidity;
  if (state.uidvalidity && !same) {
    log_say(LOG_WARNING,
            "folder %.*s was renumbered by the server (UIDVALIDITY %u, before %u): "
            "its messages are recognised by content",
            STR_ARG(f->name), box.uidvalidity, state.uidvalidity);
    struct raw_set none = {.folder = *f, .uidvalidity = box.uidvalidity};
    if (!inbox_store_set(w->ledger, &none, &fresh, err))
      return false;
  }
  uint32_t cursor = same ? state.last_uid : 0;
  if (same && box.uidnext && box.uidnext <= cursor + 1)
    return inbox_folder_seen(w->ledger, *f, now, err);
  return take_new(w, *f, &box, cursor, err) && inbox_folder_seen(w->ledger, *f, now, err);
}

// Every folder, INBOX last: it stays selected for the wait. Answers who asked for a look before it.
static bool look_at_all(struct watch *w, struct err *err) {
  int64_t asked;
  if (!look_asked(w->ledger, w->conf, &asked, err))
    return false;
  for (size_t i = w->folders_n; i-- > 0;)
    if (!look_at(w, &w->folders[i], err))
      return false;
  w->next_scan = clock_ticks() + w->conf->scan_minutes * 60000;
  if (!look_done(w->ledger, w->conf, asked, err))
    return false;
  wake_ring(w->ledger_path, S("send"));
  return true;
}

// ---- a session

static bool session(struct watch *w, bool once, struct err *err) {
  if (!account_imap(w->conf, &w->imap, err) || !find_folders(w, err) ||
      !look_begins(w->ledger, w->conf, clock_now().utc, err))
    return false;
  log_say(LOG_INFO, "logged in, watching %zu folders", w->folders_n);
  do {
    // Nothing may be selected between the look at INBOX and the wait: selecting it anew would take
    // in the announcement of a mail that came meanwhile.
    if (!file_copies(w->ledger, w->conf, w->imap, w->sent, err))
      log_say(LOG_WARNING, "no copy into Sent: %s", err->text); // reading goes on without it
    if (!look_at_all(w, err))
      return false;
    if (once)
      return true;
    enum imap_wake wake = imap_wait(w->imap, (int)w->conf->idle_minutes * 60, w->wake_fd, err);
    if (wake == IMAP_LOST)
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
    if (ok)
      return EXIT_DONE;
    log_say(LOG_WARNING, "%s", err.text);
    refusals = err.kind == ERR_SETUP ? refusals + 1 : 0;
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
