// statement.h: what banks say about an account, whichever way they write it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/formats.h"

enum {
  STATEMENT_FILE_LIMIT = 64 << 20, // bytes
  STATEMENT_ENTRY_LIMIT = 1000000, // entries and details of one file
  STATEMENT_TEXT_LIMIT = 4096,     // bytes of remittance text kept of one entry
};

// One payment: an entry, or one of a batch. `amount` is signed as the account sees it: money in is
// positive.
struct movement {
  struct money amount;          // unset in a batch detail whose amount the bank does not give
  struct str payer, payer_iban; // the other side; of money out: who received it
  struct str end_to_end, text;  // EndToEndId; remittance text, lines joined
  struct str reference;         // structured creditor reference, as written
  struct strs documents;        // invoice numbers that the payer gave in structured form
  struct str return_reason;     // "AC04": money that came back; empty otherwise
};

struct statement_entry {
  struct movement sum;           // of a batch: its total, and what all have in common
  struct day booked, value;      // value: DAY_NONE when not given
  struct str ref;                // the bank's own reference of this entry, or empty
  struct str code;               // the bank's code for the kind of business, as written
  bool reversal;                 // takes back an earlier entry (camt RvslInd, MT940 RC and RD)
  bool pending;                  // not booked: no payment yet
  bool uneven;                   // the details do not add up to the entry: trust only the sum
  LIST(struct movement) details; // of a batch taken apart; else empty
  size_t line;                   // where it stands in the file
};

struct statement {
  struct str format; // "camt.053.001.08", "MT940", "CFONB 120", "CODA", "OFX", "QIF", "CSV"
  struct str account, bank, id, sequence; // account: IBAN where the file has one
  char currency[4];
  bool has_opening, has_closing;
  struct money opening, closing;
  struct day opened, closed; // days of the two balances, or of the first and last entry
  // What is missing between opening, booked entries and closing: zero when they agree. A statement
  // with a difference must not be taken without a person's word.
  struct money difference;
  LIST(struct statement_entry) entries;
};

struct statements {
  struct statement *v;
  size_t n, cap;
  struct strs trouble; // what a person should know: a gap, a balance that is not stated
};

// Reads a statement file of any of the formats above, whole or not at all: ERR_INPUT names line and
// reason. Where opening and closing balance are stated they are compared with the booked entries:
// see `difference`; `trouble` says it in words. `currency` holds where a file names none. `columns`
// are for statements as CSV; NULL refuses those.
bool statements_read(struct arena *a, struct str bytes, const char *currency,
                     const struct csv_columns *columns, struct statements *out, struct err *err);

struct payments {
  struct payment *v;
  size_t n, cap;
};

// What the register should know of it: booked money in, batches taken apart where their parts add
// up, and money that went back (a reversed or returned credit: negative). The company's own
// spending and what is pending are left out. The id is the same whenever the same entry is read
// again, from this or another file: account, day, amount and references make it.
void statement_payments(struct arena *a, const struct statement *s, struct payments *out);
