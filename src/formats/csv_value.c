// csv_value.c: amounts and days as accounting programs write them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv.h"

#include <string.h>

enum { AMOUNT_TEXT_LIMIT = 48 }; // bytes

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Spaces and apostrophes that part thousands: U+0020, U+00A0, U+2009, U+202F, ', U+2019.
static bool is_gap(uint32_t rune) {
  return rune == ' ' || rune == 0xA0 || rune == 0x2009 || rune == 0x202F || rune == '\'' ||
         rune == 0x2019;
}

static bool is_minus(uint32_t rune) {
  return rune == '-' || rune == 0x2212 || rune == 0x2013;
}

//   amount = [currency] [sign] number [sign] [currency] / "(" amount ")"
//   number = digits and gaps and "." and ","  [ ",-" / ",--" ]
// The number comes out as digits, dots and commas only.
struct loose {
  char number[AMOUNT_TEXT_LIMIT];
  size_t n;
  bool negative;
  bool closed;       // nothing of the number may follow
  int signs, dashes; // dashes: those that stand for the cents
  struct str currency;
};

static bool take_number(struct loose *l, char c) {
  if (l->closed)
    return false;
  l->number[l->n++] = c;
  return true;
}

static bool take_sign(struct loose *l) {
  char last = l->n ? l->number[l->n - 1] : 0;
  l->closed = l->n > 0;
  if (last == ',' || last == '.') {
    l->n--;
    l->dashes = 1;
    return true;
  }
  if (l->dashes)
    return ++l->dashes == 2;
  l->negative = true;
  return ++l->signs == 1;
}

static bool take_currency(struct loose *l, struct str s, size_t *at) {
  size_t from = *at, len;
  for (; *at < s.n; *at += len) {
    uint32_t rune = str_rune(s, *at, &len);
    if (is_digit((char)rune) || is_gap(rune) || is_minus(rune) || rune == '(' || rune == ')' ||
        rune == '.' || rune == ',')
      break;
  }
  if (l->currency.n || *at == from)
    return false;
  l->currency = str_sub(s, from, *at - from);
  l->closed = l->n > 0;
  return true;
}

static bool loosen(struct str s, struct loose *l) {
  *l = (struct loose){0};
  if (s.n >= AMOUNT_TEXT_LIMIT)
    return false;
  bool brackets = s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')';
  if (brackets) {
    s = str_sub(s, 1, s.n - 2);
    l->negative = true;
    l->signs = 1;
  }
  for (size_t i = 0, len; i < s.n;) {
    uint32_t rune = str_rune(s, i, &len);
    bool ok = true;
    if (rune < 0x80 && (is_digit((char)rune) || rune == '.' || rune == ',')) {
      ok = take_number(l, (char)rune);
      i += len;
    } else if (is_gap(rune))
      i += len;
    else if (is_minus(rune) || (rune == '+' && l->n == 0)) {
      ok = rune == '+' || take_sign(l);
      i += len;
    } else
      ok = take_currency(l, s, &i);
    if (!ok)
      return false;
  }
  return l->n > 0;
}

struct marks {
  int dots, commas;
  char last;            // the last of them, 0 without
  size_t before, after; // digits before the first and behind the last
  bool groups;          // all digits between and behind them come in threes
};

static struct marks marks_of(const struct loose *l) {
  struct marks m = {.groups = true};
  size_t run = 0;
  for (size_t i = 0; i < l->n; i++) {
    if (is_digit(l->number[i])) {
      run++;
      continue;
    }
    if (!m.last)
      m.before = run;
    else
      m.groups &= run == 3;
    m.last = l->number[i];
    *(m.last == '.' ? &m.dots : &m.commas) += 1;
    run = 0;
  }
  m.after = run;
  return m;
}

static char other(char c) {
  return c == '.' ? ',' : '.';
}

// The decimal sign of this number alone: '.' or ','; 0 when it has none; '?' when it cannot be
// told, '!' when it is none.
static char decimal_of(const struct marks *m) {
  int all = m->dots + m->commas;
  if (all == 0)
    return 0;
  bool whole_groups = m->before >= 1 && m->before <= 3 && m->groups;
  if (m->dots && m->commas)
    return (m->last == '.' ? m->dots : m->commas) == 1 && whole_groups ? m->last : '!';
  if (all > 1)
    return whole_groups && m->after == 3 ? other(m->last) : '!';
  return m->after == 3 && m->before >= 1 && m->before <= 3 ? '?' : m->last;
}

