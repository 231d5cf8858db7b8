// review_talk.h: the owner's minute at a terminal: one question after the other, and the verbs that
// answer it. The same on a full screen and line by line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/journal.h"
#include "relance/reading.h"

struct talk {
  struct app *app;
  struct ledger *l;
  struct arena a;          // of the question shown
  struct suggestion asked; // id 0: none is open
  struct str card;         // it, as text
  size_t open;             // questions, at most TALK_LIMIT
  int64_t after;           // the last one that was put off
  int64_t decided;         // the last one answered, for undo; 0: none
  char said[1024];         // what came of the last verb
  bool over;
};

enum { TALK_LIMIT = 200 };

// A question as lines of text, in colour on a terminal; `r` NULL: without the message. What
// strangers wrote cannot move the cursor.
struct str review_card(struct arena *a, const struct suggestion *s, const struct reading *r);

// The first open question after `after`, or the first one again.
bool talk_next(struct talk *t, struct err *err);
// "y", "yes", "n", "l", "u", "q", "c FA-12=120.00 FA-13", "c client C4", "c nothing". What the
// register will not have is said in `said`; false only when the ledger cannot be used.
bool talk_verb(struct talk *t, struct str line, struct err *err);
extern const char talk_keys[]; // "y yes  n no ..."

// Until the questions or the owner have come to an end. Line by line: from standard input.
bool talk_lines(struct talk *t, struct err *err);
bool talk_screen(struct talk *t, struct err *err);
