// board.h: the dashboard as values: how payments go, how letters work, how often relance was wrong.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/arena.h"
#include "relance/experiment.h"
#include "relance/money.h"
#include "web/habit.h"
#include "web/kpi.h"

enum {
  BOARD_MONTHS = 12,
  BOARD_QUARTER = 3, // whole months that days sales outstanding are measured over
  BOARD_LEAST = 5,   // cases below which no share is said
  BOARD_FIGURES = 6,
};

struct board_figure {
  const char *name;   // for programs: "dso"
  const char *words;  // for people, to be translated
  const char *unit;   // "%" or "days"
  bool known;         // false: not enough data
  int64_t hundredths; // of the unit
  int64_t part, all;  // what a share was counted from; all 0: it was not counted in cases
};

// Months are counted back from the last whole one; the one that runs would make all look better.
struct board_currency {
  struct money open[AGES], credits; // what is open by age; credit notes apart
  int64_t invoices, overdue;        // open ones, counted
  struct kpi_month months[BOARD_MONTHS];
  int64_t received[BOARD_MONTHS];
  int64_t sales_since, received_since; // in the month that runs
  struct board_figure figures[BOARD_FIGURES];
};

struct board_step {
  int step;
  int64_t sent, paid;        // invoices named; paid within seven days
  int64_t letters, answered; // within fourteen days
};

struct board_client {
  struct str id, name;
  struct money overdue;
  int64_t invoices;
  int late[HABIT_MOST]; // days late, as paid, oldest first
  size_t n;
  bool known; // the habit, from HABIT_LEAST on
  struct habit habit;
  bool runs; // he pays on one day of the week
  struct pay_run run;
};

struct board_alert {
  struct str client, name, phone;
  struct day found;
  int usual, late; // days
};

struct board_trial { // an experiment
  struct str name, policy;
  const char *factor;
  struct day from;
  bool stopped;
  struct arm_count arms[ARMS];
  struct experiment_result result;
};

struct board_figures {
  struct board_figure *v;
  size_t n, cap;
};
struct board {
  struct day today;
  bool money_seen;                 // something has come in; without it nobody knows what letters do
  LIST(struct board_currency) all; // that with the most open invoices first
  struct board_figures conduct;
  LIST(struct board_step) steps;
  LIST(struct board_client) clients;
  LIST(struct board_alert) alerts;
  LIST(struct board_trial) trials;
};

struct board board_on(struct day today);
struct day board_month(const struct board *b, int back); // first day of the month months[back]
struct day board_begin(const struct board *b);           // of the oldest month
void board_open(struct arena *a, struct board *b, struct day due, struct money sum, int64_t n);
void board_credit(struct arena *a, struct board *b, struct money sum);
void board_sale(struct arena *a, struct board *b, struct day issued, struct money sum);
void board_received(struct arena *a, struct board *b, struct day on, struct money sum);
// When all of it is in: the figures of every currency.
void board_reckon(struct board *b);
// A share of counted cases; known from BOARD_LEAST cases on.
void board_share(struct arena *a, struct board_figures *to, const char *name, const char *words,
                 int64_t part, int64_t all);
