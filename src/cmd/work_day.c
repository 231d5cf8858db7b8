// work_day.c: what is due of each client, some clients a transaction; then the outbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/work_day.h"

#include "cmd/answers.h"
#include "cmd/digest.h"
#include "cmd/knowledge.h"
#include "cmd/work_alerts.h"
#include "cmd/work_drafts.h"
#include "cmd/work_folders.h"
#include "cmd/write_letter.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/wake.h"
#include "ledger/journal.h"
#include "ledger/register_store.h"

enum {
  CLIENTS_AT_ONCE = 200,
  CLIENTS_A_COMMIT = 20,
  OUTBOX_AT_ONCE = 500,
  ANSWER_LATEST = 7 * 86400,
  DOUBT_SECONDS = 30 * 60, // so long the own copy in Sent may take
};

static bool note(struct ledger *l, struct now now, const char *kind, struct str client,
                 int64_t letter, struct str say, struct err *err) {
  int64_t id;
  struct journal_entry e = {
      .at = now.utc, .kind = str_of(kind), .client = client, .letter = letter, .say = say};
  return journal_add(l, &e, &id, err);
}

// A letter that was planned for an earlier day and never queued says yesterday's figures: it makes
// room for today's.
static bool drop_stale(struct worker *w, struct arena *a, struct str client, struct now now,
                       struct err *err) {
  struct outbox_letters letters = {0};
  bool moved;
  struct letter_change c = {.gives_key_back = true};
  if (!letters_of_client(w->ledger, a, client, OUTBOX_AT_ONCE, &letters, err))
    return false;
  for (size_t i = 0; i < letters.n; i++) {
    const struct outbox_letter *t = &letters.v[i];
    bool old = clock_at(t->not_before).today.n < now.today.n;
    if (t->state == LETTER_PLANNED && t->kind == OUTBOX_REMINDER && old &&
        !letter_move(w->ledger, t->id, LETTER_PLANNED, LETTER_WITHDRAWN, &c,
                     S("planned for an earlier day: written anew with today's figures"), now.utc,
                     &moved, err))
      return false;
  }
  return true;
}

static bool write_plan(struct worker *w, struct arena *a, const struct snapshot *s,
                       const struct plan *plan, struct now now, struct err *err) {
  for (size_t i = 0; i < plan->letters.n; i++) {
    const struct due_letter *d = &plan->letters.v[i];
    int64_t id;
    bool fresh;
    struct letter_order order = {
        .due = d, .s = s, .l = w->ledger, .occasion = {.promised = DAY_NONE}};
    if (!write_letter(w->app, w->ledger, a, &order, OUTBOX_REMINDER, 0, now, &id, &fresh, err))
      return false;
    if (fresh && !note(w->ledger, now, "plan", d->client, id, d->why, err))
      return false;
  }
  return true;
}

static bool plan_client(struct worker *w, struct arena *a, struct str client, struct now now,
                        struct err *err) {
  const struct knowledge *k = w->app->know;
  struct snapshot s = {0};
  struct plan plan = {0};
  bool waits;
  if (!answer_waits(w->ledger, a, client, &waits, err))
    return false;
  if (waits) // first what he asked for
    return true;
  if (!drop_stale(w, a, client, now, err) || !ledger_snapshot_client(w->ledger, a, client, &s, err))
    return false;
  s.company = w->app->conf.company;
  dunning_plan(a, &s, &k->policies, &k->calendar, &k->laws, &now, &plan);
  return write_plan(w, a, &s, &plan, now, err);
}

static bool plan_clients(struct worker *w, const struct str *clients, size_t n, struct now now,
                         struct err *err) {
  bool ok = ledger_begin(w->ledger, "plan", err);
  for (size_t i = 0; ok && i < n; i++) {
    struct arena a;
    arena_init(&a, ARENA_MESSAGE_LIMIT);
    ok = plan_client(w, &a, clients[i], now, err);
    arena_free(&a);
  }
  ok = ok && ledger_commit(w->ledger, err);
  if (!ok)
    ledger_rollback(w->ledger);
  return ok;
}

// Some clients share a commit, since each is a wait for the disk. One client's trouble does not
// stop the others: it is told and tried again next time.
static bool day_of_clients(struct worker *w, const struct str *clients, size_t n, struct now now,
                           struct err *err) {
  if (plan_clients(w, clients, n, now, err))
    return true;
  if (err->kind == ERR_WAIT)
    return false;
  if (n == 1)
    log_say(LOG_ERROR, "client %.*s: %s", STR_ARG(clients[0]), err->text);
  for (size_t i = 0; n > 1 && i < n; i++)
    if (!day_of_clients(w, &clients[i], 1, now, err))
      return false;
  return true;
}

