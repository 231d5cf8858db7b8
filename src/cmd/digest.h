// digest.h: the daily mail to the owner: a few numbers, what is unsure, what leaves next.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/outbox.h"
#include "relance/mail.h"
#include "relance/outgoing.h"

enum {
  DIGEST_QUESTIONS = 15, // suggestions in one mail, and letters; the page has all of them
  DIGEST_LETTERS = 15,
  DIGEST_DAYS = 14, // so long an answer to it is taken
};

// A numbered line of a digest, as it is kept with the mail. Exactly one of the two is set.
struct digest_item {
  int64_t suggestion, letter;
  int version; // of the suggestion, as the owner saw it
};
struct digest_items {
  struct digest_item *v;
  size_t n, cap;
};
struct str digest_items_text(struct arena *a, const struct digest_items *items);
bool digest_items_parse(struct arena *a, struct str text, struct digest_items *out);

// Written and queued once a day from the hour that is set, when there is something to decide, or once
// a week in any case with the numbers of the week; and when letters may leave at all. Its own
// transaction.
bool digest_write(struct app *app, struct ledger *l, bool *written, struct err *err);

// A mail of ours to the owner into the outbox, in the caller's transaction: `o` with subject, text
// and references. `key`: there is never a second one with it. *id: of the letter.
bool notice_put(struct app *app, struct ledger *l, struct arena *a, struct str key, struct str plan,
                const char *auto_submitted, struct outgoing *o, int64_t *id, struct err *err);
