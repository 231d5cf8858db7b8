// csv_cell.c: one cell of a record to a value, or the reason why not.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charset.h"
#include "csv.h"

#include <string.h>

struct str csv_field_text(const struct csv *c, enum csv_field f) {
  int i = c->column[f];
  if (i == NO_COLUMN || (size_t)i >= c->record.n)
    return S("");
  struct str s = str_trim(c->record.field[i]);
  if (s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"')
    return str_sub(s, 2, s.n - 3); // ="0012": how some programs keep the zeros from spreadsheets
  return s;
}

struct str csv_field_header(const struct csv *c, enum csv_field f) {
  return c->column[f] == NO_COLUMN ? str_of(field_name(f)) : c->header[c->column[f]];
}

bool csv_record_next(struct csv *c, struct arena *a, struct str *why) {
  if (!record_next(&c->records, a, &c->record))
    return false;
  struct csv_record *r = &c->record;
  while (r->n > c->width && str_trim(r->field[r->n - 1]).n == 0)
    r->n--; // a separator at the end of the line
  *why = str_of(r->why);
  if (!r->why && r->n != c->width)
    *why = str_printf(a,
                      "%zu columns where the header has %zu: a cut line, or a separator in a "
                      "text without quotes",
                      r->n, c->width);
  return true;
}

bool cell_refuse(struct csv_cells *r, enum csv_field f, const char *what) {
  struct str name = csv_field_header(r->c, f), text = csv_field_text(r->c, f);
  if (text.n)
    r->why =
        str_printf(r->a, "%.*s \"%.*s\" %s", STR_ARG(name), STR_ARG(text_clip(text, 60)), what);
  else
    r->why = str_printf(r->a, "%.*s %s", STR_ARG(name), what);
  return false;
}

bool cell_needed(struct csv_cells *r, enum csv_field f, struct str *out) {
  *out = csv_field_text(r->c, f);
  return out->n > 0 || cell_refuse(r, f, "is empty");
}

bool cell_day(struct csv_cells *r, enum csv_field f, struct day *out) {
  struct str s = csv_field_text(r->c, f);
  *out = DAY_NONE;
  if (s.n == 0 || day_read(s, out))
    return true;
  return cell_refuse(r, f, "is no date: write 2026-11-30 or 30/11/2026");
}

static enum csv_word word_find(const struct csv_names *words, struct str key, enum csv_word first,
                               enum csv_word last) {
  for (size_t i = 0; i < words->n; i++) {
    const struct csv_name *n = &words->v[i];
    if (n->word >= first && n->word <= last && str_eq(n->key, key))
      return n->word;
  }
  return WORD_NONE;
}

enum csv_word cell_word(struct csv_cells *r, enum csv_field f, enum csv_word first,
                        enum csv_word last) {
  const struct csv_names *words = &r->c->columns->words;
  struct str s = csv_field_text(r->c, f);
  if (s.n == 0)
    return WORD_NONE;
  enum csv_word w = word_find(words, s, first, last); // most files write our own words
  return w ? w : word_find(words, name_key(r->a, s), first, last);
}

static bool currency_code(struct csv_cells *r, struct str s, char out[4]) {
  if (currency_valid(s)) {
    memcpy(out, s.p, 3);
    return true;
  }
  const struct csv_name *name = name_find(&r->c->columns->currencies, name_key(r->a, s));
  if (!name && s.n != 3)
    return false;
  for (size_t i = 0; i < 3; i++) {
    char c = name ? name->code.p[i] : s.p[i];
    out[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
  }
  return currency_valid((struct str){out, 3});
}

bool cell_currency(struct csv_cells *r, enum csv_field f, const enum csv_field *amounts,
                   char out[4]) {
  struct str s = csv_field_text(r->c, f);
  memset(out, 0, 4);
  if (s.n)
    return currency_code(r, s, out) || cell_refuse(r, f, "is no currency: write EUR");
  memcpy(out, r->c->currency, 4);
  for (; *amounts; amounts++) {
    struct amount_text t;
    struct str text = csv_field_text(r->c, *amounts);
    bool bare = text.n && (text.p[text.n - 1] >= '0' && text.p[text.n - 1] <= '9') &&
                text.p[0] >= '-' && text.p[0] <= '9';
    if (bare || amount_read(text, '.', &t) != AMOUNT_GOOD || t.currency.n == 0)
      continue;
    return currency_code(r, t.currency, out) ||
           cell_refuse(r, *amounts, "names an unknown currency: write EUR");
  }
  return true;
}

static bool same_currency(struct csv_cells *r, struct str sign, const char *currency) {
  char code[4] = "";
  return sign.n == 0 || (currency_code(r, sign, code) && memcmp(code, currency, 3) == 0);
}

bool cell_amount(struct csv_cells *r, enum csv_field f, const char *currency, struct money *out,
                 bool *given) {
  struct str s = csv_field_text(r->c, f);
  struct amount_text t;
  *out = money_of(0, currency);
  *given = s.n > 0;
  if (s.n == 0)
    return true;
  enum amount_trouble trouble = amount_read(s, r->c->about.decimal, &t);
  if (trouble == AMOUNT_GOOD && !same_currency(r, t.currency, currency))
    return cell_refuse(r, f, "is in another currency than the line");
  if (trouble == AMOUNT_GOOD)
    trouble = amount_money(&t, currency, out);
  static const char *const says[] = {
      [AMOUNT_UNREADABLE] = "is no amount: write 1234.56 or 1234,56",
      [AMOUNT_AMBIGUOUS] = "may be two amounts: write it with two decimals",
      [AMOUNT_TOO_FINE] = "has more decimals than its currency",
  };
  return trouble == AMOUNT_GOOD || cell_refuse(r, f, says[trouble]);
}
