// invoice_text.c: what a page calls itself, and the values beside its labels.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "invoice_rules.h"

#include "charset.h"
#include "relance/checkdigit.h"
#include "relance/fold.h"

#include <stdlib.h>
#include <string.h>

enum {
  GENERAL_RANK = 1000, // labels of the seller's own rule come before all general ones
  NEXT_CELLS = 3,      // a value stands at most so many cells behind its label
  BELOW_LINES = 2,     // or so many lines below it
  DUE_YEARS = 3,
};

struct spot { // a label that stands on the page
  enum invoice_label label;
  size_t word, n;
  int rank;
};

struct scan {
  struct arena *a;
  const struct invoice_rules *rules;
  struct sheet sheet;
  LIST(bool) applies;              // for each rule
  const struct invoice_rule *rule; // the seller's own, or the first general one
  LIST(struct spot) spots;
  struct strs *doubts;
};

static void doubt(struct scan *s, const char *what) {
  *LIST_PUSH(s->a, s->doubts) = str_of(what);
}

// ---------------------------------------------------------------- which rules, which labels

static bool somewhere(const struct sheet *p, const struct phrase *what) {
  for (size_t i = 0; i < p->words.n; i++)
    if (sheet_says(p, i, what))
      return true;
  return false;
}

static bool is_sellers(const struct scan *s, const struct invoice_rule *r) {
  for (size_t i = 0; i < r->sellers.n; i++)
    if (somewhere(&s->sheet, &r->sellers.v[i]))
      return true;
  return false;
}

static void choose_rules(struct scan *s) {
  for (size_t i = 0; i < s->rules->rules.n; i++) {
    const struct invoice_rule *r = &s->rules->rules.v[i];
    bool own = is_sellers(s, r);
    *LIST_PUSH(s->a, &s->applies) = own || !r->sellers.n;
    if (own || !s->rule)
      s->rule = r;
  }
}

static bool is_kind_label(enum invoice_label l) {
  return l == LABEL_TITLE || l == LABEL_CREDIT || l == LABEL_OTHER;
}

// The longest label that stands at this word; titles and the others are looked for apart, as
// "invoice no." is both.
static const struct invoice_phrase *label_at(const struct scan *s, size_t word, bool titles) {
  for (size_t i = 0; i < s->rules->phrases.n; i++) {
    const struct invoice_phrase *p = &s->rules->phrases.v[i];
    if (is_kind_label(p->label) == titles && s->applies.v[p->rule] &&
        sheet_says(&s->sheet, word, &p->words))
      return p;
  }
  return NULL;
}

static int rank_of(const struct scan *s, const struct invoice_phrase *p) {
  return p->rank + (s->rules->rules.v[p->rule].sellers.n ? 0 : GENERAL_RANK);
}

static void find_labels(struct scan *s) {
  for (size_t i = 0; i < s->sheet.words.n;) {
    const struct invoice_phrase *p = label_at(s, i, false);
    if (p)
      *LIST_PUSH(s->a, &s->spots) = (struct spot){p->label, i, p->words.n, rank_of(s, p)};
    i += p ? p->words.n : 1;
  }
}

// ---------------------------------------------------------------- what it is

static bool has_digit(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= '0' && s.p[i] <= '9')
      return true;
  return false;
}

// A title stands alone in its cell, or with its number: "Rechnung", "Facture n° FA-12".
static bool is_title(const struct sheet *p, size_t word, size_t n, bool *whole) {
  const struct sheet_cell *c = &p->cells.v[p->words.v[word].cell];
  size_t end = c->first + c->n;
  *whole = c->first == word && c->n == n;
  for (size_t i = word + n; c->first == word && i < end && i < word + n + 3; i++)
    if (has_digit(p->words.v[i].key))
      return true;
  return *whole;
}

