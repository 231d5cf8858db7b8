// date_day.c: reading the DAY of an idiom, as rules/words/README.md lists them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dates_parts.h"

static bool read_number(struct str s, struct effect *e, struct str from_match) {
  int64_t n;
  bool minus = str_starts(s, S("-")), plus = str_starts(s, S("+"));
  struct str bare = minus || plus ? str_skip(s, 1) : s;
  e->sign = minus ? -1 : 1;
  if (str_eq(bare, from_match)) {
    e->n = FROM_MATCH;
    return true;
  }
  if (!str_int(bare, &n) || n > 400)
    return false;
  e->n = (int)n;
  return true;
}

static bool read_weekday(struct str s, struct effect *e) {
  static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                      "friday", "saturday", "sunday"};
  for (int i = 0; i < 7; i++)
    if (str_eq(s, str_of(names[i]))) {
      e->weekday = i;
      return true;
    }
  e->weekday = FROM_MATCH;
  return str_eq(s, S("{weekday}"));
}

static bool read_month_day(struct str s, struct effect *e) {
  int64_t n;
  if (str_eq(s, S("{day}")))
    e->day = FROM_MATCH;
  else if (str_eq(s, S("end")))
    e->day = MONTH_END;
  else if (str_eq(s, S("workend")))
    e->day = MONTH_WORKEND;
  else if (str_eq(s, S("workstart")))
    e->day = MONTH_WORKSTART;
  else if (str_eq(s, S("early")))
    e->day = MONTH_EARLY;
  else if (str_eq(s, S("mid")))
    e->day = MONTH_MID;
  else if (str_int(s, &n) && n >= 1 && n <= 31)
    e->day = (int)n;
  else
    return false;
  return true;
}

static bool read_which(struct str s, struct effect *e) {
  e->which = str_eq(s, S("next")) ? WHICH_NEXT : str_eq(s, S("past")) ? WHICH_PAST : WHICH_NEAR;
  return e->which != WHICH_NEAR || str_eq(s, S("near"));
}

// Of the month's Ns: "-1 {weekday} this", "{n} {weekday} {month}", "4 thursday 11".
static bool read_nth_weekday(struct str *rest, struct effect *e) {
  struct str n, weekday, month;
  int64_t number;
  if (!str_word(rest, &n) || !str_word(rest, &weekday) || !str_word(rest, &month) ||
      !read_number(n, e, S("{n}")) || !read_weekday(weekday, e))
    return false;
  if (str_eq(month, S("this")))
    e->month = MONTH_THIS;
  else if (str_eq(month, S("next")))
    e->month = MONTH_NEXT;
  else if (str_eq(month, S("{month}")))
    e->month = FROM_MATCH;
  else if (str_int(month, &number) && number >= 1 && number <= 12)
    e->month = (int)number;
  else
    return false;
  return true;
}

static bool read_arguments(struct str *rest, struct effect *e) {
  struct str one = S(""), two = S("");
  switch (e->op) {
  case OP_DAY:
  case OP_WEEKS:
  case OP_MONTHS:
  case OP_WORKDAY:
  case OP_EASTER:
    return str_word(rest, &one) && read_number(one, e, S("{n}"));
  case OP_NTH_WEEKDAY:
    return read_nth_weekday(rest, e);
  case OP_ISOWEEK:
    e->weekday = FRIDAY;
    return true;
  case OP_WEEK:
    return str_word(rest, &one) && str_word(rest, &two) && read_number(one, e, S("{n}")) &&
           read_weekday(two, e);
  case OP_WEEKDAY:
    return str_word(rest, &one) && str_word(rest, &two) && read_which(one, e) &&
           read_number(two, e, S("{n}"));
  case OP_MONTH:
    return str_word(rest, &one) && str_word(rest, &two) && read_number(one, e, S("{month}")) &&
           read_month_day(two, e);
  case OP_FIXED:
    return str_word(rest, &one) && str_word(rest, &two) && read_number(one, e, S("")) &&
           read_month_day(two, e);
  default:
    return true;
  }
}

static bool read_modifiers(struct str rest, struct effect *e) {
  struct str word;
  int64_t n;
  while (str_word(&rest, &word)) {
    if (e->op == OP_ISOWEEK && str_eq(word, S("{weekday}")))
      e->weekday = FROM_MATCH;
    else if (e->op == OP_DOM && str_int(word, &n) && n >= 1 && n <= 31)
      e->day = (int)n;
    else if (e->op == OP_DOM && str_eq(word, S("either")))
      e->day = DOM_EITHER;
    else if (str_eq(word, S("before")))
      e->before = true;
    else if (str_eq(word, S("vague")))
      e->vague = true;
    else if (str_eq(word, S("until")))
      e->role = DATE_UNTIL;
    else if (str_eq(word, S("through")))
      e->role = DATE_THROUGH;
    else if (str_eq(word, S("back")))
      e->role = DATE_BACK;
    else if (str_eq(word, S("every")))
      e->role = DATE_EVERY;
    else if (str_eq(word, S("exact")))
      e->exact = true;
    else if (str_eq(word, S("sure")))
      e->sure = true;
    else if (str_eq(word, S("soon")))
      e->role = DATE_SOON;
    else if (str_eq(word, S("past")))
      e->past = true;
    else
      return false;
  }
  return true;
}

static bool counts_from_a_day(enum effect_op op) {
  return op == OP_DAY || op == OP_WORKDAY || op == OP_WEEKS || op == OP_WEEK || op == OP_WEEKDAY;
}

// Early or in the middle of a month or a week.
static bool is_rough(const struct effect *e) {
  return (e->op == OP_MONTH && (e->day == MONTH_EARLY || e->day == MONTH_MID)) ||
         (e->op == OP_WEEK && (e->weekday == TUESDAY || e->weekday == WEDNESDAY));
}

bool effect_parse(struct str text, struct effect *out) {
  static const struct {
    const char *name;
    enum effect_op op;
  } ops[] = {
      {"{date}", OP_DATE},     {"weeks", OP_WEEKS},     {"months", OP_MONTHS},
      {"day", OP_DAY},         {"workday", OP_WORKDAY}, {"quarter", OP_QUARTER},
      {"hours", OP_HOURS},     {"week", OP_WEEK},       {"isoweek", OP_ISOWEEK},
      {"weekday", OP_WEEKDAY}, {"dom", OP_DOM},         {"month", OP_MONTH},
      {"full", OP_FULL},       {"fixed", OP_FIXED},     {"nth-weekday", OP_NTH_WEEKDAY},
      {"easter", OP_EASTER},   {"none", OP_NONE},
  };
  struct str word;
  struct effect e = {.sign = 1};
  if (!str_word(&text, &word))
    return false;
  e.after = str_eq(word, S("after"));
  if (e.after && !str_word(&text, &word))
    return false;
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
    if (str_eq(word, str_of(ops[i].name))) {
      e.op = ops[i].op;
      e.role = e.op == OP_NONE ? DATE_NONE : DATE_PLAIN;
      if (!read_arguments(&text, &e) || !read_modifiers(text, &e) ||
          (e.after && !counts_from_a_day(e.op)))
        return false;
      e.rough = is_rough(&e);
      *out = e;
      return true;
    }
  return false;
}
