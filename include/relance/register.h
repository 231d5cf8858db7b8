// register.h: the register as values: who owes what, what was sent, what came in.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/money.h"

struct client {
  struct str id, name, contact_name, language, country, group, phone, payment_method;
  struct strs emails, domains; // lower case
  bool no_reminders;
};

enum invoice_kind { INVOICE, CREDIT_NOTE };

struct invoice {
  struct str number, client;
  enum invoice_kind kind;
  struct day issued, due;
  struct money total, open; // of a credit note: negative
  struct str payment_reference, iban, file;
  struct str thread; // Message-ID of the mail that carried it, or empty
};

struct reminder { // a letter that has left, ours or imported
  struct str message_id, token, client, to, subject;
  struct strs invoices;
  int step;
  int64_t sent_at;
  struct day sent, deadline; // deadline: the last day that it named, DAY_NONE when unknown
  bool undelivered;          // bounced: the step does not count
};

struct payment {
  struct str id, payer, reference, iban, invoice, source; // source: statement, notice, owner
  struct day day;
  struct money amount;
};

enum hold_kind {
  HOLD_ANNOUNCED,
  HOLD_PROMISED,
  HOLD_DISPUTED,
  HOLD_UNCLASSIFIED,
  HOLD_ASKED,
  HOLD_OWNER
};

struct hold {
  int64_t id;
  struct str client, invoice; // invoice empty: the whole client
  enum hold_kind kind;
  struct day from, until; // until DAY_NONE: until a person looks
  struct str why;
};

struct company {
  struct str name, country, language, authserv_id;
  struct strs addresses, domains; // our own, lower case
};

// What the core sees of the register: everything that could matter for one question, and no more.
struct snapshot {
  struct company company;
  LIST(struct client) clients;
  LIST(struct invoice) invoices;
  LIST(struct reminder) reminders;
  LIST(struct payment) payments;
  LIST(struct hold) holds;
};

const struct client *snapshot_client(const struct snapshot *s, struct str id);
const struct invoice *snapshot_invoice(const struct snapshot *s, struct str number);
