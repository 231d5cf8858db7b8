// amount.c: digits on their way to money.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "amount.h"

enum amount_trouble amount_money(const struct amount_text *t, const char *currency,
                                 struct money *out) {
  int digits = currency_digits(currency), n = t->n;
  for (int extra = t->decimals - digits; extra > 0; extra--)
    if (t->digits[--n] != '0')
      return AMOUNT_TOO_FINE;
  int64_t minor = 0;
  for (int i = 0; i < n; i++)
    if (__builtin_mul_overflow(minor, 10, &minor) ||
        __builtin_add_overflow(minor, t->digits[i] - '0', &minor))
      return AMOUNT_UNREADABLE;
  for (int missing = digits - t->decimals; missing > 0; missing--)
    if (__builtin_mul_overflow(minor, 10, &minor))
      return AMOUNT_UNREADABLE;
  *out = money_of(t->negative ? -minor : minor, currency);
  return AMOUNT_GOOD;
}

enum amount_trouble decimal_read(struct str s, char decimal, struct amount_text *out) {
  struct amount_text t = {0};
  bool fraction = false;
  if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
    t.negative = s.p[0] == '-';
    s = str_skip(s, 1);
  }
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (c == decimal && !fraction) {
      fraction = true;
      continue;
    }
    if (c < '0' || c > '9')
      return AMOUNT_UNREADABLE;
    if (t.n == (int)sizeof t.digits && c == '0' && fraction)
      continue;
    if (t.n == (int)sizeof t.digits)
      return fraction ? AMOUNT_TOO_FINE : AMOUNT_UNREADABLE;
    if (t.n == 0 && c == '0' && !fraction)
      continue; // leading zeros
    t.digits[t.n++] = c;
    t.decimals += fraction;
  }
  if (s.n == 0 || (s.n == 1 && fraction))
    return AMOUNT_UNREADABLE;
  *out = t;
  return AMOUNT_GOOD;
}

enum amount_trouble decimal_money(struct str s, char decimal, const char *currency,
                                  struct money *out) {
  struct amount_text t;
  enum amount_trouble trouble = decimal_read(s, decimal, &t);
  return trouble == AMOUNT_GOOD ? amount_money(&t, currency, out) : trouble;
}

const char *amount_says(enum amount_trouble t) {
  static const char *const says[] = {
      [AMOUNT_GOOD] = "is good",
      [AMOUNT_UNREADABLE] = "is no amount",
      [AMOUNT_AMBIGUOUS] = "may be two amounts",
      [AMOUNT_TOO_FINE] = "has more decimals than its currency",
  };
  return says[t];
}
