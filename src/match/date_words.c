// date_words.c: a stanza [days LANG] as a table of idioms; its examples.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dates_parts.h"
#include "relance/fold.h"

enum { IDIOM_DEPTH_LIMIT = 6 };

int named_value(const struct nameds *list, struct str word) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i].word, word))
      return list->v[i].value;
  return -1;
}

bool strs_have(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i], s))
      return true;
  return false;
}

void named_groups(struct arena *a, struct str value, int first, struct nameds *out) {
  struct str group, word;
  for (int n = first; str_field(&value, '|', &group); n++)
    while (str_word(&group, &word))
      *LIST_PUSH(a, out) = (struct named){fold_words(a, word), n};
}

static void words_list(struct arena *a, struct str value, struct strs *out) {
  struct str word;
  while (str_word(&value, &word)) {
    struct str key = fold_words(a, word);
    *LIST_PUSH(a, out) = key.n ? key : word; // a sign such as % is its own key
  }
}

// ---------------------------------------------------------------- patterns
//
//   pattern = *item
//   item    = word / sign / "{" name "}" / "(" pattern *("|" pattern) ")" / "[" pattern "]"

static bool read_pattern(struct arena *a, struct str *rest, int depth, struct idiom *out);

static size_t add_step(struct arena *a, struct idiom *out, enum step_kind kind, struct str word) {
  *LIST_PUSH(a, &out->steps) = (struct step){kind, word, 0};
  return out->steps.n - 1;
}

static bool placeholder(struct str name, enum step_kind *out) {
  static const struct {
    const char *name;
    enum step_kind kind;
  } kinds[] = {{"n", STEP_N},         {"day", STEP_DAY},         {"nth", STEP_NTH},
               {"month", STEP_MONTH}, {"weekday", STEP_WEEKDAY}, {"weekdays", STEP_WEEKDAYS},
               {"year", STEP_YEAR},   {"date", STEP_DATE}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (str_eq(name, str_of(kinds[i].name))) {
      *out = kinds[i].kind;
      return true;
    }
  return false;
}

// "(x|y|z)" becomes: split to 1; x; jump to end; 1: split to 2; y; jump to end; 2: z; end.
// "[x]" is "(x|)".
static bool read_group(struct arena *a, struct str *rest, int depth, struct idiom *out) {
  char open = rest->p[0], close = open == '[' ? ']' : ')';
  LIST(size_t) jumps = {0};
  size_t split;
  do {
    *rest = str_skip(*rest, 1);
    split = add_step(a, out, STEP_SPLIT, S(""));
    if (!read_pattern(a, rest, depth + 1, out) || !rest->n)
      return false;
    *LIST_PUSH(a, &jumps) = add_step(a, out, STEP_JUMP, S(""));
    out->steps.v[split].to = out->steps.n;
  } while (rest->p[0] == '|');
  if (rest->p[0] != close)
    return false;
  *rest = str_skip(*rest, 1);
  if (open == '(')
    out->steps.v[split].to = SIZE_MAX; // the last one has no other way
  for (size_t i = 0; i < jumps.n; i++)
    out->steps.v[jumps.v[i]].to = out->steps.n;
  return true;
}

static bool read_placeholder(struct arena *a, struct str *rest, struct idiom *out) {
  struct str name, tail;
  enum step_kind kind;
  if (!str_cut(str_skip(*rest, 1), '}', &name, &tail) || !placeholder(name, &kind))
    return false;
  *rest = tail;
  add_step(a, out, kind, S(""));
  out->has_date |= kind == STEP_DATE;
  return true;
}

static void read_words(struct arena *a, struct str *rest, struct idiom *out) {
  size_t n = 0;
  while (n < rest->n && !str_find(S("()[]{}|"), str_sub(*rest, n, 1), NULL))
    n++;
  struct tokens t = tokens_of(a, str_sub(*rest, 0, n));
  for (size_t i = 0; i < t.n; i++)
    add_step(a, out, STEP_WORD, t.v[i].key);
  *rest = str_skip(*rest, n);
}

// Stops before | ) or ].
static bool read_pattern(struct arena *a, struct str *rest, int depth, struct idiom *out) {
  bool ok = depth < IDIOM_DEPTH_LIMIT;
  while (ok && rest->n && !str_find(S("|)]"), str_sub(*rest, 0, 1), NULL)) {
    if (rest->p[0] == '(' || rest->p[0] == '[')
      ok = read_group(a, rest, depth, out);
    else if (rest->p[0] == '{')
      ok = read_placeholder(a, rest, out);
    else if (rest->p[0] == '}')
      ok = false;
    else
      read_words(a, rest, out);
  }
  return ok && out->steps.n < IDIOM_STEPS_LIMIT;
}

// ---------------------------------------------------------------- the stanza

static bool bad(struct err *err, const struct stanza *s, const struct entry *e, const char *why) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s: \"%.*s\"", STR_ARG(s->file), e->line, why,
                 STR_ARG(str_sub(e->value, 0, 120)));
}

