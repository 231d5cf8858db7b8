// amount_words.c: a stanza [money LANG] as a table, and sums written out in words.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "amount_parts.h"
#include "relance/fold.h"

static void folded_list(struct arena *a, struct str value, struct strs *out) {
  struct str word;
  while (str_word(&value, &word))
    *LIST_PUSH(a, out) = fold_words(a, word);
}

static bool bad(struct err *err, const struct stanza *s, const struct entry *e, const char *why) {
  return err_set(err, ERR_SETUP, "%.*s:%d: %s: \"%.*s\"", STR_ARG(s->file), e->line, why,
                 STR_ARG(str_sub(e->value, 0, 120)));
}

// "EUR euro euros"
static bool add_currency(struct arena *a, struct money_words *w, const struct entry *e,
                         struct err *err) {
  struct str rest = e->value, code, word;
  if (!str_word(&rest, &code) || !currency_valid(code))
    return bad(err, w->stanza, e, "a currency begins with its code of three letters");
  while (str_word(&rest, &word))
    *LIST_PUSH(a, &w->currencies) =
        (struct currency_word){str_lower(a, word), {code.p[0], code.p[1], code.p[2], 0}};
  return true;
}

// "20 vingt vingts"
static bool add_number(struct arena *a, struct money_words *w, const struct entry *e,
                       struct err *err) {
  struct str rest = e->value, value, word;
  int64_t n;
  if (!str_word(&rest, &value) || !str_int(value, &n) || n < 0)
    return bad(err, w->stanza, e, "a number begins with its digits");
  while (str_word(&rest, &word))
    *LIST_PUSH(a, &w->numbers) = (struct number_word){fold_words(a, word), n};
  return true;
}

bool money_words_make(struct arena *a, const struct stanza *s, struct money_words **out,
                      struct err *err) {
  static const char *const known[] = {"currency",   "number", "join", "cents",
                                      "no_payment", "units",  "ok",   NULL};
  struct money_words *w = ARENA_NEW(a, struct money_words);
  w->stanza = s;
  w->lang = s->name;
  if (!stanza_check_keys(s, known, err))
    return false;
  for (size_t i = 0; i < s->entries.n; i++) {
    const struct entry *e = &s->entries.v[i];
    if (str_eq(e->key, S("currency")) && !add_currency(a, w, e, err))
      return false;
    if (str_eq(e->key, S("number")) && !add_number(a, w, e, err))
      return false;
    if (str_eq(e->key, S("join")))
      folded_list(a, e->value, &w->joins);
    if (str_eq(e->key, S("cents")))
      folded_list(a, e->value, &w->cents);
    if (str_eq(e->key, S("no_payment")))
      folded_list(a, e->value, &w->no_payment);
    if (str_eq(e->key, S("units")))
      folded_list(a, e->value, &w->units);
  }
  *out = w;
  return true;
}

struct str money_words_lang(const struct money_words *w) {
  return w->lang;
}

size_t money_word_at(const struct money_words *w, struct str rest, char out[4]) {
  size_t best = 0;
  for (size_t i = 0; w && i < w->currencies.n; i++) {
    const struct currency_word *c = &w->currencies.v[i];
    if (c->word.n <= best || !str_starts_ci(rest, c->word))
      continue;
    best = c->word.n;
    for (size_t k = 0; k < 4; k++)
      out[k] = c->code[k];
  }
  return best;
}

// ---------------------------------------------------------------- numbers in words

// "quatre-vingt" is four times twenty; otherwise small words add and great ones multiply.
static bool add_word(int64_t value, int64_t *total, int64_t *current) {
  if (value >= 1000) {
    *total += (*current ? *current : 1) * value;
    *current = 0;
  } else if (value == 100)
    *current = *current ? *current * 100 : 100;
  else if (value == 20 && *current % 100 == 4)
    *current += 76;
  else
    *current += value;
  return *total < AMOUNT_LIMIT && *current < 10000;
}

