// einvoice.c: the door: which syntax, what all syntaxes share, what is missing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "einvoice_parts.h"

#include "amount.h"
#include "charset.h"
#include "csv.h"

#include <string.h>

bool einvoice_refuse(struct einvoice_reader *r, const xmlNode *at, const char *what,
                     struct str text) {
  const char *name = at ? (const char *)at->name : "it";
  if (text.n)
    return err_set(r->err, ERR_INPUT, "line %d: %s \"%.*s\" %s", xml_line(at), name,
                   STR_ARG(text_clip(text, 80)), what);
  return err_set(r->err, ERR_INPUT, "line %d: %s %s", xml_line(at), name, what);
}

bool einvoice_text(struct einvoice_reader *r, const xmlNode *n, const char *path, struct str *out) {
  *out = xml_get(r->a, n, path);
  if (out->n)
    return true;
  return err_set(r->err, ERR_INPUT, "line %d: %s has no %s", xml_line(n), n->name, path);
}

// UNTDID 1001 as EN 16931 admits it for BT-3.
static bool code_in(struct str code, const char *list) {
  struct str rest = str_of(list), word;
  while (str_word(&rest, &word))
    if (str_eq(word, code))
      return true;
  return false;
}

bool einvoice_kind(struct einvoice_reader *r, const xmlNode *type) {
  static const char credit[] = "81 83 261 262 296 308 381 396 420 458 502 503 532";
  static const char invoice[] =
      "71 80 82 84 102 130 202 203 204 211 218 219 295 325 326 331 380 382 383 384 385 386 387 388 "
      "389 390 393 394 395 456 457 527 553 575 623 633 751 780 817 870 875 876 877 935";
  bool lowers = code_in(r->e->type_code, credit);
  if (!lowers && !code_in(r->e->type_code, invoice))
    return einvoice_refuse(r, type, "is no type of invoice", r->e->type_code);
  r->e->kind = lowers ? CREDIT_NOTE : INVOICE;
  return true;
}

bool einvoice_currency(struct einvoice_reader *r, const xmlNode *n, const char *path, char out[4]) {
  struct str code = xml_get(r->a, n, path);
  if (!currency_valid(code))
    return einvoice_refuse(r, n, "has no currency", code);
  memcpy(out, code.p, 3);
  out[3] = 0;
  return true;
}

void einvoice_instalment(struct einvoice_reader *r, struct day due, struct money amount) {
  *LIST_PUSH(r->a, &r->e->instalments) = (struct due_part){due, amount};
}

// EN 16931-1, BR-CO-15 and BR-CO-16. An invoice that contradicts itself is not taken.
static bool check_sums(struct einvoice_reader *r, const struct einvoice_sums *s) {
  if (s->has_net && s->has_tax && s->has_total && s->net.minor + s->tax.minor != s->total.minor)
    return einvoice_refuse(r, s->at, "total with VAT is not net and VAT (BR-CO-15)", S(""));
  if (s->has_total && s->has_payable && !s->free &&
      s->total.minor - s->prepaid.minor + s->rounding.minor != s->payable.minor)
    return einvoice_refuse(r, s->at, "amount due is not total less prepaid and rounding (BR-CO-16)",
                           S(""));
  return true;
}

bool einvoice_settle(struct einvoice_reader *r, struct einvoice_sums *s) {
  struct einvoice *e = r->e;
  if (!s->has_total && !s->has_payable)
    return einvoice_refuse(r, s->at ? s->at : r->root, "has no total", S(""));
  if (!check_sums(r, s))
    return false;
  if (!s->has_payable)
    s->payable = money_of(s->total.minor - s->prepaid.minor + s->rounding.minor, s->total.currency);
  if (!s->has_total)
    s->total =
        money_of(s->payable.minor + s->prepaid.minor - s->rounding.minor, s->payable.currency);
  bool turn = e->kind == CREDIT_NOTE && s->total.minor > 0;
  if (s->total.minor < 0)
    e->kind = CREDIT_NOTE;
  e->total = turn ? money_neg(s->total) : s->total;
  e->prepaid = turn ? money_neg(s->prepaid) : s->prepaid;
  e->payable = turn ? money_neg(s->payable) : s->payable;
  return true;
}

