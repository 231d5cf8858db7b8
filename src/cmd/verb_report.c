// verb_report.c: how payments go: aging, days sales outstanding, the overdue share.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/verbs.h"
#include "host/clock.h"
#include "ledger/register_store.h"
#include "web/kpi.h"

#include <stdio.h>
#include <string.h>

enum { MONTHS = 12, QUARTER = 3, BARS = 8 };

struct currency {
  struct money open[AGES]; // invoices by age
  struct money credits;    // credit notes that are open
  size_t invoices, overdue;
  struct kpi_month months[MONTHS]; // sales, newest whole month first
};

struct payments_report {
  struct arena *a;
  struct day today;
  LIST(struct currency) all;
};

static struct currency *currency_of(struct payments_report *r, struct money m) {
  for (size_t i = 0; i < r->all.n; i++)
    if (money_same_currency(r->all.v[i].credits, m))
      return &r->all.v[i];
  struct currency *c = LIST_PUSH(r->a, &r->all);
  c->credits = money_of(0, m.currency);
  for (int i = 0; i < AGES; i++)
    c->open[i] = c->credits;
  return c;
}

static bool take_invoice(void *ctx, const struct invoice *i) {
  struct payments_report *r = ctx;
  struct currency *c = currency_of(r, i->open);
  struct err ignored;
  if (i->kind == CREDIT_NOTE || i->open.minor < 0)
    return money_add(c->credits, i->open, &c->credits, &ignored) || true;
  enum age age = kpi_age(i->due, r->today);
  c->invoices++;
  c->overdue += age != AGE_NOT_DUE;
  return money_add(c->open[age], i->open, &c->open[age], &ignored) || true;
}

// Whole months before this one: a month that still runs would make every number look better.
static bool take_sales(struct ledger *l, struct payments_report *r, struct err *err) {
  struct civil today = day_civil(r->today);
  struct day end = day_of(today.year, today.month, 1);
  for (int i = 0; i < MONTHS; i++) {
    struct day begin = day_add_months(end, -1);
    struct moneys sales = {0};
    if (!register_sales(l, r->a, begin, end, &sales, err))
      return false;
    for (size_t k = 0; k < sales.n; k++)
      currency_of(r, sales.v[k])->months[i].sales = sales.v[k].minor;
    for (size_t k = 0; k < r->all.n; k++)
      r->all.v[k].months[i].days = end.n - begin.n;
    end = begin;
  }
  return true;
}

// ---------------------------------------------------------------- figures

struct figure {
  const char *name, *words;
  bool known;
  int64_t hundredths;
  const char *unit;
};
enum { FIGURES = 5 };

static int64_t sum_of(const struct currency *c, enum age from) {
  int64_t sum = 0;
  for (int i = (int)from; i < AGES; i++)
    sum += c->open[i].minor;
  return sum;
}

static void figures_of(const struct currency *c, struct figure f[FIGURES]) {
  int64_t all = sum_of(c, AGE_NOT_DUE), due = sum_of(c, AGE_30), sales = 0;
  int days = 0;
  for (int i = 0; i < QUARTER; i++) {
    sales += c->months[i].sales;
    days += c->months[i].days;
  }
  f[0] = (struct figure){"overdue", "overdue share", all > 0, 0, "%"};
  f[0].hundredths = all > 0 ? money_scale(due, 10000, all) : 0;
  f[1] = (struct figure){"dso", "days sales outstanding, last three months", false, 0, "days"};
  f[1].known = kpi_dso(all, sales, days, &f[1].hundredths);
  f[2] = (struct figure){"dso_countback", "the same, counted back", false, 0, "days"};
  f[2].known = kpi_countback(all, c->months, MONTHS, &f[2].hundredths);
  f[3] = (struct figure){"dso_best", "best possible: if nothing were overdue", false, 0, "days"};
  f[3].known = kpi_dso(all - due, sales, days, &f[3].hundredths);
  f[4] = (struct figure){"delay", "average delay: the difference", f[1].known && f[3].known,
                         f[1].hundredths - f[3].hundredths, "days"};
}

