// habit.c: median and MAD for what is usual; EWMA and CUSUM for what is not.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/habit.h"

__extension__ typedef __int128 wide; // squares of millionths of a day

enum {
  MAD_TO_SIGMA = 14826, // ten-thousandths: of a normal distribution
  LAMBDA_PARTS = 5,     // lambda 1/5
  EWMA_L = 3,
  CUSUM_H = 5,
};
static const int64_t SHARE = 1000000000; // of a share: billionths

static void sort(int64_t *v, size_t n) {
  for (size_t i = 1; i < n; i++)
    for (size_t k = i; k && v[k - 1] > v[k]; k--) {
      int64_t t = v[k];
      v[k] = v[k - 1];
      v[k - 1] = t;
    }
}

static int64_t median(int64_t *v, size_t n) {
  sort(v, n);
  return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static int64_t median_of_days(const int *x, size_t n) {
  int64_t v[HABIT_MOST];
  for (size_t i = 0; i < n; i++)
    v[i] = (int64_t)x[i] * HABIT_DAY;
  return median(v, n);
}

bool habit_of(const int *days_late, size_t n, struct habit *out) {
  int64_t off[HABIT_MOST];
  if (n < HABIT_LEAST)
    return false;
  if (n > HABIT_MOST) {
    days_late += n - HABIT_MOST;
    n = HABIT_MOST;
  }
  struct habit h = {.median = median_of_days(days_late, n), .n = n};
  for (size_t i = 0; i < n; i++) {
    int64_t d = (int64_t)days_late[i] * HABIT_DAY - h.median;
    off[i] = d < 0 ? -d : d;
  }
  h.spread = median(off, n) * MAD_TO_SIGMA / 10000;
  h.spread = h.spread < HABIT_DAY ? HABIT_DAY : h.spread;
  *out = h;
  return true;
}

static int64_t square_root(wide v) {
  wide low = 0, high = (wide)1 << 62;
  while (low < high) {
    wide mid = low + (high - low + 1) / 2;
    if (mid <= v / mid)
      low = mid;
    else
      high = mid - 1;
  }
  return (int64_t)low;
}

// L * sigma * sqrt(lambda / (2 - lambda) * (1 - (1 - lambda)^2t)); lambda / (2 - lambda) = 1/9.
static int64_t ewma_width(int64_t spread, int64_t forgotten) {
  wide variance = (wide)spread * spread * EWMA_L * EWMA_L / (2 * LAMBDA_PARTS - 1);
  return square_root(variance * (SHARE - forgotten) / SHARE);
}

void shift_watch(const struct habit *h, const int *x, size_t n, struct shift *out) {
  int64_t z = h->median, c = 0, forgotten = SHARE;
  for (size_t t = 0; t < n; t++) {
    int64_t late = (int64_t)x[t] * HABIT_DAY;
    z += (late - z) / LAMBDA_PARTS;
    c += late - (h->median + h->spread / 2);
    c = c < 0 ? 0 : c;
    forgotten = forgotten * 16 / 25; // (1 - lambda)^2
    out[t] = (struct shift){.ewma = z,
                            .ewma_limit = h->median + ewma_width(h->spread, forgotten),
                            .cusum = c,
                            .cusum_limit = CUSUM_H * h->spread};
    out[t].by_ewma = z > out[t].ewma_limit;
    out[t].by_cusum = c > out[t].cusum_limit;
  }
}

bool habit_alarm(const int *x, size_t n, struct alarm *out) {
  struct alarm a;
  struct shift s[HABIT_RECENT];
  size_t recent = n < HABIT_LEAST ? 0 : n - HABIT_LEAST;
  recent = recent > HABIT_RECENT ? HABIT_RECENT : recent;
  size_t before = n - recent;
  if (!recent || !habit_of(x, before, &a.before))
    return false;
  shift_watch(&a.before, x + before, recent, s);
  if (!s[recent - 1].by_ewma && !s[recent - 1].by_cusum)
    return false; // none, or it has passed
  size_t first = recent - 1;
  while (first && (s[first - 1].by_ewma || s[first - 1].by_cusum))
    first--;
  a.since = before + first;
  a.now = median_of_days(x + a.since, n - a.since);
  *out = a;
  return true;
}

bool pay_run_of(const struct day *paid, size_t n, struct pay_run *out) {
  size_t count[SUNDAY + 1] = {0}, best = MONDAY;
  for (size_t i = 0; i < n; i++)
    count[day_weekday(paid[i])]++;
  for (size_t d = TUESDAY; d <= SUNDAY; d++)
    best = count[d] > count[best] ? d : best;
  if (n < HABIT_LEAST || count[best] * 4 < n * 3)
    return false;
  *out = (struct pay_run){(enum weekday)best, count[best], n};
  return true;
}

static struct day on_or_after(struct day d, enum weekday weekday) {
  return day_add(d, ((int)weekday - (int)day_weekday(d) + 7) % 7);
}

struct day pay_run_next(const struct pay_run *r, struct day today) {
  return on_or_after(day_add(today, 1), r->day);
}

struct day money_expected(const struct habit *h, const struct pay_run *r, struct day due,
                          struct day today) {
  if (!day_is(due) || (!h && !r))
    return DAY_NONE;
  int64_t half = h && h->median < 0 ? -HABIT_DAY / 2 : HABIT_DAY / 2;
  int late = h ? (int)((h->median + half) / HABIT_DAY) : 0;
  struct day d = day_add(due, late);
  if (!r)
    return d.n < today.n ? DAY_NONE : d;
  return on_or_after(d.n < today.n ? today : d, r->day);
}