// The latest day that a text names in full. Terms name the day for a discount before the last one,
// and a reminder must not come before the last.
static struct day latest_day(struct str text, struct day from) {
  struct day latest = DAY_NONE, d;
  struct str word;
  while (str_word(&text, &word)) {
    while (word.n && strchr(".,;:)", word.p[word.n - 1]))
      word.n--;
    if (word.n >= 8 && !str_is_digits(word) && day_read(word, &d) && d.n >= from.n &&
        (!day_is(latest) || d.n > latest.n))
      latest = d;
  }
  return latest;
}

#define NO_DUE S("names no due date: the policy's term counts")

void einvoice_set_due(struct einvoice *e, struct day due) {
  size_t kept = 0;
  if (!day_is(due))
    return;
  e->due = due;
  for (size_t i = 0; i < e->missing.n; i++)
    if (!str_eq(e->missing.v[i], NO_DUE))
      e->missing.v[kept++] = e->missing.v[i];
  e->missing.n = kept;
}

static void settle_due(struct arena *a, struct einvoice *e) {
  e->due = DAY_NONE;
  for (size_t i = 0; i < e->instalments.n; i++)
    if (!day_is(e->due) || e->instalments.v[i].due.n > e->due.n)
      e->due = e->instalments.v[i].due;
  if (!day_is(e->due))
    e->due = latest_day(e->terms, e->issued);
  if (e->instalments.n == 1)
    e->instalments.n = 0;
  if (!day_is(e->due))
    *LIST_PUSH(a, &e->missing) = NO_DUE;
  if (e->ibans.n == 0)
    *LIST_PUSH(a, &e->missing) = S("names no IBAN to pay to");
  if (e->buyer.email.n == 0)
    *LIST_PUSH(a, &e->missing) = S("names no e-mail address of the buyer");
}

static bool is_ubl(const xmlNode *root) {
  struct str space = str_of(root->ns ? (const char *)root->ns->href : NULL);
  return (xml_is(root, "Invoice") || xml_is(root, "CreditNote")) &&
         str_starts(space, S("urn:oasis:names:specification:ubl:schema:xsd:"));
}

static bool read_root(struct einvoice_reader *r) {
  if (xml_is(r->root, "CrossIndustryInvoice") || xml_is(r->root, "CrossIndustryDocument"))
    return einvoice_cii(r);
  if (is_ubl(r->root))
    return einvoice_ubl(r);
  return einvoice_refuse(r, r->root, "is no invoice in UBL or CII", S(""));
}

bool einvoice_read(struct arena *a, struct str bytes, struct einvoice *out, struct err *err) {
  auto_xml xmlDoc *doc = NULL;
  struct einvoice e = {.issued = DAY_NONE, .due = DAY_NONE};
  struct einvoice_reader r = {.a = a, .e = &e, .err = err};
  if (str_starts(bytes, S("%PDF"))) {
    struct str xml;
    if (!einvoice_embedded(a, bytes, &xml, err))
      return false;
    if (xml.n == 0)
      return err_set(err, ERR_INPUT, "this PDF carries no e-invoice");
    bytes = xml;
  }
  if (!xml_parse(bytes, EINVOICE_XML_LIMIT, &doc, &r.root, err) || !read_root(&r))
    return false;
  settle_due(a, &e);
  *out = e;
  return true;
}

struct invoice einvoice_invoice(const struct einvoice *e) {
  struct invoice i = {.number = e->number,
                      .kind = e->kind,
                      .issued = e->issued,
                      .due = e->due,
                      .total = e->total,
                      .open = e->payable,
                      .payment_reference = e->payment_reference};
  bool overpaid = (e->total.minor < 0) != (e->payable.minor < 0);
  if (overpaid)
    i.open.minor = 0;
  if (e->ibans.n)
    i.iban = e->ibans.v[0];
  return i;
}
