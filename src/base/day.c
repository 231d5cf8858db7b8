// day.c: civil dates by arithmetic only.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/day.h"

// March is put first and February last, so that the leap day is the last day of the year; an era is
// 400 years of 146,097 days.
struct day day_of(int year, int month, int day) {
  int y = year - (month <= 2);
  int era = (y >= 0 ? y : y - 399) / 400;
  int yoe = y - era * 400;
  int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return (struct day){era * 146097 + doe - 719468};
}

struct civil day_civil(struct day d) {
  int z = d.n + 719468;
  int era = (z >= 0 ? z : z - 146096) / 146097;
  int doe = z - era * 146097;
  int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int mp = (5 * doy + 2) / 153;
  struct civil c = {.day = doy - (153 * mp + 2) / 5 + 1, .month = mp < 10 ? mp + 3 : mp - 9};
  c.year = yoe + era * 400 + (c.month <= 2);
  return c;
}

static int month_length(int year, int month) {
  static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return length[month - 1] + (month == 2 && leap);
}

bool civil_valid(struct civil c) {
  return c.year >= 1583 && c.year <= 3999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
         c.day <= month_length(c.year, c.month);
}

struct day day_add(struct day d, int days) {
  return day_is(d) ? (struct day){d.n + days} : d;
}

struct day day_add_months(struct day d, int months) {
  if (!day_is(d))
    return d;
  struct civil c = day_civil(d);
  int m = c.year * 12 + c.month - 1 + months;
  int year = m / 12, month = m % 12 + 1, last = month_length(year, month);
  return day_of(year, month, c.day < last ? c.day : last);
}

struct day day_month_end(struct day d) {
  struct civil c = day_civil(d);
  return day_of(c.year, c.month, month_length(c.year, c.month));
}

enum weekday day_weekday(struct day d) {
  int w = (d.n + 3) % 7; // 1970-01-01 was a Thursday
  return (enum weekday)(w < 0 ? w + 7 : w);
}

int day_iso_week(struct day d, int *iso_year) {
  struct day thursday = day_add(d, THURSDAY - (int)day_weekday(d));
  int year = day_civil(thursday).year;
  if (iso_year)
    *iso_year = year;
  return (thursday.n - day_of(year, 1, 1).n) / 7 + 1;
}

struct day day_of_iso_week(int iso_year, int week, enum weekday w) {
  struct day fourth = day_of(iso_year, 1, 4); // always in week 1
  return day_add(fourth, (week - 1) * 7 + (int)w - (int)day_weekday(fourth));
}

struct day day_easter(int y) {
  int a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4;
  int f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
  int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return day_of(y, n / 31, n % 31 + 1);
}

static bool number(struct str s, size_t at, size_t n, int *out) {
  int64_t v;
  struct str digits = str_sub(s, at, n);
  if (digits.n != n || !str_is_digits(digits) || !str_int(digits, &v))
    return false;
  *out = (int)v;
  return true;
}

static bool iso_date(struct str s, struct civil *c) {
  return s.n >= 10 && number(s, 0, 4, &c->year) && s.p[4] == '-' && number(s, 5, 2, &c->month) &&
         s.p[7] == '-' && number(s, 8, 2, &c->day) && civil_valid(*c);
}

bool day_parse_iso(struct str s, struct day *out) {
  struct civil c;
  if (s.n != 10 || !iso_date(s, &c))
    return false;
  *out = day_of(c.year, c.month, c.day);
  return true;
}

struct str day_iso(struct arena *a, struct day d) {
  if (!day_is(d))
    return S("");
  struct civil c = day_civil(d);
  return str_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static bool zone_offset(struct str s, int *seconds) {
  int h, m;
  if (str_eq(s, S("Z")) || str_eq(s, S("z"))) {
    *seconds = 0;
    return true;
  }
  if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' || !number(s, 1, 2, &h) ||
      !number(s, 4, 2, &m) || h > 14 || m > 59)
    return false;
  *seconds = (h * 3600 + m * 60) * (s.p[0] == '-' ? -1 : 1);
  return true;
}

bool time_parse(struct str s, int64_t *utc, struct day *local) {
  struct civil c;
  int h, m, sec, offset;
  if (s.n < 20 || !iso_date(s, &c) || !number(s, 11, 2, &h) || !number(s, 14, 2, &m) ||
      !number(s, 17, 2, &sec) || h > 23 || m > 59 || sec > 60)
    return false;
  if ((s.p[10] != 'T' && s.p[10] != ' ') || s.p[13] != ':' || s.p[16] != ':')
    return false;
  if (!zone_offset(str_skip(s, 19), &offset))
    return false;
  *local = day_of(c.year, c.month, c.day);
  *utc = (int64_t)local->n * 86400 + h * 3600LL + m * 60LL + sec - offset;
  return true;
}

struct str time_utc(struct arena *a, int64_t utc) {
  int64_t n = utc / 86400 - (utc % 86400 < 0), s = utc - n * 86400;
  struct civil c = day_civil((struct day){(int32_t)n});
  return str_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, (int)(s / 3600),
                    (int)(s / 60 % 60), (int)(s % 60));
}
