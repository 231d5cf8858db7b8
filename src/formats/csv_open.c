// csv_open.c: which separator, which line is the header, what kind of file, which decimal sign.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charset.h"
#include "csv.h"

#include <stdio.h>
#include <string.h>

enum {
  SAMPLE_RECORDS = 1000, // looked at before the first row is given out
  SAMPLE_BYTES = 1 << 20,
  SAMPLE_MEMORY = 64 << 20,
  MONTH_FIRST_SURE = 2, // this many dates that can only be month/day/year, and none the other way
};

// What a file of a kind cannot do without: one of each row.
static const struct need {
  enum csv_kind kind;
  enum csv_field any[4];
} needs[] = {
    {CSV_CLIENTS, {CLIENT_NAME}},
    {CSV_INVOICES, {INVOICE_NUMBER}},
    {CSV_INVOICES, {INVOICE_TOTAL, INVOICE_OPEN, INVOICE_DEBIT}},
    {CSV_INVOICES, {INVOICE_CLIENT, INVOICE_CLIENT_NAME, INVOICE_CLIENT_EMAIL}},
    {CSV_INVOICES, {INVOICE_DUE, INVOICE_ISSUED}},
    {CSV_REMINDERS, {REMINDER_SENT_AT}},
    {CSV_REMINDERS, {REMINDER_INVOICES}},
    {CSV_REMINDERS, {REMINDER_CLIENT, REMINDER_TO}},
    {CSV_PAYMENTS, {PAYMENT_DATE}},
    {CSV_PAYMENTS, {PAYMENT_AMOUNT}},
    {CSV_PAYMENTS, {PAYMENT_PAYER, PAYMENT_REFERENCE, PAYMENT_INVOICE, PAYMENT_IBAN}},
    {CSV_STATEMENT, {STATEMENT_DATE, STATEMENT_VALUE_DATE}},
    {CSV_STATEMENT, {STATEMENT_AMOUNT, STATEMENT_CREDIT}},
    {CSV_STATEMENT, {STATEMENT_TEXT, STATEMENT_PAYER}},
};

// How well one line serves as the header of one kind of file.
struct fit {
  enum csv_kind kind, rival; // rival: fits equally well; CSV_ANY without
  int score;
  const struct need *missing; // NULL: all that is needed is there
  char separator;
  struct csv_records behind; // where the rows begin
  size_t line;
  int column[FIELD_COUNT];
};

static bool need_met(const struct need *n, const int column[FIELD_COUNT]) {
  for (size_t i = 0; i < sizeof n->any / sizeof *n->any; i++)
    if (n->any[i] && column[n->any[i]] != NO_COLUMN)
      return true;
  return false;
}

static const struct need *need_missing(enum csv_kind kind, const int column[FIELD_COUNT]) {
  for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
    if (needs[i].kind == kind && !need_met(&needs[i], column))
      return &needs[i];
  return NULL;
}

// A field takes the column with the name that stands first in the rules. A name counts a little
// more when it is our own.
static void fit_columns(const struct csv_columns *names, enum csv_kind kind,
                        const struct str keys[], size_t n, struct fit *out) {
  int rank[FIELD_COUNT];
  bool taken[CSV_COLUMN_LIMIT] = {false};
  for (int f = 0; f < FIELD_COUNT; f++)
    out->column[f] = NO_COLUMN;
  for (size_t i = 0; i < names->fields.n; i++) {
    const struct csv_name *name = &names->fields.v[i];
    if (field_kind(name->field) != kind)
      continue;
    for (size_t j = 0; j < n; j++) {
      if (taken[j] || out->column[name->field] != NO_COLUMN || !str_eq(keys[j], name->key))
        continue;
      out->column[name->field] = (int)j;
      rank[name->field] = name->rank;
      taken[j] = true;
    }
  }
  out->score = 0;
  for (int f = FIELD_NONE + 1; f < FIELD_COUNT; f++)
    if (out->column[f] != NO_COLUMN)
      out->score += rank[f] < FIELD_COUNT - 1 ? 3 : 2;
  out->kind = kind;
  out->missing = need_missing(kind, out->column);
}

