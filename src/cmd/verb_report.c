// verb_report.c: how payments go, how letters work, how often relance was wrong.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/board.h"
#include "cmd/trials.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "web/chart.h"
#include "web/page_board.h"

#include <stdio.h>

enum { CLIENTS = 15 };

static const char *const age_words[AGES] = {"not due",    "1-30 days",   "31-60 days",
                                            "61-90 days", "91-120 days", "older"};

// ---------------------------------------------------------------- text

static void print_figure(const struct html *h, const struct board_figure *f) {
  printf("  %-44s %s%.*s%s\n", f->words, paint(f->known ? "bold" : "dim"),
         STR_ARG(figure_words(h, f)), paint("off"));
}

static void print_months(struct arena *a, const struct board_currency *c) {
  int64_t sales[BOARD_MONTHS], received[BOARD_MONTHS];
  for (int i = 0; i < BOARD_MONTHS; i++) { // oldest first
    sales[i] = c->months[BOARD_MONTHS - 1 - i].sales;
    received[i] = c->received[BOARD_MONTHS - 1 - i];
  }
  printf("  %-44s %.*s\n", "invoiced, twelve months", STR_ARG(spark(a, sales, BOARD_MONTHS)));
  printf("  %-44s %.*s\n", "received", STR_ARG(spark(a, received, BOARD_MONTHS)));
}

static void print_currency(const struct html *h, const struct board_currency *c) {
  static const char bar[] = "████████████████████";
  int64_t most = 1, all = 0;
  for (int i = 0; i < AGES; i++) {
    most = c->open[i].minor > most ? c->open[i].minor : most;
    all += c->open[i].minor;
  }
  printf("%s%s%s  %lld open invoices, %lld overdue\n", paint("bold"), c->credits.currency,
         paint("off"), (long long)c->invoices, (long long)c->overdue);
  for (int i = 0; i < AGES; i++) {
    int n = (int)money_scale(c->open[i].minor, 20, most);
    printf("  %-12s %16.*s %s%.*s%s\n", age_words[i], STR_ARG(money_plain(h->a, c->open[i])),
           paint(i ? "yellow" : "green"), n * 3, bar, paint("off"));
  }
  printf("  %-12s %16.*s\n", "total",
         STR_ARG(money_plain(h->a, money_of(all, c->credits.currency))));
  if (c->credits.minor)
    printf("  %-12s %16.*s\n", "credit notes", STR_ARG(money_plain(h->a, c->credits)));
  print_months(h->a, c);
  for (int i = 0; i < BOARD_FIGURES; i++)
    print_figure(h, &c->figures[i]);
}

static void print_steps(const struct board *b) {
  if (!b->money_seen) {
    puts("  no payment has been seen yet: import bank statements");
    return;
  }
  for (size_t i = 0; i < b->steps.n; i++)
    printf("  step %d: paid within seven days                %lld of %lld invoices\n",
           b->steps.v[i].step, (long long)b->steps.v[i].paid, (long long)b->steps.v[i].sent);
}

static void print_clients(struct arena *a, const struct board *b) {
  int64_t late[HABIT_MOST];
  if (b->clients.n)
    printf("\n%swho owes most, and how he pays%s\n", paint("bold"), paint("off"));
  for (size_t i = 0; i < b->clients.n; i++) {
    const struct board_client *c = &b->clients.v[i];
    for (size_t k = 0; k < c->n; k++)
      late[k] = c->late[k];
    printf("  %-8.*s %14.*s %s  ", STR_ARG(c->id), STR_ARG(money_plain(a, c->overdue)),
           c->overdue.currency);
    if (c->known)
      printf("usually %lld days late  %.*s\n", (long long)(c->habit.median / HABIT_DAY),
             STR_ARG(spark(a, late, c->n)));
    else
      puts("not enough data");
  }
  for (size_t i = 0; i < b->alerts.n; i++)
    printf("  %scall %.*s%s: pays %d days late since %.*s; it was %d before\n", paint("red"),
           STR_ARG(b->alerts.v[i].client), paint("off"), b->alerts.v[i].late,
           STR_ARG(day_iso(a, b->alerts.v[i].found)), b->alerts.v[i].usual);
}

static void print_trials(const struct html *h, const struct board *b) {
  static const char *const arms[ARMS] = {"as it is", "the other way"};
  for (size_t i = 0; i < b->trials.n; i++) {
    const struct board_trial *t = &b->trials.v[i];
    printf("\n%sexperiment %.*s%s: %s, half of %.*s since %.*s%s\n", paint("bold"),
           STR_ARG(t->name), paint("off"), t->factor, STR_ARG(t->policy),
           STR_ARG(day_iso(h->a, t->from)), t->stopped ? "; ended by its guards" : "");
    for (int k = 0; k < ARMS; k++)
      printf("  %-14s %lld of %lld clients paid within %d days; %lld reminded, %lld disputed, %lld "
             "crossed\n",
             arms[k], (long long)t->arms[k].paid, (long long)t->arms[k].clients, EXPERIMENT_DAYS,
             (long long)t->arms[k].told, (long long)t->arms[k].complaints,
             (long long)t->arms[k].crossed);
    printf("  %.*s\n", STR_ARG(trial_words(h, t)));
  }
}

