// deliver.c: RCPT, the last look, 354, "in doubt", the body, the answer.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/deliver.h"

#include "cmd/guard.h"
#include "cmd/look.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"

#include <poll.h>
#include <string.h>

enum { RETRY_FIRST = 300, RETRY_LAST = 4 * 3600, OURS_LATER = 3600, ATTEMPTS_MAX = 30 };
enum { RECORD_SECONDS = 120, RECORD_PAUSE_MS = 250 };

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

static struct str said(struct arena *a, const struct smtp_reply *reply) {
  return str_printf(a, "%d %s%s%s", reply->code, reply->enhanced, *reply->enhanced ? " " : "",
                    reply->text);
}

// A full mailbox is no reason to give up at once, though some servers call it final (552 5.2.2).
enum { FULL_TRIES = 3, DAY_SECONDS = 86400 };
static const int full_days[FULL_TRIES] = {1, 3, 7};

static bool is_full(const struct smtp_reply *reply) {
  return strcmp(reply->enhanced, "5.2.2") == 0;
}

// What the owner reads in `relance why`, and what he can do. RCPT is answered for the address, the
// last dot for the letter.
static struct str refusal(struct arena *a, const struct outbox_letter *letter,
                          enum letter_state from, const struct smtp_reply *reply) {
  struct str words = said(a, reply), client = letter->client;
  if (from == LETTER_IN_DOUBT)
    return str_printf(
        a,
        "the server did not take the letter: %.*s. Nothing was delivered; look at what "
        "it says and mend it, or write to %.*s another way",
        STR_ARG(words), STR_ARG(client));
  return str_printf(a,
                    "the server refused the address %.*s: %.*s. Ask %.*s for another contact and "
                    "give it by `relance import clients.csv`; the next letter then goes there",
                    STR_ARG(letter->env_to), STR_ARG(words), STR_ARG(client));
}

// By what the server answered before or after the body; `from` says which.
static bool settle(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
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
    if (from == LETTER_SENDING && is_full(reply) && letter->attempts <= FULL_TRIES) {
      c.not_before = now + (int64_t)full_days[letter->attempts - 1] * DAY_SECONDS;
      return move(r, letter, from, LETTER_QUEUED, &c, S("his mailbox is full: tried again later"),
                  err);
    }
    return move(r, letter, from, LETTER_FAILED, &c, refusal(a, letter, from, reply), err);
  case SMTP_UNKNOWN:
    log_say(LOG_WARNING, "letter %lld: nobody knows whether it left: %s", (long long)letter->id,
            reply->text);
    return from == LETTER_IN_DOUBT || move(r, letter, from, LETTER_QUEUED, &c, words, err);
  }
  return true;
}

// Some servers say which Message-ID they gave the letter in place of ours: "250 2.6.0 <id> Queued".
// Answers will name it. Without it they are known by the token that they quote.
static void learn_name(struct sender_role *r, const struct outbox_letter *letter,
                       const struct smtp_reply *reply) {
  struct str before, rest, id;
  struct err ignored;
  if (str_cut(str_of(reply->text), '<', &before, &rest) && str_cut(rest, '>', &id, &rest) &&
      str_find(id, S("@"), NULL) && !str_find(id, S(" "), NULL))
    letter_also_known(r->ledger, letter, id, &ignored);
}

// While its server was thinking, the copy in Sent may have proved already that it left.
static bool known_already(struct sender_role *r, const struct outbox_letter *letter) {
  struct arena a;
  struct outbox_letter now;
  struct err ignored;
  bool found = false;
  arena_init(&a, 64 << 20);
  bool ok = letter_get(r->ledger, &a, letter->id, &now, &found, &ignored) && found;
  bool sent = ok && (now.state == LETTER_SENT || now.state == LETTER_UNDELIVERED);
  arena_free(&a);
  return sent;
}

