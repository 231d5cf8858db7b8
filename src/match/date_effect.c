// date_effect.c: what an idiom means, counted from the day of the message.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dates_parts.h"

#include <stdlib.h>

// ---------------------------------------------------------------- reading "week +1 friday"

static bool read_number(struct str s, struct effect *e, struct str from_match) {
  int64_t n;
  bool minus = str_starts(s, S("-")), plus = str_starts(s, S("+"));
  struct str bare = minus || plus ? str_skip(s, 1) : s;
  e->sign = minus ? -1 : 1;
  if (str_eq(bare, from_match)) {
    e->n = FROM_MATCH;
    return true;
  }
  if (!str_int(bare, &n) || n > 400)
    return false;
  e->n = (int)n;
  return true;
}

static bool read_weekday(struct str s, struct effect *e) {
  static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                      "friday", "saturday", "sunday"};
  for (int i = 0; i < 7; i++)
    if (str_eq(s, str_of(names[i]))) {
      e->weekday = i;
      return true;
    }
  e->weekday = FROM_MATCH;
  return str_eq(s, S("{weekday}"));
}

static bool read_month_day(struct str s, struct effect *e) {
  int64_t n;
  if (str_eq(s, S("{day}")))
    e->day = FROM_MATCH;
  else if (str_eq(s, S("end")))
    e->day = MONTH_END;
  else if (str_eq(s, S("workend")))
    e->day = MONTH_WORKEND;
  else if (str_eq(s, S("early")))
    e->day = MONTH_EARLY;
  else if (str_eq(s, S("mid")))
    e->day = MONTH_MID;
  else if (str_int(s, &n) && n >= 1 && n <= 31)
    e->day = (int)n;
  else
    return false;
  return true;
}

static bool read_which(struct str s, struct effect *e) {
  e->which = str_eq(s, S("next")) ? WHICH_NEXT : str_eq(s, S("past")) ? WHICH_PAST : WHICH_NEAR;
  return e->which != WHICH_NEAR || str_eq(s, S("near"));
}

static bool read_arguments(struct str *rest, struct effect *e) {
  struct str one = S(""), two = S("");
  switch (e->op) {
  case OP_DAY:
  case OP_WEEKS:
  case OP_MONTHS:
  case OP_WORKDAY:
  case OP_EASTER:
    return str_word(rest, &one) && read_number(one, e, S("{n}"));
  case OP_WEEK:
    return str_word(rest, &one) && str_word(rest, &two) && read_number(one, e, S("{n}")) &&
           read_weekday(two, e);
  case OP_WEEKDAY:
    return str_word(rest, &one) && str_word(rest, &two) && read_which(one, e) &&
           read_number(two, e, S("{n}"));
  case OP_MONTH:
    return str_word(rest, &one) && str_word(rest, &two) && read_number(one, e, S("{month}")) &&
           read_month_day(two, e);
  case OP_FIXED:
    return str_word(rest, &one) && str_word(rest, &two) && read_number(one, e, S("")) &&
           read_month_day(two, e);
  default:
    return true;
  }
}

static bool read_modifiers(struct str rest, struct effect *e) {
  struct str word;
  int64_t n;
  while (str_word(&rest, &word)) {
    if (e->op == OP_DOM && str_int(word, &n) && n >= 1 && n <= 31)
      e->day = (int)n;
    else if (str_eq(word, S("before")))
      e->before = true;
    else if (str_eq(word, S("vague")))
      e->vague = true;
    else if (str_eq(word, S("until")))
      e->role = DATE_UNTIL;
    else if (str_eq(word, S("through")))
      e->role = DATE_THROUGH;
    else if (str_eq(word, S("back")))
      e->role = DATE_BACK;
    else
      return false;
  }
  return true;
}

