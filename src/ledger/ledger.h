// ledger.h: the database that stands between the roles: opening it, transactions, settings, checks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/err.h"
#include "relance/str.h"

#include <stdint.h>

// One connection, of one process, opened after any fork. Its other doors are inbox.h (messages and
// folders), register_store.h (clients, invoices, payments), outbox.h (letters) and journal.h
// (decisions, holds, suggestions, history).
//
// For all of them: times are UTC seconds, days are day numbers, money is minor units with currency.
// What is read is copied into the arena given. `found` is false, without an error, when there is no
// such row; `out` is untouched then.
//
// A writing call made outside ledger_begin is one transaction of its own. Inside, it belongs to the
// caller's; when it fails, the caller rolls back.
//
// Errors: ERR_WAIT another process held the ledger for longer than LEDGER_BUSY_MS. ERR_INPUT the
// values are against the register's rules (unknown client, two currencies, an illegal move): the
// ledger is as before. ERR_SETUP the file cannot be trusted or written (I/O error, disk full,
// damage): stop, a person must look; every later call on this connection answers the same.
struct ledger;

enum { LEDGER_BUSY_MS = 5000, LEDGER_SCHEMA = 1 };

enum ledger_how { LEDGER_EXISTING, LEDGER_CREATE }; // CREATE: makes the file when it is not there

// `role` ("watch-main", "work", "send"; letters, digits, - and _) locks out a second instance of
// the same role by PATH.ROLE.lock; NULL takes no lock, for verbs that come and go. Refuses, as
// ERR_SETUP with the way out: a file that is not a ledger, is newer than this program, belongs to
// another user, is open to others or is a symbolic link; ERR_WAIT: the role is already running. An
// older schema is brought up to date, after a copy to PATH.schemaN.
bool ledger_open(const char *path, enum ledger_how how, const char *role, struct ledger **out,
                 struct err *err);
// After an error that stopped the connection: opens it anew, under the same lock. Only for what
// cannot wait for a restart: a server's word on a letter, which nobody would say a second time.
bool ledger_reopen(struct ledger *l, struct err *err);
void ledger_close(struct ledger *l); // rolls back what is open; NULL does nothing

// BEGIN IMMEDIATE. `name` names the durable step in ledger_step ("decide", "claim"); it must live
// until the commit. No nesting. After a failed commit everything is rolled back.
bool ledger_begin(struct ledger *l, const char *name, struct err *err);
bool ledger_commit(struct ledger *l, struct err *err);
// Without a transaction it does nothing. To be called after an arena's jump to `full`, too: it ends
// what was being read.
void ledger_rollback(struct ledger *l);

// Called right before and right after every COMMIT, those of single calls included, as
// "before decide" and "after decide". NULL: not called. The crash sweep hangs on it.
extern void (*ledger_step)(const char *name);

// Names are the caller's; values are text. Reading one that is not there gives found = false.
bool ledger_setting_get(struct ledger *l, struct arena *a, const char *name, struct str *out,
                        bool *found, struct err *err);
bool ledger_setting_put(struct ledger *l, const char *name, struct str value, struct err *err);

// Integrity, foreign keys, states, hashes of letters, open amounts against their allocations: one
// sentence for each thing that is wrong, none when all is well. Reads the whole file.
bool ledger_check(struct ledger *l, struct arena *a, struct strs *troubles, struct err *err);

// A consistent copy while others work; `to` must not exist, and gets mode 0600.
bool ledger_backup(struct ledger *l, const char *to, struct err *err);
// Another one whenever something was committed since, by whichever process: what was reckoned under
// an equal stamp still holds. To be taken before what is reckoned from is read.
struct ledger_stamp {
  int64_t others, own;
};
bool ledger_stamp(struct ledger *l, struct ledger_stamp *out, struct err *err);
// Folds the write-ahead log back into the file; nightly.
bool ledger_tidy(struct ledger *l, struct err *err);

// The latest moment at which a mailbox was seen; 0 without. One in the future: the clock was ahead.
bool ledger_latest(struct ledger *l, int64_t *at, struct err *err);
// The owner says that the clock is right: what was written in the future becomes now. Letters that
// have left stay what they are; those only planned are withdrawn, and planned anew.
bool ledger_set_back(struct ledger *l, struct day today, int64_t now, int64_t *changed,
                     struct err *err);

struct ledger_stats {
  int64_t clients, invoices, open_invoices, payments, reminders, messages, waiting, set_aside,
      suggestions, holds;
};
bool ledger_stats(struct ledger *l, struct ledger_stats *out, struct err *err);
