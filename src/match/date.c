// date.c: finding days in text: numbers of every order, and the idioms of a language.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dates_parts.h"

#include <string.h>

struct finder {
  const struct tokens *t;
  const struct date_words *w;
  struct date_from from;
  struct date_found named; // the last day found before
};

static const struct token *token_at(const struct finder *f, size_t i) {
  static const struct token none = {.kind = TOKEN_SIGN, .spaced = true, .broken = true};
  return i < f->t->n ? &f->t->v[i] : &none;
}

static bool is_sign(const struct token *t, const char *signs) {
  return t->kind == TOKEN_SIGN && t->length == 1 && strchr(signs, t->key.p[0]);
}

// ---------------------------------------------------------------- numeric dates
//
//   day "/" month ["/" year]   also with . and -; the year with 2 or 4 digits
//   year "-" month "-" day     also with . and /
//   yyyymmdd

static size_t year_month_day(const struct finder *f, size_t i, struct date_found *out) {
  const struct token *sep = token_at(f, i + 1), *sep2 = token_at(f, i + 3);
  if (token_at(f, i)->length != 4 || !is_sign(sep, "-/.") || !str_eq(sep->key, sep2->key) ||
      token_at(f, i + 2)->length > 2 || token_at(f, i + 4)->length > 2)
    return 0;
  int month = token_number(token_at(f, i + 2)), day = token_number(token_at(f, i + 4));
  return date_full(token_number(token_at(f, i)), month, day, f->from, out) ? 5 : 0;
}

static size_t eight_digits(const struct finder *f, size_t i, struct date_found *out) {
  const struct token *t = token_at(f, i);
  int n = token_number(t);
  if (!f->from.compact || t->length != 8 || n < 19900101 || n > 20991231)
    return 0;
  return date_full(n / 10000, n / 100 % 100, n % 100, f->from, out) ? 1 : 0;
}

// A two-digit year must be near the message's own.
static bool year_likely(const struct finder *f, const struct token *t) {
  int year = token_number(t), sent = day_is(f->from.sent) ? day_civil(f->from.sent).year : 2026;
  if (t->kind != TOKEN_NUMBER || t->spaced || (t->length != 2 && t->length != 4))
    return false;
  year += t->length == 2 ? 2000 : 0;
  return year >= sent - 20 && year <= sent + 20;
}

static bool ends_number(const struct finder *f, size_t i) {
  const struct token *next = token_at(f, i), *after = token_at(f, i + 1);
  bool glued = !next->spaced && i < f->t->n;
  if (glued && next->kind == TOKEN_NUMBER)
    return false;
  return !(glued && is_sign(next, "/-.,") && !after->spaced && after->kind == TOKEN_NUMBER) &&
         !is_sign(next, "%");
}

static bool day_month(const struct finder *f, int first, int second, int year,
                      struct date_found *out) {
  bool swap = second > 12 || (f->from.month_first && first <= 12);
  return date_full(year, swap ? first : second, swap ? second : first, f->from, out);
}

static size_t day_month_year(const struct finder *f, size_t i, struct date_found *out) {
  const struct token *one = token_at(f, i), *two = token_at(f, i + 2), *sep = token_at(f, i + 1);
  const struct token *sep2 = token_at(f, i + 3), *year = token_at(f, i + 4);
  int first = token_number(one), second = token_number(two);
  if (one->length > 2 || two->length > 2 || first < 1 || second < 1 || !is_sign(sep, "/.-") ||
      sep->spaced || (two->spaced && !is_sign(sep, ".")))
    return 0;
  bool full = str_eq(sep->key, sep2->key) && !sep2->spaced;
  bool german = full && is_sign(sep, ".") && year->spaced && year->length == 4;
  struct token as_glued = *year;
  as_glued.spaced = year->spaced && !german;
  if (full && year_likely(f, &as_glued) && ends_number(f, i + 5))
    return day_month(f, first, second, token_number(year), out) ? 5 : 0;
  if (full && is_sign(sep, ".") && (sep2->length && (year->spaced || year->kind != TOKEN_NUMBER)))
    return day_month(f, first, second, -1, out) ? 4 : 0; // "12.11." but not "12.11.4"
  bool dash = is_sign(sep, "-") && one->length == 2 && two->length == 2 && first > 12;
  bool bare =
      is_sign(sep, "/") || dash || (is_sign(sep, ".") && two->length == 2 && one->length == 2);
  if (bare && !two->spaced && ends_number(f, i + 3))
    return day_month(f, first, second, -1, out) ? 3 : 0;
  return 0;
}

static size_t numeric_date(const struct finder *f, size_t i, struct date_found *out) {
  const struct token *t = token_at(f, i), *before = i ? token_at(f, i - 1) : NULL;
  if (t->kind != TOKEN_NUMBER)
    return 0;
  bool glued = before && !t->spaced && (before->kind != TOKEN_SIGN || is_sign(before, "-/.,_"));
  bool in_number = before && glued && (before->kind != TOKEN_SIGN || (i > 1 && !before->spaced));
  if (in_number)
    return 0;
  size_t n = year_month_day(f, i, out);
  if (!n)
    n = eight_digits(f, i, out);
  return n ? n : day_month_year(f, i, out);
}

