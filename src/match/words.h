// words.h: what people write for days, numbers, money and invoices, as tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "amounts.h"
#include "dates.h"
#include "references.h"
#include "relance/evidence.h"

// A stanza [advice LANG]: the names of the columns of payment advices; format as above.
struct advice_words;
bool advice_words_make(struct arena *a, const struct stanza *s, struct advice_words **out,
                       struct err *err);
struct str advice_words_lang(const struct advice_words *w);

struct words {
  LIST(struct date_words *) dates;
  LIST(struct money_words *) money;
  LIST(struct reference_words *) references;
  LIST(struct advice_words *) advice;
};

// NULL where there are none of that language.
const struct date_words *words_dates(const struct words *w, struct str lang);
const struct money_words *words_money(const struct words *w, struct str lang);
const struct reference_words *words_references(const struct words *w, struct str lang);
const struct advice_words *words_advice(const struct words *w, struct str lang);
