// weights.h: what each kind of evidence counts for, and the sentences of all reasons.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/match.h"

enum say {
  // for a client
  SAY_THREAD,
  SAY_TOKEN,
  SAY_ADDRESS,
  SAY_DOMAIN,
  SAY_REPLY_TO,
  SAY_RECIPIENT,
  SAY_PAYER,
  SAY_PAYER_NEAR,
  SAY_PERSON,
  SAY_IN_TEXT,
  SAY_REFERENCE,
  SAY_NUMBER,
  SAY_NUMBER_SHORT,
  SAY_NUMBER_LAST,
  SAY_SUBJECT_NUMBER,
  SAY_QUOTED_NUMBER,
  SAY_AMOUNT,
  SAY_IBAN,
  // for invoices
  SAY_LINES_ADD_UP,
  SAY_SET_ADDS_UP,
  SAY_ONLY_ONE,
  SAY_REMINDED,
  SAY_ALL_OPEN,
  SAY_PART,
  SAY_NEAR_NUMBER,
  SAY_CUT_NUMBER,
  SAY_WITH_CREDIT,
  SAY_SCOPE,
  SAY_RANGE,
  // who may say so
  SAY_TRUSTED,
  SAY_UNPROVEN,
  SAY_FORGED,
  SAY_IMITATES,
  SAY_STRANGER,
  SAY_BANK,
  SAY_AGENT,
  // doubts
  SAY_TWO_CLIENTS,
  SAY_NO_CLIENT,
  SAY_TWO_SETS,
  SAY_NO_SET,
  SAY_TOO_MUCH,
  SAY_CONTRADICTION,
  SAY_SETTLED,
  SAY_OTHERS_NUMBER,
  SAY_UNKNOWN_LINE,
  SAY_WRONG_SUM,
  SAY_SHORT,
  SAY_NETTING,
  SAY_UNREAD,
  SAY_UNSURE,
  SAY_MIXED,
  SAY_WHICH,
  SAY_ALSO_AMOUNT,
  SAY_ALSO_NAMED,
  SAY_NET,
  SAY_COUNT
};

struct weights {
  int points[SAY_COUNT]; // decibans
  int least;             // a client with fewer points is not believed
  int certain;           // nothing is applied with fewer
  int margin;            // so far must the best client be ahead
};

extern const struct weights default_weights;
const char *say_name(enum say s); // "thread", as in rules/weights
const char *say_text(enum say s); // with {} where the caller's words go
