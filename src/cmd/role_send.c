// role_send.c: queued letters that are due, one at a time, each looked at again before it leaves.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/deliver.h"
#include "cmd/guard.h"
#include "cmd/knowledge.h"
#include "cmd/trials.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"

#include <stdio.h>
#include <string.h>

enum { POLL_MS = 5000, REST_MS = 300000, ASK_SECONDS = 60, STRANDED_SHOWN = 200 };

// Inside the claim's own transaction: what must not leave now is postponed or withdrawn, and the
// next one is tried.
static bool claim_checked(struct sender_role *r, const struct way *w, struct arena *a,
                          struct outbox_letter *letter, bool *found, bool *ready, struct err *err) {
  struct now now = clock_now();
  struct answer answer;
  struct str ignored;
  bool moved;
  enum claimable which =
      app_mode(r->app, a, &ignored) == MODE_AUTOMATIC ? CLAIM_ANY : CLAIM_APPROVED;
  *ready = false;
  if (!letter_claim(r->ledger, a, w->conf->name, which, now.utc, letter, found, err))
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

static bool claim(struct sender_role *r, const struct way *w, struct arena *a,
                  struct outbox_letter *letter, bool *found, bool *ready, struct err *err) {
  if (ledger_begin(r->ledger, "claim", err) && claim_checked(r, w, a, letter, found, ready, err) &&
      ledger_commit(r->ledger, err))
    return true;
  ledger_rollback(r->ledger);
  return false;
}

static bool send_one(struct sender_role *r, struct way *w, bool *found, struct err *err) {
  struct arena a;
  struct outbox_letter letter;
  bool ready;
  arena_init(&a, (size_t)256 << 20);
  bool ok = claim(r, w, &a, &letter, found, &ready, err) &&
            (!*found || !ready || deliver(r, w, &a, &letter, err));
  arena_free(&a);
  return ok;
}

// Said when it begins and when it changes, not at every turn.
static void tell_silence(struct sender_role *r, const struct answer *answer) {
  char why[sizeof r->silence] = "";
  if (answer->due != DUE_YES)
    snprintf(why, sizeof why, "%.*s", STR_ARG(answer->why));
  if (strcmp(why, r->silence) != 0 && *why)
    log_say(LOG_INFO, "nothing leaves: %s", why);
  memcpy(r->silence, why, sizeof why);
}

// Before the first claim: no letter is touched while nothing may leave.
static bool may_send(struct sender_role *r, bool *may, bool *look, struct err *err) {
  struct arena a;
  struct answer answer;
  arena_init(&a, 1 << 20);
  bool ok = guard_all(r->app, r->ledger, &a, clock_now(), &answer, err);
  *may = ok && answer.due == DUE_YES;
  *look = ok && answer.look;
  if (ok)
    tell_silence(r, &answer);
  arena_free(&a);
  return ok;
}

static void ring_watches(struct sender_role *r) {
  struct arena a;
  arena_init(&a, 256 << 10);
  for (size_t i = 0; i < r->ways_n; i++)
    wake_ring(r->ledger_path, account_role(&a, r->ways[i].conf));
  arena_free(&a);
}

// Not too often, as each look of the watch wakes us again; at once when the clock has jumped.
static void ask_for_look(struct sender_role *r) {
  int64_t now = clock_now().utc;
  if (now >= r->asked_at && now < r->asked_at + ASK_SECONDS)
    return;
  r->asked_at = now;
  ring_watches(r);
}

// One way's trouble does not stop the others. What a person must mend is tried again seldom: a
// refused password, tried every few seconds, locks the account. false: the ledger cannot be trusted
// any more, and only a restart reads it from the disk.
static bool rest(struct sender_role *r, struct way *w, const struct err *why, struct err *err) {
  struct err again;
  size_t n;
  log_say(LOG_WARNING, "%s", why->text);
  w->rest_until = clock_ticks() + (why->kind == ERR_SETUP ? REST_MS : POLL_MS);
  hang_up(w);
  if (!letters_recover(r->ledger, clock_now().utc, &n, &again) && again.kind == ERR_SETUP)
    return err_set(err, ERR_SETUP, "%s", again.text);
  return true;
}

// One letter of each way that has one. *more: there may be others.
static bool send_round(struct sender_role *r, bool *more, struct err *trouble, struct err *err) {
  *more = false;
  for (size_t i = 0; i < r->ways_n && !stop_wanted(); i++) {
    struct way *w = &r->ways[i];
    bool may, look, found = false;
    if (clock_ticks() < w->rest_until)
      continue;
    if (!may_send(r, &may, &look, err))
      return false;
    if (look)
      ask_for_look(r);
    if (!may)
      return true;
    if (!send_one(r, w, &found, trouble) && !rest(r, w, trouble, err))
      return false;
    *more |= found;
  }
  return true;
}

// `trouble` keeps the last thing that went wrong on the way; the letter concerned is safe.
static bool send_due(struct sender_role *r, struct err *trouble, struct err *err) {
  for (bool more = true; more && !stop_wanted();)
    if (!send_round(r, &more, trouble, err))
      return false;
  if (r->sent)
    ring_watches(r); // who files the copies
  r->sent = false;
  return true;
}

static bool send_once(struct sender_role *r, struct err *err) {
  struct err trouble = {0};
  return send_due(r, &trouble, err) &&
         (!trouble.kind || err_set(err, trouble.kind, "%s", trouble.text));
}

// The ledger may be busy for a moment; anything else that fails here needs a person.
static bool keep_sending(struct sender_role *r, struct err *err) {
  struct err trouble;
  while (!stop_wanted()) {
    if (!send_due(r, &trouble, err)) {
      if (err->kind == ERR_SETUP)
        return false;
      log_say(LOG_WARNING, "%s", err->text);
    }
    wake_wait(r->wake_fd, POLL_MS);
  }
  return true;
}

static void open_ways(struct sender_role *r) {
  const struct conf *c = &r->app->conf;
  r->ways = arena_alloc(&r->app->arena, c->mailboxes.n + 1, sizeof *r->ways);
  r->ways_n = c->mailboxes.n;
  for (size_t i = 0; i < r->ways_n; i++)
    r->ways[i] = (struct way){.conf = &c->mailboxes.v[i]};
}

// Letters of a mailbox that has been taken out of the configuration have no way out.
static bool tell_stranded(struct sender_role *r, struct err *err) {
  struct arena a;
  struct outbox_letters letters = {0};
  arena_init(&a, 64 << 20);
  bool ok = letters_by_state(r->ledger, &a, LETTER_QUEUED, STRANDED_SHOWN, &letters, err);
  for (size_t i = 0; ok && i < letters.n; i++)
    if (!conf_mailbox(&r->app->conf, letters.v[i].mailbox))
      log_say(LOG_WARNING,
              "letter %lld cannot leave: the configuration has no [mailbox %.*s] any more; put it "
              "back, or `relance outbox withdraw %lld`",
              (long long)letters.v[i].id, STR_ARG(letters.v[i].mailbox),
              (long long)letters.v[i].id);
  arena_free(&a);
  return ok;
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
      !app_ledger(app, LEDGER_EXISTING, "send", &r.ledger, &err) ||
      !trials_load(app, r.ledger, &app->arena, &err))
    return fail(&err);
  r.ledger_path = app_ledger_path(app);
  open_ways(&r);
  bool ok = wake_open(&app->arena, r.ledger_path, S("send"), &r.wake_fd, &err) &&
            letters_recover(r.ledger, clock_now().utc, &recovered, &err) &&
            tell_stranded(&r, &err) &&
            (args_has(args, "once") ? send_once(&r, &err) : keep_sending(&r, &err));
  for (size_t i = 0; i < r.ways_n; i++)
    hang_up(&r.ways[i]);
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
