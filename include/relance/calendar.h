// calendar.h: working days and local time of a country, computed from rules/calendar.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/stanza.h"

enum holiday_kind { HOLIDAY_FIXED, HOLIDAY_EASTER, HOLIDAY_NTH };

struct holiday {
  enum holiday_kind kind;
  int month, day; // fixed; month of an nth weekday
  int offset;     // days from Easter Sunday or from the nth weekday
  int nth;        // 1 to 4, -1: the last of the month
  enum weekday weekday;
  int from, until;                            // years, inclusive
  int every, since;                           // only each `every`th year, 0: all
  int except[2];                              // years, 0: none
  enum { MOVE_NOT, MOVE_ON, MOVE_BACK } move; // on: week-end days; back: Sundays to the Saturday
};

struct country {
  struct str code, name, file; // "FR", "FR-AM" (Alsace-Moselle), "TARGET"
  LIST(struct holiday) holidays;
  struct strs like; // other codes whose holidays it has too
  bool has_zone;
  int zone_minutes; // standard time east of UTC
  bool eu_summer;   // an hour more from the last Sunday of March to that of October, 01:00 UTC
  int line;
};

struct calendar {
  struct country *v;
  size_t n, cap;
};

// [calendar CODE] stanzas: key `day` as in rules/calendar. ERR_SETUP with file:line.
bool calendar_load(struct arena *a, const struct stanzas *files, struct calendar *out,
                   struct err *err);
// Codes are compared without regard to case. An unknown or empty country has week-ends only.
bool is_holiday(const struct calendar *c, struct str country, struct day d);
bool is_working_day(const struct calendar *c, struct str country, struct day d);
struct day next_working_day(const struct calendar *c, struct str country,
                            struct day d); // d or later
struct day add_working_days(const struct calendar *c, struct str country, struct day d, int n);
// Minutes that the clock there is ahead of UTC at that moment; false when the zone is unknown.
bool zone_at(const struct calendar *c, struct str country, int64_t utc, int *minutes);
