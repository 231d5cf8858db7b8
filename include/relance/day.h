// day.h: calendar days as numbers; no clock, no zone, no locale.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// Days since 1970-01-01 in the proleptic Gregorian calendar. Business runs on days; seconds are
// for queues only. "No day" is DAY_NONE, never 0.
struct day {
  int32_t n;
};

struct civil {
  int year, month, day; // 1-based
};

enum weekday { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

// The moment, made once in the host room and passed down.
struct now {
  int64_t utc;       // seconds since 1970
  struct day today;  // in the company's zone
  int minute_of_day; // in the company's zone
};

#define DAY_NONE ((struct day){INT32_MIN})
static inline bool day_is(struct day d) {
  return d.n != INT32_MIN;
}

bool civil_valid(struct civil c); // years 1583 to 3999
struct day day_of(int year, int month, int day);
struct civil day_civil(struct day d);
struct day day_add(struct day d, int days);          // DAY_NONE stays DAY_NONE
struct day day_add_months(struct day d, int months); // 31 January + 1 month = last of February
struct day day_month_end(struct day d);
enum weekday day_weekday(struct day d);
int day_iso_week(struct day d, int *iso_year); // ISO 8601; iso_year may be NULL
struct day day_of_iso_week(int iso_year, int week, enum weekday w);
struct day day_easter(int year);                   // Meeus, Jones, Butcher; Gregorian
bool day_parse_iso(struct str s, struct day *out); // "2026-11-21" and nothing else
struct str day_iso(struct arena *a, struct day d); // "" for DAY_NONE

// RFC 3339 "2026-11-21T09:30:00+01:00" (or Z, or a space for the T) to UTC seconds; `local` is the
// day as written.
bool time_parse(struct str s, int64_t *utc, struct day *local);
struct str time_utc(struct arena *a, int64_t utc); // "2026-11-21T08:30:00Z"
