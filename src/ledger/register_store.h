// register_store.h: clients, invoices, payments and what was sent; and the looks into them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/match.h"
#include "relance/register.h"

// Bounds of one look. Its cost follows them and not the size of the register.
enum {
  LOOKUPS_LIMIT = 400,            // lookups answered; the rest is ignored
  LOOKUP_HITS_LIMIT = 300,        // rows looked at for one lookup
  SNAPSHOT_CLIENTS_LIMIT = 40,    // clients in a snapshot, best first
  SNAPSHOT_INVOICES_LIMIT = 4000, // open items of one client, oldest due first
  SNAPSHOT_CLOSED_LIMIT = 500,    // closed invoices that were named
  SNAPSHOT_RECENT_LIMIT = 200,    // reminders and payments of one client, newest first
};

enum put { PUT_ADDED, PUT_CHANGED, PUT_UNCHANGED };

// Between these two, within one transaction, many invoices are put: their keys are written together
// at the end, and nothing may be looked up by them before. A rollback forgets them.
bool register_many(struct ledger *l, struct err *err);
bool register_many_done(struct ledger *l, struct err *err);

// Each puts one row, found again by id, number, message_id (or client, day, step without one) or
// payment id. Equal values change nothing. After ERR_INPUT nothing of the row was written, and the
// caller may go on with the next one in the same transaction. For files, open one transaction
// around all of them. Keys and words are computed by the caller: name_keys() and number_keys() of
// match.h.
bool register_put_client(struct ledger *l, const struct client *c, const struct strs *name_keys,
                         enum put *what, struct err *err);
// Texts that `i` leaves empty stay as they are. `open` is what the owner's books say. What relance
// itself allocated since is taken off it; when the books' figure falls on a later put, allocations
// count as booked, oldest first, so that nothing is taken off twice.
bool register_put_invoice(struct ledger *l, const struct invoice *i, const struct strs *number_keys,
                          enum put *what, struct err *err);
// What the mail that carried an invoice tells of it. Only what is not known yet; a file in place of
// an XML alone.
bool register_complete_invoice(struct ledger *l, struct str number, struct str thread,
                               struct str sent_to, struct str file, struct err *err);
// The owner's choice for a client, which no import changes; empty: none.
bool register_choose_policy(struct ledger *l, struct str client, struct str policy,
                            struct err *err);
// An invoice that should not have come into the register: nothing is claimed by it any more, and
// its total is nothing, until it is put again.
bool register_take_back_invoice(struct ledger *l, const struct invoice *i, struct err *err);
// What a credit note and the invoice that it names (`lowers`) take off each other, as two
// allocations of the same amount; `number` is either of the two. Nothing when the other is not
// there yet, or nothing is open: to be called after each put of one whose open amount is not from
// the owner's books.
bool register_settle_credit(struct ledger *l, struct str number, int64_t message, int64_t now,
                            struct err *err);
bool register_put_reminder(struct ledger *l, const struct reminder *r, enum put *what,
                           struct err *err);
bool register_put_payment(struct ledger *l, const struct payment *p, enum put *what,
                          struct err *err);

// An address or IBAN that this client has been seen to use, besides those of his own row.
bool register_learn_email(struct ledger *l, struct str client, struct str email, struct err *err);
bool register_learn_iban(struct ledger *l, struct str client, struct str iban, struct err *err);

struct allocation_row {
  int64_t id;
  struct str invoice, payment;   // payment: id of the register's payment, empty without one
  int64_t message, at, ended_at; // message: inbox id or 0; ended_at: 0 while it stands
  struct money amount;
  struct str why, ended_why;
};
struct allocation_rows {
  struct allocation_row *v;
  size_t n, cap;
};
// Money taken off an invoice: its open amount falls at once. Ending it gives exactly that back.
bool allocation_put(struct ledger *l, const struct allocation_row *r, int64_t *id, struct err *err);
bool allocation_end(struct ledger *l, int64_t id, struct str why, int64_t now, struct err *err);
bool allocations_of_invoice(struct ledger *l, struct arena *a, struct str number,
                            struct allocation_rows *out, struct err *err);
bool allocations_of_message(struct ledger *l, struct arena *a, int64_t message,
                            struct allocation_rows *out, struct err *err);

// The clients that the lookups find, best first, each with all his open items, standing holds,
// recent reminders (letters that left or may have left among them) and payments; and the closed
// invoices that a lookup named. `company` is
// empty: the caller's configuration knows it.
bool ledger_snapshot(struct ledger *l, struct arena *a, const struct lookups *q,
                     struct snapshot *out, struct err *err);
// The same for one client, all of it; n clients = 0 when there is no such client.
bool ledger_snapshot_client(struct ledger *l, struct arena *a, struct str client,
                            struct snapshot *out, struct err *err);

// Clients with an open invoice due before `today`, ordered by id, from after `after` on (empty:
// from the first), at most `limit`.
bool register_overdue(struct ledger *l, struct arena *a, struct day today, struct str after,
                      size_t limit, struct strs *clients, struct err *err);
bool register_client(struct ledger *l, struct arena *a, struct str id, struct client *out,
                     bool *found, struct err *err);
bool register_invoice(struct ledger *l, struct arena *a, struct str number, struct invoice *out,
                      bool *found, struct err *err);
// Every invoice with an open amount in turn, by client and due date; stops when `each` says false.
// `i` lives until `each` returns.
bool register_each_open(struct ledger *l, bool (*each)(void *ctx, const struct invoice *i),
                        void *ctx, struct err *err);

// Reminders that left in [from, until), UTC seconds, oldest first, at most `limit`.
struct reminders {
  struct reminder *v;
  size_t n, cap;
};
bool register_reminders(struct ledger *l, struct arena *a, int64_t from, int64_t until,
                        size_t limit, struct reminders *out, struct err *err);

// What was invoiced from the day `from` up to, without, the day `until`: one sum for each currency,
// credit notes taken off.
bool register_sales(struct ledger *l, struct arena *a, struct day from, struct day until,
                    struct moneys *out, struct err *err);

struct import_run {
  struct str file, kind;
  int64_t at, added, changed, unchanged, refused;
};
bool import_put(struct ledger *l, const struct import_run *r, struct err *err);
bool import_seen(struct ledger *l, struct str file, bool *seen, struct err *err);
