// einvoice_ubl.c: UBL 2.1 Invoice and CreditNote.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "einvoice_parts.h"

// EN 16931-3-2 (binding to ISO/IEC 19845, UBL 2.1).
static struct str email_of(struct einvoice_reader *r, const xmlNode *party) {
  struct str contact = xml_get(r->a, party, "Contact/ElectronicMail");
  struct str endpoint = xml_get(r->a, party, "EndpointID");
  struct str s = contact.n ? contact : endpoint;
  return str_find(s, S("@"), NULL) ? str_lower(r->a, s) : S("");
}

static void read_party(struct einvoice_reader *r, const char *role, struct party *out) {
  const xmlNode *n = xml_find(r->root, str_c(r->a, str_printf(r->a, "%s/Party", role)));
  out->name = xml_words(r->a, n, "PartyLegalEntity/RegistrationName");
  if (out->name.n == 0)
    out->name = xml_words(r->a, n, "PartyName/Name");
  out->legal_id = xml_get(r->a, n, "PartyLegalEntity/CompanyID");
  out->vat_id = xml_get(r->a, n, "PartyTaxScheme/CompanyID");
  out->id = xml_get(r->a, n, "PartyIdentification/ID");
  out->email = email_of(r, n);
  out->contact = xml_get(r->a, n, "Contact/Name");
  out->country = xml_get(r->a, n, "PostalAddress/Country/IdentificationCode");
}

static bool read_due(struct einvoice_reader *r, const xmlNode *n, const char *path) {
  struct day due;
  if (!xml_day(r->a, n, path, &due, r->err))
    return false;
  if (day_is(due))
    einvoice_instalment(r, due, (struct money){0});
  return true;
}

static bool read_terms(struct einvoice_reader *r, const char *currency) {
  struct strs notes = {0};
  if (!read_due(r, r->root, "DueDate"))
    return false;
  for (const xmlNode *n = xml_find(r->root, "PaymentMeans"); n; n = xml_next(n))
    if (!read_due(r, n, "PaymentDueDate"))
      return false;
  const xmlNode *n = xml_find(r->root, "PaymentTerms");
  for (; n; n = xml_next(n)) {
    struct day due;
    struct money part;
    bool given;
    if (!xml_day(r->a, n, "PaymentDueDate", &due, r->err) ||
        !xml_money(r->a, n, "Amount", currency, &part, &given, r->err))
      return false;
    if (day_is(due))
      einvoice_instalment(r, due, given ? part : (struct money){0});
  }
  xml_all(r->a, r->root, "PaymentTerms/Note", &notes);
  struct buf b = buf_in(r->a);
  for (size_t i = 0; i < notes.n; i++)
    buf_printf(&b, "%s%.*s", i ? "\n" : "", STR_ARG(notes.v[i]));
  r->e->terms = buf_str(&b);
  return true;
}

static void read_means(struct einvoice_reader *r) {
  struct einvoice *e = r->e;
  xml_all(r->a, r->root, "PaymentMeans/PayeeFinancialAccount/ID", &e->ibans);
  e->means = xml_get(r->a, r->root, "PaymentMeans/PaymentMeansCode");
  e->payment_reference = xml_get(r->a, r->root, "PaymentMeans/PaymentID");
  e->bic =
      xml_get(r->a, r->root, "PaymentMeans/PayeeFinancialAccount/FinancialInstitutionBranch/ID");
  e->mandate = xml_get(r->a, r->root, "PaymentMeans/PaymentMandate/ID");
}

// BT-110 is the TaxTotal in the currency of the invoice; BT-111 stands in another one.
static bool read_tax(struct einvoice_reader *r, const char *currency, struct einvoice_sums *s) {
  for (const xmlNode *n = xml_find(r->root, "TaxTotal"); n; n = xml_next(n)) {
    const xmlNode *at = xml_find(n, "TaxAmount");
    if (!str_eq(xml_attribute(r->a, at, "currencyID"), str_of(currency)))
      continue;
    return xml_money(r->a, n, "TaxAmount", currency, &s->tax, &s->has_tax, r->err);
  }
  return true;
}

static bool same_currency(struct einvoice_reader *r, const xmlNode *sums, const char *currency) {
  const xmlNode *at = xml_find(sums, "PayableAmount");
  struct str written = xml_attribute(r->a, at, "currencyID");
  if (written.n == 0 || str_eq(written, str_of(currency)))
    return true;
  return einvoice_refuse(r, at, "is in another currency than the invoice", written);
}

// The extension of XRechnung (BT-DEX-002): claims of others that are collected with the invoice.
static bool add_third_parties(struct einvoice_reader *r, const char *cur, struct einvoice_sums *s) {
  if (!str_find(r->e->profile, S("extension:xrechnung"), NULL))
    return true;
  for (const xmlNode *n = xml_find(r->root, "PrepaidPayment"); n; n = xml_next(n)) {
    struct money claim;
    bool given;
    if (!xml_money(r->a, n, "PaidAmount", cur, &claim, &given, r->err) ||
        !money_add(s->rounding, claim, &s->rounding, r->err))
      return false;
  }
  return true;
}

static bool read_sums(struct einvoice_reader *r, const char *cur) {
  const xmlNode *n = xml_find(r->root, "LegalMonetaryTotal");
  struct einvoice_sums s = {.at = n};
  return same_currency(r, n, cur) &&
         xml_money(r->a, n, "TaxExclusiveAmount", cur, &s.net, &s.has_net, r->err) &&
         read_tax(r, cur, &s) &&
         xml_money(r->a, n, "TaxInclusiveAmount", cur, &s.total, &s.has_total, r->err) &&
         xml_money(r->a, n, "PrepaidAmount", cur, &s.prepaid, &s.has_prepaid, r->err) &&
         xml_money(r->a, n, "PayableRoundingAmount", cur, &s.rounding, &s.has_rounding, r->err) &&
         xml_money(r->a, n, "PayableAmount", cur, &s.payable, &s.has_payable, r->err) &&
         add_third_parties(r, cur, &s) && einvoice_settle(r, &s);
}

bool einvoice_ubl(struct einvoice_reader *r) {
  struct einvoice *e = r->e;
  bool credit = xml_is(r->root, "CreditNote");
  const char *type = credit ? "CreditNoteTypeCode" : "InvoiceTypeCode";
  char cur[4];
  e->syntax = S("UBL");
  e->profile = xml_get(r->a, r->root, "CustomizationID");
  if (!einvoice_text(r, r->root, "ID", &e->number) ||
      !xml_day(r->a, r->root, "IssueDate", &e->issued, r->err))
    return false;
  if (!day_is(e->issued))
    return einvoice_refuse(r, r->root, "has no issue date", S(""));
  e->type_code = xml_get(r->a, r->root, type);
  if (e->type_code.n == 0) // optional before EN 16931
    e->type_code = credit ? S("381") : S("380");
  if (!einvoice_kind(r, xml_find(r->root, type)))
    return false;
  if (credit)
    e->kind = CREDIT_NOTE;
  read_party(r, "AccountingSupplierParty", &e->seller);
  read_party(r, "AccountingCustomerParty", &e->buyer);
  e->order = xml_get(r->a, r->root, "OrderReference/ID");
  e->buyer_reference = xml_get(r->a, r->root, "BuyerReference");
  xml_all(r->a, r->root, "BillingReference/InvoiceDocumentReference/ID", &e->lowers);
  read_means(r);
  return einvoice_currency(r, r->root, "DocumentCurrencyCode", cur) && read_terms(r, cur) &&
         read_sums(r, cur);
}