static bool fit_better(const struct fit *a, const struct fit *b) {
  if (!a->missing != !b->missing)
    return !a->missing;
  return a->score > b->score;
}

static void fit_take(struct fit *best, const struct fit *f) {
  bool same_line = f->line == best->line && f->separator == best->separator;
  if (fit_better(f, best))
    *best = *f;
  else if (same_line && !fit_better(best, f) && !f->missing && f->kind != CSV_STATEMENT)
    best->rival = f->kind; // a statement that looks like a list of payments is one
}

static void fit_line(struct csv *c, struct arena *scratch, enum csv_kind as, struct fit *best) {
  struct str keys[CSV_COLUMN_LIMIT];
  for (size_t i = 0; i < c->record.n; i++)
    keys[i] = name_key(scratch, str_sub(c->record.field[i], 0, 200));
  for (int k = CSV_CLIENTS; k < CSV_KINDS; k++) {
    struct fit f = {
        .separator = c->records.separator, .behind = c->records, .line = c->record.line};
    if (as != CSV_ANY && (int)as != k)
      continue;
    fit_columns(c->columns, (enum csv_kind)k, keys, c->record.n, &f);
    // One word alone is no header, unless the owner has said what the file is.
    if (f.score > (as == CSV_ANY ? 3 : 0))
      fit_take(best, &f);
  }
}

static void find_header(struct csv *c, struct arena *scratch, enum csv_kind as, struct fit *best) {
  static const char separators[] = {',', ';', '\t', '|'};
  struct csv_records start = c->records;
  *best = (struct fit){.missing = needs};
  for (size_t i = 0; i < sizeof separators; i++) {
    c->records = start;
    c->records.separator = separators[i];
    for (int n = 0; n < CSV_HEADER_LINES && record_next(&c->records, scratch, &c->record); n++)
      if (!c->record.why)
        fit_line(c, scratch, as, best);
  }
}

static bool refuse_header(const struct fit *best, enum csv_kind as, struct err *err) {
  if (best->score == 0)
    return err_set(err, ERR_INPUT, "no header found: the first line should name the columns%s",
                   as == CSV_STATEMENT ? ""
                                       : ", like \"number,client_id,issue_date,due_date,total\"");
  if (best->rival)
    return err_set(err, ERR_INPUT, "line %zu may head %s or %s: say which with --as", best->line,
                   csv_kind_name(best->kind), csv_kind_name(best->rival));
  const struct need *n = best->missing;
  char names[200] = "";
  for (size_t i = 0, at = 0; i < sizeof n->any / sizeof *n->any && n->any[i]; i++)
    at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i ? " or " : "",
                           field_name(n->any[i]));
  return err_set(err, ERR_INPUT, "line %zu looks like the header of %s%s, but no column is %s",
                 best->line, as ? "" : "a list of ", csv_kind_name(best->kind), names);
}

static void keep_header(struct csv *c, struct arena *a, const struct fit *best) {
  c->records = best->behind;
  memcpy(c->column, best->column, sizeof c->column);
  c->about.kind = best->kind;
  c->about.separator = best->separator;
  c->about.header_line = best->line;
  c->width = c->record.n;
  enum csv_field of[CSV_COLUMN_LIMIT] = {0};
  for (int f = FIELD_NONE + 1; f < FIELD_COUNT; f++)
    if (c->column[f] != NO_COLUMN && !of[c->column[f]])
      of[c->column[f]] = (enum csv_field)f;
  for (size_t i = 0; i < c->width; i++) {
    struct str name = str_trim(c->record.field[i]);
    c->header[i] = str_dup(a, name);
    if (of[i])
      *LIST_PUSH(a, &c->about.used) = str_printf(a, "%.*s → %s", STR_ARG(name), field_name(of[i]));
    else if (name.n)
      *LIST_PUSH(a, &c->about.ignored) = c->header[i];
  }
}

