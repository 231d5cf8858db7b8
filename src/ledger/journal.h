// journal.h: decisions with their reasons, holds, suggestions, and the story of a thing.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"
#include "relance/register.h"

// Rows are only ever added. Any of message, client, invoice and letter may be unset (0 or empty).
struct journal_entry {
  int64_t id, at;
  struct str kind; // one word: match, hold, resume, plan, withdraw, accept, undo, ...
  int64_t message, letter;
  struct str client, invoice;
  struct str say;     // one sentence for the owner
  struct str reasons; // JSON array, or empty
};
bool journal_add(struct ledger *l, const struct journal_entry *e, int64_t *id, struct err *err);

// Reminders of the client or invoice wait. Ending keeps the row. `message`: what caused it, or 0.
// hold->id is not read.
bool hold_put(struct ledger *l, const struct hold *h, int64_t message, int64_t now, int64_t *id,
              struct err *err);
bool hold_end(struct ledger *l, int64_t id, struct str why, int64_t now, struct err *err);
// Those of the message that were ended with these words stand again, as new rows.
bool holds_restore(struct ledger *l, int64_t message, struct str ended_why, int64_t now,
                   struct err *err);
// Ends those whose `until` lies before `today`.
bool holds_expire(struct ledger *l, struct day today, int64_t now, size_t *n, struct err *err);
struct holds {
  struct hold *v;
  size_t n, cap;
};
// Standing ones: of one client (his invoices' too), or all when `client` is empty.
bool holds_standing(struct ledger *l, struct arena *a, struct str client, struct holds *out,
                    struct err *err);
bool holds_of_message(struct ledger *l, struct arena *a, int64_t message, struct holds *out,
                      struct err *err); // standing ones

enum suggestion_state {
  SUGGESTION_OPEN,
  SUGGESTION_ACCEPTED,
  SUGGESTION_CORRECTED,
  SUGGESTION_REJECTED,
  SUGGESTION_SUPERSEDED,
};
const char *suggestion_state_name(enum suggestion_state s);

struct suggestion {
  int64_t id, message, created_at, resolved_at;
  enum suggestion_state state;
  int version;        // grows with every change; an answer names the one it was given to
  struct str client;  // may be empty
  struct str say;     // what is asked, one sentence
  struct str verdict; // JSON of what is proposed
  struct str answer;  // JSON of what was decided instead, or empty
  struct str by;      // who resolved it
};
struct suggestions {
  struct suggestion *v;
  size_t n, cap;
};
// An open suggestion of the same message is superseded by it.
bool suggestion_put(struct ledger *l, const struct suggestion *s, int64_t now, int64_t *id,
                    struct err *err);
// Compare and set: *done = false when it is no longer open in this version (someone was faster).
bool suggestion_resolve(struct ledger *l, int64_t id, int version, enum suggestion_state to,
                        struct str answer, struct str by, int64_t now, bool *done, struct err *err);
// Undo: a new open suggestion with the same proposal; the old row stays as it is.
bool suggestion_reopen(struct ledger *l, int64_t id, int64_t now, int64_t *fresh_id,
                       struct err *err);
bool suggestion_get(struct ledger *l, struct arena *a, int64_t id, struct suggestion *out,
                    bool *found, struct err *err);
// The open one of this message.
bool suggestion_of_message(struct ledger *l, struct arena *a, int64_t message,
                           struct suggestion *out, bool *found, struct err *err);
bool suggestions_list(struct ledger *l, struct arena *a, enum suggestion_state state, size_t limit,
                      struct suggestions *out, struct err *err); // oldest first

// The story of a thing in the order of time: what arrived, was decided, held, planned, sent.
struct event {
  int64_t at;
  struct str what; // message, match, hold, hold_end, letter, allocation, reminder, ... one word
  struct str client, invoice;
  int64_t message, letter;
  struct str say, reasons;
};
struct events {
  struct event *v;
  size_t n, cap;
};
enum { HISTORY_LIMIT = 1000 }; // the newest of them, oldest first
bool history_of_invoice(struct ledger *l, struct arena *a, struct str number, struct events *out,
                        struct err *err);
bool history_of_client(struct ledger *l, struct arena *a, struct str client, struct events *out,
                       struct err *err);
bool history_of_message(struct ledger *l, struct arena *a, int64_t message, struct events *out,
                        struct err *err);
bool history_of_letter(struct ledger *l, struct arena *a, int64_t letter, struct events *out,
                       struct err *err);
// Moves into folders that changed nothing, and why, from `since` on.
bool history_of_folders(struct ledger *l, struct arena *a, int64_t since, size_t limit,
                        struct events *out, struct err *err);
// Of everything: what was decided and what became of letters; the newest `limit`, oldest first.
bool history_newest(struct ledger *l, struct arena *a, size_t limit, struct events *out,
                    struct err *err);
