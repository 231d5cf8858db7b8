// statement_csv.c: statements that a bank's web site exports as CSV.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv.h"
#include "statement_parts.h"

#include <string.h>

struct sheet {
  struct statement_reader *r;
  struct csv *c;
  struct csv_cells cells;
  struct statement *s;
};

static bool refuse(struct sheet *t) {
  t->r->line = t->c->record.line;
  return statement_refuse(t->r, str_c(t->r->a, t->cells.why), S(""));
}

// One signed column, or one for money in and one for money out whatever their signs, or an amount
// and a word that says which way it goes.
static bool read_amount(struct sheet *t, struct money *out) {
  static const enum csv_field amounts[] = {STATEMENT_AMOUNT, STATEMENT_DEBIT, STATEMENT_CREDIT,
                                           FIELD_NONE};
  struct money amount, debit, credit;
  bool has_amount, has_debit, has_credit;
  char cur[4];
  if (!cell_currency(&t->cells, STATEMENT_CURRENCY, amounts, cur) ||
      !cell_amount(&t->cells, STATEMENT_AMOUNT, cur, &amount, &has_amount) ||
      !cell_amount(&t->cells, STATEMENT_DEBIT, cur, &debit, &has_debit) ||
      !cell_amount(&t->cells, STATEMENT_CREDIT, cur, &credit, &has_credit))
    return false;
  if (!has_amount && !has_debit && !has_credit)
    return cell_refuse(&t->cells, STATEMENT_AMOUNT, "is empty");
  *out = amount;
  if (!has_amount)
    out->minor = (credit.minor < 0 ? -credit.minor : credit.minor) -
                 (debit.minor < 0 ? -debit.minor : debit.minor);
  enum csv_word side = cell_word(&t->cells, STATEMENT_SIDE, WORD_DEBIT, WORD_CREDIT);
  if (has_amount && side == WORD_DEBIT && out->minor > 0)
    out->minor = -out->minor;
  if (has_amount && side == WORD_NONE && csv_field_text(t->c, STATEMENT_SIDE).n)
    return cell_refuse(&t->cells, STATEMENT_SIDE, "is neither debit nor credit");
  return true;
}

static struct statement *statement_of(struct sheet *t, const char *currency) {
  struct str account = csv_field_text(t->c, STATEMENT_ACCOUNT);
  for (size_t i = 0; i < t->r->out->n; i++) {
    struct statement *s = &t->r->out->v[i];
    if (str_eq(s->account, account) && strcmp(s->currency, currency) == 0)
      return s;
  }
  struct statement *s = statement_add(t->r, "CSV");
  s->account = str_dup(t->r->a, account);
  memcpy(s->currency, currency, 4);
  return s;
}

static bool read_row(struct sheet *t) {
  struct money amount;
  struct day booked, value;
  if (!cell_day(&t->cells, STATEMENT_DATE, &booked) ||
      !cell_day(&t->cells, STATEMENT_VALUE_DATE, &value) || !read_amount(t, &amount))
    return false;
  if (!day_is(booked) && !day_is(value))
    return cell_refuse(&t->cells, STATEMENT_DATE, "is empty");
  t->r->line = t->c->record.line;
  struct statement_entry *e = entry_add(t->r, statement_of(t, amount.currency));
  if (!e)
    return false;
  e->booked = day_is(booked) ? booked : value;
  e->value = value;
  e->ref = csv_field_text(t->c, STATEMENT_REF);
  e->sum.amount = amount;
  e->sum.payer = csv_field_text(t->c, STATEMENT_PAYER);
  e->sum.payer_iban = csv_field_text(t->c, STATEMENT_IBAN);
  e->sum.reference = csv_field_text(t->c, STATEMENT_REFERENCE);
  text_add(t->r->a, &e->sum.text, csv_field_text(t->c, STATEMENT_TEXT), ' ');
  return true;
}

// Most exports are whole; a line that cannot be read refuses the file, as in the other formats.
bool statement_csv(struct statement_reader *r) {
  struct sheet t = {.r = r};
  if (!r->columns)
    return err_set(r->err, ERR_INPUT, "this is no statement in a format that we know");
  if (!csv_open(r->a, r->bytes, CSV_STATEMENT, r->currency, r->columns, &t.c, r->err))
    return false;
  t.cells = (struct csv_cells){.c = t.c, .a = r->a};
  while (csv_record_next(t.c, r->a, &t.cells.why))
    if (t.cells.why.n || !read_row(&t))
      return t.cells.why.n ? refuse(&t) : false;
  return true;
}
