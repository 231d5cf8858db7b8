// checkdigit.c: the arithmetic of check digits, digit by digit, never as one big number.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/checkdigit.h"

#include <string.h>

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

static int digit(struct str s, size_t i) {
  return s.p[i] - '0';
}

// Digits only, so many of them, and not all zero: a row of zeros passes most checks.
static bool digits_of(struct str s, size_t least, size_t most) {
  bool some = false;
  for (size_t i = 0; i < s.n; i++)
    some |= s.p[i] != '0';
  return str_is_digits(s) && s.n >= least && s.n <= most && some;
}

struct str reference_bare(struct arena *a, struct str written) {
  char *p = arena_alloc(a, 1, written.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < written.n; i++) {
    char c = written.p[i];
    bool filler = (c >= '\t' && c <= '\r') || strchr(" .-/+*", c);
    bool nbsp = c == '\xC2' && i + 1 < written.n && written.p[i + 1] == '\xA0';
    if (nbsp)
      i++;
    else if (!filler)
      p[n++] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
  }
  return (struct str){p, n};
}

// ---------------------------------------------------------------- modulo 97 (ISO 7064)

// Letters count as two digits, A = 10; -1 when something else stands there.
static int mod97(struct str s, int rest) {
  for (size_t i = 0; i < s.n && rest >= 0; i++) {
    if (is_digit(s.p[i]))
      rest = (rest * 10 + digit(s, i)) % 97;
    else
      rest = is_upper(s.p[i]) ? (rest * 100 + s.p[i] - 'A' + 10) % 97 : -1;
  }
  return rest;
}

static bool mod97_valid(struct str s) {
  return s.n > 4 && str_is_digits(str_sub(s, 2, 2)) &&
         mod97(str_sub(s, 0, 4), mod97(str_skip(s, 4), 0)) == 1;
}

bool rf_valid(struct str s) {
  return str_starts(s, S("RF")) && s.n >= 5 && s.n <= 25 && mod97_valid(s);
}

struct str rf_make(struct arena *a, struct str base) {
  int rest = mod97(S("RF00"), mod97(base, 0));
  if (base.n < 1 || base.n > 21 || mod97(base, 0) < 0)
    return S("");
  return str_printf(a, "RF%02d%.*s", 98 - rest, STR_ARG(base));
}

bool iban_valid(struct str s) {
  // Country and length, from the IBAN registry (ISO 13616).
  static const char lengths[] =
      "BR29CR22DO28GT28MR27VG24LC32SC31ST25TL23IQ23BY28SV28EG29AD24AE23AL28AT20AZ28BA20BE16BG22BH22"
      "CH21CY28CZ24DE22DK18EE20ES24FI18FO18FR27GB22GE22GI23GL18"
      "GR27HR21HU28IE22IL23IS26IT27JO30KW30KZ20LB28LI21LT20LU20LV21MC27MD24ME22MK19MT31MU30NL18NO15"
      "PK24PL28PS29PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29VA22XK20";
  for (const char *p = lengths; s.n > 4 && *p; p += 4)
    if (memcmp(p, s.p, 2) == 0)
      return s.n == (size_t)((p[2] - '0') * 10 + p[3] - '0') && mod97_valid(s);
  return false;
}

bool qr_iban_valid(struct str s) {
  int64_t bank;
  return (str_starts(s, S("CH")) || str_starts(s, S("LI"))) && iban_valid(s) &&
         str_int(str_sub(s, 4, 5), &bank) && bank >= 30000 && bank <= 31999;
}

bool ogm_valid(struct str s) {
  if (!digits_of(s, 12, 12))
    return false;
  int rest = mod97(str_sub(s, 0, 10), 0);
  return digit(s, 10) * 10 + digit(s, 11) == (rest ? rest : 97);
}

struct str ogm_make(struct arena *a, struct str base) {
  if (!digits_of(base, 10, 10))
    return S("");
  int rest = mod97(base, 0);
  return str_printf(a, "%.*s%02d", STR_ARG(base), rest ? rest : 97);
}

// ---------------------------------------------------------------- modulo 10

static int luhn_check(struct str base) {
  int sum = 0;
  for (size_t i = 0; i < base.n; i++) {
    int d = digit(base, base.n - 1 - i) * (i % 2 ? 1 : 2);
    sum += d > 9 ? d - 9 : d;
  }
  return (10 - sum % 10) % 10;
}

static bool last_is(struct str s, int check) {
  return digit(s, s.n - 1) == check;
}

static struct str without_last(struct str s) {
  return str_sub(s, 0, s.n - 1);
}

bool luhn_valid(struct str s) {
  return digits_of(s, 2, 30) && last_is(s, luhn_check(without_last(s)));
}

bool siren_valid(struct str s) {
  return (s.n == 9 || s.n == 14) && luhn_valid(s);
}

bool ocr_valid(struct str s) {
  return s.n <= 25 && luhn_valid(s);
}

bool ocr_length_valid(struct str s) {
  return s.n >= 3 && ocr_valid(s) && digit(s, s.n - 2) == (int)(s.n % 10);
}

static int qrr_check(struct str base) {
  static const int next[] = {0, 9, 4, 6, 8, 2, 7, 1, 3, 5};
  int carry = 0;
  for (size_t i = 0; i < base.n; i++)
    carry = next[(carry + digit(base, i)) % 10];
  return (10 - carry) % 10;
}

bool qrr_valid(struct str s) {
  return digits_of(s, 27, 27) && last_is(s, qrr_check(without_last(s)));
}

struct str qrr_make(struct arena *a, struct str base) {
  if (!digits_of(base, 26, 26))
    return S("");
  return str_printf(a, "%.*s%d", STR_ARG(base), qrr_check(base));
}

// ---------------------------------------------------------------- weighted sums

// Weights run from the right and begin again after the last of them.
static int weighted_sum(struct str s, const int *weights, size_t n) {
  int sum = 0;
  for (size_t i = 0; i < s.n; i++)
    sum += digit(s, s.n - 1 - i) * weights[i % n];
  return sum;
}

bool viite_valid(struct str s) {
  static const int weights[] = {7, 3, 1};
  return digits_of(s, 4, 20) &&
         last_is(s, (10 - weighted_sum(without_last(s), weights, 3) % 10) % 10);
}

bool kid_valid(struct str s) {
  static const int weights[] = {2, 3, 4, 5, 6, 7};
  if (!digits_of(s, 2, 25))
    return false;
  int check = 11 - weighted_sum(without_last(s), weights, 6) % 11; // 10 has no digit: "-"
  return luhn_valid(s) || (check != 10 && last_is(s, check % 11));
}

bool nl_reference_valid(struct str s) {
  static const int weights[] = {2, 4, 8, 5, 10, 9, 7, 3, 6, 1};
  if (!digits_of(s, 9, 16) || s.n == 15)
    return false;
  // check digit, then (but for 16 digits) the length of the rest modulo 10, then the rest
  if (s.n < 16 && digit(s, 1) != (int)(s.n - 2) % 10)
    return false;
  int check = 11 - weighted_sum(str_skip(s, 1), weights, 10) % 11;
  return digit(s, 0) == (check == 10 ? 1 : check % 11);
}

bool si_valid(struct str s) {
  static const int weights[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
  struct str digits = str_skip(s, 4);
  bool model = str_starts(s, S("SI01")) || str_starts(s, S("SI12"));
  if (!model || !digits_of(digits, 2, 20))
    return false;
  int check = 11 - weighted_sum(without_last(digits), weights, 19) % 11;
  return last_is(digits, check >= 10 ? 0 : check);
}
