// dates_parts.h: what the three files of the date finder share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "dates.h"

// A pattern is a small program. Each step takes the tokens it names, then the next step follows;
// STEP_SPLIT tries the next step and the step `to`.
enum step_kind {
  STEP_WORD,     // this word or sign
  STEP_N,        // {n}: number or number word
  STEP_DAY,      // {day}: 1 to 31, ordinal or not
  STEP_NTH,      // {nth}: 1 to 31 with its ordinal ending
  STEP_MONTH,    // {month}: name
  STEP_WEEKDAY,  // {weekday}: name
  STEP_WEEKDAYS, // {weekdays}: name with an s: all of them
  STEP_YEAR,     // {year}: 4 digits, or 2
  STEP_DATE,     // {date}: whatever else is a day
  STEP_SPLIT,
  STEP_JUMP, // go on at `to`
  STEP_END,
};

struct step {
  enum step_kind kind;
  struct str word;
  size_t to;
};

enum effect_op {
  OP_DATE,
  OP_DAY,
  OP_WEEKS,
  OP_MONTHS,
  OP_QUARTER,
  OP_WORKDAY,
  OP_HOURS,
  OP_WEEK,
  OP_ISOWEEK,
  OP_WEEKDAY,
  OP_DOM,
  OP_MONTH,
  OP_FULL,
  OP_FIXED,
  OP_NTH_WEEKDAY,
  OP_EASTER,
  OP_NONE
};

enum { FROM_MATCH = 1000 }; // instead of a number: what {n}, {month}, {weekday}, {day} matched

enum which { WHICH_NEAR, WHICH_NEXT, WHICH_PAST };
enum month_day { MONTH_END = 40, MONTH_WORKEND, MONTH_WORKSTART, MONTH_EARLY, MONTH_MID };
enum { DOM_EITHER = 50 };                  // of two days of the month, the nearer
enum { MONTH_THIS = 20, MONTH_NEXT = 21 }; // beside 1 to 12

struct effect {
  enum effect_op op;
  int n, sign; // offset in days, weeks or months
  int weekday; // enum weekday
  int day;     // of the month, enum month_day or DOM_EITHER
  int month;   // of OP_NTH_WEEKDAY
  enum which which;
  bool before; // the day before it
  bool after;  // counted from the {date} taken, or the one named before, not from the message
  bool sure;   // counted from the message, whatever else the sentence says
  bool exact;  // said again, more closely: "that is, on Monday"
  bool rough;  // a part of a month or week: a day named beside it is what is meant
  bool vague;  // a span of time: its end may be meant for what is to come, never for what was
  bool past;   // said of what was, never of what is to come
  enum date_role role;
};

struct idiom {
  LIST(struct step) steps;
  struct effect effect;
  bool has_date;
};

struct named {
  struct str word;
  int value;
};
struct nameds {
  struct named *v;
  size_t n, cap;
};

enum {
  IDIOM_STEPS_LIMIT = 400,
  IDIOMS_LIMIT = 256, // of one language
  DATE_OPENINGS = 256,
};

struct idiom_set {
  uint64_t bits[IDIOMS_LIMIT / 64];
};

struct opening_set {
  uint64_t bits[DATE_OPENINGS / 64];
};

struct date_words {
  const struct stanza *stanza;
  struct str lang;
  struct nameds months, weekdays, numbers;
  struct nameds nths;          // "fifth"
  struct strs ordinals, units; // endings of {nth}; words after a number that make it no day
  LIST(struct idiom) idioms;
  struct idiom_set openings[DATE_OPENINGS], open_with_date; // see date_openings.c
  struct opening_set seconds[IDIOMS_LIMIT];
};

struct captured {
  int n, day, month, weekday, year; // -1 without
  int earlier;                      // the {day} before the last
  bool ends_in_day;                 // the last thing taken was {day}
  bool as_nth;                      // by its ordinal
  bool in_words;                    // and it was written as a word
  struct date_found date;           // taken by {date}; at first the one named before
};

int named_value(const struct nameds *list, struct str word); // -1 when not there
bool strs_have(const struct strs *list, struct str s);
// The words of a value, folded; `|` parts the numbered groups, which count from `first`.
void named_groups(struct arena *a, struct str value, int first, struct nameds *out);

// date_openings.c: after all words and idioms are there.
void date_openings_make(struct date_words *w);
// The idioms that a token with this key may begin; some of them may turn out not to.
const struct idiom_set *idioms_opening(const struct date_words *w, struct str key);
// False: with this key behind its first token the idiom cannot go on.
bool idiom_goes_on(const struct date_words *w, size_t idiom, struct str second);
// The first of the set from `from` on; IDIOMS_LIMIT: none.
size_t idiom_next(const struct idiom_set *set, size_t from);

bool effect_parse(struct str text, struct effect *out);
// False when the match names no day that exists.
bool effect_resolve(const struct effect *e, const struct captured *c, struct date_from from,
                    struct date_found *out);
// year -1: none written, the nearest ones are meant; 0 to 99: of this century.
bool date_full(int year, int month, int day, struct date_from from, struct date_found *out);
