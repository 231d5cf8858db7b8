// amount.h: digits on their way to money.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/money.h"

enum amount_trouble { AMOUNT_GOOD, AMOUNT_UNREADABLE, AMOUNT_AMBIGUOUS, AMOUNT_TOO_FINE };

struct amount_text {
  char digits[20]; // without separators
  int n, decimals;
  bool negative;
  struct str currency; // sign or code beside it, as written; empty without
};

// Zeros behind the smallest unit are dropped; other digits there are AMOUNT_TOO_FINE.
enum amount_trouble amount_money(const struct amount_text *t, const char *currency,
                                 struct money *out);

// [sign] digits [decimal digits] and nothing else; `decimal` '.' or ','.
enum amount_trouble decimal_read(struct str s, char decimal, struct amount_text *out);
// Both in one.
enum amount_trouble decimal_money(struct str s, char decimal, const char *currency,
                                  struct money *out);
const char *amount_says(enum amount_trouble t); // "is no amount", …
