// paper_store.h: invoices as files, found in mail that we sent.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"

enum paper_state { PAPER_REGISTERED, PAPER_WAITING, PAPER_REFUSED };

struct paper_row {
  int64_t id, message;
  enum paper_state state;
  struct str filename, bytes;
  struct str invoice; // number, of a registered one
  struct str found;   // JSON of what was read
  bool added;         // the owner's yes brought the invoice into the register
};
struct paper_rows {
  struct paper_row *v;
  size_t n, cap;
};

// The same bytes of the same message are one row: a second put changes state, invoice, found
// and added.
bool paper_put(struct ledger *l, const struct paper_row *p, int64_t *id, struct err *err);
bool paper_get(struct ledger *l, struct arena *a, int64_t id, struct paper_row *out, bool *found,
               struct err *err);
// The number of the invoice that these bytes were registered as before, from whichever message.
bool paper_known(struct ledger *l, struct arena *a, struct str bytes, struct str *invoice,
                 bool *found, struct err *err);
bool papers_of_message(struct ledger *l, struct arena *a, int64_t message, struct paper_rows *out,
                       struct err *err);

// "paper:12/FA-12.pdf", as struct invoice names a file that lies in the ledger; 0 for any other.
struct str paper_name(struct arena *a, int64_t id, struct str filename);
int64_t paper_of_name(struct str file);
