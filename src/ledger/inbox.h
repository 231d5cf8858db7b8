// inbox.h: raw messages and how far each folder has been read.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"

enum {
  INBOX_CLAIM_LIMIT = 100,     // messages claimed at once
  INBOX_CLAIM_BYTES = 8 << 20, // and their bytes together, a single larger one excepted
  INBOX_TRIES = 3,             // what was tried this often is set aside by the caller
  INBOX_DEATHS = 12,           // so many tries that never came back to the caller, likewise
};

enum folder_kind {
  FOLDER_INBOX,
  FOLDER_SENT,
  FOLDER_JUNK,
  FOLDER_OTHER, // where rules and people sort mail to, coming in and going out
};

struct folder {
  struct str mailbox, name; // [mailbox NAME] of the configuration; the folder as IMAP names it
  enum folder_kind kind;
};

struct folder_state {
  uint32_t uidvalidity, last_uid; // 0, 0: never read
  int64_t seen_at;                // when it was last known that nothing newer is there
};
bool inbox_folder_get(struct ledger *l, struct folder f, struct folder_state *out, struct err *err);

struct raw_message {
  uint32_t uid;
  int64_t arrived_at; // INTERNALDATE
  struct str raw;
  struct str refused; // set: why only the headers were fetched (too large), or nothing at all
};

struct raw_set {
  struct folder folder;
  uint32_t uidvalidity, last_uid; // the cursor after this set
  int64_t seen_at;                // 0: more may be waiting; the folder's seen_at stays
  const struct raw_message *v;
  size_t n;
};

// Messages and cursor in one transaction. Content that is already there (same bytes; or same but
// for trace headers, with a Message-ID) only gains a location, whatever folder it was first seen
// in: a message that somebody moves is worked once. What was first seen in Junk counts from then
// on as the mail of the folder it was moved to. Another UIDVALIDITY than before marks the folder's
// old locations stale. *fresh: how many wait because of it.
bool inbox_store_set(struct ledger *l, const struct raw_set *set, size_t *fresh, struct err *err);
// Nothing newer was in the folder at `at`.
bool inbox_folder_seen(struct ledger *l, struct folder f, int64_t at, struct err *err);
// The oldest seen_at of the mailbox's INBOX folders; 0 when one of them was never seen. An empty
// `mailbox` asks for all of them.
bool inbox_seen_at(struct ledger *l, struct str mailbox, int64_t *at, struct err *err);

struct inbox_message {
  int64_t id;
  struct str mailbox, raw, message_id; // message_id without < >, as the raw header says; a hint
  struct str refused;                  // as in raw_message
  enum folder_kind kind;
  int64_t arrived_at;
  int tries; // this one included
};
struct inbox_messages {
  struct inbox_message *v;
  size_t n, cap;
};

// Takes the oldest waiting messages, least tried first, and commits the try before returning them.
// Several at once (up to `limit`) only when none was tried before, so that one that kills its
// reader never costs its neighbours a try. Rows that a dead worker had claimed count as waiting:
// only the holder of the role "work" may call it. n = 0: nothing waits.
bool inbox_claim(struct ledger *l, struct arena *a, size_t limit, struct inbox_messages *out,
                 struct err *err);
// Gives a claimed message back without counting the try.
bool inbox_release(struct ledger *l, int64_t id, struct err *err);

struct inbox_outcome {
  struct str client;           // empty: unknown
  struct str reading, verdict; // JSON; may be empty
  struct str words;            // what became of it, one sentence
};
// Closes a message, in the caller's deciding transaction.
bool inbox_finish(struct ledger *l, int64_t id, const struct inbox_outcome *o, int64_t now,
                  struct err *err);
// What could not be read waits for a person, visibly.
bool inbox_set_aside(struct ledger *l, int64_t id, struct str why, int64_t now, struct err *err);
// A person wants it worked again (from done or set aside): tries begin anew.
bool inbox_reopen(struct ledger *l, int64_t id, struct err *err);

// Messages not yet worked, of all folders.
bool inbox_waiting(struct ledger *l, size_t *n, struct err *err);
// Those of them whose header block names one of the addresses or domains anywhere (lower case). Not
// parsed: may say too many, never too few.
bool inbox_waiting_from(struct ledger *l, const struct strs *addresses, const struct strs *domains,
                        size_t *n, struct err *err);

enum inbox_state { INBOX_NEW, INBOX_CLAIMED, INBOX_DONE, INBOX_SET_ASIDE };
struct inbox_row { // a message and what became of it
  int64_t id, arrived_at, worked_at;
  enum inbox_state state;
  enum folder_kind kind;
  int tries;
  struct str mailbox, message_id, client, reading, verdict, words, raw;
};
struct inbox_rows {
  struct inbox_row *v;
  size_t n, cap;
};
bool inbox_get(struct ledger *l, struct arena *a, int64_t id, struct inbox_row *out, bool *found,
               struct err *err);
// Without `raw`; newest first, at most `limit`.
bool inbox_list(struct ledger *l, struct arena *a, enum inbox_state state, size_t limit,
                struct inbox_rows *out, struct err *err);
bool inbox_by_message_id(struct ledger *l, struct arena *a, struct str message_id, size_t limit,
                         struct inbox_rows *out, struct err *err);
const char *inbox_state_name(enum inbox_state s);

// Messages that somebody has put into a folder below one called "relance", and that nobody has
// looked at yet for that reason; oldest first.
struct moved {
  int64_t folder, message;
  uint32_t uidvalidity, uid;
  struct str name; // of the folder
};
struct moveds {
  struct moved *v;
  size_t n, cap;
};
bool inbox_moved(struct ledger *l, struct arena *a, size_t limit, struct moveds *out,
                 struct err *err);
bool inbox_obeyed(struct ledger *l, const struct moved *m, struct err *err);
