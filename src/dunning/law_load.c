// law_load.c: reading [law NAME] and [rates NAME] stanzas.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/words.h"
#include "relance/law.h"

// "12.15" percent to 1215
static bool percent(struct words *w, int *bp, struct err *err) {
  struct str word;
  struct money m;
  struct err ignored;
  if (!words_next(w, &word) || !money_parse(word, "EUR", &m, &ignored) || m.minor < -2000 ||
      m.minor > 20000)
    return words_bad(w, err, "a rate is written 12.15, in percent");
  *bp = (int)m.minor;
  return true;
}

static bool amount(struct words *w, const char *currency, int64_t *minor, struct err *err) {
  struct str word;
  struct money m;
  struct err ignored;
  if (!words_next(w, &word) || !money_parse(word, currency, &m, &ignored) || m.minor < 0)
    return words_bad(w, err, "an amount is written 40.00");
  *minor = m.minor;
  return true;
}

// rate = 2026-01-01 2.15 : source
static bool read_rate(struct arena *a, const struct entry *e, struct rate_table *t,
                      struct err *err) {
  struct str value, source, day;
  str_cut(e->value, ':', &value, &source);
  struct words w = words_of(t->file, e->line, value);
  struct rate r;
  if (!words_next(&w, &day) || !day_parse_iso(day, &r.from))
    return words_bad(&w, err, "a rate begins with the day from which it holds, as 2026-01-01");
  if (!percent(&w, &r.bp, err))
    return false;
  if (t->rates.n && t->rates.v[t->rates.n - 1].from.n >= r.from.n)
    return words_bad(&w, err, "rates stand in the order of their days");
  *LIST_PUSH(a, &t->rates) = r;
  return true;
}

static bool read_rates(struct arena *a, const struct stanza *s, struct laws *l, struct err *err) {
  static const char *const known[] = {"rate", "until", "name", NULL};
  struct rate_table t = {.name = s->name, .file = s->file, .line = s->line};
  if (!stanza_check_keys(s, known, err))
    return false;
  for (size_t i = 0; i < s->entries.n; i++)
    if (str_eq(s->entries.v[i].key, S("rate")) && !read_rate(a, &s->entries.v[i], &t, err))
      return false;
  if (!t.rates.n || !day_parse_iso(stanza_get(s, "until"), &t.until))
    return err_set(err, ERR_SETUP,
                   "%.*s:%d: [rates %.*s] needs rates, and until = the last day they are known for",
                   STR_ARG(s->file), s->line, STR_ARG(s->name));
  for (size_t i = 0; i < l->tables.n; i++)
    if (str_eq(l->tables.v[i].name, t.name)) {
      l->tables.v[i] = t;
      return true;
    }
  *LIST_PUSH(a, &l->tables) = t;
  return true;
}

// lump = EUR from 150.01 amount 30.00 plus 100 permille over 150.00
static bool read_lump(struct arena *a, const struct stanza *s, const struct entry *e,
                      struct law *law, struct err *err) {
  struct words w = words_of(s->file, e->line, e->value);
  struct str word;
  struct lump lump = {0};
  if (!words_next(&w, &word) || !currency_valid(word))
    return words_bad(&w, err, "a lump begins with its currency, as EUR amount 40.00");
  const char *currency = str_c(a, word);
  struct money zero = money_of(0, currency);
  for (int i = 0; i < 4; i++)
    law->currency[i] = zero.currency[i];
  while (words_next(&w, &word)) {
    bool ok = true;
    if (str_eq(word, S("from")))
      ok = amount(&w, currency, &lump.from, err);
    else if (str_eq(word, S("amount")))
      ok = amount(&w, currency, &lump.amount, err);
    else if (str_eq(word, S("over")))
      ok = amount(&w, currency, &lump.over, err);
    else if (str_eq(word, S("least")))
      ok = amount(&w, currency, &law->lump_least, err);
    else if (str_eq(word, S("most")))
      ok = amount(&w, currency, &law->lump_most, err);
    else if (str_eq(word, S("plus")))
      ok = words_number(&w, 0, 1000, &lump.permille, err);
    else if (!str_eq(word, S("permille")))
      return words_bad(&w, err, "unknown word in a lump");
    if (!ok)
      return false;
  }
  *LIST_PUSH(a, &law->lumps) = lump;
  return true;
}