static void print_text(const struct html *h, const struct board *b) {
  for (size_t i = 0; i < b->all.n; i++)
    print_currency(h, &b->all.v[i]);
  if (!b->all.n)
    puts("no open invoices and no sales");
  printf("\n%swhat reminders do, twelve months%s\n", paint("bold"), paint("off"));
  for (size_t i = 0; i < b->conduct.n; i++)
    print_figure(h, &b->conduct.v[i]);
  print_steps(b);
  print_trials(h, b);
  print_clients(h->a, b);
}

// ---------------------------------------------------------------- CSV

static void csv_figure(const char *code, const struct board_figure *f) {
  if (f->all)
    printf("%s,%s cases,%lld\n%s,%s of,%lld\n", code, f->name, (long long)f->part, code, f->name,
           (long long)f->all);
  if (f->known)
    printf("%s,%s,%s%lld.%02lld\n", code, f->name, f->hundredths < 0 ? "-" : "",
           (long long)(llabs(f->hundredths) / 100), (long long)(llabs(f->hundredths) % 100));
}

static void csv_currency(struct arena *a, const struct board *b, const struct board_currency *c) {
  const char *code = c->credits.currency;
  for (int i = 0; i < AGES; i++)
    printf("%s,age %s,%.*s\n", code, age_words[i], STR_ARG(money_plain(a, c->open[i])));
  printf("%s,credit notes,%.*s\n", code, STR_ARG(money_plain(a, c->credits)));
  for (int i = BOARD_MONTHS; i-- > 0;) {
    struct str month = str_sub(day_iso(a, board_month(b, i)), 0, 7);
    printf("%s,invoiced %.*s,%.*s\n", code, STR_ARG(month),
           STR_ARG(money_plain(a, money_of(c->months[i].sales, code))));
    printf("%s,received %.*s,%.*s\n", code, STR_ARG(month),
           STR_ARG(money_plain(a, money_of(c->received[i], code))));
  }
  for (int i = 0; i < BOARD_FIGURES; i++)
    csv_figure(code, &c->figures[i]);
}

static void print_csv(struct arena *a, const struct board *b) {
  puts("currency,what,value");
  for (size_t i = 0; i < b->all.n; i++)
    csv_currency(a, b, &b->all.v[i]);
  for (size_t i = 0; i < b->conduct.n; i++)
    csv_figure("", &b->conduct.v[i]);
  for (size_t i = 0; i < b->steps.n; i++)
    printf(",step %d invoices,%lld\n,step %d paid,%lld\n", b->steps.v[i].step,
           (long long)b->steps.v[i].sent, b->steps.v[i].step, (long long)b->steps.v[i].paid);
}

// ---------------------------------------------------------------- the verb

static int show(struct app *app, const struct args *args, const struct board *b) {
  struct arena *a = &app->arena;
  const char *chart = args_get(args, "svg");
  bool people = args_has(args, "html") || chart;
  const struct speech *speech =
      people ? speech_of(app->conf.company.language, S("en")) : speech_of(S("en"), S("en"));
  struct html h = html_in(a, speech);
  struct str svg;
  if (args_has(args, "csv"))
    print_csv(a, b);
  else if (args_has(args, "html"))
    printf("%.*s", STR_ARG(board_document(a, speech, app->conf.company.name, b)));
  else if (!chart)
    print_text(&h, b);
  else if (board_svg(a, speech, b, str_of(chart), &svg))
    printf("%.*s", STR_ARG(svg));
  else {
    struct err err;
    err_set(&err, ERR_INPUT, "report --svg %s: not enough data to draw", chart);
    return fail(&err);
  }
  return EXIT_DONE;
}

static bool known_chart(const char *chart) {
  struct str c = str_of(chart);
  return !chart || str_eq(c, S("aging")) || str_eq(c, S("months")) || str_eq(c, S("steps"));
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *l;
  struct board b;
  bool more;
  if (args->rest_n)
    return usage("report: no argument expected, got %s", args->rest[0]);
  if (!known_chart(args_get(args, "svg")))
    return usage("report: --svg %s: one of aging, months, steps", args_get(args, "svg"));
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, &err))
    return fail(&err);
  bool ok = board_fetch(l, &app->arena, clock_now().today, &b, &err) &&
            trials_fetch(app, l, &app->arena, b.today, &b, &err) &&
            board_clients(l, &app->arena, 0, CLIENTS, &b, &more, &err);
  ledger_close(l);
  return ok ? show(app, args, &b) : fail(&err);
}

static const struct flag flags[] = {
    {"csv", NULL, "for a spreadsheet"},
    {"html", NULL, "one document with charts, to keep or print"},
    {"svg", "CHART", "one drawing: aging, months or steps"},
    {0},
};

const struct verb verb_report = {
    .name = "report",
    .synopsis = "[--csv | --html | --svg CHART]",
    .summary = "Show how payments go: aging, days sales outstanding, promises, effect of letters.",
    .examples = "  relance report                        on one screen\n"
                "  relance report --html > figures.html  with charts, to keep or print\n"
                "  relance report --svg aging > age.svg  one drawing\n"
                "  relance report --csv                  for a spreadsheet\n",
    .flags = flags,
    .run = run,
};
