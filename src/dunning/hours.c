// hours.c: when a letter may leave: working days here and there, the recipient's clock.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/view.h"

enum { DAY_SECONDS = 86400, SEARCH_DAYS = 30, NOON = 43200 };

struct day both_working(const struct view *v, struct day d) {
  struct day at = d;
  do {
    d = at;
    at = next_working_day(v->calendar, v->s->company.country, d);
    at = next_working_day(v->calendar, v->country, at);
  } while (at.n != d.n);
  return at;
}

// A transfer ordered on the last day of a deadline must have time to arrive.
struct day after_deadline(const struct view *v, struct day deadline) {
  return add_working_days(v->calendar, v->country, deadline, v->policy->grace + 1);
}

// Seconds that the recipient's clock is ahead of UTC; ours while his zone is unknown.
static int64_t clock_of(const struct view *v, int64_t utc) {
  int minutes;
  if (zone_at(v->calendar, v->country, utc, &minutes) ||
      zone_at(v->calendar, v->s->company.country, utc, &minutes))
    return (int64_t)minutes * 60;
  int64_t ours = (int64_t)v->now->today.n * DAY_SECONDS + (int64_t)v->now->minute_of_day * 60;
  return ours - v->now->utc;
}

static int64_t floor_div(int64_t n, int64_t by) {
  return n / by - (n % by < 0);
}

int64_t next_sending_moment(const struct view *v, int64_t utc, struct day *day) {
  int64_t zone = clock_of(v, utc);
  struct day first = {(int32_t)floor_div(utc + zone, DAY_SECONDS)};
  for (struct day d = first; d.n < first.n + SEARCH_DAYS; d = day_add(d, 1)) {
    if (both_working(v, d).n != d.n)
      continue;
    zone = clock_of(v, (int64_t)d.n * DAY_SECONDS + NOON);
    int64_t midnight = (int64_t)d.n * DAY_SECONDS - zone;
    for (int i = 0; i + 1 < v->policy->hours_n; i += 2) {
      int64_t from = midnight + (int64_t)v->policy->hours[i] * 60;
      int64_t to = midnight + (int64_t)v->policy->hours[i + 1] * 60;
      if (utc >= to)
        continue;
      *day = d;
      return utc > from ? utc : from;
    }
  }
  *day = day_add(first, SEARCH_DAYS);
  return utc + (int64_t)SEARCH_DAYS * DAY_SECONDS;
}
