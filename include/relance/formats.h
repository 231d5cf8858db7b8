// formats.h: files of accounting programs to rows, and payment codes to text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/register.h"
#include "relance/stanza.h"

// What a file is, by its first bytes and its own words, never by its name.
enum file_kind {
  FILE_UNKNOWN,
  FILE_CSV,       // text in columns, or what may be read as such: csv_open decides
  FILE_PDF,       // perhaps with an e-invoice in it: einvoice_embedded tells
  FILE_INVOICE,   // UBL or CII invoice or credit note: einvoice_read
  FILE_STATEMENT, // camt, MT940, CFONB, CODA, OFX, QIF: statements_read
};
enum file_kind file_kind(struct str bytes);
const char *file_kind_name(enum file_kind k);

// ---------------------------------------------------------------- CSV (RFC 4180 and its dialects)

enum {
  CSV_RECORD_LIMIT = 256 << 10, // bytes of one record, its line ends in quotes included
  CSV_COLUMN_LIMIT = 512,
  CSV_HEADER_LINES = 20, // the header is looked for among the first lines that hold anything
};

enum csv_kind {
  CSV_ANY,
  CSV_CLIENTS,
  CSV_INVOICES,
  CSV_REMINDERS,
  CSV_PAYMENTS,
  CSV_STATEMENT,
  CSV_KINDS
};
const char *csv_kind_name(enum csv_kind k); // "clients", as in --as; "" for CSV_ANY
bool csv_kind_of(struct str name, enum csv_kind *k);

// The names that programs give to their columns, and the words in them. From rules/csv*.rules:
//   [column invoices.number]  is = numéro de facture, invoice number, …   (commas part the names)
//   [cell credit_note]        is = avoir, Gutschrift, …    [cell country.FR] is = France, …
// Other stanzas are passed over. ERR_SETUP, beginning with file:line, on an unknown column or word.
struct csv_columns;
bool csv_columns_load(struct arena *a, const struct stanzas *rules, struct csv_columns **out,
                      struct err *err);

// What was seen when the file was opened, for the preview.
struct csv_about {
  enum csv_kind kind;
  char separator, decimal; // decimal: '.' or ',', 0 when no amount told
  bool utf8;               // else Windows-1252
  size_t header_line;      // counted from 1
  struct strs used;        // "Date d'échéance → due_date"
  struct strs ignored;     // columns without a meaning for us, as written
};

// One record. `why` empty: `line` and the one value of the file's kind are good. Else nothing of it
// was taken and `why` says what to mend. Texts lie in the file's bytes or in the row's arena.
struct csv_row {
  size_t line; // of its first byte, counted from 1
  struct str why;
  struct client client;
  struct invoice invoice;
  struct reminder reminder;
  struct payment payment;
  // Who owes an invoice, where the file does not say our client id in a column of its own:
  // invoice.client is empty then. client_name is as written, and may hold an id after all.
  struct str client_name, client_email;
  struct str credits; // the invoice that a credit note lowers, as written, or empty
  struct str note;    // taken, but this is worth saying: "no due date"
};

struct csv; // a file that is being read; borrows the bytes and the columns
// `as` CSV_ANY: the kind by the header; a CSV_STATEMENT is for statements_read. `currency` holds
// where a file names none ("EUR"). ERR_INPUT when no header is found, when it fits two kinds, or
// when a column that must be there is not.
bool csv_open(struct arena *a, struct str bytes, enum csv_kind as, const char *currency,
              const struct csv_columns *columns, struct csv **out, struct err *err);
const struct csv_about *csv_about(const struct csv *c);
// Next record into `row`; false at the end. Allocates in `row_arena` only what cannot be borrowed:
// it may be emptied between any two calls.
bool csv_next(struct csv *c, struct arena *row_arena, struct csv_row *row);
size_t csv_offset(const struct csv *c); // bytes read so far, for progress

// A client without a column for its id has its name as id. An invoice without a due date comes with
// due = DAY_NONE and a note: the policy's term counts. A credit note comes with negative amounts
// whatever its sign in the file; an invoice of less than zero is a credit note. Without an open
// amount all of it is open, less what was paid. A payment without an id gets one that is the same
// when the file is read again.

// ---------------------------------------------------------------- files packed into one

struct archive_file {
  struct str name, bytes; // name: ended by a NUL, as from str_c
};
struct archive_files {
  struct archive_file *v;
  size_t n, cap;
};
// The bytes of a zip with these files, each dated that day: the same files give the same bytes.
bool archive_zip(struct arena *a, const struct archive_files *files, struct day day,
                 struct str *out, struct err *err);

// ---------------------------------------------------------------- payment codes for letters

struct transfer { // what the payer's bank should be asked to do
  struct str name, iban, bic;
  struct money amount;        // EUR; unset: left to the payer
  struct str reference, text; // at most one: a structured reference, or free text
};
enum { EPC_LIMIT = 331 }; // bytes: a QR code of version 13 at level M (EPC069-12, v2.1)
// The text of an EPC QR code. A reference that is no valid ISO 11649 reference goes out as free
// text. ERR_INPUT when IBAN, name or amount are not what it allows, or all of it is too long. The
// check digits of references are made by rf_make and ogm_make of checkdigit.h.
bool epc_payload(struct arena *a, const struct transfer *t, struct str *out, struct err *err);
// A text of at most EPC_LIMIT bytes as a QR code: a black and white PNG, level M (EPC069-12, 4).
bool qr_png(struct arena *a, struct str text, struct str *out, struct err *err);
