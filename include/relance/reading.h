// reading.h: what a message says, as values; the reader's whole answer.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/err.h"
#include "relance/mail.h"
#include "relance/money.h"

enum message_kind {
  KIND_OTHER,
  KIND_REPLY,
  KIND_REMITTANCE,
  KIND_BANK_NOTICE,
  KIND_AUTO_REPLY,
  KIND_BOUNCE
};

enum intent_kind { // in the order of precedence when a sentence allows several (domain: effects)
  INTENT_FRAUD_SUSPICION,
  INTENT_INSOLVENCY,
  INTENT_REFUSAL,
  INTENT_DISPUTE,
  INTENT_CREDIT_NOTE_REQUEST,
  INTENT_PARTIAL_PAYMENT,
  INTENT_PAID,
  INTENT_INSTALLMENT_REQUEST,
  INTENT_PROMISE_TO_PAY,
  INTENT_COPY_REQUEST,
  INTENT_BANK_DETAILS_REQUEST,
  INTENT_WRONG_CONTACT,
  INTENT_OUT_OF_OFFICE,
  INTENT_QUESTION,
  INTENT_THANKS,
  INTENT_COUNT,
};

enum evidence_what {
  EV_AMOUNT,    // amount; `other` when the text allows a second reading ("1.234")
  EV_DATE,      // day
  EV_INVOICE,   // ref: what may be an invoice number, as written; last: end of a range "118 to 120"
  EV_REFERENCE, // ref: structured reference with right check digits (RF, OGM, QRR, KID, ...)
  EV_IBAN,      // ref: valid IBAN
  EV_TOKEN,     // ref: our own token, found in text or subject
  EV_NAME,      // ref: who pays, as a notice or advice names him
  EV_LINE,      // one line of an advice: ref, gross, discount, amount (net)
  EV_TOTAL,     // amount: the total of an advice or notice
  EV_SCOPE,     // ref: which invoices are meant without their numbers (the words: evidence.h)
  EV_COUNT,
};

// Where it stands: offset and length in bytes of the text of that part; part "subject" is the
// subject line.
struct place {
  struct str part;
  size_t offset, length;
};

struct evidence {
  enum evidence_what what;
  struct str text; // the words themselves
  struct str rule; // who found it: a rule's name, or the parser's
  struct place place;
  struct money amount, other, gross, discount;
  struct day day;
  struct str ref, last;
  bool own;     // in the writer's own words (or an attachment of his), not in a quote
  int sentence; // counts through the own words; equal numbers stand together; -1 elsewhere
};

struct intent {
  enum intent_kind kind;
  struct day day;       // DAY_NONE without; latest day for a promise, return for an absence
  struct money amount;  // unset without
  struct strs invoices; // as written beside it; the match room makes register numbers of them
  int permille;         // confidence, 0 to 1000
  struct str text, rule;
  struct place place;
  int sentence;
};

struct intents {
  struct intent *v;
  size_t n, cap;
};

struct bounce {
  struct str recipient, status, class; // class: hard, soft, policy
  struct str reason, original_message_id;
  struct str original_ref; // the X-Relance-Ref of the returned letter, or empty
  bool delayed;            // the other server goes on trying: no failure so far
};

struct read_part {
  struct str id, filename, type, text;
  bool own; // speaks for the sender: not a forwarded mail or a returned original
};

enum auth { AUTH_NONE, AUTH_FAIL, AUTH_PASS }; // of our own server's word, aligned with From

struct reading {
  struct str file, message_id, subject, language;
  struct str ref; // its X-Relance-Ref: the token of a letter of ours, or of what was made from one
  struct strs in_reply_to, references;
  int64_t sent_at;
  struct day sent;
  struct address from, reply_to, return_path;
  struct addresses to, cc;
  enum message_kind kind;
  struct str auto_why; // empty, or why it is automatic
  bool bounced;
  struct bounce bounce;
  enum auth auth;
  struct str auth_why; // the words of the header that say so
  struct str fresh;    // own words
  struct str currency; // taken where a sum names none
  struct intents intents;
  struct intents heard; // what a person would say so, where `kind` takes it for no person's mail
  // Of a mail in which one of us sends on another's: who wrote that and when, else empty.
  struct address writer;
  struct day written;
  LIST(struct evidence) evidence;
  LIST(struct read_part) parts;       // texts of the body, as read
  LIST(struct read_part) attachments; // files, with what was read from them
  struct strs trouble;
};

// The part or attachment of that id, or NULL.
const struct read_part *reading_part(const struct reading *r, struct str id);

// NULL beyond the last.
const char *kind_name(enum message_kind k);  // "bank_notice", as in the contract
const char *intent_name(enum intent_kind k); // "promise_to_pay"
const char *evidence_name(enum evidence_what w);

// The contract's JSON, one line without its end; and back, its texts made printable. What
// reading_json did not write is ERR_INPUT. Both are used on either side of the sandbox.
struct str reading_json(struct arena *a, const struct reading *r);
bool reading_parse(struct arena *a, struct str json, struct reading *out, struct err *err);
