// words.h: what people write for days, numbers, money and invoices, as tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "amounts.h"
#include "dates.h"
#include "references.h"
#include "relance/evidence.h"

// The stanzas [advice LANG]: titles, columns and totals of payment advices. One table for all
// languages: a payer's system speaks its own, whatever the mail around it is written in.
struct advice_words;
bool advice_words_add(struct arena *a, const struct stanza *s, struct advice_words **into,
                      struct err *err);

struct words {
  LIST(struct date_words *) dates;
  LIST(struct money_words *) money;
  LIST(struct reference_words *) references;
  struct advice_words *advice; // NULL without
};

// NULL where there are none of that language.
const struct date_words *words_dates(const struct words *w, struct str lang);
const struct money_words *words_money(const struct words *w, struct str lang);
const struct reference_words *words_references(const struct words *w, struct str lang);
