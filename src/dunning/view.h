// view.h: one client on one day, and the questions asked about him.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/dunning.h"
#include "relance/law.h"

struct view {
  struct arena *a;
  const struct snapshot *s;
  const struct policy *policy;
  const struct calendar *calendar;
  const struct laws *laws; // may be NULL
  const struct now *now;
  const struct client *client;
  struct str country; // of the client, or of the company while unknown
};

struct view view_of(struct arena *a, const struct snapshot *s, const struct client *c,
                    const struct policies *p, const struct calendar *cal, const struct laws *laws,
                    const struct now *now);

// ---- guards.c: why nothing may leave. A reason is a sentence; an empty one: nothing speaks
// against.

struct hindrance {
  struct str why;
  struct day until; // DAY_NONE: until something changes
};

struct hindrance client_hindrance(const struct view *v);
struct hindrance invoice_hindrance(const struct view *v, const struct invoice *i);
struct hindrance invoice_held(const struct view *v, struct str number); // by its own holds only
bool invoice_overdue(const struct invoice *i, struct day today);
bool hold_active(const struct hold *h, struct day today);
// Credit notes and money not yet allocated cover all of `total` (per currency).
bool credit_covers(const struct view *v, const struct moneys *total);
struct moneys moneys_plus(struct arena *a, struct moneys sums, struct money m);

// ---- ladder.c: how far each invoice has come.

struct rung {
  const struct invoice *invoice;
  int level;               // step of the last delivered letter that counts for it, 0: none
  int delivered;           // delivered letters that name it
  struct day last;         // day of the last of them
  const struct step *next; // NULL: the ladder has ended
  struct day ripe;         // first day of the next step
};

struct rungs {
  struct rung *v;
  size_t n, cap;
};

struct rungs ladder(const struct view *v, const struct rungs *invoices);
// First day on which any letter may go to this client, because of the letters before; `why`.
struct day earliest_letter(const struct view *v, const struct rungs *rungs, struct str *why);
struct day last_letter_day(const struct view *v); // delivered; DAY_NONE: none

// ---- recipient.c

struct recipient {
  struct str to;    // empty: there is no address that works
  bool other;       // not the usual one: that one bounced
  struct day again; // its mailbox was full: not before that day; DAY_NONE: at any time
};
struct recipient recipient_of(const struct view *v, const struct rungs *rungs);

// ---- instalments.c: a payment plan. Its letters are no steps: they have step 0 and these names.

#define PLAN_AHEAD "plan-reminder"
#define PLAN_MISSED "plan-missed"
bool is_plan_letter(struct str name);
struct hindrance plan_hindrance(const struct view *v, const struct invoice *i);
bool plan_broken(const struct view *v);
bool plan_letter_wanted(const struct view *v, struct str name); // today, still

// ---- hours.c

// First moment at or after `utc` within sending hours of a day that works here and there.
int64_t next_sending_moment(const struct view *v, int64_t utc, struct day *day);
struct day both_working(const struct view *v, struct day d); // d or later
struct day after_deadline(const struct view *v, struct day deadline);
