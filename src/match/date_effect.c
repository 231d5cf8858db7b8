// date_effect.c: what an idiom means, counted from the day of the message.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dates_parts.h"

#include <stdlib.h>

// ---------------------------------------------------------------- counting

struct day workday_add(struct day d, int days) {
  int step = days < 0 ? -1 : 1;
  for (int left = abs(days); left > 0 && day_is(d);) {
    d = day_add(d, step);
    left -= day_weekday(d) < SATURDAY;
  }
  return d;
}

static bool all_three(struct date_found *out, struct day d) {
  out->back = out->ahead = out->nearest = d;
  return true;
}

// The nearer of the two, the coming one when as near.
static void choose(struct date_found *out, struct day sent, struct day back, struct day ahead) {
  out->back = back;
  out->ahead = ahead;
  out->nearest = sent.n - back.n < ahead.n - sent.n ? back : ahead;
}

static struct day on_day_of_month(struct day first, int day) {
  struct civil c = day_civil(first);
  struct civil want = {c.year, c.month, day};
  return civil_valid(want) ? day_of(c.year, c.month, day) : DAY_NONE;
}

static struct day month_first(struct day d, int months) {
  struct civil c = day_civil(d);
  return day_add_months(day_of(c.year, c.month, 1), months);
}

// The day of that number nearest before (step -1) or after (step 1) the message, itself included.
static struct day day_of_month(struct day sent, int day, int step) {
  for (int i = 0; i < 4; i++) {
    struct day d = on_day_of_month(month_first(sent, i * step), day);
    if (day_is(d) && (d.n - sent.n) * step >= 0)
      return d;
  }
  return DAY_NONE;
}

static struct day pick_in_month(struct day first, int day) {
  switch (day) {
  case MONTH_END:
    return day_month_end(first);
  case MONTH_WORKEND:
    return workday_add(day_add(day_month_end(first), 1), -1);
  case MONTH_WORKSTART:
    return workday_add(day_add(first, -1), 1);
  case MONTH_EARLY:
    return day_add(first, 9);
  case MONTH_MID:
    return day_add(first, 14);
  default:
    return on_day_of_month(first, day);
  }
}

// Day and month without a year: of last year, this year or the next.
static bool without_year(int month, int day, struct day sent, struct date_found *out) {
  struct day back = DAY_NONE, ahead = DAY_NONE;
  int year = day_civil(sent).year;
  for (int y = year - 4; y <= year + 4; y++) {
    struct day first = day_of(y, month, 1), d = pick_in_month(first, day);
    if (!day_is(d))
      continue;
    if (d.n <= sent.n)
      back = d;
    if (d.n >= sent.n && !day_is(ahead))
      ahead = d;
  }
  if (!day_is(back) || !day_is(ahead))
    return false;
  choose(out, sent, back, ahead);
  return true;
}

bool date_full(int year, int month, int day, struct date_from from, struct date_found *out) {
  struct civil c = {year < 0 ? 2000 : year < 100 ? 2000 + year : year, month, day};
  if (month < 1 || month > 12 || !civil_valid(c)) // 2000, for no year: it has a 29 February
    return false;
  if (year >= 0)
    return all_three(out, day_of(c.year, month, day));
  return day_is(from.sent) && without_year(month, day, from.sent, out);
}

static bool resolve_weekday(const struct effect *e, int weekday, struct day sent,
                            struct date_found *out) {
  int today = (int)day_weekday(sent);
  // "Friday week", said on a Friday, is in a week, not in two
  int coming = e->n ? (weekday - today + 7) % 7 : (weekday - today + 6) % 7 + 1;
  struct day ahead = day_add(sent, coming + 7 * e->n);
  struct day back = day_add(sent, -((today - weekday + 7) % 7));
  struct day before = day_add(sent, -((today - weekday + 6) % 7 + 1));
  if (e->which == WHICH_NEAR)
    choose(out, sent, back, ahead);
  else
    all_three(out, e->which == WHICH_NEXT ? ahead : before);
  return true;
}

