// dates.h: days as people write them, resolved from the day of the message.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/stanza.h"
#include "tokens.h"

// A stanza [days LANG] as a table; its format is in rules/words/README.md.
struct date_words;
bool date_words_make(struct arena *a, const struct stanza *s, struct date_words **out,
                     struct err *err);
struct str date_words_lang(const struct date_words *w);
// Runs the stanza's own examples: ERR_SETUP with file:line where one fails.
bool date_words_check(struct arena *a, const struct date_words *w, struct err *err);

struct date_from {
  struct day sent;  // the message's own day; DAY_NONE: only full dates are resolved
  bool month_first; // 11/18/2026
  bool compact;     // 20261118 is a day: in files of machines; elsewhere it is an invoice number
};

enum date_role {
  DATE_PLAIN,
  DATE_UNTIL,   // away or closed until this day, perhaps with it
  DATE_THROUGH, // certainly with it
  DATE_BACK,    // the first day of being there again
  DATE_EVERY,   // a rhythm, "every Friday": the next one, for who promises
  DATE_SOON,    // "at once": for who promises and names no other day
  DATE_NONE,    // words of time that name no day: "as soon as possible"
};

// "le 15" is the 15th before or the 15th after the message, as the sentence will have it; of a full
// date all three are the same.
struct date_found {
  size_t offset, length;
  struct day back, ahead, nearest;
  enum date_role role;
  bool before;  // "before Monday" is the day before; who is not back before it is back on it
  bool exact;   // "that is, on Monday": what was said before means this
  bool rough;   // "early in May": a day named beside it is what is meant
  bool counted; // "within ten days": from when, if the sentence sets a condition?
};

struct dates_found {
  struct date_found *v;
  size_t n, cap;
};

// In order of place, without overlap; the longest phrase wins. `w` may be NULL: numeric dates only.
void dates_find(struct arena *a, const struct tokens *t, const struct date_words *w,
                struct date_from from, struct dates_found *out);
struct day workday_add(struct day d, int days); // Monday to Friday
