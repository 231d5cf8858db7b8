// work_drafts.c: which letters a person is to send, and what became of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/work_drafts.h"

#include "cmd/account.h"
#include "cmd/guard.h"
#include "cmd/outbox_move.h"
#include "host/wake.h"
#include "ledger/outbox.h"

enum {
  DRAFTS_AT_ONCE = 500,
  GONE_SECONDS = 30 * 60, // a mail program puts the copy into Sent long before
};

static bool removed(struct worker *w, struct arena *a, const struct outbox_letter *t,
                    struct err *err) {
  if (ledger_begin(w->ledger, "draft removed", err) &&
      outbox_move(w->ledger, a, "withdraw", "draft", t->id, err) && ledger_commit(w->ledger, err))
    return true;
  ledger_rollback(w->ledger);
  return false;
}

// Nobody looks again when a person presses "send", so the guards are asked as long as it lies
// there.
static bool still_right(struct worker *w, struct arena *a, const struct outbox_letter *t,
                        struct now now, size_t *n, struct err *err) {
  struct answer answer;
  struct letter_change c = {.gives_key_back = true};
  bool moved = false;
  if (!guard_draft(w->app, w->ledger, a, t, now, &answer, err))
    return false;
  if (answer.due == DUE_NO && !letter_move(w->ledger, t->id, LETTER_QUEUED, LETTER_WITHDRAWN, &c,
                                           answer.why, now.utc, &moved, err))
    return false;
  *n += moved;
  return true;
}

static bool look_at(struct worker *w, const struct outbox_letter *t, struct now now, size_t *n,
                    struct err *err) {
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  bool gone = t->draft == DRAFT_GONE;
  bool ok = !gone                                   ? still_right(w, &a, t, now, n, err)
            : t->draft_at + GONE_SECONDS <= now.utc ? removed(w, &a, t, err)
                                                    : true;
  arena_free(&a);
  return ok;
}

static void ring_watches(struct worker *w, struct arena *a) {
  for (size_t i = 0; i < w->app->conf.mailboxes.n; i++)
    wake_ring(w->ledger_path, account_role(a, &w->app->conf.mailboxes.v[i]));
}

bool work_drafts(struct worker *w, struct arena *a, enum mode mode, struct now now,
                 struct err *err) {
  struct outbox_letters letters = {0};
  size_t n = 0;
  if ((mode == MODE_DRAFT && !letters_want_drafts(w->ledger, now.utc, &n, err)) ||
      !letters_drafted(w->ledger, a, S(""), DRAFTS_AT_ONCE, &letters, err))
    return false;
  for (size_t i = 0; i < letters.n; i++)
    if (letters.v[i].state == LETTER_QUEUED && !look_at(w, &letters.v[i], now, &n, err))
      return false;
  if (n)
    ring_watches(w, a);
  return true;
}