// ---------------------------------------------------------------- printing

static const char *const age_words[] = {"not due",    "1-30 days",   "31-60 days",
                                        "61-90 days", "91-120 days", "older"};

static const char *bar(int64_t part, int64_t all) {
  static const char *const bars[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  return bars[all > 0 && part > 0 ? (part * BARS + all - 1) / all : 0];
}

static void print_text(struct arena *a, const struct currency *c) {
  struct figure f[FIGURES];
  int64_t all = sum_of(c, AGE_NOT_DUE), sales = 0;
  figures_of(c, f);
  printf("%s%s%s  %zu open invoices, %zu overdue\n", paint("bold"), c->credits.currency,
         paint("off"), c->invoices, c->overdue);
  for (int i = 0; i < AGES; i++)
    printf("  %-12s %s %16.*s\n", age_words[i], bar(c->open[i].minor, all),
           STR_ARG(money_plain(a, c->open[i])));
  printf("  %-12s   %16.*s\n", "total",
         STR_ARG(money_plain(a, money_of(all, c->credits.currency))));
  if (c->credits.minor)
    printf("  %-12s   %16.*s\n", "credit notes", STR_ARG(money_plain(a, c->credits)));
  for (int i = 0; i < MONTHS; i++)
    sales = c->months[i].sales > sales ? c->months[i].sales : sales;
  printf("  invoiced, twelve months: ");
  for (int i = MONTHS; i-- > 0;)
    printf("%s", bar(c->months[i].sales, sales));
  puts("");
  for (int i = 0; i < FIGURES; i++)
    if (f[i].known)
      printf("  %-44s %6lld.%02lld %s\n", f[i].words, (long long)(f[i].hundredths / 100),
             (long long)(f[i].hundredths % 100), f[i].unit);
    else
      printf("  %-44s not enough data\n", f[i].words);
}

static void print_csv(struct arena *a, const struct currency *c) {
  struct figure f[FIGURES];
  const char *code = c->credits.currency;
  figures_of(c, f);
  for (int i = 0; i < AGES; i++)
    printf("%s,age %s,%.*s\n", code, age_words[i], STR_ARG(money_plain(a, c->open[i])));
  printf("%s,credit notes,%.*s\n", code, STR_ARG(money_plain(a, c->credits)));
  for (int i = 0; i < FIGURES; i++)
    if (f[i].known)
      printf("%s,%s,%lld.%02lld\n", code, f[i].name, (long long)(f[i].hundredths / 100),
             (long long)(f[i].hundredths % 100));
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *l;
  struct payments_report r = {.a = &app->arena};
  bool csv = args_has(args, "csv");
  if (args->rest_n)
    return usage("report: no argument expected, got %s", args->rest[0]);
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, &err))
    return fail(&err);
  r.today = clock_now().today;
  bool ok = register_each_open(l, take_invoice, &r, &err) && take_sales(l, &r, &err);
  ledger_close(l);
  if (!ok)
    return fail(&err);
  if (csv)
    puts("currency,what,value");
  for (size_t i = 0; i < r.all.n; i++)
    (csv ? print_csv : print_text)(&app->arena, &r.all.v[i]);
  if (!r.all.n && !csv)
    puts("no open invoices and no sales");
  return EXIT_DONE;
}

static const struct flag flags[] = {{"csv", NULL, "for a spreadsheet"}, {0}};

const struct verb verb_report = {
    .name = "report",
    .synopsis = "[--csv]",
    .summary = "Show how payments go: aging, overdue share, days sales outstanding.",
    .examples = "  relance report         on one screen\n"
                "  relance report --csv   for a spreadsheet\n",
    .flags = flags,
    .run = run,
};