// The header again, with the separator that is known now.
static void read_header(struct csv *c, struct arena *a, struct csv_records start,
                        const struct fit *best) {
  c->records = start;
  c->records.separator = best->separator;
  while (record_next(&c->records, a, &c->record) && c->record.line != best->line)
    continue;
  keep_header(c, a, best);
}

struct habits {
  int dots, commas, month_first, day_first;
};

static void look_at_cells(const struct csv *c, struct habits *h) {
  for (int i = FIELD_NONE + 1; i < FIELD_COUNT; i++) {
    enum csv_field f = (enum csv_field)i;
    struct str text = csv_field_text(c, f);
    struct day day;
    if (text.n == 0)
      continue;
    char decimal = field_is_amount(f) ? amount_decimal(text) : 0;
    h->dots += decimal == '.';
    h->commas += decimal == ',';
    if (!field_is_day(f))
      continue;
    if (day_month_first(text))
      h->month_first++;
    else if (text.n >= 5 && text.p[4] != '-' && day_read(text, &day) && day_civil(day).day > 12)
      h->day_first++;
  }
}

static bool look_at_rows(struct csv *c, struct arena *scratch, struct err *err) {
  struct csv_records rows = c->records;
  struct habits h = {0};
  for (int n = 0; n < SAMPLE_RECORDS && c->records.at - rows.at < SAMPLE_BYTES &&
                  record_next(&c->records, scratch, &c->record);
       n++)
    if (!c->record.why)
      look_at_cells(c, &h);
  c->records = rows;
  c->about.decimal = h.dots && !h.commas ? '.' : h.commas && !h.dots ? ',' : 0;
  if (h.month_first >= MONTH_FIRST_SURE && h.day_first == 0)
    return err_set(err, ERR_INPUT,
                   "its dates are month/day/year: export them as 2026-11-30 or 30/11/2026");
  return true;
}

static bool is_text(struct str bytes, struct err *err) {
  struct str head = str_sub(bytes, 0, 4096);
  if (head.n && memchr(head.p, 0, head.n))
    return err_set(err, ERR_INPUT, "this is no text file: export it as CSV");
  if (str_trim(head).n == 0)
    return err_set(err, ERR_INPUT, "the file is empty");
  return true;
}

bool csv_open(struct arena *a, struct str bytes, enum csv_kind as, const char *currency,
              const struct csv_columns *columns, struct csv **out, struct err *err) {
  struct csv *c = ARENA_NEW(a, struct csv);
  struct arena scratch;
  struct fit best;
  bytes = text_from_utf16(a, bytes);
  if (!is_text(bytes, err))
    return false;
  bool marked = str_starts(bytes, S("\xEF\xBB\xBF"));
  c->records = (struct csv_records){.bytes = bytes, .at = marked ? 3 : 0, .line = 1};
  c->columns = columns;
  c->a = a;
  c->about.utf8 = text_is_utf8(str_sub(bytes, 0, SAMPLE_BYTES));
  memcpy(c->currency, money_of(0, currency).currency, sizeof c->currency);
  struct csv_records start = c->records;
  arena_init(&scratch, SAMPLE_MEMORY);
  find_header(c, &scratch, as, &best);
  bool ok = best.score > 0 && !best.rival && !best.missing;
  if (ok) {
    read_header(c, a, start, &best);
    ok = look_at_rows(c, &scratch, err);
  } else
    refuse_header(&best, as, err);
  arena_free(&scratch);
  if (ok)
    *out = c;
  return ok;
}

const struct csv_about *csv_about(const struct csv *c) {
  return &c->about;
}

size_t csv_offset(const struct csv *c) {
  return c->records.at;
}