static bool resolve_month(const struct effect *e, const struct captured *c, struct day sent,
                          struct date_found *out) {
  int day = e->day == FROM_MATCH ? c->day : e->day;
  if (e->n == FROM_MATCH && c->year >= 0)
    all_three(out, pick_in_month(day_of(c->year, c->month, 1), day));
  else if (e->n == FROM_MATCH)
    return without_year(c->month, day, sent, out);
  else
    all_three(out, pick_in_month(month_first(sent, e->n * e->sign), day));
  return day_is(out->ahead);
}

// The nth of that weekday in the month that begins then; the last one for n < 0.
static struct day nth_in_month(struct day first, int weekday, int n) {
  struct day last = day_month_end(first);
  if (n < 0)
    return day_add(last, -(((int)day_weekday(last) - weekday + 7) % 7));
  return day_add(first, (weekday - (int)day_weekday(first) + 7) % 7 + 7 * (n - 1));
}

static bool resolve_nth_weekday(const struct effect *e, const struct captured *c, struct day sent,
                                struct date_found *out) {
  int n = e->sign * (e->n == FROM_MATCH ? c->n : e->n);
  int weekday = e->weekday == FROM_MATCH ? c->weekday : e->weekday;
  int month = e->month == FROM_MATCH ? c->month : e->month;
  bool named = month <= 12;
  struct day from = month_first(sent, named ? -12 : month - MONTH_THIS);
  struct day back = DAY_NONE, ahead = DAY_NONE;
  if (n == 0 || n > 5)
    return false;
  for (int i = 0; i <= 24 && !day_is(ahead); i++) {
    struct day first = month_first(from, i), d = nth_in_month(first, weekday, n);
    if (named && day_civil(first).month != month)
      continue;
    if (d.n <= sent.n)
      back = d;
    if (d.n >= sent.n)
      ahead = d;
  }
  if (!named)
    return all_three(out, ahead);
  choose(out, sent, back, ahead);
  return true;
}

// "This week", said on its Saturday, is the one that comes.
static bool resolve_week(int n, int weekday, struct day sent, struct date_found *out) {
  int today = (int)day_weekday(sent);
  bool over = n == 0 && weekday < today;
  return all_three(out, day_add(sent, 7 * (n + over) + weekday - today));
}

// The week of that number nearest to the message.
static bool resolve_iso_week(int week, int weekday, struct day sent, struct date_found *out) {
  int year;
  struct day best = DAY_NONE;
  day_iso_week(sent, &year);
  for (int y = year - 1; y <= year + 1; y++) {
    struct day d = day_of_iso_week(y, week, (enum weekday)weekday);
    if (!day_is(best) || abs(d.n - sent.n) < abs(best.n - sent.n))
      best = d;
  }
  all_three(out, best);
  return week >= 1 && week <= 53;
}

static bool resolve_easter(int days, struct day sent, struct date_found *out) {
  struct day back = DAY_NONE, ahead = DAY_NONE;
  int year = day_civil(sent).year;
  for (int y = year - 1; y <= year + 1; y++) {
    struct day d = day_add(day_easter(y), days);
    if (d.n <= sent.n)
      back = d;
    if (d.n >= sent.n && !day_is(ahead))
      ahead = d;
  }
  choose(out, sent, back, ahead);
  return true;
}

static bool resolve_day_of_month(int day, struct day sent, struct date_found *out) {
  choose(out, sent, day_of_month(sent, day, -1), day_of_month(sent, day, 1));
  return day_is(out->back) && day_is(out->ahead);
}

// "On the 10th and the 25th": of the two, the one that comes first, or was last.
static bool resolve_either(const struct captured *c, struct day sent, struct date_found *out) {
  struct date_found one, two;
  if (!resolve_day_of_month(c->earlier, sent, &one) || !resolve_day_of_month(c->day, sent, &two))
    return false;
  choose(out, sent, one.back.n > two.back.n ? one.back : two.back,
         one.ahead.n < two.ahead.n ? one.ahead : two.ahead);
  return true;
}

static bool resolve_dom(const struct effect *e, const struct captured *c, struct day sent,
                        struct date_found *out) {
  if (e->day == DOM_EITHER)
    return resolve_either(c, sent, out);
  return resolve_day_of_month(e->day ? e->day : c->day, sent, out);
}

