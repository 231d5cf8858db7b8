// papers_json.c: papers over the socket between reader and work, and into the ledger.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/papers.h"

#include <string.h>

// ---------------------------------------------------------------- fields of structs, by table

enum field_kind { TEXT, DAY, MONEY, TEXTS };

struct field {
  const char *name;
  enum field_kind kind;
  size_t offset;
};

#define E(k, f)                                                                                    \
  { #f, k, offsetof(struct einvoice, f) }
#define P(k, f)                                                                                    \
  { #f, k, offsetof(struct party, f) }
#define M(k, f)                                                                                    \
  { #f, k, offsetof(struct payment, f) }
static const struct field of_invoice[] = {E(TEXT, syntax),   E(TEXT, profile),
                                          E(TEXT, number),   E(TEXT, type_code),
                                          E(DAY, issued),    E(DAY, due),
                                          E(TEXT, terms),    E(MONEY, total),
                                          E(MONEY, prepaid), E(MONEY, payable),
                                          E(TEXTS, lowers),  E(TEXTS, ibans),
                                          E(TEXT, bic),      E(TEXT, payment_reference),
                                          E(TEXTS, missing), {0}};
static const struct field of_party[] = {
    P(TEXT, name),  P(TEXT, legal_id), P(TEXT, vat_id),  P(TEXT, id),
    P(TEXT, email), P(TEXT, contact),  P(TEXT, country), {0}};
static const struct field of_payment[] = {M(TEXT, id),   M(TEXT, payer),   M(TEXT, reference),
                                          M(TEXT, iban), M(TEXT, invoice), M(TEXT, source),
                                          M(DAY, day),   M(MONEY, amount), {0}};
static const struct field of_due[] = {{"due", DAY, offsetof(struct due_part, due)},
                                      {"amount", MONEY, offsetof(struct due_part, amount)},
                                      {0}};
static const struct field of_address[] = {{"name", TEXT, offsetof(struct address, name)},
                                          {"addr", TEXT, offsetof(struct address, addr)},
                                          {0}};
static const struct field of_found[] = {
    {"sent_to", TEXTS, offsetof(struct found_invoice, sent_to)},
    {"doubts", TEXTS, offsetof(struct found_invoice, doubts)},
    {"filename", TEXT, offsetof(struct found_invoice, filename)},
    {"text", TEXT, offsetof(struct found_invoice, text)},
    {0}};

#define A(k, f)                                                                                    \
  { #f, k, offsetof(struct account_span, f) }
static const struct field of_span[] = {A(TEXT, account),  A(DAY, opened),    A(DAY, closed),
                                       A(MONEY, opening), A(MONEY, closing), {0}};

static json_t *texts_json(const struct strs *list) {
  json_t *out = json_array();
  for (size_t i = 0; i < list->n; i++)
    json_array_append_new(out, json_str(list->v[i]));
  return out;
}

static json_t *field_json(const struct field *f, const char *at) {
  struct money m;
  struct day d;
  switch (f->kind) {
  case TEXT:
    return json_str(*(const struct str *)(const void *)at);
  case TEXTS:
    return texts_json((const void *)at);
  case DAY:
    memcpy(&d, at, sizeof d);
    return day_is(d) ? json_integer(d.n) : json_null();
  case MONEY:
    memcpy(&m, at, sizeof m);
    return json_pack("[I,s]", (json_int_t)m.minor, m.currency);
  }
  return NULL;
}

static json_t *struct_json(const struct field *fields, const void *value) {
  json_t *o = json_object();
  for (const struct field *f = fields; f->name; f++)
    json_object_set_new(o, f->name, field_json(f, (const char *)value + f->offset));
  return o;
}

static struct str text_of(struct arena *a, json_t *j) {
  return str_dup(a, (struct str){json_string_value(j), json_string_length(j)});
}

static bool texts_of(struct arena *a, json_t *j, struct strs *out) {
  size_t i;
  json_t *one;
  json_array_foreach(j, i, one) {
    if (!json_is_string(one))
      return false;
    *LIST_PUSH(a, out) = text_of(a, one);
  }
  return json_is_array(j);
}

static bool day_of_json(json_t *j, struct day *out) {
  json_int_t n = json_integer_value(j);
  *out = DAY_NONE;
  if (json_is_null(j))
    return true;
  out->n = (int32_t)n;
  return json_is_integer(j) && n > -200000 && n < 1000000;
}

static bool money_of_json(json_t *j, struct money *out) {
  const char *code = json_string_value(json_array_get(j, 1));
  json_t *minor = json_array_get(j, 0);
  if (!code || !json_is_integer(minor) || (code[0] && !currency_valid(str_of(code))))
    return false;
  *out = (struct money){.minor = json_integer_value(minor)};
  memcpy(out->currency, code, strlen(code) + 1);
  return true;
}

static bool field_of(struct arena *a, const struct field *f, json_t *j, char *at) {
  struct money m;
  struct day d;
  switch (f->kind) {
  case TEXT:
    if (json_is_string(j))
      *(struct str *)(void *)at = text_of(a, j);
    return json_is_string(j);
  case TEXTS:
    return texts_of(a, j, (void *)at);
  case DAY:
    if (!day_of_json(j, &d))
      return false;
    memcpy(at, &d, sizeof d);
    return true;
  case MONEY:
    if (!money_of_json(j, &m))
      return false;
    memcpy(at, &m, sizeof m);
    return true;
  }
  return false;
}

static bool struct_of(struct arena *a, const struct field *fields, json_t *o, void *out) {
  for (const struct field *f = fields; f->name; f++)
    if (!field_of(a, f, json_object_get(o, f->name), (char *)out + f->offset))
      return false;
  return true;
}

// ---------------------------------------------------------------- one invoice

static json_t *invoice_json(const struct found_invoice *f) {
  json_t *o = struct_json(of_found, f), *e = struct_json(of_invoice, &f->e), *dues = json_array();
  for (size_t i = 0; i < f->e.instalments.n; i++)
    json_array_append_new(dues, struct_json(of_due, &f->e.instalments.v[i]));
  json_object_set_new(e, "credit", json_boolean(f->e.kind == CREDIT_NOTE));
  json_object_set_new(e, "seller", struct_json(of_party, &f->e.seller));
  json_object_set_new(e, "buyer", struct_json(of_party, &f->e.buyer));
  json_object_set_new(e, "instalments", dues);
  json_object_set_new(o, "certain", json_boolean(f->certain));
  json_object_set_new(o, "invoice", e);
  return o;
}

static bool dues_of(struct arena *a, json_t *list, struct einvoice *e) {
  size_t i;
  json_t *one;
  json_array_foreach(list, i, one) {
    struct due_part d = {.due = DAY_NONE};
    if (!struct_of(a, of_due, one, &d))
      return false;
    *LIST_PUSH(a, &e->instalments) = d;
  }
  return json_is_array(list);
}

static bool invoice_of(struct arena *a, json_t *o, struct found_invoice *out) {
  struct found_invoice f = {0};
  json_t *e = json_object_get(o, "invoice");
  if (!struct_of(a, of_found, o, &f) || !struct_of(a, of_invoice, e, &f.e) ||
      !struct_of(a, of_party, json_object_get(e, "seller"), &f.e.seller) ||
      !struct_of(a, of_party, json_object_get(e, "buyer"), &f.e.buyer) ||
      !dues_of(a, json_object_get(e, "instalments"), &f.e))
    return false;
  f.e.kind = json_is_true(json_object_get(e, "credit")) ? CREDIT_NOTE : INVOICE;
  f.certain = json_is_true(json_object_get(o, "certain"));
  if (f.certain && (!f.e.number.n || !day_is(f.e.issued) || !f.e.payable.currency[0] ||
                    !money_same_currency(f.e.payable, f.e.total)))
    return false;
  *out = f;
  return true;
}

static struct str dump(struct arena *a, json_t *o) {
  char *text = json_dumps(o, JSON_COMPACT);
  struct str out = str_dup(a, str_of(text));
  free(text);
  json_decref(o);
  return out;
}

struct str found_json(struct arena *a, const struct found_invoice *f) {
  return dump(a, invoice_json(f));
}

bool found_parse(struct arena *a, struct str json, struct found_invoice *out, struct err *err) {
  json_error_t why;
  json_t *o = json_loadb(json.n ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &why);
  bool ok = o && invoice_of(a, o, out);
  json_decref(o);
  return ok || err_set(err, ERR_INPUT, "what was read of a paper is damaged");
}

// ---------------------------------------------------------------- the whole answer

struct str papers_json(struct arena *a, const struct papers *p) {
  json_t *o = json_object(), *invoices = json_array(), *payments = json_array(),
         *spans = json_array(), *bcc = json_array();
  struct buf files = buf_in(a), all = buf_in(a);
  for (size_t i = 0; i < p->invoices.n; i++) {
    json_t *one = invoice_json(&p->invoices.v[i]);
    json_object_set_new(one, "length", json_integer((json_int_t)p->invoices.v[i].bytes.n));
    json_array_append_new(invoices, one);
    buf_add(&files, p->invoices.v[i].bytes);
  }
  for (size_t i = 0; i < p->payments.n; i++)
    json_array_append_new(payments, struct_json(of_payment, &p->payments.v[i]));
  for (size_t i = 0; i < p->spans.n; i++)
    json_array_append_new(spans, struct_json(of_span, &p->spans.v[i]));
  for (size_t i = 0; i < p->bcc.n; i++)
    json_array_append_new(bcc, struct_json(of_address, &p->bcc.v[i]));
  json_object_set_new(o, "invoices", invoices);
  json_object_set_new(o, "payments", payments);
  json_object_set_new(o, "spans", spans);
  json_object_set_new(o, "bcc", bcc);
  json_object_set_new(o, "trouble", texts_json(&p->trouble));
  json_object_set_new(o, "text", json_str(p->text));
  buf_add(&all, dump(a, o));
  buf_c(&all, '\n');
  buf_add(&all, buf_str(&files));
  return buf_str(&all);
}

static bool invoices_of(struct arena *a, json_t *list, struct str files, struct papers *p) {
  size_t i, at = 0;
  json_t *one;
  json_array_foreach(list, i, one) {
    json_int_t n = json_integer_value(json_object_get(one, "length"));
    struct found_invoice f;
    if (n < 0 || (uint64_t)n > files.n - at || !invoice_of(a, one, &f))
      return false;
    f.bytes = str_sub(files, at, (size_t)n);
    at += (size_t)n;
    *LIST_PUSH(a, &p->invoices) = f;
  }
  return json_is_array(list);
}

static bool payments_of(struct arena *a, json_t *list, struct papers *p) {
  size_t i;
  json_t *one;
  json_array_foreach(list, i, one) {
    struct payment m = {.day = DAY_NONE};
    if (!struct_of(a, of_payment, one, &m) || !m.id.n || !m.amount.currency[0])
      return false;
    *LIST_PUSH(a, &p->payments) = m;
  }
  return json_is_array(list);
}

static bool spans_of(struct arena *a, json_t *list, struct papers *p) {
  size_t i;
  json_t *one;
  json_array_foreach(list, i, one) {
    struct account_span m = {0};
    if (!struct_of(a, of_span, one, &m) || !m.closing.currency[0])
      return false;
    *LIST_PUSH(a, &p->spans) = m;
  }
  return json_is_array(list);
}

static bool bcc_of(struct arena *a, json_t *list, struct papers *p) {
  size_t i;
  json_t *one;
  json_array_foreach(list, i, one) {
    struct address m = {0};
    if (!struct_of(a, of_address, one, &m))
      return false;
    *LIST_PUSH(a, &p->bcc) = m;
  }
  return json_is_array(list);
}

bool papers_parse(struct arena *a, struct str answer, struct papers *out, struct err *err) {
  struct str json, files;
  struct papers p = {0};
  json_error_t why;
  str_cut(answer, '\n', &json, &files);
  json_t *o = json_loadb(json.n ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &why);
  bool ok = o && invoices_of(a, json_object_get(o, "invoices"), files, &p) &&
            payments_of(a, json_object_get(o, "payments"), &p) &&
            spans_of(a, json_object_get(o, "spans"), &p) &&
            bcc_of(a, json_object_get(o, "bcc"), &p) &&
            texts_of(a, json_object_get(o, "trouble"), &p.trouble) &&
            json_is_string(json_object_get(o, "text"));
  if (ok)
    p.text = text_of(a, json_object_get(o, "text"));
  json_decref(o);
  if (!ok)
    return err_set(err, ERR_INPUT, "the reader answers what is no list of papers");
  *out = p;
  return true;
}
