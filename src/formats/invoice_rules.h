// invoice_rules.h: inside the formats room: [invoice NAME] stanzas as labels.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/invoice_text.h"

#include "sheet.h"

enum invoice_label {
  LABEL_TITLE,  // the paper calls itself an invoice
  LABEL_CREDIT, // a credit note
  LABEL_OTHER,  // something else: a quote, a reminder
  LABEL_IGNORE, // looks like one of those below and is not: "total before tax", "delivery date"
  LABEL_NUMBER,
  LABEL_ISSUED,
  LABEL_DUE,
  LABEL_TOTAL,
  LABEL_PAYABLE, // what is left of the total
  LABEL_TERMS,
  LABEL_REFERENCE,
  LABEL_LOWERS, // the invoice that a credit note credits
  LABEL_KINDS
};

struct invoice_phrase {
  enum invoice_label label;
  struct phrase words;
  int rank; // place in its list; the smaller one is believed
  int rule; // index of its rule
};

struct invoice_example {
  struct str text, gives;
  int line;
  bool ok;
};

struct invoice_rule {
  struct str name, file, currency;
  LIST(struct phrase) sellers; // general without; else one of them must stand on the page
  LIST(struct invoice_example) examples;
};

struct invoice_rules {
  LIST(struct invoice_rule) rules;
  LIST(struct invoice_phrase) phrases; // longest first
  struct months months;
};

// "FA-12 2026-11-12 2026-12-12 120.00 EUR"; a day that is not said is "-".
struct str invoice_gives(struct arena *a, const struct einvoice *e);

extern const char *const invoice_labels[]; // as a rule names them, NULL-terminated
