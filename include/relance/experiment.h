// experiment.h: does a later, kinder or easier reminder bring the money sooner? Who has which, and
// what the numbers say.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/policy.h"

enum arm { ARM_AS_IT_IS, ARM_OTHER, ARMS };

enum {
  EXPERIMENT_LEAST = 20, // clients on each side below which nothing is said
  EXPERIMENT_DAYS = 30,  // after the due date: paid by then or not
};

// By a hash of both names: the same for ever, and another half in another experiment.
enum arm experiment_arm(struct str experiment, struct str client);
const char *factor_name(enum factor f); // "delay", "tone", "payment"

struct arm_count {             // each client once, with his first reminder
  int64_t clients, paid;       // whose fate is known; all of it paid in time
  int64_t told;                // to whom a reminder has left, for these two:
  int64_t complaints, crossed; // disputed it within a month; money or answer lay there already
};

enum finding { FINDING_NOT_ENOUGH, FINDING_NONE, FINDING_BETTER, FINDING_WORSE };

struct experiment_result {
  enum finding finding; // of the other way
  int difference;       // of the shares paid, other less as it is, in hundredths of a percent
  int low, high;        // the 95 % interval around it (Newcombe 1998, method 10)
  bool more_complaints; // proven, at the same 95 %: the experiment must end
  bool more_crossed;
};
void experiment_judge(const struct arm_count c[ARMS], struct experiment_result *out);

// The difference a/n - b/m with its 95 % interval, in hundredths of a percent; n and m above 0.
void share_difference(int64_t a, int64_t n, int64_t b, int64_t m, int *difference, int *low,
                      int *high);