bool effect_parse(struct str text, struct effect *out) {
  static const struct {
    const char *name;
    enum effect_op op;
  } ops[] = {
      {"{date}", OP_DATE},     {"weeks", OP_WEEKS},     {"months", OP_MONTHS},
      {"day", OP_DAY},         {"workday", OP_WORKDAY}, {"quarter", OP_QUARTER},
      {"hours", OP_HOURS},     {"week", OP_WEEK},       {"isoweek", OP_ISOWEEK},
      {"weekday", OP_WEEKDAY}, {"dom", OP_DOM},         {"month", OP_MONTH},
      {"full", OP_FULL},       {"fixed", OP_FIXED},     {"nth-weekday", OP_NTH_WEEKDAY},
      {"easter", OP_EASTER},   {"none", OP_NONE},
  };
  struct str word;
  struct effect e = {.sign = 1};
  if (!str_word(&text, &word))
    return false;
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
    if (str_eq(word, str_of(ops[i].name))) {
      e.op = ops[i].op;
      e.role = e.op == OP_NONE ? DATE_NONE : DATE_PLAIN;
      if (!read_arguments(&text, &e) || !read_modifiers(text, &e))
        return false;
      *out = e;
      return true;
    }
  return false;
}

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

static bool resolve_nth_weekday(const struct captured *c, struct day sent, struct date_found *out) {
  struct date_found first;
  if (!without_year(c->month, 1, sent, &first) || c->n < 1 || c->n > 5)
    return false;
  int to = (c->weekday - (int)day_weekday(first.ahead) + 7) % 7 + 7 * (c->n - 1);
  int to_back = (c->weekday - (int)day_weekday(first.back) + 7) % 7 + 7 * (c->n - 1);
  struct day back = day_add(first.back, to_back);
  choose(out, sent, back, back.n >= sent.n ? back : day_add(first.ahead, to));
  return true;
}

// "This week", said on its Saturday, is the one that comes.
static bool resolve_week(int n, int weekday, struct day sent, struct date_found *out) {
  int today = (int)day_weekday(sent);
  bool over = n == 0 && weekday < today;
  return all_three(out, day_add(sent, 7 * (n + over) + weekday - today));
}

// The week of that number nearest to the message.
static bool resolve_iso_week(int week, struct day sent, struct date_found *out) {
  int year;
  struct day best = DAY_NONE;
  day_iso_week(sent, &year);
  for (int y = year - 1; y <= year + 1; y++) {
    struct day d = day_of_iso_week(y, week, FRIDAY);
    if (!day_is(best) || abs(d.n - sent.n) < abs(best.n - sent.n))
      best = d;
  }
  all_three(out, best);
  return week >= 1 && week <= 53;
}

static bool resolve_easter(int days, struct day sent, struct date_found *out) {
  int year = day_civil(sent).year;
  struct day d = day_add(day_easter(year), days);
  all_three(out, d.n >= sent.n - 60 ? d : day_add(day_easter(year + 1), days));
  return true;
}

static bool resolve_day_of_month(int day, struct day sent, struct date_found *out) {
  choose(out, sent, day_of_month(sent, day, -1), day_of_month(sent, day, 1));
  return day_is(out->back) && day_is(out->ahead);
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
    return resolve_iso_week(c->n, sent, out);
  case OP_WEEKDAY:
    return resolve_weekday(e, c->weekday, sent, out);
  case OP_DOM:
    return resolve_day_of_month(e->day ? e->day : c->day, sent, out);
  case OP_MONTH:
    return resolve_month(e, c, sent, out);
  case OP_FIXED:
    return without_year(e->n, e->day, sent, out);
  case OP_NTH_WEEKDAY:
    return resolve_nth_weekday(c, sent, out);
  case OP_EASTER:
    return resolve_easter(n, sent, out);
  default:
    return false;
  }
}

static bool resolve(const struct effect *e, const struct captured *c, struct date_from from,
                    struct date_found *out) {
  if (e->op == OP_NONE)
    return all_three(out, DAY_NONE);
  if (e->op == OP_FULL)
    return date_full(c->year, c->month, c->day, from, out);
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
  out->counted = e->n == FROM_MATCH && (e->op == OP_DAY || e->op == OP_WEEKS ||
                                        e->op == OP_MONTHS || e->op == OP_WORKDAY);
  out->counted |= e->op == OP_HOURS;
  if (e->op == OP_DATE && e->role == DATE_PLAIN)
    out->role = c->date.role;
  if (!resolve(e, c, from, out))
    return false;
  if (c->weekday >= 0 && (e->op == OP_DOM || e->op == OP_FULL))
    agree_on_weekday(c->weekday, out);
  if (e->vague)
    out->back = DAY_NONE;
  if (e->before) {
    out->back = day_add(out->back, -1);
    out->ahead = day_add(out->ahead, -1);
    out->nearest = day_add(out->nearest, -1);
  }
  return true;
}
