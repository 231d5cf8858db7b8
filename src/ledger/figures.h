// figures.h: what the dashboard counts from: sums over the register, and how letters went.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"
#include "relance/register.h"

struct day_sum {
  struct day day; // DAY_NONE where the register has none
  struct money sum;
  int64_t n;
};
struct day_sums {
  struct day_sum *v;
  size_t n, cap;
};
// By currency, then day. What is open: invoices by due date; credit notes apart, without days.
bool figures_open(struct ledger *l, struct arena *a, struct day_sums *out, struct err *err);
bool figures_credits(struct ledger *l, struct arena *a, struct day_sums *out, struct err *err);
// What was invoiced from `from` on by day of issue, credit notes taken off.
bool figures_sales(struct ledger *l, struct arena *a, struct day from, struct day_sums *out,
                   struct err *err);
// What came in on invoices from `from` on: by the bank's day, else the day of the decision, else
// the day on which the books showed it. In no order; a day may come more than once.
bool figures_received(struct ledger *l, struct arena *a, struct day from, struct day_sums *out,
                      struct err *err);

struct promise_row { // one invoice that a client said he would pay
  struct str client, invoice;
  struct day given, until;         // until: letters may leave again
  struct money promised, received; // open when it was given; come in from then up to `until`
};
struct promise_rows {
  struct promise_row *v;
  size_t n, cap;
};
// Promises given from `since` on, without those that were taken back before their day. `client`
// empty: of all.
bool figures_promises(struct ledger *l, struct arena *a, struct str client, struct day since,
                      struct promise_rows *out, struct err *err);

struct step_row { // reminders of one step, each counted once for each of its invoices
  int step;
  int64_t sent, paid;        // paid: within seven days after it
  int64_t letters, answered; // answered: a mail of the client within fourteen days
};
struct step_rows {
  struct step_row *v;
  size_t n, cap;
};
// Reminders that left in [since, until), UTC seconds.
bool figures_steps(struct ledger *l, struct arena *a, int64_t since, int64_t until,
                   struct step_rows *out, struct err *err);

struct trial_row { // a client and his first reminder from a day on
  struct str client;
  bool known, paid;         // its invoices were due long enough ago; all were paid by then
  bool complained, crossed; // disputed within a month; money or an answer lay there already
};
struct trial_rows {
  struct trial_row *v;
  size_t n, cap;
};
// `days`: after the due date, until when paying is in time.
bool figures_trial(struct ledger *l, struct arena *a, struct day from, struct day today, int days,
                   struct trial_rows *out, struct err *err);

struct honesty {           // how often relance was wrong, since a moment
  int64_t sent, crossed;   // reminders that left although money or a mail that held them had come
  int64_t withdrawn;       // letters that it took back in time
  int64_t decided, undone; // done by itself; taken back by a person
  int64_t accepted, corrected, rejected; // what it asked
};
bool figures_honesty(struct ledger *l, int64_t since, struct honesty *out, struct err *err);

struct paid_row {
  struct str invoice;
  struct day due, paid; // paid DAY_NONE: still open
};
struct paid_rows {
  struct paid_row *v;
  size_t n, cap;
};
// The client's invoices whose day of payment is known, the newest `limit`, oldest first; then those
// that are open and overdue on `today`, oldest due first.
bool figures_paid(struct ledger *l, struct arena *a, struct str client, struct day today,
                  size_t limit, struct paid_rows *out, struct err *err);

struct owing { // a client and what is overdue of him
  struct str client, name;
  struct money overdue;
  int64_t n;
};
struct owings {
  struct owing *v;
  size_t n, cap;
};
// Largest first, one row for each currency of a client.
bool figures_owing(struct ledger *l, struct arena *a, struct day today, size_t limit,
                   struct owings *out, struct err *err);

bool figures_newest_payment(struct ledger *l, struct day *out, struct err *err); // or DAY_NONE

struct alert {
  int64_t id;
  struct str client;
  struct day found;
  int usual, late; // days late: before, and since
};
struct alerts {
  struct alert *v;
  size_t n, cap;
};
bool alerts_standing(struct ledger *l, struct arena *a, size_t limit, struct alerts *out,
                     struct err *err); // newest first
// One standing alert a client: *fresh = false when there is one already.
bool alert_put(struct ledger *l, const struct alert *t, bool *fresh, struct err *err);
bool alert_end(struct ledger *l, struct str client, struct day today, struct err *err);