static bool table_index(const struct laws *l, const struct stanza *s, int *out, struct err *err) {
  struct str name = stanza_get(s, "rates");
  *out = -1;
  for (size_t i = 0; i < l->tables.n; i++)
    if (str_eq(l->tables.v[i].name, name))
      *out = (int)i;
  return *out >= 0 || !name.n ||
         err_set(err, ERR_SETUP, "%.*s:%d: there is no [rates %.*s]", STR_ARG(s->file), s->line,
                 STR_ARG(name));
}

static bool one_percent(const struct stanza *s, const char *key, int *out, struct err *err) {
  size_t i = 0;
  const struct entry *e = stanza_next(s, key, &i);
  if (!e)
    return true;
  struct words w = words_of(s->file, e->line, e->value);
  return percent(&w, out, err);
}

static bool read_claim(const struct stanza *s, struct law *law, struct err *err) {
  static const char *const claims[] = {"yes", "after-notice", "never", NULL};
  struct str value = stanza_get(s, "claim");
  int claim = value.n ? word_index(value, claims) : 0;
  if (claim < 0)
    return err_set(err, ERR_SETUP, "%.*s:%d: claim is yes, after-notice or never", STR_ARG(s->file),
                   s->line);
  law->claim = (enum claim)claim;
  return true;
}

// "5 years", "3 years from year-end"
static bool read_limitation(const struct stanza *s, struct law *law, struct err *err) {
  size_t i = 0;
  const struct entry *e = stanza_next(s, "limitation", &i);
  struct str word;
  int years;
  if (!e)
    return true;
  struct words w = words_of(s->file, e->line, e->value);
  if (!words_number(&w, 1, 30, &years, err))
    return false;
  law->limitation_months = years * 12;
  law->limitation_year_end = str_ends(str_trim(e->value), S(" from year-end"));
  bool ok = words_next(&w, &word) && (str_eq(word, S("years")) || str_eq(word, S("year")));
  ok = ok && (!words_next(&w, &word) || law->limitation_year_end);
  return ok || words_bad(&w, err, "a limitation is written 5 years, or 3 years from year-end");
}

static bool read_law(struct arena *a, const struct stanza *s, struct laws *l, struct err *err) {
  static const char *const known[] = {"country",  "text",     "rates",      "margin",
                                      "round_up", "fixed",    "claim",      "consumers",
                                      "lump",     "compound", "limitation", NULL};
  struct law law = {.name = s->name,
                    .country = stanza_get(s, "country"),
                    .text = stanza_get(s, "text"),
                    .file = s->file,
                    .line = s->line};
  if (!stanza_check_keys(s, known, err) || !table_index(l, s, &law.table, err) ||
      !one_percent(s, "margin", &law.margin_bp, err) ||
      !one_percent(s, "round_up", &law.round_up_bp, err) ||
      !stanza_yes(s, "fixed", &law.fixed, err) || !stanza_yes(s, "compound", &law.compound, err) ||
      !stanza_yes(s, "consumers", &law.consumers, err) || !read_claim(s, &law, err) ||
      !read_limitation(s, &law, err))
    return false;
  if (law.country.n != 2)
    return err_set(err, ERR_SETUP, "%.*s:%d: a law needs country = a two-letter code",
                   STR_ARG(s->file), s->line);
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, "lump", &i));)
    if (!read_lump(a, s, e, &law, err))
      return false;
  *LIST_PUSH(a, &l->laws) = law;
  return true;
}

bool laws_load(struct arena *a, const struct stanzas *files, struct laws *out, struct err *err) {
  struct laws l = {0};
  for (size_t i = 0; i < files->n; i++)
    if (str_eq(files->v[i].kind, S("rates")) && !read_rates(a, &files->v[i], &l, err))
      return false;
  for (size_t i = 0; i < files->n; i++) {
    const struct stanza *s = &files->v[i];
    if (str_eq(s->kind, S("rates")))
      continue;
    if (!stanza_kind(s, "law", err) || !read_law(a, s, &l, err))
      return false;
  }
  *out = l;
  return true;
}
