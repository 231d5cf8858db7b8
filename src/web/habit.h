// habit.h: how late a client usually pays, and whether that has just changed. Arithmetic only.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"

// All in millionths of a day, so that no rounding of floating point decides over an alarm.
enum {
  HABIT_DAY = 1000000,
  HABIT_LEAST = 6,  // invoices below which nothing is said
  HABIT_MOST = 24,  // older ones are forgotten
  HABIT_RECENT = 6, // the newest are compared with those before them
};

struct habit { // the baseline
  int64_t median, spread;
  size_t n;
};
// spread: 1.4826 times the median absolute deviation, a day at least. False when there are fewer
// than HABIT_LEAST values: `out` is untouched.
bool habit_of(const int *days_late, size_t n, struct habit *out);

struct shift { // the watch over what came after the baseline
  int64_t ewma, ewma_limit, cusum, cusum_limit;
  bool by_ewma, by_cusum; // this value lies beyond the limit: paid later than usual
};
// EWMA (lambda 0.2, L 3) and CUSUM (k 0.5, h 5) over x[0..n), one row of `out` for each.
void shift_watch(const struct habit *h, const int *x, size_t n, struct shift *out);

struct alarm {
  struct habit before;
  int64_t now;  // median of the recent ones
  size_t since; // index in x of the first value that gave the alarm
};
// x: days late of a client's invoices in the order in which they were paid, the open ones that are
// later than usual at the end. False: no alarm, or too little to say.
bool habit_alarm(const int *x, size_t n, struct alarm *out);

// The day of the week on which a client's money comes in.
struct pay_run {
  enum weekday day;
  size_t on, all; // payments on that day, of all that were looked at
};
// Only where three of four came on one day; from HABIT_LEAST payments on.
bool pay_run_of(const struct day *paid, size_t n, struct pay_run *out);
// The first such day after `today`.
struct day pay_run_next(const struct pay_run *r, struct day today);
// When the money for an invoice is likely: as late as usual, then his next day of paying. `h` and
// `r` may be NULL. DAY_NONE: nothing is known, or that day is past and there is no next one.
struct day money_expected(const struct habit *h, const struct pay_run *r, struct day due,
                          struct day today);
