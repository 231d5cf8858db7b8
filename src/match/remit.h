// remit.h: what the files of the advice reader share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "collect.h"

enum column {
  COLUMN_NONE,
  COLUMN_REFERENCE,
  COLUMN_GROSS,
  COLUMN_DISCOUNT,
  COLUMN_DEDUCTION,
  COLUMN_NET,
  COLUMN_DEBIT,
  COLUMN_TOTAL, // begins a line of totals
  COLUMN_PAID_ON,
  COLUMN_TITLE, // says what the whole document is
  COLUMN_HELD,  // says that its row was not paid
};

// What a folded cell or the start of a folded line names. The longest name wins: "montant net" is
// net, "montant" is gross.
enum column column_of(const struct advice_words *w, struct str folded, bool at_start);
// The row says that it was not paid: "on hold", "gesperrt".
bool row_is_held(const struct advice_words *w, struct str folded);
