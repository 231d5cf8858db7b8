// einvoice_cii.c: UN/CEFACT Cross Industry Invoice, the XML in Factur-X and ZUGFeRD.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "einvoice_parts.h"

// EN 16931-3-3 (binding to CII D16B) and, for ZUGFeRD 1, its own schema of 2014: the same tree
// under other names.
struct names {
  const char *syntax, *guideline, *document, *trade, *agreement, *settlement, *sums;
};

static const struct names d16b = {
    .syntax = "CII",
    .guideline = "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
    .document = "ExchangedDocument",
    .trade = "SupplyChainTradeTransaction",
    .agreement = "ApplicableHeaderTradeAgreement",
    .settlement = "ApplicableHeaderTradeSettlement",
    .sums = "SpecifiedTradeSettlementHeaderMonetarySummation",
};

static const struct names zugferd1 = {
    .syntax = "ZUGFeRD 1",
    .guideline = "SpecifiedExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
    .document = "HeaderExchangedDocument",
    .trade = "SpecifiedSupplyChainTradeTransaction",
    .agreement = "ApplicableSupplyChainTradeAgreement",
    .settlement = "ApplicableSupplyChainTradeSettlement",
    .sums = "SpecifiedTradeSettlementMonetarySummation",
};

// UNTDID 2379, code 102: CCYYMMDD. The standard allows no other.
static bool read_date(struct einvoice_reader *r, const xmlNode *n, const char *path,
                      struct day *out) {
  const xmlNode *at = xml_find(n, path);
  struct str format = xml_attribute(r->a, at, "format"), s = xml_text(r->a, at);
  int64_t v;
  *out = DAY_NONE;
  if (s.n == 0)
    return true;
  if (format.n && !str_eq(format, S("102")))
    return einvoice_refuse(r, at, "has a date format other than 102", format);
  if (s.n == 8 && str_is_digits(s) && str_int(s, &v)) {
    struct civil c = {(int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100)};
    if (civil_valid(c)) {
      *out = day_of(c.year, c.month, c.day);
      return true;
    }
  }
  return einvoice_refuse(r, at, "is no day", s);
}

static struct str tax_id(struct einvoice_reader *r, const xmlNode *party, const char *scheme) {
  for (const xmlNode *n = xml_find(party, "SpecifiedTaxRegistration"); n; n = xml_next(n)) {
    const xmlNode *id = xml_find(n, "ID");
    if (str_eq(xml_attribute(r->a, id, "schemeID"), str_of(scheme)))
      return xml_text(r->a, id);
  }
  return S("");
}

static struct str first_of(struct einvoice_reader *r, const xmlNode *n, const char *const *paths) {
  for (; *paths; paths++) {
    struct str s = xml_get(r->a, n, *paths);
    if (s.n)
      return s;
  }
  return S("");
}

static void read_party(struct einvoice_reader *r, const xmlNode *n, struct party *out) {
  static const char *const ids[] = {"ID", "GlobalID", NULL};
  static const char *const emails[] = {
      "DefinedTradeContact/EmailURIUniversalCommunication/URIID",
      "DefinedTradeContact/EmailURIUniversalCommunication/CompleteNumber",
      "URIUniversalCommunication/URIID", NULL};
  static const char *const people[] = {"DefinedTradeContact/PersonName",
                                       "DefinedTradeContact/DepartmentName", NULL};
  out->name = xml_words(r->a, n, "Name");
  out->legal_id = xml_get(r->a, n, "SpecifiedLegalOrganization/ID");
  out->vat_id = tax_id(r, n, "VA");
  out->id = first_of(r, n, ids);
  out->contact = first_of(r, n, people);
  out->country = xml_get(r->a, n, "PostalTradeAddress/CountryID");
  struct str email = first_of(r, n, emails);
  if (str_find(email, S("@"), NULL))
    out->email = str_lower(r->a, email);
}

static bool read_terms(struct einvoice_reader *r, const xmlNode *settlement, const char *currency) {
  struct einvoice *e = r->e;
  const xmlNode *n = xml_find(settlement, "SpecifiedTradePaymentTerms");
  for (; n; n = xml_next(n)) {
    struct day due;
    struct money part;
    bool given;
    struct str text = xml_get(r->a, n, "Description");
    if (!read_date(r, n, "DueDateDateTime/DateTimeString", &due) ||
        !xml_money(r->a, n, "PartialPaymentAmount", currency, &part, &given, r->err))
      return false;
    if (text.n)
      e->terms =
          e->terms.n ? str_printf(r->a, "%.*s\n%.*s", STR_ARG(e->terms), STR_ARG(text)) : text;
    if (day_is(due))
      einvoice_instalment(r, due, given ? part : (struct money){0});
  }
  return true;
}

static void read_means(struct einvoice_reader *r, const xmlNode *settlement) {
  struct einvoice *e = r->e;
  const char *means = "SpecifiedTradeSettlementPaymentMeans";
  const xmlNode *n = xml_find(settlement, means);
  xml_all(r->a, settlement,
          "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID",
          &e->ibans);
  e->means = xml_get(r->a, n, "TypeCode");
  e->bic = xml_get(r->a, settlement,
                   "SpecifiedTradeSettlementPaymentMeans/"
                   "PayeeSpecifiedCreditorFinancialInstitution/BICID");
  e->payment_reference = xml_get(r->a, settlement, "PaymentReference");
  e->mandate = xml_get(r->a, settlement, "SpecifiedTradePaymentTerms/DirectDebitMandateID");
}