// ---------------------------------------------------------------- idioms

static int number_of(const struct finder *f, const struct token *t) {
  int nth = t->kind == TOKEN_WORD ? named_value(&f->w->nths, t->key) : -1;
  if (nth > 0)
    return nth;
  return t->kind == TOKEN_WORD ? named_value(&f->w->numbers, t->key) : token_number(t);
}

static bool is_ordinal(const struct finder *f, const struct token *t) {
  return !t->spaced && (t->kind == TOKEN_WORD || is_sign(t, ".") || t->length > 1) &&
         strs_have(&f->w->ordinals, t->key);
}

// A number that another number, a unit or a decimal follows is no day of the month.
static bool is_day_alone(const struct finder *f, size_t next) {
  const struct token *t = token_at(f, next), *after = token_at(f, next + 1);
  if (next >= f->t->n || t->broken)
    return true;
  if (t->kind == TOKEN_NUMBER || strs_have(&f->w->units, t->key))
    return false;
  bool glued_sign = !t->spaced && is_sign(t, ".,/-:+'") && !after->spaced;
  return !(glued_sign && after->kind == TOKEN_NUMBER && next + 1 < f->t->n) &&
         !(t->kind == TOKEN_WORD && !t->spaced && !strs_have(&f->w->ordinals, t->key));
}

static size_t match_day(const struct finder *f, size_t i, bool need_ordinal, struct captured *c) {
  const struct token *t = token_at(f, i);
  bool word = t->kind == TOKEN_WORD;
  int n = t->length <= 2 || word ? number_of(f, t) : -1;
  if (n < 1 || n > 31 || (i && !t->spaced && is_sign(token_at(f, i - 1), ".,/-")))
    return 0;
  bool ordinal = !word && is_ordinal(f, token_at(f, i + 1));
  bool nth = word && named_value(&f->w->nths, t->key) > 0; // "the second", but not "the two"
  if (word && f->w->nths.n && !nth && n < 4)
    return 0;
  if (need_ordinal && !ordinal && !nth)
    return 0;
  c->earlier = c->day;
  c->day = n;
  c->ends_in_day = true;
  c->as_nth = nth;
  c->in_words = word;
  return 1 + ordinal;
}

static size_t match_year(const struct finder *f, size_t i, struct captured *c) {
  struct token t = *token_at(f, i);
  t.spaced = false;
  if (!year_likely(f, &t) || (t.length == 2 && !is_day_alone(f, i + 1)))
    return 0;
  c->year = token_number(&t) + (t.length == 2 ? 2000 : 0);
  return 1;
}

// German and Dutch write Friday afternoon in one word; with an s it is every Friday.
static int compound_value(const struct nameds *names, struct str word) {
  for (size_t i = 0; i < names->n; i++)
    if (names->v[i].word.n >= 6 && str_starts(word, names->v[i].word) &&
        !str_eq(str_skip(word, names->v[i].word.n), S("s")))
      return names->v[i].value;
  return -1;
}

static size_t match_name(const struct finder *f, size_t i, const struct nameds *names, int *out) {
  const struct token *t = token_at(f, i);
  *out = t->kind == TOKEN_WORD ? named_value(names, t->key) : -1;
  if (*out < 0 && t->kind == TOKEN_WORD && names == &f->w->weekdays)
    *out = compound_value(names, t->key);
  const struct token *dot = token_at(f, i + 1); // "nov." is short for it, "november." ends there
  bool needs_more = t->length <= 2;             // "do" is Thursday in "do. 12", not by itself
  if (*out < 0 || (needs_more && dot->kind == TOKEN_WORD))
    return 0;
  if (needs_more && !is_sign(dot, ".,") && dot->kind != TOKEN_NUMBER)
    return 0;
  return 1 + (t->length <= 5 && !dot->spaced && is_sign(dot, ".") && !token_at(f, i + 2)->broken);
}

// "montags", "on Fridays"
static size_t match_weekdays(const struct finder *f, size_t i, struct captured *c) {
  const struct token *t = token_at(f, i);
  bool plural = t->kind == TOKEN_WORD && t->key.n > 4 && t->key.p[t->key.n - 1] == 's';
  c->weekday = plural ? named_value(&f->w->weekdays, str_sub(t->key, 0, t->key.n - 1)) : -1;
  return c->weekday >= 0;
}

static size_t longest(const struct finder *f, size_t i, bool nested, struct date_found *out);

