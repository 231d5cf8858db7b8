// date.c: the Date field to a moment and to the day as its writer says it (RFC 5322, 3.3 and 4.3).
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   date-time = [day-name ","] day month year hour ":" minute [":" second] [zone] [comment]
//
// Also taken: asctime order, two-digit years, dots in the time, 12-hour clocks, zone names, ISO.
#include "room.h"

struct stamp {
  int day, month, year, hour, minute, second, zone; // zone: minutes east of Greenwich
  bool time, zoned;
};

static const struct {
  const char *name;
  int minutes;
} zones[] = {
    {"gmt", 0},    {"ut", 0},      {"utc", 0},    {"z", 0},      {"wet", 0},    {"west", 60},
    {"bst", 60},   {"ist", 330},   {"cet", 60},   {"met", 60},   {"mez", 60},   {"cest", 120},
    {"mest", 120}, {"mesz", 120},  {"eet", 120},  {"eest", 180}, {"msk", 180},  {"est", -300},
    {"edt", -240}, {"cst", -360},  {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480},
    {"pdt", -420}, {"akst", -540}, {"hst", -600}, {"jst", 540},  {"aest", 600}, {"nzst", 720},
};

static int month_named(struct str s) {
  static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  for (size_t i = 0; s.n >= 3 && i < 12; i++)
    if (str_starts_ci(s, (struct str){names + i * 3, 3}))
      return (int)i + 1;
  return 0;
}

static bool zone_named(struct str s, int *minutes) {
  for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
    if (str_eq_ci(s, str_of(zones[i].name))) {
      *minutes = zones[i].minutes;
      return true;
    }
  return false;
}

// "+0100", "-0530", "+01:00", "+1"
static bool zone_numbered(struct str s, int *minutes) {
  int64_t digits = 0;
  size_t n = 0;
  for (size_t i = 1; i < s.n; i++) {
    if (s.p[i] == ':')
      continue;
    if (s.p[i] < '0' || s.p[i] > '9' || n++ == 4)
      return false;
    digits = digits * 10 + (s.p[i] - '0');
  }
  if (n <= 2)
    digits *= 100;
  if (n == 0 || digits % 100 > 59 || digits > 1500)
    return false;
  *minutes = (int)(digits / 100 * 60 + digits % 100) * (s.p[0] == '-' ? -1 : 1);
  return true;
}

static bool number(struct str s, int least, int most, int *out) {
  int64_t v;
  if (!str_is_digits(s) || !str_int(s, &v) || v < least || v > most)
    return false;
  *out = (int)v;
  return true;
}

// "9:05", "09:05:33", "09.05.33", "09:05:33.120"
static bool clock_read(struct str word, char sep, struct stamp *t) {
  struct str hour, minute, second, rest, fraction;
  if (!str_cut(word, sep, &hour, &rest))
    return false;
  bool seconds = str_cut(rest, sep, &minute, &second);
  str_cut(second, '.', &second, &fraction);
  if (!number(hour, 0, 24, &t->hour) || !number(minute, 0, 59, &t->minute) ||
      (seconds && !number(second, 0, 60, &t->second)))
    return false;
  return t->time = true;
}

static bool year_read(struct str s, int *year) {
  if (s.n == 2 && number(s, 0, 99, year)) {
    *year += *year < 70 ? 2000 : 1900;
    return true;
  }
  return s.n == 3 ? number(s, 100, 200, year) && (*year += 1900) : number(s, 1583, 3999, year);
}

// 12-hour clock: noon is 12 pm, midnight 12 am.
static void half_day(struct str s, struct stamp *t) {
  if (str_eq_ci(s, S("pm")) && t->hour < 12)
    t->hour += 12;
  if (str_eq_ci(s, S("am")) && t->hour == 12)
    t->hour = 0;
}

// One word can be only one thing; the first that fits and is still wanted.
static void word_read(struct str w, struct stamp *t) {
  struct str hyphen, rest;
  if (t->time && !t->zoned && (w.p[0] == '+' || w.p[0] == '-')) {
    t->zoned = zone_numbered(w, &t->zone);
  } else if (!t->time && (clock_read(w, ':', t) || clock_read(w, '.', t))) {
    return;
  } else if (str_cut(w, '-', &hyphen, &rest) && rest.n && hyphen.n) { // 21-Nov-2026
    word_read(hyphen, t);
    word_read(rest, t);
  } else if (!t->month && month_named(w)) {
    t->month = month_named(w);
  } else if (!t->day && number(w, 1, 31, &t->day)) {
    return;
  } else if (t->month && t->day && !t->year && year_read(w, &t->year)) {
    return;
  } else if (t->time && !t->zoned && zone_named(w, &t->zone)) {
    t->zoned = true;
  } else if (t->time)
    half_day(w, t);
}

enum { DATE_LIMIT = 200 }; // bytes looked at

bool date_read(struct str value, int64_t *utc, struct day *local) {
  struct stamp t = {0};
  struct str rest = str_sub(value, 0, DATE_LIMIT), word, comment;
  if (time_parse(str_trim(rest), utc, local))
    return true;
  str_cut(rest, '(', &rest, &comment);
  while (str_word(&rest, &word)) {
    while (word.n && word.p[word.n - 1] == ',')
      word.n--;
    struct str head, tail;
    if (str_cut(word, ',', &head, &tail)) // "Sat,21"
      word = tail;
    if (word.n)
      word_read(word, &t);
  }
  struct civil c = {t.year, t.month, t.day};
  if (!civil_valid(c))
    return false;
  *local = day_of(t.year, t.month, t.day);
  *utc = ((int64_t)local->n * 1440 + (int64_t)t.hour * 60 + t.minute - t.zone) * 60 + t.second;
  return true;
}
