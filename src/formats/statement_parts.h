// statement_parts.h: what the readers of all statement formats share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/statement.h"

struct statement_reader {
  struct arena *a;
  struct str bytes;     // the file; of text formats valid UTF-8
  const char *currency; // where the file names none
  const struct csv_columns *columns;
  struct statements *out;
  struct err *err;
  size_t line;    // where the reader is
  size_t entries; // and details, so far
};

bool statement_refuse(struct statement_reader *r, const char *what, struct str text);
struct statement *statement_add(struct statement_reader *r, const char *format);
// NULL, and the error is set, when the file holds too many.
struct statement_entry *entry_add(struct statement_reader *r, struct statement *s);
struct movement *detail_add(struct statement_reader *r, struct statement_entry *e);
void trouble_add(struct statement_reader *r, const struct statement *s, const char *what);

// Adds `more` to a text; `sep` between, 0 for none. Beyond STATEMENT_TEXT_LIMIT it is dropped.
void text_add(struct arena *a, struct str *text, struct str more, char sep);
// As text_add for lines that were cut at `width`: a full line goes on in the next one.
void text_add_line(struct arena *a, struct str *text, struct str more, size_t width, size_t *last);
void reference_set(struct str *to, struct str s); // leaves it when s says "not provided"

// One detail that is all of its entry goes into the entry; several must add up.
void entry_settle(struct statement_entry *e);
// Two-digit years are of this century. 30 February, a value date of some banks, is its last day.
bool statement_day(int year, int month, int day, struct day *out);
bool digits_int(struct str s, size_t from, size_t n, int *out);
// "DDMMYY" or "YYMMDD"
bool day_ddmmyy(struct str s, struct day *out);
bool day_yymmdd(struct str s, struct day *out);

bool statement_camt(struct statement_reader *r);
bool statement_mt940(struct statement_reader *r);
bool statement_cfonb(struct statement_reader *r);
bool statement_coda(struct statement_reader *r);
bool statement_ofx(struct statement_reader *r);
bool statement_qif(struct statement_reader *r);
bool statement_csv(struct statement_reader *r);

// :86: of MT940, its lines joined by LF, into the movement (mt940_86.c).
void mt940_information(struct arena *a, struct str text, struct movement *m);