static enum paper what_is_it(struct scan *s, enum invoice_kind *kind) {
  enum invoice_label first = LABEL_KINDS;
  bool whole, later = false;
  for (size_t i = 0; i < s->sheet.words.n; i++) {
    const struct invoice_phrase *p = label_at(s, i, true);
    if (!p || !is_title(&s->sheet, i, p->words.n, &whole))
      continue;
    if (first == LABEL_KINDS)
      first = p->label;
    else
      later |= whole && p->label != LABEL_OTHER;
  }
  *kind = first == LABEL_CREDIT ? CREDIT_NOTE : INVOICE;
  if (first == LABEL_TITLE || first == LABEL_CREDIT)
    return PAPER_INVOICE;
  if (first == LABEL_OTHER && later)
    doubt(s, "the paper calls itself an invoice and something else: which is it?");
  return first == LABEL_OTHER && later ? PAPER_UNSURE : PAPER_OTHER;
}

// ---------------------------------------------------------------- values

struct value {
  struct str text;
  struct day day;
  struct money money;
  size_t cell; // where it stands, counted from 1; 0 behind its label
};

typedef bool read_value(const struct scan *s, struct str text, struct value *out);

static bool read_number(const struct scan *s, struct str text, struct value *out) {
  (void)s;
  return value_number(text, &out->text);
}

static bool read_day(const struct scan *s, struct str text, struct value *out) {
  return value_day(s->a, &s->rules->months, text, &out->day);
}

static bool read_money(const struct scan *s, struct str text, struct value *out) {
  (void)s;
  return value_amount(text, 0, &out->money);
}

static bool read_words(const struct scan *s, struct str text, struct value *out) {
  (void)s;
  while (text.n && strchr(" :.-", text.p[0]))
    text = str_skip(text, 1);
  out->text = text;
  return text.n > 0;
}

static bool same(const struct value *a, const struct value *b) {
  return str_eq(a->text, b->text) && a->day.n == b->day.n && a->money.minor == b->money.minor;
}

static size_t cells_of(const struct sheet *p, size_t line) {
  return p->lines.v[line + 1] - p->lines.v[line];
}

static bool behind(const struct scan *s, size_t cell, read_value *read, struct value *out) {
  const struct sheet *p = &s->sheet;
  size_t end = p->lines.v[p->cells.v[cell].line + 1];
  for (size_t i = cell + 1; i < end && i <= cell + NEXT_CELLS; i++) {
    if (read(s, p->cells.v[i].text, out))
      return true;
    if (p->cells.v[i].n > 1 || (p->cells.v[i].n && has_digit(p->cells.v[i].text)))
      return false; // another label, or another value
  }
  return false;
}

// The cell of the same column; where the lines have not as many cells, counted from either side,
// and only if both say the same.
static bool below(const struct scan *s, size_t cell, read_value *read, struct value *out) {
  const struct sheet *p = &s->sheet;
  const struct sheet_cell *c = &p->cells.v[cell];
  size_t here = cells_of(p, c->line);
  for (size_t line = c->line + 1; line + 1 < p->lines.n && line <= c->line + BELOW_LINES; line++) {
    size_t n = cells_of(p, line), right = here - c->column;
    struct value l = {0}, r = {0};
    bool has_l = c->column < n && read(s, p->cells.v[p->lines.v[line] + c->column].text, &l);
    bool has_r = right <= n && read(s, p->cells.v[p->lines.v[line + 1] - right].text, &r);
    if (!has_l && !has_r)
      continue;
    *out = has_l ? l : r;
    out->cell = 1 + (has_l ? p->lines.v[line] + c->column : p->lines.v[line + 1] - right);
    return n == here || !has_l || !has_r || same(&l, &r);
  }
  return false;
}

static bool value_at(const struct scan *s, const struct spot *at, read_value *read,
                     struct value *out) {
  const struct sheet *p = &s->sheet;
  const struct sheet_word *last = &p->words.v[at->word + at->n - 1];
  const struct sheet_cell *c = &p->cells.v[last->cell];
  size_t end = (size_t)(c->text.p - p->text.p) + c->text.n;
  struct str rest = str_trim(str_sub(p->text, last->to, end - last->to));
  return (rest.n && read(s, rest, out)) || behind(s, last->cell, read, out) ||
         below(s, last->cell, read, out);
}

