// calendar.c: which days a country works, and what its clocks show.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/calendar.h"

enum { YEAR_DAYS_LIMIT = 64, LIKE_DEPTH = 4 };

// The holidays of one country in one year, without those that are reached by `like`.
struct year_days {
  struct day v[YEAR_DAYS_LIMIT];
  int n;
};

static const struct country *country_of(const struct calendar *c, struct str code) {
  for (size_t i = 0; i < c->n; i++)
    if (str_eq_ci(c->v[i].code, code))
      return &c->v[i];
  return NULL;
}

static bool applies(const struct holiday *h, int year) {
  return year >= h->from && year <= h->until &&
         (h->every == 0 || (year >= h->since && (year - h->since) % h->every == 0)) &&
         year != h->except[0] && year != h->except[1];
}

static struct day nth_weekday(int year, int month, int nth, enum weekday w) {
  struct day first = day_of(year, month, 1);
  if (nth > 0)
    return day_add(first, ((int)w - (int)day_weekday(first) + 7) % 7 + 7 * (nth - 1));
  struct day last = day_month_end(first);
  return day_add(last, -(((int)day_weekday(last) - (int)w + 7) % 7));
}

static struct day natural_day(const struct holiday *h, int year) {
  switch (h->kind) {
  case HOLIDAY_EASTER:
    return day_add(day_easter(year), h->offset);
  case HOLIDAY_NTH:
    return day_add(nth_weekday(year, h->month, h->nth, h->weekday), h->offset);
  case HOLIDAY_FIXED:
    break;
  }
  return day_of(year, h->month, h->day);
}

static bool is_weekend(struct day d) {
  return day_weekday(d) >= SATURDAY;
}

static bool among(const struct year_days *y, struct day d) {
  for (int i = 0; i < y->n; i++)
    if (y->v[i].n == d.n)
      return true;
  return false;
}

static void put(struct year_days *y, struct day d) {
  if (y->n < YEAR_DAYS_LIMIT)
    y->v[y->n++] = d;
}

// First what stands where it stands, then what gives way, in the order of the file: Boxing Day
// keeps its Monday while Christmas Day, fallen on Sunday, moves to Tuesday.
static void year_days(const struct country *k, int year, struct year_days *out) {
  for (size_t i = 0; i < k->holidays.n; i++) {
    const struct holiday *h = &k->holidays.v[i];
    if (!applies(h, year))
      continue;
    struct day d = natural_day(h, year);
    if (h->move == MOVE_BACK && day_weekday(d) == SUNDAY)
      d = day_add(d, -1);
    put(out, d);
  }
  for (size_t i = 0; i < k->holidays.n; i++) {
    const struct holiday *h = &k->holidays.v[i];
    if (!applies(h, year) || h->move != MOVE_ON || !is_weekend(natural_day(h, year)))
      continue;
    struct day d = natural_day(h, year);
    while (is_weekend(d) || among(out, d))
      d = day_add(d, 1);
    put(out, d);
  }
}

static bool holiday_of(const struct calendar *c, const struct country *k, struct day d, int depth) {
  struct year_days days = {.n = 0};
  year_days(k, day_civil(d).year, &days);
  if (among(&days, d))
    return true;
  for (size_t i = 0; i < k->like.n && depth > 0; i++) {
    const struct country *other = country_of(c, k->like.v[i]);
    if (other && holiday_of(c, other, d, depth - 1))
      return true;
  }
  return false;
}

bool is_holiday(const struct calendar *c, struct str country, struct day d) {
  const struct country *k = country_of(c, country);
  return k && day_is(d) && holiday_of(c, k, d, LIKE_DEPTH);
}

bool is_working_day(const struct calendar *c, struct str country, struct day d) {
  return !is_weekend(d) && !is_holiday(c, country, d);
}

struct day next_working_day(const struct calendar *c, struct str country, struct day d) {
  while (day_is(d) && !is_working_day(c, country, d))
    d = day_add(d, 1);
  return d;
}

struct day add_working_days(const struct calendar *c, struct str country, struct day d, int n) {
  for (; day_is(d) && n > 0; n--)
    d = next_working_day(c, country, day_add(d, 1));
  return d;
}

// 01:00 UTC on the last Sunday of that month.
static int64_t eu_change(int year, int month) {
  return (int64_t)nth_weekday(year, month, -1, SUNDAY).n * 86400 + 3600;
}

bool zone_at(const struct calendar *c, struct str country, int64_t utc, int *minutes) {
  const struct country *k = country_of(c, country);
  if (!k || !k->has_zone)
    return false;
  int year = day_civil((struct day){(int32_t)(utc / 86400)}).year;
  bool summer = k->eu_summer && utc >= eu_change(year, 3) && utc < eu_change(year, 10);
  *minutes = k->zone_minutes + (summer ? 60 : 0);
  return true;
}
