// holiday.c: reading [calendar CODE] stanzas.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/words.h"
#include "relance/calendar.h"

//   day      = when *( SP more ) [ SP ":" SP name ]
//   when     = MM-DD / "easter" / nth SP weekday SP MM
//   nth      = "first" / "second" / "third" / "fourth" / "last"
//   more     = ("+" / "-") DAYS          ; counted from Easter Sunday or the nth weekday
//            / "from" YEAR / "until" YEAR / "except" YEAR / "every" YEARS "since" YEAR
//            / "moves"                   ; a week-end day moves to the next free working day
//            / "saturday-if-sunday"
enum { DAYS_LIMIT = 60 };

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday",    NULL};
static const char *const ordinals[] = {"first", "second", "third", "fourth", "last", NULL};

static bool month_day(struct str w, struct holiday *h) {
  struct str month, day;
  int64_t m, d;
  if (!str_cut(w, '-', &month, &day) || !str_int(month, &m) || !str_int(day, &d) ||
      !civil_valid((struct civil){2024, (int)m, (int)d}))
    return false;
  h->kind = HOLIDAY_FIXED;
  h->month = (int)m;
  h->day = (int)d;
  return true;
}

static bool nth_of_month(struct words *w, struct str first, struct holiday *h) {
  struct str weekday, month;
  int64_t m;
  int nth = word_index(first, ordinals);
  if (nth < 0 || !words_next(w, &weekday) || !words_next(w, &month) || !str_int(month, &m))
    return false;
  int day = word_index(weekday, weekdays);
  if (day < 0 || m < 1 || m > 12)
    return false;
  h->kind = HOLIDAY_NTH;
  h->nth = nth == 4 ? -1 : nth + 1;
  h->weekday = (enum weekday)day;
  h->month = (int)m;
  return true;
}

static bool read_when(struct words *w, struct holiday *h, struct err *err) {
  struct str first = {0};
  if (!words_next(w, &first))
    return words_bad(w, err, "a day is needed, as 12-25, easter +1 or last monday 08");
  if (str_eq(first, S("easter"))) {
    h->kind = HOLIDAY_EASTER;
    return true;
  }
  if (!month_day(first, h) && !nth_of_month(w, first, h))
    return words_bad(w, err, "no day of the year: write 12-25, easter +1 or last monday 08");
  return true;
}

static bool read_except(struct words *w, struct holiday *h, struct err *err) {
  int *free = !h->except[0] ? &h->except[0] : &h->except[1];
  if (*free)
    return words_bad(w, err, "at most two years can be excepted");
  return words_number(w, 1583, 3999, free, err);
}

static bool read_more(struct words *w, struct str word, struct holiday *h, struct err *err) {
  int64_t offset;
  if ((word.p[0] == '+' || word.p[0] == '-') && str_int(word, &offset) && offset > -200 &&
      offset < 200 && h->kind != HOLIDAY_FIXED) {
    h->offset = (int)offset;
    return true;
  }
  if (str_eq(word, S("from")))
    return words_number(w, 1583, 3999, &h->from, err);
  if (str_eq(word, S("until")))
    return words_number(w, 1583, 3999, &h->until, err);
  if (str_eq(word, S("except")))
    return read_except(w, h, err);
  if (str_eq(word, S("every")))
    return words_number(w, 1, 100, &h->every, err);
  if (str_eq(word, S("since")))
    return words_number(w, 1583, 3999, &h->since, err);
  if (str_eq(word, S("moves")))
    h->move = MOVE_ON;
  else if (str_eq(word, S("saturday-if-sunday")))
    h->move = MOVE_BACK;
  else
    return words_bad(w, err, "unknown word");
  return true;
}

static bool read_day(struct arena *a, const struct stanza *s, const struct entry *e,
                     struct country *k, struct err *err) {
  struct str rule, name, word;
  str_cut(e->value, ':', &rule, &name);
  struct words w = words_of(s->file, e->line, rule);
  struct holiday h = {.from = 1583, .until = 3999};
  if (!read_when(&w, &h, err))
    return false;
  while (words_next(&w, &word))
    if (!read_more(&w, word, &h, err))
      return false;
  if (k->holidays.n >= DAYS_LIMIT)
    return words_bad(&w, err, "more holidays than a year can bear");
  *LIST_PUSH(a, &k->holidays) = h;
  return true;
}

// "+01:00 eu-summer"
static bool read_zone(const struct stanza *s, const struct entry *e, struct country *k,
                      struct err *err) {
  struct words w = words_of(s->file, e->line, e->value);
  struct str zone, hours, minutes;
  int64_t h, m;
  if (!words_next(&w, &zone) || !str_cut(zone, ':', &hours, &minutes) || !str_int(hours, &h) ||
      !str_int(minutes, &m) || h < -12 || h > 14 || m < 0 || m > 59)
    return words_bad(&w, err, "a zone is +01:00, and eu-summer if the clocks change");
  k->has_zone = true;
  k->zone_minutes = (int)(h * 60 + (zone.p[0] == '-' ? -m : m));
  if (words_next(&w, &zone)) {
    if (!str_eq(zone, S("eu-summer")))
      return words_bad(&w, err, "the only summer time known is eu-summer");
    k->eu_summer = true;
  }
  return true;
}

static bool read_country(struct arena *a, const struct stanza *s, struct country *k,
                         struct err *err) {
  static const char *const known[] = {"name", "zone", "day", "like", NULL};
  if (!stanza_check_keys(s, known, err))
    return false;
  *k = (struct country){
      .code = s->name, .name = stanza_get(s, "name"), .file = s->file, .line = s->line};
  for (size_t i = 0; i < s->entries.n; i++) {
    const struct entry *e = &s->entries.v[i];
    if (str_eq(e->key, S("day")) && !read_day(a, s, e, k, err))
      return false;
    if (str_eq(e->key, S("zone")) && !read_zone(s, e, k, err))
      return false;
    if (str_eq(e->key, S("like")))
      *LIST_PUSH(a, &k->like) = e->value;
  }
  return true;
}

static bool like_known(const struct calendar *c, const struct country *k, struct err *err) {
  for (size_t i = 0; i < k->like.n; i++) {
    bool found = false;
    for (size_t j = 0; j < c->n; j++)
      found |= str_eq_ci(c->v[j].code, k->like.v[i]);
    if (!found)
      return err_set(err, ERR_SETUP, "%.*s:%d: like = %.*s: there is no such calendar",
                     STR_ARG(k->file), k->line, STR_ARG(k->like.v[i]));
  }
  return true;
}

// A later stanza of the same code replaces the earlier one, so that an owner can correct it.
static struct country *slot(struct arena *a, struct calendar *c, struct str code) {
  for (size_t i = 0; i < c->n; i++)
    if (str_eq_ci(c->v[i].code, code))
      return &c->v[i];
  return LIST_PUSH(a, c);
}

bool calendar_load(struct arena *a, const struct stanzas *files, struct calendar *out,
                   struct err *err) {
  struct calendar c = {0};
  for (size_t i = 0; i < files->n; i++) {
    const struct stanza *s = &files->v[i];
    struct country k;
    if (!stanza_kind(s, "calendar", err) || !read_country(a, s, &k, err))
      return false;
    *slot(a, &c, k.code) = k;
  }
  for (size_t i = 0; i < c.n; i++)
    if (!like_known(&c, &c.v[i], err))
      return false;
  *out = c;
  return true;
}
