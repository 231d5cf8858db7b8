// test_calendar.c: holidays, working days and clocks of the countries in rules/calendar.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/calendar.h"
#include "rules_files.h"
#include "table.h"

static struct arena arena;
static struct calendar calendar;

static struct str holidays_row(struct arena *a, struct str in) {
  struct str country, year_text;
  int64_t year = 0;
  str_cut(in, ' ', &country, &year_text);
  str_int(year_text, &year);
  struct buf b = buf_in(a);
  for (struct day d = day_of((int)year, 1, 1); d.n <= day_of((int)year, 12, 31).n;
       d = day_add(d, 1))
    if (day_weekday(d) < SATURDAY && is_holiday(&calendar, country, d))
      buf_printf(&b, "%s%02d-%02d", b.n ? " " : "", day_civil(d).month, day_civil(d).day);
  return buf_str(&b);
}

static struct str working_row(struct arena *a, struct str in) {
  struct str country, day_text, n_text;
  struct day d;
  int64_t n = 0;
  str_word(&in, &country);
  str_word(&in, &day_text);
  str_word(&in, &n_text);
  if (!day_parse_iso(day_text, &d) || !str_int(n_text, &n))
    return S("no");
  return day_iso(a, n ? add_working_days(&calendar, country, d, (int)n)
                      : next_working_day(&calendar, country, d));
}

static struct str zone_row(struct arena *a, struct str in) {
  struct str country, moment;
  int64_t utc;
  struct day local;
  int minutes;
  str_cut(in, ' ', &country, &moment);
  if (!time_parse(moment, &utc, &local) || !zone_at(&calendar, country, utc, &minutes))
    return S("no");
  return str_printf(a, "%d", minutes);
}

static struct str load_row(struct arena *a, struct str in) {
  struct stanzas all = {0};
  struct calendar c;
  struct err err;
  if (!stanza_parse(a, S("x.rules"), in, &all, &err) || !calendar_load(a, &all, &c, &err))
    return str_dup(a, str_of(err.text));
  return S("ok");
}

static void tables(void **state) {
  (void)state;
  table_run("calendar.tbl", holidays_row);
  table_run("working_day.tbl", working_row);
  table_run("zone.tbl", zone_row);
  table_run("calendar_load.tbl", load_row);
}

// The next working day is the first one that works, and adding one more is always later.
static void working_days_go_forward(void **state) {
  (void)state;
  for (size_t i = 0; i < calendar.n; i++) {
    struct str code = calendar.v[i].code;
    for (struct day d = day_of(2015, 1, 1); d.n < day_of(2036, 1, 1).n; d = day_add(d, 1)) {
      struct day next = next_working_day(&calendar, code, d);
      assert_true(next.n >= d.n && next.n <= d.n + 6);
      assert_true(is_working_day(&calendar, code, next));
      assert_true(add_working_days(&calendar, code, d, 2).n > next.n);
    }
  }
}

// For tests/e2e/calendars.py: "FR 2026-01-01" for every weekday off, into the file
// RELANCE_HOLIDAYS.
static void write_days(void **state) {
  (void)state;
  const char *path = getenv("RELANCE_HOLIDAYS");
  FILE *f = path ? fopen(path, "wb") : NULL;
  for (size_t i = 0; f && i < calendar.n; i++)
    for (struct day d = day_of(2015, 1, 1); d.n < day_of(2036, 1, 1).n; d = day_add(d, 1))
      if (day_weekday(d) < SATURDAY && is_holiday(&calendar, calendar.v[i].code, d)) {
        struct civil c = day_civil(d);
        fprintf(f, "%.*s %04d-%02d-%02d\n", STR_ARG(calendar.v[i].code), c.year, c.month, c.day);
      }
  if (f)
    fclose(f);
}

int main(void) {
  arena_init(&arena, 64 << 20);
  struct stanzas all = rules_stanzas(&arena, "rules/calendar");
  struct err err;
  if (!calendar_load(&arena, &all, &calendar, &err)) {
    print_error("%s\n", err.text);
    return 1;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(working_days_go_forward),
      cmocka_unit_test(write_days),
  };
  int failed = cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
