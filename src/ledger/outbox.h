// outbox.h: letters from the decision to write them until their fate is known.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"
#include "relance/register.h"

// planned ─due─▶ queued ─claim─▶ sending ─354─▶ in_doubt ─250─▶ sent ─bounce─▶ undelivered
//    │              │ ▲              │              │
//    │              │ └ 4xx, network,│              ├ 5xx ─▶ failed (a person is told)
//    │              │   crash before ┘              ├ 4xx but 421 and 4.4.x ─▶ queued, not before t
//    │              │   the body                    └ 421, 4.4.x, cut, silence, crash: in_doubt
//    └──────────────┴─▶ withdrawn (crossed, paid, paused, vetoed: the reason)
// in_doubt ─ own copy in Sent, a bounce or a reply ─▶ sent;  no evidence ─▶ ask_owner ─▶ sent,
// queued or withdrawn
//
// Before the body a letter may also go from sending to withdrawn (the last look said no: RSET) and
// from sending to failed (a 5xx to the address). The database refuses every other move, every
// change of a frozen column, and a second letter with the same key (client, step, cycle, invoices,
// recipient): only a withdrawn letter that never was in doubt may give its key back.
const char *letter_state_name(enum letter_state s); // "in_doubt"
bool letter_state_of(struct str name, enum letter_state *out);

// A letter that a person is to send himself lies in Drafts, and is queued meanwhile.
enum letter_draft {
  DRAFT_NONE,
  DRAFT_WANTED,  // to be put there
  DRAFT_THERE,   // it lies there
  DRAFT_GONE,    // no longer: a person has sent or removed it, or we have
  DRAFT_CHANGED, // no longer right, but changed by a person: he must remove it
};
struct str letter_draft_name(enum letter_draft d); // "wanted"; empty: none
enum letter_draft letter_draft_of(struct str name);

enum outbox_kind { OUTBOX_REMINDER, OUTBOX_ANSWER, OUTBOX_NOTICE }; // NOTICE: to the owner himself

struct outbox_letter {
  int64_t id;
  enum letter_state state;
  // Frozen by letter_put:
  enum outbox_kind kind;
  struct str mailbox, client; // client empty for a notice
  int step, cycle;            // an answer: step 0, cycle the inbox id of what it answers
  struct strs invoices;
  LIST(struct money) open; // of each of them, as the letter says
  struct str key;    // no second letter with it; empty: made of kind, client, step, cycle, ...
  struct str letter; // the template's name
  bool needs_person; // leaves only after a person's yes, whatever the mode
  struct str message_id, token, subject, env_from, env_to; // message_id without < >
  struct str mime, sha256; // sha256 is computed by letter_put: 32 bytes
  struct day deadline;     // that the letter names
  struct str plan;         // JSON or words: why it is due
  int64_t created_at;
  // Moving:
  int64_t not_before, changed_at, in_doubt_at, sent_at; // 0: not yet
  enum letter_draft draft;
  int64_t draft_at;
  int64_t approved_at;             // when a person said yes; 0: nobody has
  int attempts, reply_code;        // reply_code: of the last reply, 0 without
  struct str reply, evidence, why; // evidence: what proves that it left, without a 250
  bool filed;                      // its copy lies in Sent
};
struct outbox_letters {
  struct outbox_letter *v;
  size_t n, cap;
};

// Puts a letter in `state` planned or queued; every letter needs a Message-ID and token of its own,
// also one whose key was given back. *fresh = false: one with this key is there already;
// nothing is changed, *id is that one's. ERR_INPUT: same Message-ID or token with another key.
bool letter_put(struct ledger *l, const struct outbox_letter *in, int64_t *id, bool *fresh,
                struct err *err);

// What a move may change besides the state. Unset fields stay as they are.
struct letter_change {
  int64_t not_before; // 0: stays
  int reply_code;     // 0: stays
  struct str reply, evidence;
  bool approves;       // this move is a person's yes
  bool full;           // to undelivered: the mailbox was full
  bool gives_key_back; // to withdrawn: the same step may be planned anew; not once in doubt
};
// Compare and set. *moved = false: it was not in `from`; nothing is changed. Into sending counts an
// attempt; into in_doubt and sent note the time; sent needs a reply_code of 250 to 259 or evidence,
// and makes the letter a reminder of the register in the same step; undelivered marks that
// reminder. `c` may be NULL. `why` goes into the event.
bool letter_move(struct ledger *l, int64_t id, enum letter_state from, enum letter_state to,
                 const struct letter_change *c, struct str why, int64_t now, bool *moved,
                 struct err *err);

