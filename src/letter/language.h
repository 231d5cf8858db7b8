// language.h: how a language writes days, amounts and forms of address; from languages.rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/money.h"
#include "relance/stanza.h"

struct language {
  struct str code, file;
  int line;
  struct strs months, weekdays, ordinals, titles, symbols, words;
  struct str date, long_date, short_date, first_day; // first_day: how the 1st is written, or empty
  struct str decimal, thousands, money, percent, and;
  struct str space_before, space_after; // signs that take a no-break space
  struct strs particles;                // words that begin a family name: "van", "de"
  int surnames;          // how many words of a longer name are the family's: 2 in Spanish
  bool capital_particle; // after a title: "heer Van den Berg"
};

// Reads one [language xx] stanza. ERR_SETUP with file:line.
bool language_read(struct arena *a, const struct stanza *s, struct language *out, struct err *err);

struct str language_date(struct arena *a, const struct language *l, struct str form, struct day d);
struct str language_money(struct arena *a, const struct language *l, struct money m);
struct str language_rate(struct arena *a, const struct language *l, int bp); // "12,40 %"
struct str language_ordinal(struct arena *a, const struct language *l, int n);
struct str language_join(struct arena *a, const struct language *l, const struct strs *parts);
// A word of the language by its key ("card", "cheque"); the key itself when there is none.
struct str language_word(const struct strs *words, struct str key);
// Ordinary spaces beside signs that ask for it become no-break spaces.
struct str language_typeset(struct arena *a, const struct language *l, struct str text);
