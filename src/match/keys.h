// keys.h: an invoice number taken apart.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// "FA-2026-0012": whole "fa20260012" (O as 0), digits "20260012", letters "fa", year "2026", last
// "12". What is not there is empty. "IMP26-011" has the year 2026.
struct number {
  struct str whole, digits, year, last;
  struct strs letters; // each run of letters: "CM-A2026-08" has "cm" and "a"
};

struct number number_parts(struct arena *a, struct str written);
struct str strip_zeros(struct str digits); // "0012" gives "12", "000" gives "0"
// "118" to "121" as numbers written like the first: at most 60 of them, else none. Whether they
// exist is for the caller to see.
struct strs range_numbers(struct arena *a, struct str first, struct str last);
