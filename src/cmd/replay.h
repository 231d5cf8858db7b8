// replay.h: history in shadow, as values: what lay in the mailbox, and what left all the same.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/arena.h"
#include "relance/dunning.h"

enum {
  REPLAY_OPEN_DAYS = 30, // a hold until a person looks is taken to have been looked at by then
};

struct trace {                                 // one message that would have held reminders
  int64_t at;                                  // when it was written, UTC seconds
  struct str file, client, invoice, from, why; // invoice empty: all of the client
  struct day until;                            // letters may leave again
  enum hold_kind hold;                         // what it was held for
  bool asked;                                  // the owner would have been asked as well
};
struct traces {
  struct trace *v;
  size_t n, cap;
};
// Adds what the consequences of a message hold.
void replay_trace(struct arena *a, const struct reading *r, const struct verdict *v,
                  const struct acts *acts, struct traces *out);

struct crossing { // a reminder that would not have left as it did
  bool answered;  // a payment, a promise or a dispute; else a question to the owner only
  const struct reminder *reminder;
  const struct trace *trace; // the strongest that held it: an answer, the newest
  struct strs invoices;      // those of its invoices that were held
};
struct crossings {
  struct crossing *v;
  size_t n, cap;
};
// Every reminder that left while a trace from before held one of its invoices.
void replay_crossings(struct arena *a, const struct reminder *reminders, size_t n,
                      const struct traces *traces, struct crossings *out);
