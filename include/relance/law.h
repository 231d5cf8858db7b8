// law.h: late interest and lump sums by dated tables of rules/law.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/money.h"
#include "relance/stanza.h"

struct rate {
  struct day from;
  int bp; // hundredths of a percent a year
  struct str source;
};

struct lump {            // of a debt below `below` (INT64_MAX: any)
  int64_t below, amount; // minor units
};

struct law {
  struct str name, country, text, table, file; // text: how a letter cites it
  int line, margin_bp, round_up_bp; // round_up: the rate table's value, before the margin
  bool consumer;                    // for private persons; else for companies
  bool fixed, compound; // fixed: the rate of the day interest starts, for the life of the debt
  bool forbidden;       // nothing may be claimed; the law says so
  char currency[4];
  LIST(struct lump) lumps;
  bool percent_lumps;
};

struct rate_table {
  struct str name;
  LIST(struct rate) rates;
  struct day until; // last day the table is known for
};

struct laws {
  LIST(struct law) laws;
  LIST(struct rate_table) tables;
};

// [law NAME] and [rates NAME] stanzas. ERR_SETUP with file:line.
bool laws_load(struct arena *a, const struct stanzas *files, struct laws *out, struct err *err);
const struct law *law_of(const struct laws *l, struct str country, bool consumer); // or NULL

// Interest on `open` from the day after `due` to `until` inclusive. ERR_SETUP, never a guess, when
// the table has no rate for a day of it. `rate_bp` (may be NULL): the last rate used.
bool law_interest(const struct laws *l, const struct law *law, struct money open, struct day due,
                  struct day until, struct money *out, int *rate_bp, struct err *err);
bool law_lump(const struct law *law, struct money total, struct money *out); // false: none is due
// One sentence for each table that ends within `days` of today.
struct strs laws_ending(struct arena *a, const struct laws *l, struct day today, int days);