// The number of tokens that the step takes from i on; 0: it does not fit.
static size_t match_step(const struct finder *f, const struct step *step, size_t i,
                         struct captured *c) {
  const struct token *t = token_at(f, i);
  if (i >= f->t->n)
    return 0;
  c->ends_in_day = false;
  switch (step->kind) {
  case STEP_WORD:
    return str_eq(t->key, step->word);
  case STEP_N:
    return (c->n = number_of(f, t)) >= 0;
  case STEP_DAY:
  case STEP_NTH:
    return match_day(f, i, step->kind == STEP_NTH, c);
  case STEP_MONTH:
    return match_name(f, i, &f->w->months, &c->month);
  case STEP_WEEKDAY:
    return match_name(f, i, &f->w->weekdays, &c->weekday);
  case STEP_WEEKDAYS:
    return match_weekdays(f, i, c);
  case STEP_YEAR:
    return match_year(f, i, c);
  case STEP_DATE:
    return t->kind == TOKEN_SIGN ? 0 : longest(f, i, true, &c->date);
  default:
    return 0;
  }
}

// "The second" is a day, "the second reminder" is not, and "the first" hardly ever; a number in
// words is one only beside its month.
static bool ends_as_day(const struct finder *f, size_t next, const struct captured *c) {
  const struct token *t = token_at(f, next);
  bool more = t->kind == TOKEN_WORD && !t->broken;
  return is_day_alone(f, next) && !(c->in_words && (more || c->day == 1 || !c->as_nth));
}

struct best {
  size_t n; // tokens
  struct captured c;
};

// German writes "{month}hälfte" in one word: the tokens that a month and the word behind it take.
static size_t match_compound(const struct finder *f, const struct step *step, size_t i,
                             struct captured *c) {
  const struct token *t = token_at(f, i);
  if (step[0].kind != STEP_MONTH || step[1].kind != STEP_WORD || t->key.n <= step[1].word.n ||
      !str_ends(t->key, step[1].word))
    return 0;
  c->month = named_value(&f->w->months, str_sub(t->key, 0, t->key.n - step[1].word.n));
  return c->month > 0;
}

// Tries every way through the steps and keeps the longest. Patterns have no loops, so it ends.
static void run_steps(const struct finder *f, const struct idiom *idiom, size_t from, size_t step,
                      size_t i, struct captured c, struct best *best) {
  for (;;) {
    const struct step *s = &idiom->steps.v[step];
    if (s->kind == STEP_END) {
      if (i - from > best->n && !(c.ends_in_day && !ends_as_day(f, i, &c)))
        *best = (struct best){i - from, c};
      return;
    }
    if (s->kind == STEP_SPLIT && s->to != SIZE_MAX)
      run_steps(f, idiom, from, s->to, i, c, best);
    if (s->kind == STEP_JUMP)
      step = s->to;
    else {
      size_t n = s->kind == STEP_SPLIT ? 0 : match_step(f, s, i, &c);
      if (!n && match_compound(f, s, i, &c)) {
        i++;
        step += 2;
        continue;
      }
      if (!n && s->kind != STEP_SPLIT)
        return;
      i += n;
      step++;
    }
  }
}

// Of two equally long ones: more than a plain day, or the same day as one that is to come.
static bool says_more(const struct effect *e, const struct date_found *found,
                      const struct date_found *than) {
  if (than->role != DATE_PLAIN || !day_is(than->back))
    return false;
  return e->role != DATE_PLAIN || (e->vague && found->ahead.n == than->ahead.n);
}

// The longest date that begins with token i, in tokens; 0 when none does.
static size_t longest(const struct finder *f, size_t i, bool nested, struct date_found *out) {
  size_t best = numeric_date(f, i, out);
  if (best)
    out->role = DATE_PLAIN;
  if (!f->w)
    return best;
  const struct idiom_set *opening = idioms_opening(f->w, token_at(f, i)->key);
  for (size_t k = 0; (k = idiom_next(opening, k)) < f->w->idioms.n; k++) {
    const struct idiom *idiom = &f->w->idioms.v[k];
    struct captured nothing = {.n = -1,
                               .day = -1,
                               .earlier = -1,
                               .month = -1,
                               .weekday = -1,
                               .year = -1,
                               .date = f->named};
    struct best match = {0};
    struct date_found found = {0};
    if (!idiom_goes_on(f->w, k, token_at(f, i + 1)->key))
      continue;
    if (nested && (idiom->has_date || idiom->effect.role > DATE_BACK))
      continue;
    run_steps(f, idiom, i, 0, i, nothing, &match);
    if (match.n < best || !match.n || !effect_resolve(&idiom->effect, &match.c, f->from, &found) ||
        (match.n == best && !says_more(&idiom->effect, &found, out)))
      continue;
    best = match.n;
    *out = found;
  }
  return best;
}

void dates_find(struct arena *a, const struct tokens *t, const struct date_words *w,
                struct date_from from, struct dates_found *out) {
  struct finder f = {t, w, from, {.back = DAY_NONE, .ahead = DAY_NONE, .nearest = DAY_NONE}};
  for (size_t i = 0, n; i < t->n; i += n ? n : 1) {
    struct date_found found = {0};
    n = longest(&f, i, false, &found);
    if (!n)
      continue;
    found.offset = t->v[i].offset;
    found.length = token_end(&t->v[i + n - 1]) - found.offset;
    *LIST_PUSH(a, out) = found;
    if (found.role != DATE_NONE && day_is(found.ahead))
      f.named = found;
  }
}
