// deliver.c: RCPT, the last look, 354, "in doubt", the body, the answer.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/deliver.h"

#include "cmd/guard.h"
#include "cmd/look.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"

enum { RETRY_FIRST = 300, RETRY_LAST = 4 * 3600, OURS_LATER = 3600, ATTEMPTS_MAX = 30 };

static int64_t retry_at(const struct outbox_letter *letter, int64_t now) {
  int64_t wait = RETRY_FIRST;
  for (int i = 1; i < letter->attempts && wait < RETRY_LAST; i++)
    wait *= 2;
  return now + (wait < RETRY_LAST ? wait : RETRY_LAST);
}

static bool move(struct sender_role *r, const struct outbox_letter *letter, enum letter_state from,
                 enum letter_state to, const struct letter_change *c, struct str why,
                 struct err *err) {
  bool moved;
  if (!letter_move(r->ledger, letter->id, from, to, c, why, clock_now().utc, &moved, err))
    return false;
  log_say(to == LETTER_SENT || to == LETTER_IN_DOUBT ? LOG_INFO : LOG_WARNING,
          "letter %lld: %s%s%.*s", (long long)letter->id, letter_state_name(to), why.n ? ": " : "",
          STR_ARG(why));
  return moved || err_set(err, ERR_SETUP, "letter %lld was no longer %s: a second sender?",
                          (long long)letter->id, letter_state_name(from));
}

// By what the server answered before or after the body; `from` says which.
static bool settle(struct sender_role *r, const struct outbox_letter *letter,
                   enum letter_state from, const struct smtp_reply *reply, struct err *err) {
  int64_t now = clock_now().utc;
  struct str words = str_of(reply->text);
  struct letter_change c = {.reply_code = reply->code, .reply = words};
  switch (reply->outcome) {
  case SMTP_ACCEPTED:
    return move(r, letter, from, LETTER_SENT, &c, S(""), err);
  case SMTP_LATER:
    c.not_before = retry_at(letter, now);
    if (letter->attempts >= ATTEMPTS_MAX && from == LETTER_SENDING)
      return move(r, letter, from, LETTER_FAILED, &c, S("the server put it off too often"), err);
    return move(r, letter, from, LETTER_QUEUED, &c, words, err);
  case SMTP_OURS:
    c.not_before = now + OURS_LATER;
    if (from == LETTER_SENDING)
      return move(r, letter, from, LETTER_QUEUED, &c, words, err);
    return move(r, letter, from, LETTER_FAILED, &c, words, err);
  case SMTP_REFUSED:
    return move(r, letter, from, LETTER_FAILED, &c, words, err);
  case SMTP_UNKNOWN:
    log_say(LOG_WARNING, "letter %lld: nobody knows whether it left: %s", (long long)letter->id,
            reply->text);
    return from == LETTER_IN_DOUBT || move(r, letter, from, LETTER_QUEUED, &c, words, err);
  }
  return true;
}

// Nothing was begun: the letter goes back, the error is the caller's to tell.
static bool give_back(struct sender_role *r, const struct outbox_letter *letter, struct str why,
                      int64_t not_before) {
  struct err ignored;
  struct letter_change c = {.not_before = not_before};
  return move(r, letter, LETTER_SENDING, LETTER_QUEUED, &c, why, &ignored);
}

static void hang_up(struct sender_role *r) {
  smtp_quit(r->smtp);
  r->smtp = NULL;
}

static bool connected(struct sender_role *r, const struct outbox_letter *letter, struct err *err) {
  const struct mailbox_conf *m = conf_mailbox(&r->app->conf, letter->mailbox);
  if (r->smtp && smtp_is_open(r->smtp))
    return true;
  hang_up(r);
  if (!m)
    return err_set(err, ERR_SETUP, "letter %lld: no [mailbox %.*s] in the configuration",
                   (long long)letter->id, STR_ARG(letter->mailbox));
  return account_smtp(r->app, m, &r->smtp, err);
}