char amount_decimal(struct str s) {
  struct loose l;
  if (!loosen(str_trim(s), &l))
    return 0;
  struct marks m = marks_of(&l);
  char d = decimal_of(&m);
  return d == '.' || d == ',' ? d : 0;
}

enum amount_trouble amount_read(struct str s, char decimal, struct amount_text *out) {
  struct loose l;
  if (!loosen(str_trim(s), &l))
    return AMOUNT_UNREADABLE;
  struct marks m = marks_of(&l);
  char d = decimal_of(&m);
  if (d == '?' && l.number[0] == '0')
    d = m.last; // nobody writes 0.500 for 500
  if (d == '?' && !decimal)
    return AMOUNT_AMBIGUOUS;
  if (d == '!')
    return AMOUNT_UNREADABLE;
  if (d == '?')
    d = decimal;
  *out = (struct amount_text){.negative = l.negative, .currency = str_trim(l.currency)};
  bool fraction = false;
  for (size_t i = 0; i < l.n; i++) {
    if (!is_digit(l.number[i])) {
      fraction = l.number[i] == d;
      continue;
    }
    if (out->n == (int)sizeof out->digits)
      return AMOUNT_UNREADABLE;
    out->digits[out->n++] = l.number[i];
    out->decimals += fraction;
  }
  return out->n ? AMOUNT_GOOD : AMOUNT_UNREADABLE;
}

// ---------------------------------------------------------------- days

static bool number_next(struct str *s, size_t most, int *v, size_t *n) {
  for (*v = 0, *n = 0; s->n && is_digit(s->p[0]) && *n < most; *n += 1) {
    *v = *v * 10 + (s->p[0] - '0');
    *s = str_skip(*s, 1);
  }
  return *n > 0;
}

static bool is_time(struct str s) { // " 10:00", "T00:00:00Z", or nothing
  if (s.n == 0)
    return true;
  return (s.p[0] == ' ' || s.p[0] == 'T') && s.n >= 6 && is_digit(s.p[1]) && s.p[3] == ':';
}

static bool three_numbers(struct str s, int v[3], size_t n[3]) {
  for (int i = 0; i < 3; i++) {
    if (i > 0) {
      if (!s.n || (s.p[0] != '/' && s.p[0] != '.' && s.p[0] != '-'))
        return false;
      s = str_skip(s, 1);
    }
    if (!number_next(&s, 4, &v[i], &n[i]))
      return false;
  }
  return is_time(s);
}

static bool as_day(int year, int month, int day, struct day *out) {
  struct civil c = {year, month, day};
  if (!civil_valid(c) || year < 1900 || year > 2199)
    return false;
  *out = day_of(year, month, day);
  return true;
}

static bool eight_digits(struct str s, struct day *out) {
  int64_t v;
  if (s.n != 8 || !str_is_digits(s) || !str_int(s, &v))
    return false;
  return as_day((int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100), out) ||
         as_day((int)(v % 10000), (int)(v / 10000 % 100), (int)(v / 1000000), out);
}

bool day_read(struct str s, struct day *out) {
  int v[3];
  size_t n[3];
  s = str_trim(s);
  if (day_parse_iso(s, out))
    return true;
  if (!three_numbers(s, v, n))
    return eight_digits(s, out);
  if (n[0] == 4)
    return n[1] <= 2 && n[2] <= 2 && as_day(v[0], v[1], v[2], out);
  if (n[0] > 2 || n[1] > 2 || (n[2] != 2 && n[2] != 4))
    return false;
  return as_day(n[2] == 2 ? 2000 + v[2] : v[2], v[1], v[0], out);
}

bool day_month_first(struct str s) {
  int v[3];
  size_t n[3];
  return three_numbers(str_trim(s), v, n) && n[0] <= 2 && v[0] >= 1 && v[0] <= 12 && v[1] > 12 &&
         v[1] <= 31;
}
