// policy.h: how reminders follow each other, by group of clients; from rules/policy.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/register.h"
#include "relance/stanza.h"

enum tone { TONE_NOTICE, TONE_COURTEOUS, TONE_FRIENDLY, TONE_FIRM, TONE_LAST, TONE_FORMAL };

struct step {
  int n;             // 1, 2, ...; 0: a courtesy before the due date
  int delay;         // days after the due date (first step), after the step before as sent
  int deadline;      // days that the letter gives
  struct str letter; // the template's name
  enum tone tone;
  bool needs_person, legal, instalments, charges; // charges: late interest and lump sum are shown
  int line;
};

struct policy {
  struct str name, file;
  int line;
  bool is_default;
  struct strs allow;   // rules of good practice that it breaks on purpose
  struct strs answers; // letters that may answer a client by themselves: "invoice-copy"
  struct strs groups, skip_methods; // payment methods that need no reminder (keys of fold_key)
  LIST(struct step) steps;
  int gap;               // days between two letters to one client, at least
  int grace;             // working days that a transfer may need after a deadline
  int plan_ahead;        // days before an instalment that it is reminded of; 0: not
  int plan_patience;     // days after a missed one before its plan is broken
  int discount_bp;       // hundredths of a percent for who pays early; 0: none
  int discount_before;   // at least so many days before the due date
  int announced;         // working days that "it is paid" holds
  int promised;          // days after the promised one
  int review_after;      // days overdue without any reminder: a person begins, with `review`
  struct str review;     // the template for that
  int hours[4], hours_n; // sending hours as minutes of the recipient's day: from, to, from, to
  int per_day;           // letters a day, all clients together; for the one who sends
  struct moneys minimum; // below this much nothing is written, per currency
  struct moneys instalments_from, instalments_to; // total between which instalments are offered
  int instalments_paid; // invoices a client must have paid before they are offered
};

enum factor { FACTOR_DELAY, FACTOR_TONE, FACTOR_PAYMENT };

struct experiment { // half of a policy's clients have it with one factor changed
  struct str name, policy, file;
  int line;
  enum factor factor;
  struct day from; // reminders of that day and later are counted
  bool stopped;    // by its guards; the caller knows
  struct policy other;
};

struct policies {
  struct policy *v;
  size_t n, cap;
  LIST(struct experiment) experiments;
};

// [policy NAME] and [experiment NAME] stanzas. ERR_SETUP with file:line. `policies_lint` gives one
// sentence for each breach of good practice, beginning with file:line and the rule's name.
bool policies_load(struct arena *a, const struct stanzas *files, struct policies *out,
                   struct err *err);
struct strs policies_lint(struct arena *a, const struct policies *p);
const struct policy *policy_of(const struct policies *p, const struct client *c);
const struct policy *policy_named_for(const struct policies *p,
                                      const struct client *c); // unchanged
const struct step *policy_step(const struct policy *p, int n); // NULL when it has none
