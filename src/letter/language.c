// language.c: days, amounts and spaces as each language writes them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/language.h"

static const struct str no_break = {"\xC2\xA0", 2}, narrow_no_break = {"\xE2\x80\xAF", 3};

static struct str space_by_name(struct str s) {
  if (str_eq(s, S("nbsp")))
    return no_break;
  if (str_eq(s, S("narrow-nbsp")))
    return narrow_no_break;
  return str_eq(s, S("none")) ? S("") : s;
}

static struct strs all_of(struct arena *a, const struct stanza *s, const char *key) {
  struct strs out = {0};
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, key, &i));)
    *LIST_PUSH(a, &out) = e->value;
  return out;
}

static struct strs words_of_line(struct arena *a, struct str line) {
  struct strs out = {0};
  for (struct str w; str_word(&line, &w);)
    *LIST_PUSH(a, &out) = w;
  return out;
}

bool language_read(struct arena *a, const struct stanza *s, struct language *out, struct err *err) {
  static const char *const known[] = {
      "months",   "weekdays",         "ordinals",   "title",        "symbol",      "word",
      "date",     "long_date",        "short_date", "first_day",    "decimal",     "thousands",
      "money",    "percent",          "and",        "space_before", "space_after", "particles",
      "surnames", "capital_particle", NULL};
  static const char *const needed[] = {"date",  "long_date", "short_date", "decimal",
                                       "money", "percent",   "and",        NULL};
  if (!stanza_check_keys(s, known, err))
    return false;
  for (size_t i = 0; needed[i]; i++)
    if (!stanza_get(s, needed[i]).n)
      return err_set(err, ERR_SETUP, "%.*s:%d: [language %.*s] needs %s", STR_ARG(s->file), s->line,
                     STR_ARG(s->name), needed[i]);
  struct language l = {
      .code = s->name,
      .file = s->file,
      .line = s->line,
      .months = words_of_line(a, stanza_get(s, "months")),
      .weekdays = words_of_line(a, stanza_get(s, "weekdays")),
      .ordinals = words_of_line(a, stanza_get(s, "ordinals")),
      .titles = all_of(a, s, "title"),
      .symbols = all_of(a, s, "symbol"),
      .words = all_of(a, s, "word"),
      .date = stanza_get(s, "date"),
      .long_date = stanza_get(s, "long_date"),
      .short_date = stanza_get(s, "short_date"),
      .first_day = stanza_get(s, "first_day"),
      .decimal = stanza_get(s, "decimal"),
      .thousands = space_by_name(stanza_get(s, "thousands")),
      .money = stanza_get(s, "money"),
      .percent = stanza_get(s, "percent"),
      .and = stanza_get(s, "and"),
      .space_before = stanza_get(s, "space_before"),
      .space_after = stanza_get(s, "space_after"),
      .particles = words_of_line(a, stanza_get(s, "particles")),
      .surnames = str_eq(stanza_get(s, "surnames"), S("2")) ? 2 : 1,
      .capital_particle = str_eq(stanza_get(s, "capital_particle"), S("yes")),
  };
  if (l.months.n != 12 || l.weekdays.n != 7)
    return err_set(err, ERR_SETUP, "%.*s:%d: months are twelve words, weekdays seven from Monday",
                   STR_ARG(s->file), s->line);
  *out = l;
  return true;
}

// Fills {name} in `form`; unknown names stay as they are.
struct slot {
  const char *name;
  struct str value;
};

static bool slot_at(struct str rest, const struct slot *slots, size_t *length, struct str *value) {
  size_t close;
  if (rest.p[0] != '{' || !str_find(rest, S("}"), &close))
    return false;
  for (; slots->name; slots++)
    if (str_eq(str_sub(rest, 1, close - 1), str_of(slots->name))) {
      *length = close + 1;
      *value = slots->value;
      return true;
    }
  return false;
}

static struct str fill(struct arena *a, struct str form, const struct slot *slots) {
  struct buf b = buf_in(a);
  for (size_t i = 0, n; i < form.n; i += n) {
    struct str value;
    if (slot_at(str_skip(form, i), slots, &n, &value))
      buf_add(&b, value);
    else {
      buf_c(&b, form.p[i]);
      n = 1;
    }
  }
  return buf_str(&b);
}

