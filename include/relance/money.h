// money.h: amounts as integers of the smallest unit, with their currency.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

#include <stdint.h>

// minor: cents, pence, or whole units where the currency has none (ISO 4217). Never a float.
struct money {
  int64_t minor;
  char currency[4]; // upper case, NUL-terminated; "" only in a zeroed, unset value
};

struct moneys {
  struct money *v;
  size_t n, cap;
};

int currency_digits(const char currency[4]); // 2 for most, 0 for JPY, 3 for TND (ISO 4217)
bool currency_valid(struct str code);        // three ASCII letters

struct money money_of(int64_t minor, const char *currency);
// Refuses different currencies and overflow (ERR_INPUT). An unset side counts as zero.
bool money_add(struct money a, struct money b, struct money *out, struct err *err);
struct money money_neg(struct money m);
bool money_eq(struct money a, struct money b);
bool money_same_currency(struct money a, struct money b);

// "1234.56": digits, a dot, at most as many decimals as the currency has; optional minus. This is
// the form of our own files; amounts as people write them are the business of the match room.
bool money_parse(struct str s, const char *currency, struct money *out, struct err *err);
struct str money_plain(struct arena *a, struct money m); // "1234.56", as in the contract's JSON

// minor * num / den rounded half away from zero, without overflow in between; den > 0.
int64_t money_scale(int64_t minor, int64_t num, int64_t den);
