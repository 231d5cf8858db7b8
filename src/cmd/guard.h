// guard.h: may a letter leave at all, and may this one? Asked at the claim and again just before
// DATA. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/outbox.h"
#include "relance/dunning.h"

// What the guards say: leave now, later, or never. `why` in one sentence.
struct answer {
  enum due due;
  struct str why;
  int64_t not_before; // for DUE_LATER
  bool look;          // a look at the mailbox may change it
};

// The ledger has seen a moment that, by the clock, is still to come.
bool clock_was_ahead(int64_t seen, int64_t now);

// The mode, freshness of the mailbox, caps, a sane clock: what concerns every letter.
bool guard_all(struct app *app, struct ledger *l, struct arena *a, struct now now,
               struct answer *out, struct err *err);
// And this one: the owner's yes where the mode asks for it, unread mail that may be this client's,
// holds, payments, deadlines, hours.
bool guard_letter(struct app *app, struct ledger *l, struct arena *a,
                  const struct outbox_letter *letter, struct now now, struct answer *out,
                  struct err *err);
// The same without the mode: for a letter that a person is to send.
bool guard_draft(struct app *app, struct ledger *l, struct arena *a,
                 const struct outbox_letter *letter, struct now now, struct answer *out,
                 struct err *err);