struct str language_date(struct arena *a, const struct language *l, struct str form, struct day d) {
  if (!day_is(d))
    return S("");
  struct civil c = day_civil(d);
  struct str day = str_printf(a, "%d", c.day);
  return fill(a, form,
              (struct slot[]){
                  {"day", c.day == 1 && l->first_day.n ? l->first_day : day},
                  {"dd", str_printf(a, "%02d", c.day)},
                  {"mm", str_printf(a, "%02d", c.month)},
                  {"yyyy", str_printf(a, "%04d", c.year)},
                  {"month", l->months.v[c.month - 1]},
                  {"weekday", l->weekdays.v[day_weekday(d)]},
                  {"nbsp", no_break},
                  {NULL, {0}},
              });
}

struct str language_word(const struct strs *words, struct str key) {
  for (size_t i = 0; i < words->n; i++) {
    struct str line = words->v[i], first;
    if (str_word(&line, &first) && str_eq_ci(first, key))
      return str_trim(line);
  }
  return key;
}

static struct str grouped(struct arena *a, const struct language *l, int64_t minor, int digits) {
  struct str plain = str_printf(a, "%lld", (long long)minor);
  struct buf b = buf_in(a);
  while (plain.n <= (size_t)digits)
    plain = str_printf(a, "0%.*s", STR_ARG(plain));
  size_t whole = plain.n - (size_t)digits;
  for (size_t i = 0; i < whole; i++) {
    if (i && (whole - i) % 3 == 0)
      buf_add(&b, l->thousands);
    buf_c(&b, plain.p[i]);
  }
  if (digits) {
    buf_add(&b, l->decimal);
    buf_add(&b, str_skip(plain, whole));
  }
  return buf_str(&b);
}

struct str language_money(struct arena *a, const struct language *l, struct money m) {
  struct str code = str_of(m.currency);
  bool minus = m.minor < 0;
  struct str amount = grouped(a, l, minus ? -m.minor : m.minor, currency_digits(m.currency));
  struct str text = fill(a, l->money,
                         (struct slot[]){{"amount", amount},
                                         {"symbol", language_word(&l->symbols, code)},
                                         {"nbsp", no_break},
                                         {NULL, {0}}});
  return minus ? str_printf(a, "\xE2\x88\x92%.*s", STR_ARG(text)) : text;
}

struct str language_rate(struct arena *a, const struct language *l, int bp) {
  return fill(a, l->percent,
              (struct slot[]){{"rate", grouped(a, l, bp, 2)}, {"nbsp", no_break}, {NULL, {0}}});
}

// The n-th ordinal, or the last one with "N" in it: "Ne".
struct str language_ordinal(struct arena *a, const struct language *l, int n) {
  if (n >= 1 && (size_t)n <= l->ordinals.n)
    return l->ordinals.v[n - 1];
  return str_printf(a, "%d", n);
}

struct str language_join(struct arena *a, const struct language *l, const struct strs *parts) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < parts->n; i++) {
    if (i && i + 1 == parts->n)
      buf_printf(&b, " %.*s ", STR_ARG(l->and));
    else if (i)
      buf_add(&b, S(", "));
    buf_add(&b, parts->v[i]);
  }
  return buf_str(&b);
}

static bool has_sign(struct str signs, struct str rune) {
  return signs.n && rune.n && rune.p[0] != ' ' && str_find(signs, rune, NULL);
}

struct str language_typeset(struct arena *a, const struct language *l, struct str text) {
  struct buf b = buf_in(a);
  struct str before = {0};
  for (size_t i = 0, n, m; i < text.n; i += n) {
    str_rune(text, i, &n);
    struct str rune = str_sub(text, i, n), after = {0};
    if (i + n < text.n) {
      str_rune(text, i + n, &m);
      after = str_sub(text, i + n, m);
    }
    bool keep = rune.p[0] == ' ' && n == 1 &&
                (has_sign(l->space_before, after) || has_sign(l->space_after, before));
    buf_add(&b, keep ? no_break : rune);
    before = rune;
  }
  return buf_str(&b);
}