static const struct number_word *longest_word(const struct money_words *w, struct str s) {
  const struct number_word *best = NULL;
  for (size_t i = 0; i < w->numbers.n; i++)
    if (str_starts(s, w->numbers.v[i].word) && (!best || best->word.n < w->numbers.v[i].word.n))
      best = &w->numbers.v[i];
  return best;
}

static struct str skip_join(const struct money_words *w, struct str s) {
  for (size_t i = 0; i < w->joins.n; i++)
    if (str_starts(s, w->joins.v[i]) && s.n > w->joins.v[i].n)
      return str_skip(s, w->joins.v[i].n);
  return s;
}

// One token: a word, or several written together ("neunhundertachtzehn").
static bool add_token(const struct money_words *w, struct str s, int64_t *total, int64_t *current) {
  while (s.n) {
    const struct number_word *word = longest_word(w, s);
    if (!word || !add_word(word->value, total, current))
      return false;
    s = str_skip(s, word->word.n);
    if (s.n)
      s = skip_join(w, s);
  }
  return true;
}

static bool is_word_of(const struct strs *list, const struct token *t) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i], t->key))
      return true;
  return false;
}

static size_t number_in_words(const struct tokens *t, size_t from, const struct money_words *w,
                              int64_t *value) {
  int64_t total = 0, current = 0;
  size_t i = from, end = from;
  for (; i < t->n && i < from + 20; i++) {
    const struct token *x = &t->v[i];
    bool filler = i > from && (is_word_of(&w->joins, x) || str_eq(x->key, S("-")));
    int64_t total2 = total, current2 = current;
    if (filler)
      continue;
    if (x->kind != TOKEN_WORD || !add_token(w, x->key, &total2, &current2))
      break;
    total = total2;
    current = current2;
    end = i + 1;
  }
  *value = total + current;
  return end - from;
}

static size_t cents_in_words(const struct tokens *t, size_t i, const struct money_words *w,
                             int64_t *cents) {
  size_t join = i < t->n && is_word_of(&w->joins, &t->v[i]);
  size_t n = number_in_words(t, i + join, w, cents);
  if (!n || *cents > 99)
    return 0;
  bool named = i + join + n < t->n && is_word_of(&w->cents, &t->v[i + join + n]);
  return join + n + named;
}

size_t amount_in_words(const struct tokens *t, size_t i, const struct money_words *w,
                       struct amount_found *out) {
  int64_t units, cents = 0;
  char currency[4];
  size_t n = number_in_words(t, i, w, &units);
  if (!n || i + n >= t->n || t->v[i + n].kind != TOKEN_WORD || units < 1)
    return 0;
  struct str word = t->v[i + n].key;
  if (money_word_at(w, word, currency) != word.n)
    return 0;
  n++;
  size_t more = cents_in_words(t, i + n, w, &cents);
  n += more;
  *out = (struct amount_found){
      .amount = money_of(units * (currency_digits(currency) == 2 ? 100 : 1) + (more ? cents : 0),
                         currency),
      .currency_named = true};
  return n;
}

// ---------------------------------------------------------------- examples

// "viré 1.234,50 => 1234.50 EUR", or "=> none"
static bool example_holds(struct arena *a, const struct money_words *w, struct str example) {
  size_t at;
  struct amounts_found found = {0};
  if (!str_find(example, S("=>"), &at))
    return false;
  struct str text = str_trim(str_sub(example, 0, at));
  struct tokens t = tokens_of(a, text);
  struct marks none = marks_of(a, text);
  amounts_find(a, text, &t, w, (struct amount_from){.currency = "EUR"}, &none, &found);
  struct str got = S("none");
  if (found.n)
    got = str_printf(a, "%.*s %s", STR_ARG(money_plain(a, found.v[0].amount)),
                     found.v[0].amount.currency);
  return str_eq(got, str_trim(str_skip(example, at + 2)));
}

bool money_words_check(struct arena *a, const struct money_words *w, struct err *err) {
  size_t i = 0;
  const struct entry *e;
  while ((e = stanza_next(w->stanza, "ok", &i)))
    if (!example_holds(a, w, e->value))
      return bad(err, w->stanza, e, "the example does not give that sum");
  return true;
}
