// board.c: sums and figures of the dashboard.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/board.h"

#include "web/speech.h"

struct board board_on(struct day today) {
  return (struct board){.today = today};
}

static int month_number(struct day d) {
  struct civil c = day_civil(d);
  return c.year * 12 + c.month - 1;
}

struct day board_month(const struct board *b, int back) {
  int n = month_number(b->today) - 1 - back;
  return day_of(n / 12, n % 12 + 1, 1);
}

struct day board_begin(const struct board *b) {
  return board_month(b, BOARD_MONTHS - 1);
}

static struct board_currency *currency_of(struct arena *a, struct board *b, struct money m) {
  for (size_t i = 0; i < b->all.n; i++)
    if (money_same_currency(b->all.v[i].credits, m))
      return &b->all.v[i];
  struct board_currency *c = LIST_PUSH(a, &b->all);
  c->credits = money_of(0, m.currency);
  for (int i = 0; i < AGES; i++)
    c->open[i] = c->credits;
  for (int i = 0; i < BOARD_MONTHS; i++)
    c->months[i].days = day_add_months(board_month(b, i), 1).n - board_month(b, i).n;
  return c;
}

// What does not fit into 63 bits is left out: no ledger holds it.
static void add(struct money *to, struct money m) {
  struct err ignored;
  money_add(*to, m, to, &ignored);
}

void board_open(struct arena *a, struct board *b, struct day due, struct money sum, int64_t n) {
  struct board_currency *c = currency_of(a, b, sum);
  enum age age = kpi_age(due, b->today);
  add(&c->open[age], sum);
  c->invoices += n;
  c->overdue += age == AGE_NOT_DUE ? 0 : n;
}

void board_credit(struct arena *a, struct board *b, struct money sum) {
  add(&currency_of(a, b, sum)->credits, sum);
}

// -1 for the month that runs, BOARD_MONTHS and more for what is too old.
static int months_back(const struct board *b, struct day d) {
  return month_number(b->today) - 1 - month_number(d);
}

void board_sale(struct arena *a, struct board *b, struct day issued, struct money sum) {
  struct board_currency *c = currency_of(a, b, sum);
  int back = months_back(b, issued);
  if (back < 0)
    c->sales_since += sum.minor;
  else if (back < BOARD_MONTHS)
    c->months[back].sales += sum.minor;
}

void board_received(struct arena *a, struct board *b, struct day on, struct money sum) {
  struct board_currency *c = currency_of(a, b, sum);
  int back = months_back(b, on);
  b->money_seen = true;
  if (back < 0)
    c->received_since += sum.minor;
  else if (back < BOARD_MONTHS)
    c->received[back] += sum.minor;
}

// ---------------------------------------------------------------- figures

static int64_t open_from(const struct board_currency *c, enum age from) {
  int64_t sum = 0;
  for (int i = (int)from; i < AGES; i++)
    sum += c->open[i].minor;
  return sum;
}

// Since the quarter began, up to now. What was open then follows from what is open now.
static bool effectiveness(const struct board_currency *c, int64_t *out) {
  int64_t sales = c->sales_since, received = c->received_since;
  int64_t end = open_from(c, AGE_NOT_DUE), current = c->open[AGE_NOT_DUE].minor;
  for (int i = 0; i < BOARD_QUARTER; i++) {
    sales += c->months[i].sales;
    received += c->received[i];
  }
  return received > 0 && kpi_cei(end + received - sales, sales, end, current, out);
}

static void reckon(struct board_currency *c) {
  int64_t all = open_from(c, AGE_NOT_DUE), due = open_from(c, AGE_30), sales = 0;
  int days = 0;
  for (int i = 0; i < BOARD_QUARTER; i++) {
    sales += c->months[i].sales;
    days += c->months[i].days;
  }
  struct board_figure *f = c->figures;
  f[0] = (struct board_figure){.name = "overdue", .words = N_("overdue share"), .unit = "%"};
  f[0].known = kpi_share(due, all, &f[0].hundredths);
  f[1] = (struct board_figure){
      .name = "dso", .words = N_("days sales outstanding, last three months"), .unit = "days"};
  f[1].known = kpi_dso(all, sales, days, &f[1].hundredths);
  f[2] = (struct board_figure){
      .name = "dso_countback", .words = N_("the same, counted back"), .unit = "days"};
  f[2].known = kpi_countback(all, c->months, BOARD_MONTHS, &f[2].hundredths);
  f[3] = (struct board_figure){
      .name = "dso_best", .words = N_("best possible: if nothing were overdue"), .unit = "days"};
  f[3].known = kpi_dso(all - due, sales, days, &f[3].hundredths);
  f[4] = (struct board_figure){.name = "delay",
                               .words = N_("average delay: the difference"),
                               .unit = "days",
                               .known = f[1].known && f[3].known,
                               .hundredths = f[1].hundredths - f[3].hundredths};
  f[5] = (struct board_figure){
      .name = "cei", .words = N_("collected, of what could be (CEI)"), .unit = "%"};
  f[5].known = effectiveness(c, &f[5].hundredths);
}

static void sort(struct board *b) {
  for (size_t i = 1; i < b->all.n; i++)
    for (size_t k = i; k && b->all.v[k - 1].invoices < b->all.v[k].invoices; k--) {
      struct board_currency t = b->all.v[k];
      b->all.v[k] = b->all.v[k - 1];
      b->all.v[k - 1] = t;
    }
}

void board_reckon(struct board *b) {
  for (size_t i = 0; i < b->all.n; i++)
    reckon(&b->all.v[i]);
  sort(b);
}

void board_share(struct arena *a, struct board_figures *to, const char *name, const char *words,
                 int64_t part, int64_t all) {
  struct board_figure f = {.name = name, .words = words, .unit = "%", .part = part, .all = all};
  f.known = all >= BOARD_LEAST && kpi_share(part, all, &f.hundredths);
  *LIST_PUSH(a, to) = f;
}
