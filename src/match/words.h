// words.h: what people write for days, numbers, money and invoices, as tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "dates.h"
#include "relance/evidence.h"

struct words {
  LIST(struct date_words *) dates;
};

const struct date_words *words_dates(const struct words *w, struct str lang); // NULL without