// What the server says after the dot is said only once, so the ledger must learn it: one that is
// busy or full is tried again for RECORD_SECONDS. Only then does the letter stay in doubt.
static bool record(struct sender_role *r, struct arena *a, const struct outbox_letter *letter,
                   const struct smtp_reply *reply, struct err *err) {
  int64_t end = clock_ticks() + RECORD_SECONDS * 1000LL;
  struct err again;
  for (int tries = 0; !settle(r, a, letter, LETTER_IN_DOUBT, reply, err); tries++) {
    if (known_already(r, letter))
      return true;
    if (clock_ticks() >= end) {
      log_say(LOG_ERROR,
              "letter %lld: the server said %d %s, and for %d seconds the ledger could not be "
              "written: it stays in doubt until a copy in Sent or an answer proves it; if it was "
              "taken: `relance outbox release %lld sent`",
              (long long)letter->id, reply->code, reply->text, RECORD_SECONDS,
              (long long)letter->id);
      return false;
    }
    if (!tries)
      log_say(LOG_WARNING,
              "letter %lld: the server said %d, and the ledger does not take it yet: %s",
              (long long)letter->id, reply->code, err->text);
    poll(NULL, 0, RECORD_PAUSE_MS);
    if (err->kind == ERR_SETUP)
      ledger_reopen(r->ledger, &again);
  }
  if (reply->outcome == SMTP_ACCEPTED)
    learn_name(r, letter, reply);
  r->sent |= reply->outcome == SMTP_ACCEPTED;
  return true;
}

// Nothing was begun: the letter goes back, the error is the caller's to tell.
static bool give_back(struct sender_role *r, const struct outbox_letter *letter, struct str why,
                      int64_t not_before) {
  struct err ignored;
  struct letter_change c = {.not_before = not_before};
  return move(r, letter, LETTER_SENDING, LETTER_QUEUED, &c, why, &ignored);
}

void hang_up(struct way *w) {
  smtp_quit(w->smtp);
  w->smtp = NULL;
}

static bool connected(struct sender_role *r, struct way *w, struct err *err) {
  if (w->smtp && smtp_is_open(w->smtp))
    return true;
  hang_up(w);
  return account_smtp(r->app, w->conf, &w->smtp, err);
}

// The envelope, anew over a fresh connection when the kept one turns out to be dead.
static bool envelope(struct sender_role *r, struct way *w, struct arena *a,
                     const struct outbox_letter *letter, struct smtp_reply *reply,
                     struct err *err) {
  const char *from = str_c(a, letter->env_from), *to = str_c(a, letter->env_to);
  for (int i = 0; i < 2; i++) {
    if (!connected(r, w, err))
      return false;
    if (smtp_envelope(w->smtp, from, &to, 1, letter->mime.n, reply, err))
      return true;
    if (smtp_is_open(w->smtp) || reply->code)
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

static bool stopped(struct sender_role *r, struct way *w, const struct outbox_letter *letter,
                    const struct answer *answer, struct err *err) {
  struct smtp_reply reply;
  struct err ignored;
  struct letter_change c = {.not_before = answer->not_before,
                            .gives_key_back = answer->due == DUE_NO};
  smtp_reset(w->smtp, &reply, &ignored);
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

static bool body(struct sender_role *r, struct way *w, struct arena *a,
                 const struct outbox_letter *letter, struct err *err) {
  bool go;
  struct smtp_reply reply = {0};
  struct err said;
  step("before data");
  if (!smtp_data_begin(w->smtp, &reply, &said)) {
    bool ok = settle(r, a, letter, LETTER_SENDING, &reply, err);
    hang_up(w);
    return ok;
  }
  bool done = commit_doubt(r, a, letter, &go, err);
  if (!done || !go) {
    hang_up(w); // cutting here cancels the letter
    return done;
  }
  step("before body");
  bool agreed = smtp_data_body(w->smtp, letter->mime, &reply, &said);
  step("after body");
  bool ok = record(r, a, letter, &reply, err);
  if (!agreed)
    hang_up(w);
  return ok;
}

bool deliver(struct sender_role *r, struct way *w, struct arena *a,
             const struct outbox_letter *letter, struct err *err) {
  struct smtp_reply reply = {0};
  struct answer answer;
  step("before envelope");
  if (!envelope(r, w, a, letter, &reply, err)) {
    if (w->smtp && smtp_is_open(w->smtp)) {
      struct err ignored;
      struct smtp_reply more;
      bool ok = settle(r, a, letter, LETTER_SENDING, &reply, err);
      smtp_reset(w->smtp, &more, &ignored);
      return ok;
    }
    give_back(r, letter, str_of(err->text), retry_at(letter, clock_now().utc));
    hang_up(w);
    return false;
  }
  step("before last look");
  if (!last_look(r, a, letter, &answer, err)) {
    give_back(r, letter, str_of(err->text), clock_now().utc + RETRY_FIRST);
    hang_up(w);
    return false;
  }
  return answer.due == DUE_YES ? body(r, w, a, letter, err) : stopped(r, w, letter, &answer, err);
}
