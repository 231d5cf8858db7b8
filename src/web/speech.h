// speech.h: the reader's language: words from gettext's catalogues, amounts and days as people
// write them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/money.h"
#include "relance/str.h"

#define N_(words) words // to be translated where it is used; xgettext finds it here

struct speech {
  const char *language, *thousands, *decimal; // "fr"
  struct str catalogue; // a .mo file, or empty: the words as they stand in the source
  bool none_is_one;     // "0 message" (French)
  bool currency_first;
  char day_sign; // between day, month and year
};

// The first language of an Accept-Language header (RFC 9110, 12.5.4; its weights are not looked at,
// browsers send them in order) that we speak; else `otherwise`, else English.
const struct speech *speech_of(struct str accept_language, struct str otherwise);

struct str speech_words(const struct speech *s, const char *words);
struct str speech_count(const struct speech *s, const char *one, const char *many, size_t n);
struct str speech_money(struct arena *a, const struct speech *s, struct money m); // "" when unset
struct str speech_day(struct arena *a, const struct speech *s, struct day d);     // "" for DAY_NONE

// What the catalogue (GNU gettext's .mo format, either byte order) has for `words`; with `many` the
// plural form of that number. Empty when it has nothing, or is damaged.
struct str catalogue_find(struct str mo, struct str words, size_t form);
