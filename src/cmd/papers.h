// papers.h: what the files of a mail, or one file, hold for the register: invoices and statements.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/reader.h"
#include "cmd/statement_chain.h"
#include "relance/invoice_text.h"
#include "relance/statement.h"

enum {
  PAPERS_LIMIT = 20,                      // files of one mail that are looked at
  PAPERS_ANSWER_LIMIT = 64 << 20,         // bytes of the reader's answer, files included
  PAPERS_FILE_LIMIT = EINVOICE_PDF_LIMIT, // bytes of one file
};

struct found_invoice {
  bool certain; // nothing that the reader itself doubts
  struct einvoice e;
  struct strs doubts;
  struct str filename, text; // text: of a printed one, its page
  struct strs sent_to;       // of one that waits: to whom it went
  struct str bytes;          // the file; not in JSON
};

struct papers {
  LIST(struct found_invoice) invoices;
  struct payments payments;        // of statements that add up
  LIST(struct account_span) spans; // of the same statements
  struct addresses bcc;            // of a mail: only the sender's own copy has them
  struct strs trouble;             // what could not be read, or does not add up
  struct str text;                 // of one file that is a PDF: its page, whatever it is
};

enum papers_of { PAPERS_OF_MAIL, PAPERS_OF_FILE };

// Asks the sandboxed reader. ERR_INPUT when it cannot be read at all; see reader_read.
bool reader_papers(struct reader *r, struct arena *a, enum papers_of what, struct str bytes,
                   struct papers *out, struct err *err);

// The reader's side: the answer to that question, beginning with "!" when there is none.
struct knowledge;
struct str papers_answer(struct arena *a, const struct knowledge *know, enum papers_of what,
                         struct str bytes);

// One invoice as JSON, and back. Takes only what it gives.
struct str found_json(struct arena *a, const struct found_invoice *f);
bool found_parse(struct arena *a, struct str json, struct found_invoice *out, struct err *err);
struct str papers_json(struct arena *a, const struct papers *p); // with the files behind it
bool papers_parse(struct arena *a, struct str answer, struct papers *out, struct err *err);
