// test_base.c: text, amounts, days, keys and stanzas.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/day.h"
#include "relance/fold.h"
#include "relance/money.h"
#include "relance/stanza.h"
#include "table.h"

static struct str fold_row(struct arena *a, struct str in) {
  return str_printf(a, "%.*s | %.*s", STR_ARG(fold_words(a, in)), STR_ARG(fold_key(a, in)));
}

static struct str day_row(struct arena *a, struct str in) {
  struct day d;
  if (!day_parse_iso(in, &d))
    return S("no");
  int year, week = day_iso_week(d, &year);
  return str_printf(a, "%d %d %d-W%02d %.*s", d.n, (int)day_weekday(d), year, week,
                    STR_ARG(day_iso(a, day_add_months(d, 1))));
}

static struct str easter_row(struct arena *a, struct str in) {
  int64_t year = 0;
  str_int(in, &year);
  return day_iso(a, day_easter((int)year));
}

static struct str money_row(struct arena *a, struct str in) {
  struct str amount, currency;
  struct money m;
  struct err err;
  str_cut(in, ' ', &amount, &currency);
  if (!money_parse(amount, str_c(a, currency), &m, &err))
    return S("no");
  return str_printf(a, "%lld %.*s", (long long)m.minor, STR_ARG(money_plain(a, m)));
}

static struct str time_row(struct arena *a, struct str in) {
  int64_t utc;
  struct day local;
  if (!time_parse(in, &utc, &local))
    return S("no");
  return str_printf(a, "%.*s %.*s", STR_ARG(time_utc(a, utc)), STR_ARG(day_iso(a, local)));
}

static struct str stanza_row(struct arena *a, struct str in) {
  static const char *const known[] = {"lang", "pattern", "patterns", NULL};
  struct stanzas all = {0};
  struct err err;
  if (!stanza_parse(a, S("x.rules"), in, &all, &err))
    return str_dup(a, str_of(err.text));
  struct buf b = buf_in(a);
  for (size_t i = 0; i < all.n; i++) {
    if (!stanza_check_keys(&all.v[i], known, &err))
      return str_dup(a, str_of(err.text));
    buf_printf(&b, "[%.*s/%.*s]", STR_ARG(all.v[i].kind), STR_ARG(all.v[i].name));
    for (size_t j = 0; j < all.v[i].entries.n; j++)
      buf_printf(&b, "%.*s=%.*s;", STR_ARG(all.v[i].entries.v[j].key),
                 STR_ARG(all.v[i].entries.v[j].value));
  }
  return buf_str(&b);
}

static void tables(void **state) {
  (void)state;
  table_run("fold.tbl", fold_row);
  table_run("day.tbl", day_row);
  table_run("easter.tbl", easter_row);
  table_run("money.tbl", money_row);
  table_run("time.tbl", time_row);
  table_run("stanza.tbl", stanza_row);
}

static void day_and_back(void **state) {
  (void)state;
  for (int n = -141000; n < 740000; n++) {
    struct civil c = day_civil((struct day){n});
    assert_true(civil_valid(c));
    assert_int_equal(day_of(c.year, c.month, c.day).n, n);
  }
}

static void money_adds_up(void **state) {
  (void)state;
  struct err err;
  struct money sum;
  assert_false(money_add(money_of(1, "EUR"), money_of(1, "GBP"), &sum, &err));
  assert_false(money_add(money_of(INT64_MAX, "EUR"), money_of(1, "EUR"), &sum, &err));
  assert_true(money_add(money_of(1999, "EUR"), money_of(-999, "EUR"), &sum, &err));
  assert_int_equal(sum.minor, 1000);
  assert_int_equal(money_scale(123456, 1215 * 15, 365 * 10000), 616);
  assert_int_equal(money_scale(-5, 1, 2), -3);
}

static void arena_has_an_end(void **state) {
  (void)state;
  struct arena a;
  jmp_buf full;
  arena_init(&a, 1 << 20);
  a.full = &full;
  if (setjmp(full) == 0) {
    for (;;)
      arena_alloc(&a, 1000, 1);
  }
  assert_true(a.used <= a.limit);
  arena_free(&a);
}

static void distance(void **state) {
  (void)state;
  assert_int_equal(fold_distance(S("virement"), S("virrement"), 2), 1);
  assert_int_equal(fold_distance(S("facture"), S("fcature"), 2), 1);
  assert_int_equal(fold_distance(S("abc"), S("xyz"), 2), 3);
  assert_int_equal(fold_distance(S(""), S(""), 2), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),        cmocka_unit_test(day_and_back),
      cmocka_unit_test(money_adds_up), cmocka_unit_test(arena_has_an_end),
      cmocka_unit_test(distance),
  };
  return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
