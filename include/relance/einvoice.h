// einvoice.h: invoices that programs write for programs: UBL, CII, Factur-X, ZUGFeRD.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/register.h"
#include "relance/stanza.h"

enum {
  EINVOICE_XML_LIMIT = 16 << 20, // bytes of XML
  EINVOICE_PDF_LIMIT = 25 << 20, // bytes of a PDF that may carry it
  EINVOICE_FILES_LIMIT = 64,     // embedded files looked at
};

struct party {
  struct str name, legal_id, vat_id, id, email, contact, country; // empty where not given
};

struct due_part {
  struct day due;
  struct money amount; // unset when only the day is given
};

// EN 16931 names its terms BT-n; they are cited where the name does not say it. Amounts of a credit
// note are negative here whatever the file's habit.
struct einvoice {
  struct str syntax;    // "UBL", "CII" (Factur-X, ZUGFeRD 2), "ZUGFeRD 1"
  struct str profile;   // BT-24 as written
  struct str number;    // BT-1
  struct str type_code; // BT-3: 380, 381, …
  enum invoice_kind kind;
  struct day issued; // BT-2
  struct day due;    // BT-9, or what the terms text says in a plain way; DAY_NONE without
  struct str terms;  // BT-20
  LIST(struct due_part) instalments; // when it names more than one due date
  struct money total;                // BT-112, with VAT
  struct money prepaid;              // BT-113
  struct money payable;              // BT-115: what is owed
  struct strs lowers;                // BT-25: numbers of the invoices that it corrects or credits
  struct party seller, buyer;
  struct strs ibans;                                 // BT-84
  struct str bic, payment_reference, means, mandate; // BT-86, BT-83, BT-81, BT-89
  struct str order, buyer_reference;                 // BT-13, BT-10
  struct strs missing; // one sentence for each thing an exact reminder would need and is not there
};

// Reads XML, or a PDF with XML in it. ERR_INPUT "line 12: …" for what is no invoice, is cut off,
// has a DOCTYPE, or whose number, date, currency or amount is missing or unreadable: never half an
// invoice. Trusts nothing: call it only in the sandboxed reader or on the owner's own files.
bool einvoice_read(struct arena *a, struct str bytes, struct einvoice *out, struct err *err);

// The invoice XML that a PDF carries; empty when it carries none.
bool einvoice_embedded(struct arena *a, struct str pdf, struct str *xml, struct err *err);

// The invoice as the register keeps it; `client` is left empty.
struct invoice einvoice_invoice(const struct einvoice *e);

// Sets a due day that the file itself does not name, and takes the remark on it out of `missing`.
void einvoice_set_due(struct einvoice *e, struct day due);

// The words in which terms of payment count: rules/terms.rules, [terms days] is = jours, Tage, …
struct terms_words;
bool terms_load(struct arena *a, const struct stanzas *rules, struct terms_words **out,
                struct err *err);
// The latest day that terms like "2 % 10 days, 30 days net" or "45 jours fin de mois" allow,
// counted from `issued`; DAY_NONE when they do not count days in a plain way.
struct day terms_due(struct arena *a, const struct terms_words *w, struct str terms,
                     struct day issued);
