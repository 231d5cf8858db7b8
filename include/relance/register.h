// register.h: the register as values: who owes what, what was sent, what came in.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/money.h"

struct client {
  struct str id, name, contact_name, language, country, group, phone, payment_method;
  struct strs emails, domains; // lower case
  struct str title;            // form of address as a key of rules/letters ("mrs"), or empty
  struct strs postal;          // lines of the postal address, for a letter on paper
  struct str registration;     // SIREN, KBO, HRB...; empty when unknown
  bool no_reminders;
  bool consumer; // a private person: other law, other charges
  bool valued;   // gentler policy, no charges
  struct str policy; // that the owner has chosen for him, before what his group says; or empty
};

enum invoice_kind { INVOICE, CREDIT_NOTE };

struct invoice {
  struct str number, client;
  enum invoice_kind kind;
  struct day issued, due;
  struct money total, open; // of a credit note: negative
  struct str payment_reference, iban, file;
  struct str thread;  // Message-ID of the mail that carried it, or empty
  struct str sent_to; // address that mail really went to, or empty
  struct day seen;    // when the books said so; 0 or DAY_NONE: unknown
  struct str lowers;  // of a credit note: number of the invoice that it lowers, or empty
};

struct reminder { // a letter that has left, ours or imported
  struct str message_id, token, client, to, subject;
  struct strs aliases; // Message-IDs that servers gave it in place of ours
  struct strs invoices;
  int step;
  int64_t sent_at;
  struct day sent, deadline; // deadline: the last day that it named, DAY_NONE when unknown
  bool undelivered;          // bounced: the step does not count
  bool full;                 // and that because the mailbox was full: it is tried again
};

// The states of the outbox: this list, the picture in the README and the CHECK in the schema are
// the same, word for word.
enum letter_state {
  LETTER_PLANNED,
  LETTER_QUEUED,
  LETTER_SENDING,
  LETTER_IN_DOUBT,
  LETTER_ASK_OWNER,
  LETTER_SENT,
  LETTER_UNDELIVERED,
  LETTER_FAILED,
  LETTER_WITHDRAWN,
  LETTER_STATES,
};

// A letter of the outbox that is no reminder (yet): not sent, or ended without being sent. Sent and
// undelivered ones are in `reminders`.
struct pending {
  int64_t id;
  struct str key, client, to, letter;
  struct strs invoices;
  LIST(struct money) open; // what was open of each of `invoices` when it was planned
  int step;
  enum letter_state state;
  int64_t not_before; // UTC seconds
  struct day deadline;
};

struct instalment { // one date of a payment plan that both sides agreed on
  struct str plan, client;
  struct strs invoices;   // that the plan covers; none: all that was open
  struct day due, agreed; // agreed: when
  struct money amount, paid;
  bool broken; // the plan is over: its invoices are back on the ladder
};

struct payment {
  struct str id, payer, reference, iban, invoice, source; // source: statement, notice, owner
  struct str client; // whose money it is, empty while nobody knows
  struct day day;
  struct money amount;
};

enum hold_kind {
  HOLD_ANNOUNCED,
  HOLD_PROMISED,
  HOLD_DISPUTED,
  HOLD_INSOLVENT, // its claim must be declared within a term
  HOLD_UNCLASSIFIED,
  HOLD_ASKED,
  HOLD_OWNER
};

struct hold {
  int64_t id;
  struct str client, invoice; // invoice empty: the whole client
  enum hold_kind kind;
  struct day from, until; // letters may leave again on `until`; DAY_NONE: until a person looks
  struct str why;
};

// What the owner's answers have taught.
enum learning_kind { LEARNED_WRITER, LEARNED_PAYER };
struct taught {
  enum learning_kind kind;
  struct str value, client; // an address in lower case, or fold_words of a payer's name
};

struct company {
  struct str name, country, language, authserv_id;
  struct strs addresses, domains; // our own, lower case
  struct strs banks; // addresses and domains that tell us of money, lower case; none: any that is
                     // proved may
};

// What the core sees of the register: everything that could matter for one question, and no more.
struct snapshot {
  struct company company;
  LIST(struct client) clients;
  LIST(struct invoice) invoices;
  LIST(struct reminder) reminders;
  LIST(struct payment) payments;
  LIST(struct hold) holds;
  LIST(struct pending)
  letters; // all of the client that are not sent, withdrawn and failed ones too
  LIST(struct instalment) instalments;
  LIST(struct taught) learned;
};

const struct client *snapshot_client(const struct snapshot *s, struct str id);
const struct invoice *snapshot_invoice(const struct snapshot *s, struct str number);
// Is this address one of our own, or of our domains?
bool company_owns(const struct company *c, struct str address);
// Is this address, or its domain, one of the banks that the owner named?
bool company_banks_with(const struct company *c, struct str address);
