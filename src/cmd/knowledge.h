// knowledge.h: the rule files, made into what the core rooms want of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "relance/evidence.h"
#include "relance/formats.h"
#include "relance/invoice_text.h"
#include "relance/law.h"
#include "relance/letter.h"
#include "relance/match.h"

enum {
  KNOW_READING = 1,
  KNOW_POLICY = 2,
  KNOW_CALENDAR = 4,
  KNOW_LAW = 8,
  KNOW_DUNNING = KNOW_POLICY | KNOW_CALENDAR | KNOW_LAW,
  KNOW_LETTERS = 16,
  KNOW_CSV = 32,
  KNOW_PAPERS = 64, // printed invoices, terms of payment
  KNOW_MATCH = 128,
  KNOW_ALL = 255,
};

struct knowledge {
  unsigned have;
  struct stanzas stanzas; // all of rules/, then the owner's
  struct ruleset *rules;
  struct words *words;
  struct policies policies;
  struct calendar calendar;
  struct laws laws;
  struct templates *templates;
  struct csv_columns *columns;
  struct invoice_rules *invoices;
  struct terms_words *terms;
  const struct match_weights *weights;
};

// Loads what is asked for and not there yet. ERR_SETUP with file:line. Lives as long as the app.
bool know(struct app *app, unsigned what, struct err *err);
