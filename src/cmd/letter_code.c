// letter_code.c: who is paid what, with which words, in one picture.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/letter_code.h"

#include "relance/formats.h"

#include <string.h>

enum { TEXT_LIMIT = 140 }; // characters of a transfer's text (EPC069-12, 2.1)

// Countries whose banks take part in SEPA credit transfers (EPC409-09, version of 2025).
static const char sepa[] = " AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI "
                           "LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA ";

static bool in_sepa(struct arena *a, struct str country) {
  return country.n >= 2 &&
         str_find_ci(str_of(sepa), str_printf(a, " %.2s ", str_c(a, country)), NULL);
}

// All that the letter asks for, when that is a sum in euros.
static bool sum_of(const struct due_letter *due, struct money *out) {
  struct err ignored;
  if (due->total.n != 1 || strcmp(due->total.v[0].currency, "EUR") != 0)
    return false;
  *out = due->total.v[0];
  for (size_t i = 0; due->legal && i < due->charges.n; i++) // a formal notice asks for them too
    if (!money_add(*out, due->charges.v[i].amount, out, &ignored))
      return false;
  return out->minor > 0;
}

static const struct invoice *only_invoice(const struct due_letter *due, const struct snapshot *s) {
  const struct invoice *one = NULL;
  for (size_t i = 0; i < due->invoices.n; i++) {
    const struct invoice *in = snapshot_invoice(s, due->invoices.v[i]);
    if (!in || in->kind != INVOICE)
      continue;
    if (one)
      return NULL;
    one = in;
  }
  return one;
}

// As many whole numbers as the text may hold: a cut one would be matched to another invoice.
static struct str numbers(struct arena *a, const struct due_letter *due) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < due->invoices.n; i++)
    if (b.n + 1 + due->invoices.v[i].n <= TEXT_LIMIT)
      buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(due->invoices.v[i]));
  return buf_str(&b);
}

bool letter_code(struct arena *a, const struct due_letter *due, const struct snapshot *s,
                 const struct sender *from, struct str *png) {
  const struct invoice *one = only_invoice(due, s);
  const struct client *client = snapshot_client(s, due->client);
  struct transfer t = {.name = from->company.n ? from->company : s->company.name,
                       .iban = from->iban.n ? from->iban
                               : one        ? one->iban
                                            : S(""),
                       .bic = from->iban.n ? from->bic : S("")};
  struct str payload;
  struct err ignored;
  if (!client || !t.iban.n || !sum_of(due, &t.amount) ||
      !in_sepa(a, client->country.n ? client->country : s->company.country))
    return false;
  if (one && one->payment_reference.n)
    t.reference = one->payment_reference;
  else
    t.text = numbers(a, due);
  return epc_payload(a, &t, &payload, &ignored) && qr_png(a, payload, png, &ignored);
}