enum found { FOUND_NOT, FOUND_ONE, FOUND_TWO };

// The value of the best label that has one; FOUND_TWO when labels of that rank disagree.
static enum found find(const struct scan *s, enum invoice_label label, read_value *read,
                       struct value *out) {
  enum found got = FOUND_NOT;
  int best = 0;
  for (size_t i = 0; i < s->spots.n; i++) {
    const struct spot *at = &s->spots.v[i];
    struct value v = {.day = DAY_NONE};
    if (at->label != label || (got && at->rank > best) || !value_at(s, at, read, &v))
      continue;
    got = got && at->rank == best && (got == FOUND_TWO || !same(&v, out)) ? FOUND_TWO : FOUND_ONE;
    best = at->rank;
    *out = v;
  }
  return got;
}

// ---------------------------------------------------------------- the invoice

static bool take(struct scan *s, enum invoice_label label, read_value *read, struct value *v,
                 const char *none, const char *two) {
  enum found got = find(s, label, read, v);
  if (got != FOUND_ONE && (got == FOUND_TWO ? two : none))
    doubt(s, got == FOUND_TWO ? two : none);
  return got != FOUND_NOT;
}

static void find_iban(struct scan *s, struct einvoice *e) {
  for (size_t i = 0; i < s->sheet.cells.n; i++) {
    struct str bare = reference_bare(s->a, s->sheet.cells.v[i].text);
    for (size_t at = 0; at + 15 <= bare.n; at++)
      for (size_t n = 15; n <= 34 && at + n <= bare.n; n++)
        if (bare.p[at] >= 'A' && bare.p[at] <= 'Z' && iban_valid(str_sub(bare, at, n))) {
          *LIST_PUSH(s->a, &e->ibans) = str_sub(bare, at, n);
          return;
        }
  }
}

static void set_currency(struct scan *s, struct money *m) {
  struct str c = s->rule ? s->rule->currency : S("");
  if (m->currency[0])
    return;
  if (!c.n)
    c = str_find(s->sheet.text, S("€"), NULL) || str_find_ci(s->sheet.text, S("EUR"), NULL)
            ? S("EUR")
            : S("");
  memcpy(m->currency, c.p, c.n);
}

static void take_sums(struct scan *s, struct einvoice *e, int *found) {
  struct value total = {0}, payable = {0};
  bool has_payable = take(s, LABEL_PAYABLE, read_money, &payable, NULL,
                          "two sums are named as what is to be paid");
  bool has_total = take(s, LABEL_TOTAL, read_money, &total,
                        has_payable ? NULL : "no total was found", "two totals are named");
  if (!has_payable)
    payable = total;
  if (!has_total)
    total = payable;
  *found += has_total || has_payable;
  if (!total.money.currency[0])
    memcpy(total.money.currency, payable.money.currency, 4);
  if (!payable.money.currency[0])
    memcpy(payable.money.currency, total.money.currency, 4);
  set_currency(s, &total.money);
  set_currency(s, &payable.money);
  if (*found && !total.money.currency[0])
    doubt(s, "no currency is named");
  if (!money_same_currency(total.money, payable.money))
    doubt(s, "total and what is to be paid have two currencies");
  if (llabs(payable.money.minor) > llabs(total.money.minor))
    doubt(s, "more is to be paid than the total");
  bool turn = e->kind == CREDIT_NOTE && total.money.minor > 0;
  e->total = turn ? money_neg(total.money) : total.money;
  e->payable = turn && payable.money.minor > 0 ? money_neg(payable.money) : payable.money;
}

