// money.c: integer arithmetic on amounts.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/money.h"

#include <string.h>

// ISO 4217: the currencies whose smallest unit is not a hundredth.
static const struct {
  char code[4];
  int digits;
} unusual[] = {
    {"BHD", 3}, {"CLP", 0}, {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KRW", 0}, {"KWD", 3},
    {"OMR", 3}, {"PYG", 0}, {"TND", 3}, {"VND", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
};

int currency_digits(const char currency[4]) {
  for (size_t i = 0; i < sizeof unusual / sizeof *unusual; i++)
    if (memcmp(unusual[i].code, currency, 4) == 0)
      return unusual[i].digits;
  return 2;
}

bool currency_valid(struct str code) {
  for (size_t i = 0; i < code.n; i++)
    if (code.p[i] < 'A' || code.p[i] > 'Z')
      return false;
  return code.n == 3;
}

struct money money_of(int64_t minor, const char *currency) {
  struct money m = {.minor = minor};
  for (size_t i = 0; i < 3 && currency[i]; i++)
    m.currency[i] = currency[i];
  return m;
}

bool money_same_currency(struct money a, struct money b) {
  return memcmp(a.currency, b.currency, sizeof a.currency) == 0;
}

bool money_add(struct money a, struct money b, struct money *out, struct err *err) {
  if (!a.currency[0] || !b.currency[0]) {
    *out = a.currency[0] ? a : b;
    return true;
  }
  if (!money_same_currency(a, b))
    return err_set(err, ERR_INPUT, "cannot add %s and %s", a.currency, b.currency);
  struct money sum = a;
  if (__builtin_add_overflow(a.minor, b.minor, &sum.minor))
    return err_set(err, ERR_INPUT, "the sum of these %s amounts is too large", a.currency);
  *out = sum;
  return true;
}

struct money money_neg(struct money m) {
  m.minor = -m.minor;
  return m;
}

bool money_eq(struct money a, struct money b) {
  return a.minor == b.minor && money_same_currency(a, b);
}

static int64_t power_of_ten(int n) {
  int64_t v = 1;
  while (n-- > 0)
    v *= 10;
  return v;
}

bool money_parse(struct str s, const char *currency, struct money *out, struct err *err) {
  struct str whole, cents;
  int64_t units = 0, part = 0;
  int digits = currency_digits(currency);
  bool minus = str_starts(s, S("-"));
  bool dot = str_cut(minus ? str_skip(s, 1) : s, '.', &whole, &cents);
  bool ok = str_is_digits(whole) && whole.n <= 15 && str_int(whole, &units);
  if (ok && dot)
    ok = str_is_digits(cents) && cents.n <= (size_t)digits && str_int(cents, &part);
  if (!ok)
    return err_set(err, ERR_INPUT, "\"%.*s\" is not an amount in %s: write it like 1234%s",
                   STR_ARG(str_sub(s, 0, 40)), currency, digits ? ".50" : "");
  int64_t minor =
      units * power_of_ten(digits) + part * power_of_ten(digits - (dot ? (int)cents.n : digits));
  *out = money_of(minus ? -minor : minor, currency);
  return true;
}

struct str money_plain(struct arena *a, struct money m) {
  int digits = currency_digits(m.currency);
  uint64_t abs = m.minor < 0 ? 0 - (uint64_t)m.minor : (uint64_t)m.minor;
  uint64_t unit = (uint64_t)power_of_ten(digits);
  const char *sign = m.minor < 0 ? "-" : "";
  if (digits == 0)
    return str_printf(a, "%s%llu", sign, (unsigned long long)abs);
  return str_printf(a, "%s%llu.%0*llu", sign, (unsigned long long)(abs / unit), digits,
                    (unsigned long long)(abs % unit));
}

__extension__ typedef __int128 wide;

int64_t money_scale(int64_t minor, int64_t num, int64_t den) {
  wide product = (wide)minor * num;
  wide half = den / 2;
  return (int64_t)((product < 0 ? product - half : product + half) / den);
}
