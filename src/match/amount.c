// amount.c: reading one number of money and its currency (domain: numbers, amounts).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "amount_parts.h"

#include <string.h>

// ---------------------------------------------------------------- signs of the text

static bool is_digit(struct str s, size_t i) {
  return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static bool is_letter(uint32_t r) {
  return (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') ||
         (r >= 0xC0 && r < 0x2000 && r != 0xD7 && r != 0xF7);
}

static bool is_blank(uint32_t r) {
  return r == ' ' || r == 0xA0 || r == 0x202F || r == 0x2009 || r == 0x2007;
}

static bool is_quote(uint32_t r) {
  return r == '\'' || r == 0x2019 || r == 0x2018 || r == '`';
}

static bool is_dash(uint32_t r) {
  return r == '-' || r == 0x2013 || r == 0x2014 || r == 0x2212;
}

static uint32_t rune_before(struct str s, size_t i, size_t *at) {
  size_t len;
  if (i == 0)
    return 0;
  *at = i - 1;
  while (*at > 0 && ((unsigned char)s.p[*at] & 0xC0) == 0x80)
    --*at;
  return str_rune(s, *at, &len);
}

static uint32_t rune_at(struct str s, size_t i, size_t *len) {
  *len = 0;
  return i < s.n ? str_rune(s, i, len) : 0;
}

// ---------------------------------------------------------------- the number
//
//   number = group *(sep group) [no-cents]
//   sep    = blank / quote / "." / ","       ; blank and quote only before exactly three digits
//   no-cents = ("," / ".") 1*2dash

enum { GROUPS = 8 };

struct number {
  size_t end;
  struct str groups[GROUPS];
  char seps[GROUPS]; // seps[i] stands before groups[i]: ' ', '.' or ','
  size_t n;
  bool no_cents;
};

static size_t digits_from(struct str s, size_t i) {
  size_t n = 0;
  while (is_digit(s, i + n))
    n++;
  return n;
}

static char separator(uint32_t r) {
  return r == '.' || r == ',' ? (char)r : is_blank(r) || is_quote(r) ? ' ' : 0;
}

// ",-" ",--" ".–": no cents.
static size_t no_cents_length(struct str s, size_t i) {
  size_t len, n = i + 1, dashes = 0;
  if (i >= s.n || (s.p[i] != ',' && s.p[i] != '.'))
    return 0;
  while (is_dash(rune_at(s, n, &len)) && dashes < 2) {
    n += len;
    dashes++;
  }
  return dashes && !is_digit(s, n) ? n - i : 0;
}

static bool scan_number(struct str s, size_t at, struct number *out) {
  *out = (struct number){.end = at};
  size_t i = at, len, n = digits_from(s, at);
  char sep = 0;
  while (n > 0 && out->n < GROUPS) {
    out->groups[out->n] = str_sub(s, i, n);
    out->seps[out->n++] = sep;
    i += n;
    out->end = i;
    sep = separator(rune_at(s, i, &len));
    n = sep ? digits_from(s, i + len) : 0;
    if (sep == ' ' && (n != 3 || out->groups[out->n - 1].n > 3))
      break; // "le 15 000" is one number, "118 119 1234" are three
    i += len;
  }
  size_t tail = no_cents_length(s, out->end);
  out->no_cents = tail > 0;
  out->end += tail;
  return out->n > 0;
}

static bool groups_of_three(const struct number *n, size_t from, size_t to) {
  for (size_t i = from; i < to; i++)
    if (n->groups[i].n != 3)
      return false;
  return n->groups[0].n <= 3;
}

// How many groups stand before the decimal sign; 0 when the number is none. `two_ways`: "1.234".
static size_t whole_groups(const struct number *n, bool *two_ways) {
  char last = n->n > 1 ? n->seps[n->n - 1] : 0;
  size_t same = 0;
  *two_ways = false;
  for (size_t i = 1; i < n->n; i++)
    same += n->seps[i] == last;
  if (n->n == 1)
    return 1;
  size_t digits = n->groups[n->n - 1].n;
  bool thousands = digits == 3 && n->groups[0].n <= 3 && n->groups[0].p[0] != '0';
  if (last != ' ' && same == 1 && !(n->n == 2 && thousands) && !(n->n > 2 && digits == 3))
    return n->n == 2 || groups_of_three(n, 1, n->n - 1) ? n->n - 1 : 0;
  if (!groups_of_three(n, 1, n->n))
    return 0;
  if (last != ' ' && same == 1 && n->n > 2) // "1.234,567": three decimals
    return n->n - 1;
  *two_ways = last != ' ' && n->n == 2 && !n->no_cents;
  return n->n;
}

static bool add_digits(struct str digits, int64_t *v) {
  for (size_t i = 0; i < digits.n; i++)
    if (*v > AMOUNT_LIMIT || (*v = *v * 10 + (digits.p[i] - '0')) > AMOUNT_LIMIT)
      return false;
  return true;
}

// Whole units and a fraction to minor units; more decimals than the currency has are rounded.
static int64_t minor_units(int64_t units, struct str fraction, const char *currency) {
  int digits = currency_digits(currency);
  int64_t minor = units;
  for (int i = 0; i < digits; i++)
    minor = minor * 10 + ((size_t)i < fraction.n ? fraction.p[i] - '0' : 0);
  bool up = fraction.n > (size_t)digits && fraction.p[digits] >= '5';
  return minor + up;
}

static bool number_value(const struct number *n, const char *currency, bool point,
                         struct amount_found *out) {
  bool two_ways;
  int64_t units = 0;
  size_t whole = whole_groups(n, &two_ways);
  struct str fraction = whole < n->n ? n->groups[n->n - 1] : S("");
  if (whole == 0 || fraction.n > 4)
    return false;
  for (size_t i = 0; i < whole; i++)
    if (!add_digits(n->groups[i], &units))
      return false;
  out->amount = money_of(minor_units(units, fraction, currency), currency);
  out->decimals = n->no_cents || fraction.n == 2;
  if (two_ways) {
    int64_t first = 0;
    add_digits(n->groups[0], &first);
    out->other = money_of(minor_units(first, n->groups[1], currency), currency);
    bool decimal = currency_digits(currency) == 3 && (n->seps[1] == '.') == point;
    if (decimal) { // a currency with thousandths, in the writer's own way
      struct money swap = out->amount;
      out->amount = out->other;
      out->other = swap;
    }
  }
  return true;
}

// ---------------------------------------------------------------- the currency

static const struct {
  const char *sign;
  char code[4];
} signs[] = {
    {"€", "EUR"},   {"£", "GBP"},   {"US$", "USD"}, {"$US", "USD"}, {"CA$", "CAD"},  {"A$", "AUD"},
    {"$", "USD"},   {"¥", "JPY"},   {"zł", "PLN"},  {"Kč", "CZK"},  {"SFr.", "CHF"}, {"SFr", "CHF"},
    {"Fr.", "CHF"}, {"kr.", "SEK"}, {"kr", "SEK"},  {"Ft", "HUF"},  {"EURO", "EUR"},
};

// ISO 4217, the ones that reach a European mailbox.
static const char codes[] = "EUR USD GBP CHF SEK NOK DKK ISK PLN CZK HUF RON BGN JPY CNY HKD SGD "
                            "CAD AUD NZD INR MAD TND DZD XOF XAF XPF KES NGN ZAR TRY AED SAR QAR "
                            "KWD BHD OMR JOD ILS BRL MXN ARS CLP COP PEN UAH RSD ALL MKD KRW THB ";

static bool known_code(struct str s, char out[4]) {
  for (const char *p = codes; *p && s.n == 3; p += 4)
    if (str_eq_ci(s, (struct str){p, 3})) {
      memcpy(out, p, 3);
      out[3] = 0;
      return true;
    }
  return false;
}

static bool word_end(struct str s, size_t i) {
  size_t len;
  return !is_letter(rune_at(s, i, &len));
}

size_t currency_at(struct str s, size_t i, const struct money_words *w, char out[4]) {
  struct str rest = str_skip(s, i);
  for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
    struct str sign = str_of(signs[k].sign);
    bool letters = is_letter((unsigned char)sign.p[sign.n - 1]);
    if (str_starts(rest, sign) && (!letters || word_end(s, i + sign.n))) {
      memcpy(out, signs[k].code, 4);
      return sign.n;
    }
  }
  size_t n = money_word_at(w, rest, out);
  if (n && word_end(s, i + n))
    return n;
  return word_end(s, i + 3) && known_code(str_sub(rest, 0, 3), out) ? 3 : 0;
}

bool currency_read(struct str s, const struct money_words *w, char out[4]) {
  s = str_trim(s);
  return s.n > 0 && currency_at(s, 0, w, out) == s.n;
}

// The currency whose last byte stands right before `end`, but for one blank.
static size_t currency_before(struct str s, size_t end, const struct money_words *w, char out[4]) {
  size_t at, back = end;
  char found[4] = "";
  if (is_blank(rune_before(s, end, &at)))
    back = at;
  for (size_t n = 1; n <= 8 && n <= back; n++) {
    size_t from = back - n, prev;
    bool whole = !is_letter(rune_before(s, from, &prev)) || from == 0;
    if (((unsigned char)s.p[from] & 0xC0) != 0x80 && whole &&
        currency_at(str_sub(s, 0, back), from, w, found) == n) {
      memcpy(out, found, sizeof found);
      return end - from;
    }
  }
  return 0;
}

static size_t currency_after(struct str s, size_t at, const struct money_words *w, char out[4]) {
  size_t len, n = 0;
  if (is_blank(rune_at(s, at, &len)))
    n = len;
  size_t c = currency_at(s, at + n, w, out);
  return c ? n + c : 0;
}

// ---------------------------------------------------------------- the whole

// A minus, and not the dash of "2026-118" or of a list: it stands free before and close behind.
static bool take_minus_before(struct str s, size_t *begin) {
  size_t at = 0, before;
  if (!is_dash(rune_before(s, *begin, &at)))
    return false;
  uint32_t r = rune_before(s, at, &before);
  if (at > 0 && !is_blank(r) && !strchr("\n\t:(|;", (int)r))
    return false;
  *begin = at;
  return true;
}

static bool take_minus_after(struct str s, size_t *end) {
  size_t len, next;
  if (!is_dash(rune_at(s, *end, &len)) || is_digit(s, *end + len) || !word_end(s, *end + len) ||
      is_dash(rune_at(s, *end + len, &next)))
    return false;
  *end += len;
  return true;
}

// "1234€56": the cents stand behind the sign.
static void take_cents_behind(struct str s, struct number *n, size_t *end) {
  if (n->n != 1 || n->no_cents || digits_from(s, *end) != 2)
    return;
  n->groups[1] = str_sub(s, *end, 2);
  n->seps[1] = ',';
  n->n = 2;
  *end += 2;
}

size_t amount_at(struct str s, size_t at, const struct money_words *w, struct amount_from from,
                 struct amount_found *out) {
  char currency[4] = "";
  struct number n;
  if (!scan_number(s, at, &n))
    return 0;
  *out = (struct amount_found){0};
  size_t begin = at, end = n.end;
  bool minus = take_minus_before(s, &begin);
  begin -= currency_before(s, begin, w, currency);
  minus = minus || take_minus_before(s, &begin);
  if (!currency[0]) {
    end += currency_after(s, end, w, currency);
    if (currency[0])
      take_cents_behind(s, &n, &end);
  }
  out->currency_named = currency[0] != 0;
  if (!number_value(&n, out->currency_named ? currency : from.currency, from.point, out))
    return 0;
  minus = minus || take_minus_after(s, &end);
  if (minus)
    out->amount = money_neg(out->amount);
  out->parentheses = begin > 0 && s.p[begin - 1] == '(' && end < s.n && s.p[end] == ')';
  out->offset = begin;
  out->length = end - begin;
  return end - at;
}

bool amount_whole(struct str s, const struct money_words *w, struct amount_from from,
                  struct amount_found *out) {
  size_t first = 0;
  s = str_trim(s);
  while (first < s.n && !is_digit(s, first))
    first++;
  size_t n = amount_at(s, first, w, from, out);
  size_t end = out->offset + out->length;
  if (n && out->parentheses && out->offset == 1 && end + 1 == s.n) {
    out->amount = money_neg(out->amount);
    return true;
  }
  return n && out->offset == 0 && end == s.n;
}
