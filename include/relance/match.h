// match.h: a reading and the register to a verdict with reasons.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/reading.h"
#include "relance/register.h"
#include "relance/stanza.h"

// Evidence adds points in decibans: ten times the log10 of how much likelier it makes the match.
struct reason {
  int points;
  struct str code;  // which sentence: "address", "two-sets"
  struct str about; // what stands in its $
  struct str say;   // the whole, in English
  bool doubt;       // it is why nothing is done unasked
  struct str text;  // the words it rests on, or empty
  struct place place;
};

struct allocation {
  struct str invoice;
  struct money amount; // unset where it cannot be known; negative for a credit note
  int permille;
};

enum decision { DECISION_NONE, DECISION_SUGGEST, DECISION_APPLY };

struct verdict {
  struct str file, language;
  enum message_kind kind;
  struct str client;           // empty when unknown or more than one
  LIST(struct intent) intents; // invoices are register numbers now
  LIST(struct allocation) allocations;
  struct strs pause;      // invoices whose reminders must not leave now
  struct strs candidates; // clients it might be, best first, when `client` is empty
  struct day resume_on;   // DAY_NONE: until a person has looked
  bool hold_client;       // unclassified mail of this client: his letters wait
  enum decision decision;
  LIST(struct reason) reasons;
};

// The questions that fetch a snapshot: the ledger answers each by an index, so the size of the
// register does not matter. A key that finds more than LOOKUP_COMMON rows says nothing: those rows
// are left out.
enum { LOOKUP_COMMON = 50, LOOKUP_LIMIT = 400 };
enum lookup_kind {
  LOOKUP_MESSAGE_ID, // of a reminder or of the mail that carried an invoice; without < >
  LOOKUP_TOKEN,
  LOOKUP_NUMBER,    // a key of number_keys
  LOOKUP_REFERENCE, // fold_key of an invoice's payment_reference
  LOOKUP_EMAIL,     // lower case
  LOOKUP_DOMAIN,    // lower case
  LOOKUP_AMOUNT,    // open amount or total of an invoice that is open; currency "" means any
  LOOKUP_NAME,      // a word of name_keys
  LOOKUP_IBAN,      // fold_key of an IBAN that paid before
  LOOKUP_PAYER      // fold_words of a payer's whole name
};
struct lookup {
  enum lookup_kind kind;
  struct str key;
  struct money amount; // LOOKUP_AMOUNT only, never negative
};
struct lookups {
  struct lookup *v;
  size_t n, cap;
};

// The keys under which an invoice number is found again however it is written, strongest first:
// "FA-2026-0012" gives "fa20260012" (fold_key, O as 0), "20260012" (digits, without leading zeros),
// "2026/12" (year and number, in either order), "fa-12" (letters and number), "#12" (last number).
struct strs number_keys(struct arena *a, struct str number);
// The words under which a client's name is found: fold_words without legal forms and short words.
struct strs name_keys(struct arena *a, struct str name);

struct lookups match_lookups(struct arena *a, const struct reading *r);

// How much each kind of evidence counts: rules/match.rules, else as it was thought out.
struct match_weights;
bool match_weights_load(struct arena *a, const struct stanzas *files,
                        const struct match_weights **out, struct err *err);

// `today` is the day on which the message is judged (contract: its own date unless told otherwise).
// `snapshot` holds the clients that the lookups found, with all their open items and reminders. A
// function of its arguments: the order of the register is irrelevant. `w` may be NULL.
void match_verdict(struct arena *a, const struct reading *r, const struct snapshot *s,
                   const struct match_weights *w, struct day today, struct verdict *out);

// All clients whom anything speaks for, best first: what `make weigh` learns from.
struct candidacy {
  struct str client;
  int points;
  struct strs codes; // of its reasons
};
struct candidacies {
  struct candidacy *v;
  size_t n, cap;
};
void match_candidates(struct arena *a, const struct reading *r, const struct snapshot *s,
                      const struct match_weights *w, struct day today, struct candidacies *out);

// The contract's JSON, one line without its end; and back.
struct str verdict_json(struct arena *a, const struct verdict *v);
bool verdict_parse(struct arena *a, struct str json, struct verdict *out, struct err *err);
const char *decision_name(enum decision d);
// The English sentence of a reason's code, with $ for what it is about; NULL for no code.
const char *reason_sentence(struct str code);