static bool add_idiom(struct arena *a, struct date_words *w, const struct entry *e,
                      struct err *err) {
  size_t at;
  struct idiom idiom = {0};
  if (!str_find(e->value, S("=>"), &at))
    return bad(err, w->stanza, e, "an idiom needs \"pattern => day\"");
  struct str pattern = str_trim(str_sub(e->value, 0, at));
  if (w->idioms.n == IDIOMS_LIMIT)
    return bad(err, w->stanza, e, "more than 256 idioms of one language");
  if (!effect_parse(str_skip(e->value, at + 2), &idiom.effect))
    return bad(err, w->stanza, e, "no such day (rules/words/README.md lists them)");
  if (!read_pattern(a, &pattern, 0, &idiom) || pattern.n)
    return bad(err, w->stanza, e, "the brackets of the pattern do not fit");
  add_step(a, &idiom, STEP_END, S(""));
  *LIST_PUSH(a, &w->idioms) = idiom;
  return true;
}

static bool add_entry(struct arena *a, struct date_words *w, const struct entry *e,
                      struct err *err) {
  if (str_eq(e->key, S("months")))
    named_groups(a, e->value, 1, &w->months);
  else if (str_eq(e->key, S("weekdays")))
    named_groups(a, e->value, 0, &w->weekdays);
  else if (str_eq(e->key, S("numbers")))
    named_groups(a, e->value, 1, &w->numbers);
  else if (str_eq(e->key, S("nths")))
    named_groups(a, e->value, 1, &w->nths);
  else if (str_eq(e->key, S("ordinals")))
    words_list(a, e->value, &w->ordinals);
  else if (str_eq(e->key, S("units")))
    words_list(a, e->value, &w->units);
  else if (str_eq(e->key, S("idiom")))
    return add_idiom(a, w, e, err);
  return true;
}

bool date_words_make(struct arena *a, const struct stanza *s, struct date_words **out,
                     struct err *err) {
  static const char *const known[] = {"months", "weekdays", "numbers", "nths", "ordinals",
                                      "units",  "idiom",    "ok",      NULL};
  struct date_words *w = ARENA_NEW(a, struct date_words);
  w->stanza = s;
  w->lang = s->name;
  if (!stanza_check_keys(s, known, err))
    return false;
  for (size_t i = 0; i < s->entries.n; i++)
    if (!add_entry(a, w, &s->entries.v[i], err))
      return false;
  date_openings_make(w);
  *out = w;
  return true;
}

struct str date_words_lang(const struct date_words *w) {
  return w->lang;
}

// "2026-11-21 past: paid le 15 => 2026-11-15"
static bool example_holds(struct arena *a, const struct date_words *w, struct str example) {
  size_t at;
  struct str when, text, sent, past;
  struct date_from from = {0};
  struct dates_found found = {0};
  if (!str_find(example, S("=>"), &at) || !str_cut(str_sub(example, 0, at), ':', &when, &text) ||
      !str_word(&when, &sent) || !day_parse_iso(sent, &from.sent))
    return false;
  bool back = str_word(&when, &past) && str_eq(past, S("past"));
  struct tokens t = tokens_of(a, text);
  dates_find(a, &t, w, from, &found);
  struct str want = str_trim(str_skip(example, at + 2));
  struct day got = !found.n ? DAY_NONE : back ? found.v[0].back : found.v[0].ahead;
  return str_eq(want, day_is(got) ? day_iso(a, got) : S("none"));
}

bool date_words_check(struct arena *a, const struct date_words *w, struct err *err) {
  size_t i = 0;
  const struct entry *e;
  while ((e = stanza_next(w->stanza, "ok", &i)))
    if (!example_holds(a, w, e->value))
      return bad(err, w->stanza, e, "the example does not give that day");
  return true;
}
