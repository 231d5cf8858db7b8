// csv.h: the pieces of CSV reading: records, values, columns, rows.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/formats.h"

#include "amount.h"
#include "relance/seen.h"

// ---------------------------------------------------------------- records (csv_record.c)

struct csv_records {
  struct str bytes;
  size_t at, line;
  char separator;
};

struct csv_record {
  struct str field[CSV_COLUMN_LIMIT]; // valid UTF-8, untrimmed
  size_t n, line;
  const char *why; // NULL: good; else why the record cannot be read
};

// The next record that holds anything. A bad one ends at the end of its first line, so that a quote
// that is never closed costs one line and not the file.
bool record_next(struct csv_records *r, struct arena *a, struct csv_record *out);

// ---------------------------------------------------------------- values (csv_value.c)

// Amounts as people write them: "1 234,56 €", "1.234,56", "(12.00)", "1'234.-", "12,50-".
// `decimal`: the sign that this file uses, 0 when not known.
enum amount_trouble amount_read(struct str s, char decimal, struct amount_text *out);
// '.' or ',' when this one text tells which of them is the decimal sign; else 0.
char amount_decimal(struct str s);

// 2026-11-30, 30/11/2026, 30.11.26, 20261130, 30112026; a time behind it is passed over.
bool day_read(struct str s, struct day *out);
bool day_month_first(struct str s); // can only be month/day/year

// ---------------------------------------------------------------- columns (csv_columns.c)

enum csv_field {
  FIELD_NONE,
  CLIENT_ID,
  CLIENT_NAME,
  CLIENT_CONTACT,
  CLIENT_EMAILS,
  CLIENT_DOMAINS,
  CLIENT_LANGUAGE,
  CLIENT_COUNTRY,
  CLIENT_GROUP,
  CLIENT_PHONE,
  CLIENT_PAYMENT_METHOD,
  CLIENT_NO_REMINDERS,
  CLIENT_REGISTRATION,
  CLIENT_CONSUMER,
  CLIENT_VALUED,
  CLIENT_STREET,
  CLIENT_POSTCODE,
  CLIENT_CITY,
  CLIENT_TITLE,
  INVOICE_NUMBER,
  INVOICE_CLIENT,
  INVOICE_CLIENT_NAME,
  INVOICE_CLIENT_EMAIL,
  INVOICE_KIND,
  INVOICE_ISSUED,
  INVOICE_DUE,
  INVOICE_TOTAL,
  INVOICE_OPEN,
  INVOICE_PAID,
  INVOICE_DEBIT,
  INVOICE_CREDIT,
  INVOICE_SIDE,
  INVOICE_CURRENCY,
  INVOICE_REFERENCE,
  INVOICE_IBAN,
  INVOICE_FILE,
  INVOICE_CREDITS,
  INVOICE_STATUS,
  REMINDER_MESSAGE_ID,
  REMINDER_CLIENT,
  REMINDER_INVOICES,
  REMINDER_STEP,
  REMINDER_SENT_AT,
  REMINDER_TO,
  REMINDER_SUBJECT,
  PAYMENT_ID,
  PAYMENT_DATE,
  PAYMENT_AMOUNT,
  PAYMENT_CURRENCY,
  PAYMENT_PAYER,
  PAYMENT_REFERENCE,
  PAYMENT_IBAN,
  PAYMENT_INVOICE,
  STATEMENT_DATE,
  STATEMENT_VALUE_DATE,
  STATEMENT_AMOUNT,
  STATEMENT_DEBIT,
  STATEMENT_CREDIT,
  STATEMENT_SIDE,
  STATEMENT_CURRENCY,
  STATEMENT_BALANCE,
  STATEMENT_PAYER,
  STATEMENT_IBAN,
  STATEMENT_TEXT,
  STATEMENT_REFERENCE,
  STATEMENT_REF,
  STATEMENT_ACCOUNT,
  FIELD_COUNT
};

enum csv_word {
  WORD_NONE,
  WORD_INVOICE,
  WORD_CREDIT_NOTE,
  WORD_NO_INVOICE, // a quote, an order, a draft
  WORD_YES,
  WORD_NO,
  WORD_DEBIT,
  WORD_CREDIT,
  WORD_PAID,
  WORD_OPEN,
  WORD_VOID, // a draft, or cancelled
  WORD_COUNT
};

struct csv_name {
  struct str key; // folded
  int rank;       // the earlier in the file of rules, the smaller
  union {
    enum csv_field field;
    enum csv_word word;
    struct str code; // country, currency, language
  };
};

struct csv_names {
  struct csv_name *v;
  size_t n, cap;
};

struct csv_columns {
  struct csv_names fields, words, countries, currencies, languages, titles;
};

struct str name_key(struct arena *a, struct str s); // fold_key, or the text where that is empty
const struct csv_name *name_find(const struct csv_names *names, struct str key);
enum csv_kind field_kind(enum csv_field f);
const char *field_name(enum csv_field f); // "due_date"
bool field_is_amount(enum csv_field f);
bool field_is_day(enum csv_field f);

// ---------------------------------------------------------------- the file (csv_open.c, csv_row.c)

enum { NO_COLUMN = -1 };

struct csv {
  struct csv_records records;
  struct csv_record record;
  const struct csv_columns *columns;
  struct csv_about about;
  char currency[4]; // where the file names none
  size_t width;     // columns of the header
  struct str header[CSV_COLUMN_LIMIT];
  int column[FIELD_COUNT]; // index into the record, or NO_COLUMN
  struct arena *a;         // of csv_open
  struct seen seen;        // payments so far
};

struct str csv_field_text(const struct csv *c, enum csv_field f); // of the present record, trimmed
struct str csv_field_header(const struct csv *c, enum csv_field f); // as the file calls it
bool csv_record_next(struct csv *c, struct arena *a, struct str *why);

// One record's values; on trouble `why` is set and false returned.
struct csv_cells {
  const struct csv *c;
  struct arena *a;
  struct str why;
};
bool cell_refuse(struct csv_cells *r, enum csv_field f, const char *what);
bool cell_needed(struct csv_cells *r, enum csv_field f, struct str *out);
bool cell_day(struct csv_cells *r, enum csv_field f, struct day *out); // DAY_NONE when empty
bool cell_currency(struct csv_cells *r, enum csv_field f, const enum csv_field *amounts,
                   char out[4]);
bool cell_amount(struct csv_cells *r, enum csv_field f, const char *currency, struct money *out,
                 bool *given);
// The word in the cell, if it is one of those from `first` to `last`; else WORD_NONE.
enum csv_word cell_word(struct csv_cells *r, enum csv_field f, enum csv_word first,
                        enum csv_word last);
