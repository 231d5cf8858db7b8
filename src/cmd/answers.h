// answers.h: what is answered without a person, as the policy allows and RFC 3834 demands.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/write_letter.h"
#include "relance/match.h"

struct answering { // one message with what was made of it
  struct app *app;
  struct ledger *l;
  struct arena *a;
  const struct reading *r;
  const struct verdict *v;
  const struct snapshot *s;
  int64_t message; // inbox id
  int64_t asked;   // suggestion that the owner said yes to; 0: nobody was asked
  struct now now;
};

// Leaves at most one ACT_ANSWER among the acts, the most useful one; the others become notes that
// say why they are not sent. Only looks.
bool answers_choose(const struct answering *q, struct acts *acts, struct err *err);
const struct act *answer_among(const struct acts *acts); // or NULL
// Puts the answer, if there is one among them, into the outbox, once a message and once a reminder
// that was crossed; inside the caller's transaction.
bool answer_write(const struct answering *q, const struct acts *acts, struct err *err);

// An answer to this client has not left yet: no reminder is planned before it.
bool answer_waits(struct ledger *l, struct arena *a, struct str client, bool *waits,
                  struct err *err);
