// deciding.h: what the files that make a verdict share: one message being weighed.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "keys.h"
#include "relance/match.h"
#include "weights.h"

// An invoice or credit note as the message could know it.
struct item {
  const struct invoice *inv;
  const struct client *client;
  struct number number;
  struct str reference; // fold_key of the payment reference
  struct str assumed;   // currency that the reader takes where a sum names none
  int64_t open;         // minor units; negative for a credit note, 0 when settled
  bool credit;
  bool due;      // on or before the day of the message
  bool reminded; // named in a reminder that left before the message
};

enum strength { // how sure it is that what is written names the invoice
  NAMES_NOT,
  NAMES_NEAR,    // one slip of the pen away
  NAMES_CUT,     // the beginning of it
  NAMES_TAIL,    // the last digits of a long number
  NAMES_LAST,    // the last number alone
  NAMES_LETTERS, // letters and number
  NAMES_YEAR,    // year and number
  NAMES_DIGITS,  // all its digits
  NAMES_WHOLE,
  NAMES_REFERENCE, // its payment reference, with check digits
};

struct naming {
  struct item *item;
  enum strength strength;
};
struct namings {
  struct naming *v;
  size_t n, cap;
};

enum where { IN_OWN, IN_FILE, IN_SUBJECT, IN_QUOTE };

// Something written that may name an invoice.
struct ref {
  const struct evidence *ev;
  enum where where;
  bool range;           // names holds every one of it that exists
  struct namings names; // all clients', strongest first
};

struct candidate {
  const struct client *client;
  int points;
  bool thread, address, domain, reply_to; // links of the sender with this client
  bool subject;                           // the subject is that of a reminder to him
  bool person;                            // a private address carries his contact's name
  bool learned;                           // the owner said so of this writer
  int taught;                             // points that come of the owner's answers
  bool named;                             // payer or text names him in full
  bool short_number;                      // ... or one of few digits, as many things have
  bool recipient;                         // a mail to him came back
  bool amount;                            // an amount is what is open of his
  bool numbered;                          // has a number or reference of his, in own words
  LIST(struct reason) reasons;
};

enum trust {
  TRUST_NONE,   // nothing may happen on his word
  TRUST_LIKELY, // reminders wait, the owner is asked
  TRUST_FULL,
};

struct deciding {
  struct arena *a;
  const struct reading *r;
  const struct snapshot *s;
  const struct match_weights *w;
  struct day today;
  LIST(struct item) items;           // by client and number, none issued after today
  LIST(struct ref) refs;             // in the order of the message
  const struct reminder *thread;     // the reminder that is answered, or NULL
  LIST(struct candidate) candidates; // best first
  const struct candidate *chosen;    // NULL: unknown or more than one
  enum trust trust;
  bool sent_on;  // one of us sends on what the sender wrote to him
  bool heard;    // nothing but its sender says that this is an answer
  bool adds_up;  // the lines of an advice add up to its total
  bool doubtful; // a reason says why this must not be applied unasked
  struct verdict *out;
};

// verdict.c
// A reason with `about` in place of {} and, when `at` is given, the words it rests on.
struct reason reason_of(struct deciding *d, enum say say, struct str about,
                        const struct evidence *at);
void give_reason(struct deciding *d, enum say say, struct str about, const struct evidence *at);
void give_doubt(struct deciding *d, enum say say, struct str about, const struct evidence *at);
// items.c
void items_collect(struct deciding *d);
bool item_open(const struct item *i); // an invoice that still asks for money
struct money item_money(const struct item *i, int64_t minor);
bool same_amount(const struct item *i, struct money said, int64_t minor);
// refs.c
void refs_collect(struct deciding *d);
struct namings refs_of(const struct deciding *d, struct str written);
// The one item of `client` that is meant, or NULL; `said` (may be unset) helps to choose.
const struct naming *naming_of(const struct namings *names, const struct client *client,
                               struct money said);
// people.c
void thread_find(struct deciding *d);       // by ids and our token
void thread_by_subject(struct deciding *d); // for the chosen client, where ids are lost
void candidates_rank(struct deciding *d);
bool address_names_contact(struct deciding *d, const struct client *c);
int name_overlap(struct arena *a, struct str written, const struct client *c); // 0 to 100
bool candidate_certain(const struct deciding *d);
// Something but amounts and last digits, which many have alike, ties the message to him.
bool candidate_tied(const struct candidate *c);
// rows.c
// A notice of several payments by different clients is judged row by row; false: it is none.
bool rows_verdict(struct arena *a, const struct reading *r, const struct snapshot *s,
                  const struct match_weights *w, struct day today, struct verdict *out);
// verdict.c
void verdict_of(struct arena *a, const struct reading *r, const struct snapshot *s,
                const struct match_weights *w, struct day today, struct verdict *out);
// sender.c
enum trust sender_trust(struct deciding *d, const struct candidate *c);
bool domain_imitates(struct arena *a, struct str domain, struct str known);
