// test_kpi.c: the figures of the dashboard against their definitions, by a table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "table.h"

#include "web/habit.h"
#include "web/kpi.h"

enum { VALUES = 40 };

static struct str hundredths(struct arena *a, bool known, const int64_t *of) {
  int64_t n = *of;
  return known ? str_printf(a, "%lld.%02lld", (long long)(n / 100), (long long)(n % 100)) : S("-");
}

static struct str thousandths(struct arena *a, int64_t n) {
  int64_t r = (llabs(n) + 500) / 1000;
  return str_printf(a, "%s%lld.%03lld", n < 0 ? "-" : "", (long long)(r / 1000),
                    (long long)(r % 1000));
}

static int64_t millionths(struct str s) {
  struct str whole, part;
  int64_t a = 0, b = 0;
  bool has = str_cut(s, '.', &whole, &part);
  assert_true(str_int(whole, &a) && (!has || (part.n == 1 && str_int(part, &b))));
  return a * HABIT_DAY + b * (HABIT_DAY / 10);
}

static size_t numbers(struct str rest, int64_t v[VALUES]) {
  struct str word;
  size_t n = 0;
  while (str_word(&rest, &word)) {
    assert_true(n < VALUES);
    assert_true(str_int(word, &v[n++]));
  }
  return n;
}

static size_t days_late(struct str rest, int v[VALUES]) {
  int64_t all[VALUES];
  size_t n = numbers(rest, all);
  for (size_t i = 0; i < n; i++)
    v[i] = (int)all[i];
  return n;
}

static struct str dso(struct arena *a, struct str rest) {
  int64_t v[VALUES], got = 0;
  assert_int_equal(numbers(rest, v), 3);
  return hundredths(a, kpi_dso(v[0], v[1], (int)v[2], &got), &got);
}

static struct str countback(struct arena *a, struct str rest) {
  struct kpi_month months[VALUES];
  struct str word, sales, days;
  int64_t receivable = 0, d = 0, got = 0;
  size_t n = 0;
  assert_true(str_word(&rest, &word) && str_int(word, &receivable));
  for (; str_word(&rest, &word); n++) {
    str_cut(word, ':', &sales, &days);
    assert_true(str_int(sales, &months[n].sales) && str_int(days, &d));
    months[n].days = (int)d;
  }
  return hundredths(a, kpi_countback(receivable, months, n, &got), &got);
}

static struct str cei(struct arena *a, struct str rest) {
  int64_t v[VALUES], got = 0;
  assert_int_equal(numbers(rest, v), 4);
  return hundredths(a, kpi_cei(v[0], v[1], v[2], v[3], &got), &got);
}

static struct str share(struct arena *a, struct str rest) {
  int64_t v[VALUES], got = 0;
  assert_int_equal(numbers(rest, v), 2);
  return hundredths(a, kpi_share(v[0], v[1], &got), &got);
}

static struct str kept(struct arena *a, struct str rest) {
  static const char *const names[] = {"waiting", "yes", "no"};
  struct str w[4];
  int64_t promised = 0, received = 0;
  struct day until = DAY_NONE, today = DAY_NONE;
  (void)a;
  for (int i = 0; i < 4; i++)
    assert_true(str_word(&rest, &w[i]));
  assert_true(str_int(w[0], &promised) && str_int(w[1], &received) && day_parse_iso(w[2], &until) &&
              day_parse_iso(w[3], &today));
  return str_of(names[kpi_kept(promised, received, until, today)]);
}

static struct str habit(struct arena *a, struct str rest) {
  int x[VALUES];
  struct habit h;
  size_t n = days_late(rest, x);
  if (!habit_of(x, n, &h))
    return S("-");
  struct str median = thousandths(a, h.median), spread = thousandths(a, h.spread);
  return str_printf(a, "%.*s %.*s", STR_ARG(median), STR_ARG(spread));
}

static struct str shift(struct arena *a, struct str rest) {
  struct str median = {0}, spread = {0}, colon;
  struct shift s[VALUES];
  int x[VALUES];
  assert_true(str_word(&rest, &median) && str_word(&rest, &spread) && str_word(&rest, &colon));
  struct habit h = {.median = millionths(median), .spread = millionths(spread)};
  size_t n = days_late(rest, x);
  shift_watch(&h, x, n, s);
  struct shift *l = &s[n - 1];
  struct str v[] = {thousandths(a, l->ewma), thousandths(a, l->ewma_limit),
                    thousandths(a, l->cusum), thousandths(a, l->cusum_limit)};
  return str_printf(a, "%.*s/%.*s%s %.*s/%.*s%s", STR_ARG(v[0]), STR_ARG(v[1]),
                    l->by_ewma ? "!" : "", STR_ARG(v[2]), STR_ARG(v[3]), l->by_cusum ? "!" : "");
}

static struct str alarm_row(struct arena *a, struct str rest) {
  int x[VALUES];
  struct alarm got;
  size_t n = days_late(rest, x);
  if (!habit_alarm(x, n, &got))
    return S("-");
  struct str usual = thousandths(a, got.before.median), now = thousandths(a, got.now);
  return str_printf(a, "%.*s %.*s %zu", STR_ARG(usual), STR_ARG(now), got.since + 1);
}

static struct str payrun(struct arena *a, struct str rest) {
  struct day paid[VALUES];
  struct pay_run got;
  struct str word;
  size_t n = 0;
  while (str_word(&rest, &word))
    assert_true(n < VALUES && day_parse_iso(word, &paid[n++]));
  if (!pay_run_of(paid, n, &got))
    return S("-");
  return str_printf(a, "%d %zu/%zu", (int)got.day + 1, got.on, got.all);
}

// "12 5 2026-11-10 2026-11-22": days late and day of paying (-: none), due, today.
static struct str expected(struct arena *a, struct str rest) {
  struct habit h;
  struct pay_run r;
  struct str word;
  struct day due = DAY_NONE, today = DAY_NONE;
  int64_t n = 0;
  bool late = str_word(&rest, &word) && str_int(word, &n);
  h = (struct habit){.median = late ? n * HABIT_DAY : 0};
  bool runs = str_word(&rest, &word) && str_int(word, &n);
  r = (struct pay_run){.day = runs ? (enum weekday)(n - 1) : MONDAY};
  assert_true(str_word(&rest, &word) && day_parse_iso(word, &due));
  assert_true(str_word(&rest, &word) && day_parse_iso(word, &today));
  struct day d = money_expected(late ? &h : NULL, runs ? &r : NULL, due, today);
  return day_is(d) ? day_iso(a, d) : S("-");
}

static struct str figure(struct arena *a, struct str input) {
  static const struct {
    const char *name;
    table_function *of;
  } figures[] = {{"dso", dso},          {"countback", countback}, {"cei", cei},
                 {"share", share},      {"kept", kept},           {"habit", habit},
                 {"shift", shift},      {"alarm", alarm_row},     {"payrun", payrun},
                 {"expected", expected}};
  struct str name;
  assert_true(str_word(&input, &name));
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    if (str_eq(name, str_of(figures[i].name)))
      return figures[i].of(a, input);
  fail_msg("no figure %.*s", STR_ARG(name));
  return S("");
}

static void figures(void **state) {
  (void)state;
  table_run("kpi.tbl", figure);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(figures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