// In a table with an empty cell the day of issue may seem to stand below both heads.
static bool is_issued(const struct scan *s, const struct value *due) {
  struct value issued = {.day = DAY_NONE};
  return due->cell && find(s, LABEL_ISSUED, read_day, &issued) && issued.cell == due->cell;
}

static void take_due(struct scan *s, struct einvoice *e) {
  struct value v = {.day = DAY_NONE};
  if (take(s, LABEL_DUE, read_day, &v, NULL, "two due dates are named") && !is_issued(s, &v))
    e->due = v.day;
  if (take(s, LABEL_TERMS, read_words, &v, NULL, NULL))
    e->terms = v.text;
  if (!day_is(e->due) && e->kind == INVOICE)
    *LIST_PUSH(s->a, &e->missing) = S("names no due date: the policy's term counts");
  if (day_is(e->due) && day_is(e->issued) &&
      (e->due.n < e->issued.n || e->due.n > e->issued.n + DUE_YEARS * 366))
    doubt(s, "it would be due before it was written, or years later");
}

// "Facture n° F-1 du 12 novembre 2026": the day behind the number.
static bool day_behind_number(const struct scan *s, struct str number, struct value *v) {
  const struct sheet *p = &s->sheet;
  for (size_t i = 0; i < p->cells.n; i++) {
    struct str cell = p->cells.v[i].text;
    bool here = number.p >= cell.p && number.p < cell.p + cell.n;
    if (here && read_day(s, str_skip(cell, (size_t)(number.p + number.n - cell.p)), v))
      return true;
  }
  return false;
}

static bool take_issued(struct scan *s, struct einvoice *e) {
  struct value v = {.day = DAY_NONE};
  enum found got = find(s, LABEL_ISSUED, read_day, &v);
  if (got == FOUND_NOT && e->number.n && day_behind_number(s, e->number, &v))
    got = FOUND_ONE;
  if (got != FOUND_ONE)
    doubt(s, got == FOUND_TWO ? "two dates are named" : "no date was found");
  e->issued = v.day;
  return got != FOUND_NOT;
}

static int take_fields(struct scan *s, struct einvoice *e) {
  struct value v = {.day = DAY_NONE};
  int found = 0;
  if (take(s, LABEL_NUMBER, read_number, &v, "no number was found", "two numbers are named")) {
    e->number = v.text;
    found++;
  }
  found += take_issued(s, e);
  take_sums(s, e, &found);
  take_due(s, e);
  if (find(s, LABEL_REFERENCE, read_words, &v) == FOUND_ONE)
    e->payment_reference = v.text;
  if (e->kind == CREDIT_NOTE && find(s, LABEL_LOWERS, read_number, &v) == FOUND_ONE &&
      !str_eq(v.text, e->number))
    *LIST_PUSH(s->a, &e->lowers) = v.text;
  find_iban(s, e);
  if (!e->ibans.n && e->kind == INVOICE)
    *LIST_PUSH(s->a, &e->missing) = S("names no IBAN to pay to");
  return found;
}

enum paper invoice_text_read(struct arena *a, const struct invoice_rules *rules, struct str text,
                             struct einvoice *out, struct strs *doubts) {
  struct scan s = {.a = a, .rules = rules, .doubts = doubts};
  struct einvoice e = {.syntax = S("text"), .issued = DAY_NONE, .due = DAY_NONE};
  sheet_of(a, text_clip(text, INVOICE_TEXT_LIMIT), INVOICE_WORDS_LIMIT, &s.sheet);
  choose_rules(&s);
  enum paper paper = what_is_it(&s, &e.kind);
  if (paper == PAPER_OTHER)
    return PAPER_OTHER;
  find_labels(&s);
  if (take_fields(&s, &e) < 2)
    return PAPER_OTHER; // a letter about an invoice
  e.profile = s.rule ? s.rule->name : S("");
  if (s.rule && s.rule->sellers.n)
    e.seller.id = s.rule->name;
  *out = e;
  return doubts->n ? PAPER_UNSURE : PAPER_INVOICE;
}
