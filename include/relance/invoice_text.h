// invoice_text.h: invoices that programs print for people: the text of a page to an invoice.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/einvoice.h"

enum {
  INVOICE_TEXT_LIMIT = 64 << 10, // bytes of a page's text that are looked at; the rest is ignored
  INVOICE_WORDS_LIMIT = 12000,   // words of it
};

// How invoices look, from the stanzas [invoice NAME] of rules/invoice.rules and the owner's own:
// which words name the paper, and behind, beside or below which words its number, days and sums
// stand. rules/README.md has the format. Errors are ERR_SETUP with file:line.
struct invoice_rules;
bool invoice_rules_load(struct arena *a, const struct stanzas *files, struct invoice_rules **out,
                        struct err *err);
// Reads the `ok` and `no` examples of every rule. The first that goes wrong is ERR_SETUP.
bool invoice_rules_check(const struct invoice_rules *rules, struct err *err);

enum paper { PAPER_OTHER, PAPER_UNSURE, PAPER_INVOICE };

// What `text` (cells parted by TAB, as attachment_text gives it) is. PAPER_OTHER: no invoice or
// credit note (a quote, a delivery note, a reminder). PAPER_INVOICE: number, day of issue, total
// and currency stand there once and without a second reading. PAPER_UNSURE: an invoice as it
// seems, but `doubts` says what a person must look at; what was found is in `out`, the rest unset.
// `out` as for an e-invoice: syntax "text", profile the rule's name, which is
// also the seller's id where the rule is that of one seller; a day of payment that is only
// said in terms is in `terms`.
enum paper invoice_text_read(struct arena *a, const struct invoice_rules *rules, struct str text,
                             struct einvoice *out, struct strs *doubts);

// A rule for papers like `text`, whose values the owner has confirmed in `e`: a stanza [invoice
// NAME] for pages on which `seller` stands, that finds these values behind, beside or below the
// words that are there. ERR_INPUT when one of the values has no such words. Load it beside the
// others and run their examples before it is believed.
bool invoice_rule_learn(struct arena *a, const struct invoice_rules *rules, struct str text,
                        struct str name, struct str seller, const struct einvoice *e,
                        struct str *stanza, struct err *err);