// The envelope, anew over a fresh connection when the kept one turns out to be dead.
static bool envelope(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
                     struct smtp_reply *reply, struct err *err) {
  const char *from = str_c(a, letter->env_from), *to = str_c(a, letter->env_to);
  for (int i = 0; i < 2; i++) {
    if (!connected(r, letter, err))
      return false;
    if (smtp_envelope(r->smtp, from, &to, 1, letter->mime.n, reply, err))
      return true;
    if (smtp_is_open(r->smtp) || reply->code)
      return false;
  }
  return false;
}

// Everything that was in the mailbox before this moment has a say.
static bool last_look(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
                      struct answer *answer, struct err *err) {
  if (!look_now(r->app, r->ledger, r->wake_fd, err))
    return false;
  struct now now = clock_now();
  return guard_all(r->app, r->ledger, a, now, answer, err) &&
         (answer->due != DUE_YES || guard_letter(r->app, r->ledger, a, letter, now, answer, err));
}

static bool stopped(struct sender_role *r, const struct outbox_letter *letter,
                    const struct answer *answer, struct err *err) {
  struct smtp_reply reply;
  struct err ignored;
  struct letter_change c = {.not_before = answer->not_before,
                            .gives_key_back = answer->due == DUE_NO};
  smtp_reset(r->smtp, &reply, &ignored);
  if (answer->due == DUE_NO)
    return move(r, letter, LETTER_SENDING, LETTER_WITHDRAWN, &c, answer->why, err);
  return move(r, letter, LETTER_SENDING, LETTER_QUEUED, &c, answer->why, err);
}

// Once more in the transaction that makes it "in doubt": what was decided before its commit stops
// the letter, what comes after it comes too late. *go = false: it was stopped.
static bool into_doubt(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
                       bool *go, struct err *err) {
  struct answer answer;
  if (!guard_letter(r->app, r->ledger, a, letter, clock_now(), &answer, err))
    return false;
  *go = answer.due == DUE_YES;
  if (*go)
    return move(r, letter, LETTER_SENDING, LETTER_IN_DOUBT, NULL, S(""), err);
  bool never = answer.due == DUE_NO;
  struct letter_change c = {.not_before = answer.not_before, .gives_key_back = never};
  return move(r, letter, LETTER_SENDING, never ? LETTER_WITHDRAWN : LETTER_QUEUED, &c, answer.why,
              err);
}

static bool commit_doubt(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
                         bool *go, struct err *err) {
  if (ledger_begin(r->ledger, letter_state_name(LETTER_IN_DOUBT), err) &&
      into_doubt(r, a, letter, go, err) && ledger_commit(r->ledger, err))
    return true;
  ledger_rollback(r->ledger);
  return false;
}

static bool body(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
                 struct err *err) {
  bool go;
  struct smtp_reply reply = {0};
  struct err said;
  step("before data");
  if (!smtp_data_begin(r->smtp, &reply, &said)) {
    bool ok = settle(r, letter, LETTER_SENDING, &reply, err);
    hang_up(r);
    return ok;
  }
  bool done = commit_doubt(r, a, letter, &go, err);
  if (!done || !go) {
    hang_up(r); // cutting here cancels the letter
    return done;
  }
  step("before body");
  bool agreed = smtp_data_body(r->smtp, letter->mime, &reply, &said);
  step("after body");
  bool ok = settle(r, letter, LETTER_IN_DOUBT, &reply, err);
  if (!agreed)
    hang_up(r);
  return ok;
}

bool deliver(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
             struct err *err) {
  struct smtp_reply reply = {0};
  struct answer answer;
  step("before envelope");
  if (!envelope(r, a, letter, &reply, err)) {
    if (r->smtp && smtp_is_open(r->smtp)) {
      struct err ignored;
      struct smtp_reply more;
      bool ok = settle(r, letter, LETTER_SENDING, &reply, err);
      smtp_reset(r->smtp, &more, &ignored);
      return ok;
    }
    give_back(r, letter, str_of(err->text), retry_at(letter, clock_now().utc));
    hang_up(r);
    return false;
  }
  step("before last look");
  if (!last_look(r, a, letter, &answer, err)) {
    give_back(r, letter, str_of(err->text), clock_now().utc + RETRY_FIRST);
    hang_up(r);
    return false;
  }
  return answer.due == DUE_YES ? body(r, a, letter, err) : stopped(r, letter, &answer, err);
}
