// role_send.c: queued letters that are due, one at a time, each looked at again before it leaves.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/deliver.h"
#include "cmd/guard.h"
#include "cmd/knowledge.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"

enum { POLL_MS = 5000, REST_MS = 300000, ASK_SECONDS = 60 };

// Inside the claim's own transaction: what must not leave now is postponed or withdrawn, and the
// next one is tried.
static bool claim_checked(struct sender_role *r, struct arena *a, struct outbox_letter *letter,
                          bool *found, bool *ready, struct err *err) {
  struct now now = clock_now();
  struct answer answer;
  bool moved;
  *ready = false;
  if (!letter_claim(r->ledger, a, S(""), now.utc, letter, found, err))
    return false;
  if (!*found)
    return true;
  if (!guard_letter(r->app, r->ledger, a, letter, now, &answer, err))
    return false;
  *ready = answer.due == DUE_YES;
  if (answer.due == DUE_YES)
    return true;
  bool later = answer.due == DUE_LATER;
  struct letter_change c = {.not_before = answer.not_before, .gives_key_back = !later};
  return letter_move(r->ledger, letter->id, LETTER_SENDING,
                     later ? LETTER_QUEUED : LETTER_WITHDRAWN, &c, answer.why, now.utc, &moved,
                     err);
}

static bool claim(struct sender_role *r, struct arena *a, struct outbox_letter *letter, bool *found,
                  bool *ready, struct err *err) {
  if (ledger_begin(r->ledger, "claim", err) && claim_checked(r, a, letter, found, ready, err) &&
      ledger_commit(r->ledger, err))
    return true;
  ledger_rollback(r->ledger);
  return false;
}

static bool send_one(struct sender_role *r, bool *found, struct err *err) {
  struct arena a;
  struct outbox_letter letter;
  bool ready;
  arena_init(&a, (size_t)256 << 20);
  bool ok = claim(r, &a, &letter, found, &ready, err) &&
            (!*found || !ready || deliver(r, &a, &letter, err));
  arena_free(&a);
  return ok;
}

// Before the first claim: no letter is touched while nothing may leave.
static bool may_send(struct sender_role *r, bool *may, bool *look, struct err *err) {
  struct arena a;
  struct answer answer;
  arena_init(&a, 1 << 20);
  bool ok = guard_all(r->app, r->ledger, &a, clock_now(), &answer, err);
  *may = ok && answer.due == DUE_YES;
  *look = ok && answer.look;
  arena_free(&a);
  return ok;
}

// Not too often, as each look of the watch wakes us again; at once when the clock has jumped.
static void ask_for_look(struct sender_role *r) {
  struct arena a;
  int64_t now = clock_now().utc;
  if (now >= r->asked_at && now < r->asked_at + ASK_SECONDS)
    return;
  r->asked_at = now;
  arena_init(&a, 256 << 10);
  for (size_t i = 0; i < r->app->conf.mailboxes.n; i++)
    wake_ring(r->ledger_path, account_role(&a, &r->app->conf.mailboxes.v[i]));
  arena_free(&a);
}

static bool send_due(struct sender_role *r, struct err *err) {
  bool may, look;
  for (bool found = true; found && !stop_wanted();) {
    if (!may_send(r, &may, &look, err))
      return false;
    if (look)
      ask_for_look(r);
    if (!may)
      return true;
    if (!send_one(r, &found, err))
      return false;
  }
  return true;
}

// What a person must mend is tried again seldom: a refused password, tried every few seconds, locks
// the account.
static bool keep_sending(struct sender_role *r, struct err *err) {
  int64_t rest_until = 0;
  while (!stop_wanted()) {
    if (clock_ticks() >= rest_until && !send_due(r, err)) {
      log_say(LOG_WARNING, "%s", err->text);
      rest_until = err->kind == ERR_SETUP ? clock_ticks() + REST_MS : 0;
      smtp_quit(r->smtp);
      r->smtp = NULL;
      // The ledger cannot be trusted any more: a restart must read it from the disk.
      struct err again;
      size_t n;
      if (!letters_recover(r->ledger, clock_now().utc, &n, &again) && again.kind == ERR_SETUP)
        return err_set(err, ERR_SETUP, "%s", again.text);
    }
    wake_wait(r->wake_fd, POLL_MS);
  }
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct sender_role r = {.app = app};
  size_t recovered;
  step_role("send");
  ledger_step = step;
  stop_on_signals();
  log_start("send", LOG_INFO);
  if (!app_conf(app, &err) || !know(app, KNOW_DUNNING, &err) ||
      !app_ledger(app, LEDGER_EXISTING, "send", &r.ledger, &err))
    return fail(&err);
  r.ledger_path = app_ledger_path(app);
  bool ok = wake_open(&app->arena, r.ledger_path, S("send"), &r.wake_fd, &err) &&
            letters_recover(r.ledger, clock_now().utc, &recovered, &err) &&
            (args_has(args, "once") ? send_due(&r, &err) : keep_sending(&r, &err));
  smtp_quit(r.smtp);
  ledger_close(r.ledger);
  return ok ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {{"once", NULL, "send what is due and return"}, {0}};

const struct verb verb_send = {
    .name = "send",
    .synopsis = "[--once]",
    .summary = "Send the letters that are due, each after a last look at the mailbox.",
    .examples = "  relance send          the role alone, in the foreground\n"
                "  relance send --once   send what is due and return\n",
    .flags = flags,
    .run = run,
};