static bool write_digest(struct worker *w, struct err *err) {
  bool written;
  if (!digest_write(w->app, w->ledger, &written, err))
    return false;
  if (written)
    wake_ring(w->ledger_path, S("send"));
  return true;
}

bool work_day(struct worker *w, struct err *err) {
  struct now now = clock_now();
  struct arena a;
  struct str after = S("");
  int horizon = dunning_horizon(&w->app->know->policies);
  size_t ended;
  if (!holds_expire(w->ledger, now.today, now.utc, &ended, err))
    return false;
  arena_init(&a, 64 << 20);
  bool ok = true;
  for (;;) {
    struct strs clients = {0};
    ok = register_overdue(w->ledger, &a, day_add(now.today, horizon), after, CLIENTS_AT_ONCE,
                          &clients, err);
    for (size_t i = 0; ok && i < clients.n; i += CLIENTS_A_COMMIT) {
      size_t left = clients.n - i;
      ok = day_of_clients(w, &clients.v[i], left < CLIENTS_A_COMMIT ? left : CLIENTS_A_COMMIT, now,
                          err);
    }
    if (!ok || clients.n == 0)
      break;
    after = clients.v[clients.n - 1];
  }
  arena_free(&a);
  return ok && work_alerts(w, err) && write_digest(w, err);
}

// ---- the outbox

static bool may_queue(const struct worker *w, enum mode mode, const struct outbox_letter *t,
                      struct now now) {
  bool settled = t->created_at + w->app->conf.service.settle_seconds <= now.utc;
  bool by_itself = mode == MODE_AUTOMATIC && !t->needs_person;
  return (by_itself || mode == MODE_DRAFT) && settled && t->not_before <= now.utc;
}

// Nobody let it go for a week: the client still waits, and his reminders with him.
static bool give_up_answer(struct worker *w, const struct outbox_letter *t, struct now now,
                           struct err *err) {
  int64_t id;
  bool moved;
  struct hold h = {.client = t->client,
                   .kind = HOLD_ASKED,
                   .from = now.today,
                   .until = DAY_NONE,
                   .why = S("he asked for something and was not answered within a week")};
  return letter_move(w->ledger, t->id, LETTER_PLANNED, LETTER_WITHDRAWN, NULL,
                     S("it comes too late to be an answer"), now.utc, &moved, err) &&
         (!moved || hold_put(w->ledger, &h, t->cycle, now.utc, &id, err));
}

static bool queue_settled(struct worker *w, struct arena *a, enum mode mode, struct now now,
                          size_t *n, struct err *err) {
  struct outbox_letters letters = {0};
  bool moved;
  *n = 0;
  if (!letters_by_state(w->ledger, a, LETTER_PLANNED, OUTBOX_AT_ONCE, &letters, err))
    return false;
  for (size_t i = 0; i < letters.n; i++) {
    const struct outbox_letter *t = &letters.v[i];
    if (t->kind == OUTBOX_ANSWER && t->created_at + ANSWER_LATEST < now.utc) {
      if (!give_up_answer(w, t, now, err))
        return false;
      continue;
    }
    if (!may_queue(w, mode, t, now))
      continue;
    if (!letter_move(w->ledger, letters.v[i].id, LETTER_PLANNED, LETTER_QUEUED, NULL, S("due"),
                     now.utc, &moved, err))
      return false;
    *n += moved;
  }
  return true;
}

static bool ask_about_doubts(struct worker *w, struct arena *a, struct now now, struct err *err) {
  struct outbox_letters letters = {0};
  bool moved;
  if (!letters_by_state(w->ledger, a, LETTER_IN_DOUBT, OUTBOX_AT_ONCE, &letters, err))
    return false;
  for (size_t i = 0; i < letters.n; i++)
    if (letters.v[i].in_doubt_at + DOUBT_SECONDS <= now.utc &&
        !letter_move(w->ledger, letters.v[i].id, LETTER_IN_DOUBT, LETTER_ASK_OWNER, NULL,
                     S("no copy in Sent, no bounce and no answer tells whether it left: see "
                       "`relance outbox`"),
                     now.utc, &moved, err))
      return false;
  return true;
}

bool work_outbox(struct worker *w, struct err *err) {
  struct now now = clock_now();
  struct arena a;
  struct str ignored; // send tells of it
  size_t n;
  arena_init(&a, 64 << 20);
  enum mode mode = app_mode(w->app, &a, &ignored);
  bool ok = work_folders(w, err) && queue_settled(w, &a, mode, now, &n, err) &&
            work_drafts(w, &a, mode, now, err) && ask_about_doubts(w, &a, now, err);
  arena_free(&a);
  if (ok && n)
    wake_ring(w->ledger_path, S("send"));
  return ok;
}
