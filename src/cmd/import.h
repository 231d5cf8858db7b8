// import.h: one file on its way into the register.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/knowledge.h"
#include "ledger/register_store.h"
#include "relance/seen.h"

enum { IMPORT_OWNERS_KNOWN = 4096 }; // names whose client is remembered, a power of two

struct import {
  struct app *app;
  struct ledger *ledger;
  const char *file;
  struct day today;
  struct arena row, *whole;
  struct seen numbers;             // of the invoices of this file
  size_t count[3], refused, noted; // count by enum put
  struct import_owner {
    struct str name, id;
  } * owners; // by a hash of the name; NULL until one is needed
};

// Says on standard error that this was not taken, or taken with a remark, and counts it.
void import_refuse(struct import *im, size_t line, const char *why);
void import_note(struct import *im, size_t line, struct str note);

// Whose invoice it is, where the file says a name or an address and not a client of ours: the
// client of that id, address or name; a new one where there is none. ERR_INPUT when it may be two.
bool import_owner(struct import *im, struct arena *a, struct csv_row *row, struct err *err);

// Puts a row's invoice, its owner being found first.
bool import_put_invoice(struct import *im, struct csv_row *row, enum put *what, struct err *err);

// The whole of a statement or e-invoice, inside the caller's transaction.
bool import_statement(struct import *im, struct arena *a, struct str bytes, struct err *err);
bool import_einvoice(struct import *im, struct arena *a, struct str bytes, struct err *err);