// BT-110 may stand twice, the second time in the accounting currency.
static bool read_tax(struct einvoice_reader *r, const xmlNode *sums, const char *currency,
                     struct einvoice_sums *s) {
  const xmlNode *n = xml_find(sums, "TaxTotalAmount");
  for (; n; n = xml_next(n)) {
    struct str cur = xml_attribute(r->a, n, "currencyID");
    if (cur.n && !str_eq(cur, str_of(currency)))
      continue;
    return xml_node_money(r->a, n, currency, &s->tax, &s->has_tax, r->err);
  }
  return true;
}

static bool read_sums(struct einvoice_reader *r, const xmlNode *n, const char *cur) {
  bool minimum = str_ends(r->e->profile, S(":minimum"));
  struct einvoice_sums s = {.at = n, .free = minimum || str_eq(r->e->syntax, S("ZUGFeRD 1"))};
  return xml_money(r->a, n, "TaxBasisTotalAmount", cur, &s.net, &s.has_net, r->err) &&
         read_tax(r, n, cur, &s) &&
         xml_money(r->a, n, "GrandTotalAmount", cur, &s.total, &s.has_total, r->err) &&
         xml_money(r->a, n, "TotalPrepaidAmount", cur, &s.prepaid, &s.has_prepaid, r->err) &&
         xml_money(r->a, n, "RoundingAmount", cur, &s.rounding, &s.has_rounding, r->err) &&
         xml_money(r->a, n, "DuePayableAmount", cur, &s.payable, &s.has_payable, r->err) &&
         einvoice_settle(r, &s);
}

static bool check_guideline(struct einvoice_reader *r, const struct names *k) {
  struct str norm = S("urn:cen.eu:en16931:2017"), id = r->e->profile;
  const xmlNode *at = xml_find(r->root, k->guideline);
  if (str_find(id, S(":order:"), NULL))
    return einvoice_refuse(r, at, "says that this is an order", id);
  if (str_starts(id, norm) && id.n > norm.n && id.p[norm.n] != '#')
    return einvoice_refuse(r, at, "is no guideline of EN 16931", id);
  return true;
}

// EN 16931-1, BR-S-02: who bears standard VAT has a VAT or tax number.
static bool check_seller(struct einvoice_reader *r, const xmlNode *agreement,
                         const xmlNode *settlement) {
  const xmlNode *seller = xml_find(agreement, "SellerTradeParty");
  if (tax_id(r, seller, "VA").n || tax_id(r, seller, "FC").n ||
      xml_find(agreement, "SellerTaxRepresentativeTradeParty"))
    return true;
  for (const xmlNode *n = xml_find(settlement, "ApplicableTradeTax"); n; n = xml_next(n))
    if (str_eq(xml_get(r->a, n, "CategoryCode"), S("S")))
      return einvoice_refuse(r, seller, "charges VAT and has no VAT number (BR-S-02)", S(""));
  return true;
}

// The binding of the core profiles knows no percentage beside the discount of a price.
static bool check_prices(struct einvoice_reader *r, const xmlNode *trade) {
  const xmlNode *at =
      xml_find(trade, "IncludedSupplyChainTradeLineItem/SpecifiedLineTradeAgreement/"
                      "GrossPriceProductTradePrice/AppliedTradeAllowanceCharge/"
                      "CalculationPercent");
  if (!at || str_find(r->e->profile, S("extended"), NULL))
    return true;
  return einvoice_refuse(r, at, "stands where its profile has none", xml_text(r->a, at));
}

static bool read_trade(struct einvoice_reader *r, const struct names *k) {
  struct einvoice *e = r->e;
  const xmlNode *trade = xml_find(r->root, k->trade);
  const xmlNode *agreement = xml_find(trade, k->agreement);
  const xmlNode *settlement = xml_find(trade, k->settlement);
  char cur[4];
  if (!settlement)
    return einvoice_refuse(r, trade ? trade : r->root, "has no settlement", S(""));
  read_party(r, xml_find(agreement, "SellerTradeParty"), &e->seller);
  read_party(r, xml_find(agreement, "BuyerTradeParty"), &e->buyer);
  e->order = xml_get(r->a, agreement, "BuyerOrderReferencedDocument/IssuerAssignedID");
  if (e->order.n == 0)
    e->order = xml_get(r->a, agreement, "BuyerOrderReferencedDocument/ID");
  e->buyer_reference = xml_get(r->a, agreement, "BuyerReference");
  xml_all(r->a, settlement, "InvoiceReferencedDocument/IssuerAssignedID", &e->lowers);
  read_means(r, settlement);
  return einvoice_currency(r, settlement, "InvoiceCurrencyCode", cur) &&
         read_terms(r, settlement, cur) && read_sums(r, xml_find(settlement, k->sums), cur) &&
         (k != &d16b || (check_seller(r, agreement, settlement) && check_prices(r, trade)));
}

bool einvoice_cii(struct einvoice_reader *r) {
  bool old = xml_is(r->root, "CrossIndustryDocument");
  const struct names *k = old ? &zugferd1 : &d16b;
  struct einvoice *e = r->e;
  const xmlNode *document = xml_find(r->root, k->document);
  e->syntax = str_of(k->syntax);
  e->profile = xml_get(r->a, r->root, k->guideline);
  if (!document)
    return einvoice_refuse(r, r->root, "has no document header", S(""));
  if (!check_guideline(r, k) || !einvoice_text(r, document, "ID", &e->number) ||
      !einvoice_text(r, document, "TypeCode", &e->type_code) ||
      !einvoice_kind(r, xml_find(document, "TypeCode")) ||
      !read_date(r, document, "IssueDateTime/DateTimeString", &e->issued))
    return false;
  if (!day_is(e->issued))
    return einvoice_refuse(r, document, "has no issue date", S(""));
  return read_trade(r, k);
}