// Whose yes a letter needs that was queued: a person's for every one, or only where it says so
// itself. A notice to the owner needs none.
enum claimable { CLAIM_APPROVED, CLAIM_ANY };
// The queued letter that has been due longest (not_before <= now) becomes sending. Inside
// ledger_begin the caller asks his guards before committing and rolls back, or postpones, on a no.
// Only the holder of the role "send" may call it. `mailbox` empty: any.
bool letter_claim(struct ledger *l, struct arena *a, struct str mailbox, enum claimable which,
                  int64_t now, struct outbox_letter *out, bool *found, struct err *err);
// A person's yes to a letter that is queued already; it is due at once then. *done = false: it was
// not queued, or had its yes.
bool letter_approve(struct ledger *l, int64_t id, struct str why, int64_t now, bool *done,
                    struct err *err);
// ---- drafts: send never claims a letter that one is wanted of

// Of every queued letter but notices that has none yet.
bool letters_want_drafts(struct ledger *l, int64_t now, size_t *n, struct err *err);
// Compare and set, as letter_move.
bool letter_draft_move(struct ledger *l, int64_t id, enum letter_draft from, enum letter_draft to,
                       int64_t now, bool *moved, struct err *err);
// Whose draft is wanted, there, changed, or gone while they are queued; by id, without `mime`.
bool letters_drafted(struct ledger *l, struct arena *a, struct str mailbox, size_t limit,
                     struct outbox_letters *out, struct err *err);
// A person has sent it from his own mail program, at `at`: a queued letter goes the whole way to
// sent in one step; a withdrawn one stays so, and is a reminder of the register all the same.
bool letter_sent_by_person(struct ledger *l, const struct outbox_letter *letter,
                           struct str evidence, int64_t at, struct err *err);

// Planned or queued: not before then.
bool letter_postpone(struct ledger *l, int64_t id, int64_t not_before, struct str why, int64_t now,
                     struct err *err);
// At the start of send: what a dead sender left in sending goes back to queued (no body was begun).
bool letters_recover(struct ledger *l, int64_t now, size_t *n, struct err *err);
// Planned and queued reminders of the client (`invoice` empty) or with that invoice among theirs.
// A key is given back only where the letter never was in doubt.
bool letters_withdraw(struct ledger *l, struct str client, struct str invoice, bool gives_key_back,
                      struct str why, int64_t now, size_t *n, struct err *err);
// Planned and queued answers to the client: a person has written instead.
bool answers_withdraw(struct ledger *l, struct str client, struct str why, int64_t now,
                      struct err *err);
// The same for what answers one message: what it was made from is taken back.
bool answers_take_back(struct ledger *l, int64_t message, struct str why, int64_t now,
                       struct err *err);
bool letter_filed(struct ledger *l, int64_t id, int64_t now, struct err *err);

// By not_before, then id; without `mime` in the lists. At most `limit`.
bool letters_by_state(struct ledger *l, struct arena *a, enum letter_state state, size_t limit,
                      struct outbox_letters *out, struct err *err);
bool letters_of_client(struct ledger *l, struct arena *a, struct str client, size_t limit,
                       struct outbox_letters *out, struct err *err); // newest first
bool letters_unfiled(struct ledger *l, struct arena *a, struct str mailbox, size_t limit,
                     struct outbox_letters *out, struct err *err); // sent, no copy in Sent yet
// With `mime`, whose hash is compared first: ERR_SETUP when the row is damaged.
bool letter_get(struct ledger *l, struct arena *a, int64_t id, struct outbox_letter *out,
                bool *found, struct err *err);
// By Message-ID, ours or one that letter_also_known has noted, else by token; either may be empty.
// As letter_get.
bool letter_find(struct ledger *l, struct arena *a, struct str message_id, struct str token,
                 struct outbox_letter *out, bool *found, struct err *err);
// A server has given the letter this Message-ID in place of ours. Nothing when it is ours, empty,
// or known already.
bool letter_also_known(struct ledger *l, const struct outbox_letter *letter, struct str message_id,
                       struct err *err);

// Letters that left or may have left since `since`, for caps: all of them, and the client's.
bool letters_count(struct ledger *l, struct str client, int64_t since, size_t *all, size_t *his,
                   struct err *err);