// Counted from the day of the message.
static bool resolve_relative(const struct effect *e, const struct captured *c, struct day sent,
                             struct date_found *out) {
  int n = e->sign * (e->n == FROM_MATCH ? c->n : e->n);
  int weekday = e->weekday == FROM_MATCH ? c->weekday : e->weekday;
  switch (e->op) {
  case OP_DAY:
    return all_three(out, day_add(sent, n));
  case OP_WEEKS:
    return all_three(out, day_add(sent, 7 * n));
  case OP_MONTHS:
    return all_three(out, day_add_months(sent, n));
  case OP_QUARTER:
    n = 3 - day_civil(sent).month % 3;
    return all_three(out, day_month_end(month_first(sent, n % 3)));
  case OP_WORKDAY:
    return all_three(out, workday_add(sent, n));
  case OP_HOURS:
    return all_three(out, workday_add(sent, (c->n + 23) / 24));
  case OP_WEEK:
    return resolve_week(n, weekday, sent, out);
  case OP_ISOWEEK:
    return resolve_iso_week(c->n, weekday, sent, out);
  case OP_WEEKDAY:
    return resolve_weekday(e, c->weekday, sent, out);
  case OP_DOM:
    return resolve_dom(e, c, sent, out);
  case OP_MONTH:
    return resolve_month(e, c, sent, out);
  case OP_FIXED:
    return without_year(e->n, e->day, sent, out);
  case OP_NTH_WEEKDAY:
    return resolve_nth_weekday(e, c, sent, out);
  case OP_EASTER:
    return resolve_easter(n, sent, out);
  default:
    return false;
  }
}

// "Three days after the 5th", "the morning after": from each day that the other may be.
static bool resolve_after(const struct effect *e, const struct captured *c,
                          struct date_found *out) {
  const struct day *base[] = {&c->date.back, &c->date.ahead, &c->date.nearest};
  struct day *to[] = {&out->back, &out->ahead, &out->nearest};
  for (size_t i = 0; i < 3; i++) {
    struct date_found one;
    *to[i] = DAY_NONE;
    if (day_is(*base[i]) && !resolve_relative(e, c, *base[i], &one))
      return false;
    if (day_is(*base[i]))
      *to[i] = one.ahead;
  }
  return day_is(c->date.ahead);
}

static bool resolve(const struct effect *e, const struct captured *c, struct date_from from,
                    struct date_found *out) {
  if (e->op == OP_NONE)
    return all_three(out, DAY_NONE);
  if (e->op == OP_FULL)
    return date_full(c->year, c->month, c->day, from, out);
  if (e->after)
    return resolve_after(e, c, out);
  if (e->op != OP_DATE)
    return day_is(from.sent) && resolve_relative(e, c, from.sent, out);
  out->back = c->date.back;
  out->ahead = c->date.ahead;
  out->nearest = c->date.nearest;
  return true;
}

// "Friday 6": of the 6th before and the 6th after, the one that is a Friday.
static void agree_on_weekday(int weekday, struct date_found *out) {
  bool back = (int)day_weekday(out->back) == weekday,
       ahead = (int)day_weekday(out->ahead) == weekday;
  if (back != ahead)
    all_three(out, back ? out->back : out->ahead);
}

bool effect_resolve(const struct effect *e, const struct captured *c, struct date_from from,
                    struct date_found *out) {
  out->role = e->role;
  out->rough = e->rough || (e->op == OP_DATE && c->date.rough);
  out->counted = e->n == FROM_MATCH && (e->op == OP_DAY || e->op == OP_WEEKS ||
                                        e->op == OP_MONTHS || e->op == OP_WORKDAY);
  out->counted = (out->counted || e->op == OP_HOURS) && !e->after && !e->sure;
  if (e->op == OP_DATE && e->role == DATE_PLAIN)
    out->role = c->date.role;
  if (!resolve(e, c, from, out))
    return false;
  if (c->weekday >= 0 && (e->op == OP_DOM || e->op == OP_FULL))
    agree_on_weekday(c->weekday, out);
  if (e->vague)
    out->back = DAY_NONE;
  if (e->past)
    out->ahead = DAY_NONE;
  out->before = e->before;
  out->exact = e->exact;
  if (e->before) {
    out->back = day_add(out->back, -1);
    out->ahead = day_add(out->ahead, -1);
    out->nearest = day_add(out->nearest, -1);
  }
  return true;
}
