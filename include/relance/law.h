// law.h: late interest and lump sums by dated tables of rules/law.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/money.h"
#include "relance/stanza.h"

struct rate {
  struct day from;
  int bp; // hundredths of a percent a year
};

struct rate_table {
  struct str name, file;
  int line;
  LIST(struct rate) rates; // by day
  struct day until;        // last day for which the table is known
};

struct lump { // of a debt of at least `from`: amount, and so much of what exceeds `over`
  int64_t from, amount, over; // minor units
  int permille;
};

enum claim {
  CLAIM_YES,          // due by law from the first day, without notice
  CLAIM_AFTER_NOTICE, // only after a notice that the law describes: never added by itself
  CLAIM_NEVER
};

struct law {
  struct str name, country, text, file; // text: how a letter cites it
  int line, table;                      // table: index in laws.tables, -1: no interest
  bool consumers;                       // for private persons, else for companies
  enum claim claim;
  int margin_bp;
  int round_up_bp;          // the table's rate is rounded up to a multiple of this first; 0: not
  bool fixed, compound;     // fixed: the first day's rate for ever; compound: yearly
  int limitation_months;    // after which a claim is barred; 0: unknown
  bool limitation_year_end; // counted from the end of the year
  char currency[4];         // of the lumps; "" when there are none
  LIST(struct lump) lumps;
  int64_t lump_least, lump_most;
};

struct laws {
  LIST(struct law) laws;
  LIST(struct rate_table) tables;
};

// [law NAME] and [rates NAME] stanzas. ERR_SETUP with file:line.
bool laws_load(struct arena *a, const struct stanzas *files, struct laws *out, struct err *err);
const struct law *law_of(const struct laws *l, struct str country, bool consumer); // or NULL

// Interest on `open` from the day after `due` to `until` inclusive, rounded once, half up.
// ERR_SETUP, never a guess, when the table has no rate for one of these days. `rate_bp`: the last
// rate used.
bool law_interest(const struct laws *l, const struct law *law, struct money open, struct day due,
                  struct day until, struct money *out, int *rate_bp, struct err *err);
bool law_lump(const struct law *law, struct money total, struct money *out); // false: none is due
// One sentence for each table that ends within `days` of today, or has ended.
struct strs laws_ending(struct arena *a, const struct laws *l, struct day today, int days);
