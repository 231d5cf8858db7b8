// statement_camt.c: ISO 20022 camt.052, camt.053 and camt.054, whatever their version.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statement_parts.h"
#include "xml.h"

#include <string.h>

// Elements are told by their local names: versions 1 to 13 differ in wrappers only (Sts or Sts/Cd,
// Dbtr/Nm or Dbtr/Pty/Nm, BIC or BICFI).
struct camt {
  struct statement_reader *r;
  struct statement *s;
};

static struct str get(struct camt *c, const xmlNode *n, const char *path) {
  return xml_get(c->r->a, n, path);
}

static struct str first_of(struct camt *c, const xmlNode *n, const char *const *paths) {
  for (; *paths; paths++) {
    struct str s = xml_words(c->r->a, n, *paths);
    if (s.n)
      return s;
  }
  return S("");
}

static bool refuse(struct camt *c, const xmlNode *at, const char *what, struct str text) {
  c->r->line = (size_t)xml_line(at);
  return statement_refuse(c->r, what, text);
}

static bool is_debit(struct camt *c, const xmlNode *n, bool otherwise) {
  struct str side = get(c, n, "CdtDbtInd");
  return side.n ? str_eq(side, S("DBIT")) : otherwise;
}

// Amt with its Ccy; unset when the path is not there.
static bool read_amount(struct camt *c, const xmlNode *n, const char *path, struct money *out) {
  const xmlNode *at = xml_find(n, path);
  struct str cur = xml_attribute(c->r->a, at, "Ccy");
  char code[4] = "";
  bool given;
  *out = (struct money){0};
  if (!at)
    return true;
  if (cur.n && !currency_valid(cur))
    return refuse(c, at, "no currency", cur);
  memcpy(code, cur.n ? cur.p : c->s->currency, 3);
  return xml_node_money(c->r->a, at, code, out, &given, c->r->err);
}

static bool read_day(struct camt *c, const xmlNode *n, const char *name, struct day *out) {
  struct arena *a = c->r->a;
  const char *date = str_c(a, str_printf(a, "%s/Dt", name));
  const char *moment = str_c(a, str_printf(a, "%s/DtTm", name));
  return xml_day(a, n, xml_find(n, date) ? date : moment, out, c->r->err);
}

static bool code_is(struct str code, const char *list) {
  struct str rest = str_of(list), word;
  while (str_word(&rest, &word))
    if (str_eq(word, code))
      return true;
  return false;
}

static bool read_balance(struct camt *c, const xmlNode *n) {
  static const char *const codes[] = {"Tp/CdOrPrtry/Cd", "Tp/Cd", "Tp/CdOrPrtry/Prtry", NULL};
  struct statement *s = c->s;
  struct str code = first_of(c, n, codes);
  bool opening = code_is(code, "OPBD PRCD"), closing = code_is(code, "CLBD");
  struct money m;
  struct day day;
  if ((!opening && !closing) || (opening && s->has_opening && str_eq(code, S("PRCD"))))
    return true;
  if (!read_amount(c, n, "Amt", &m) || !read_day(c, n, "Dt", &day))
    return false;
  if (is_debit(c, n, false))
    m = money_neg(m);
  if (opening) {
    s->has_opening = true;
    s->opening = m;
    s->opened = day;
  } else {
    s->has_closing = true;
    s->closing = m;
    s->closed = day;
  }
  return true;
}

static void read_party(struct camt *c, const xmlNode *tx, bool debit, struct movement *m) {
  static const char *const in[] = {"RltdPties/Dbtr/Nm",
                                   "RltdPties/Dbtr/Pty/Nm",
                                   "RltdPties/UltmtDbtr/Nm",
                                   "RltdPties/UltmtDbtr/Pty/Nm",
                                   "RltdPties/InitgPty/Pty/Nm",
                                   "RltdPties/InitgPty/Nm",
                                   NULL};
  static const char *const out[] = {"RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm",
                                    "RltdPties/UltmtCdtr/Nm", "RltdPties/UltmtCdtr/Pty/Nm", NULL};
  static const char *const in_account[] = {"RltdPties/DbtrAcct/Id/IBAN",
                                           "RltdPties/DbtrAcct/Id/Othr/Id", NULL};
  static const char *const out_account[] = {"RltdPties/CdtrAcct/Id/IBAN",
                                            "RltdPties/CdtrAcct/Id/Othr/Id", NULL};
  m->payer = first_of(c, tx, debit ? out : in);
  m->payer_iban = first_of(c, tx, debit ? out_account : in_account);
}

static void read_remittance(struct camt *c, const xmlNode *tx, struct movement *m) {
  static const char *const refs[] = {"RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef",
                                     NULL};
  struct arena *a = c->r->a;
  struct strs texts = {0};
  xml_all(a, tx, "RmtInf/Ustrd", &texts);
  xml_all(a, tx, "RmtInf/Strd/AddtlRmtInf", &texts);
  for (size_t i = 0; i < texts.n; i++)
    text_add(a, &m->text, texts.v[i], ' ');
  if (m->text.n == 0)
    text_add(a, &m->text, xml_words(a, tx, "AddtlTxInf"), ' ');
  m->reference = first_of(c, tx, refs);
  xml_all(a, tx, "RmtInf/Strd/RfrdDocInf/Nb", &m->documents);
  xml_all(a, tx, "RmtInf/Strd/RfrdDocInf/RfrdDocNb", &m->documents);
}

static bool read_details(struct camt *c, const xmlNode *tx, struct statement_entry *e) {
  static const char *const reasons[] = {"RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/RtrRsn/Cd",
                                        "RtrInf/OrgnlBkTxCd/Prtry/Cd", NULL};
  static const char *const amounts[] = {"Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"};
  struct movement *m = detail_add(c->r, e);
  bool debit = is_debit(c, tx, e->sum.amount.minor < 0);
  if (!m)
    return false;
  for (size_t i = 0; i < 3 && !m->amount.currency[0]; i++) {
    if (!read_amount(c, tx, amounts[i], &m->amount))
      return false;
    if (!money_same_currency(m->amount, e->sum.amount))
      m->amount = (struct money){0};
  }
  if (debit)
    m->amount = money_neg(m->amount);
  reference_set(&m->end_to_end, get(c, tx, "Refs/EndToEndId"));
  m->return_reason = first_of(c, tx, reasons);
  read_party(c, tx, debit, m);
  read_remittance(c, tx, m);
  return true;
}

static void read_codes(struct camt *c, const xmlNode *n, struct statement_entry *e) {
  static const char *const refs[] = {"AcctSvcrRef", "NtryRef", NULL};
  static const char *const states[] = {"Sts/Cd", "Sts/Prtry", "Sts", NULL};
  struct str domain = get(c, n, "BkTxCd/Domn/Cd"), state = first_of(c, n, states);
  struct str reversal = get(c, n, "RvslInd");
  e->ref = first_of(c, n, refs);
  e->code = get(c, n, "BkTxCd/Prtry/Cd");
  if (domain.n)
    e->code = str_printf(c->r->a, "%.*s/%.*s/%.*s", STR_ARG(domain),
                         STR_ARG(get(c, n, "BkTxCd/Domn/Fmly/Cd")),
                         STR_ARG(get(c, n, "BkTxCd/Domn/Fmly/SubFmlyCd")));
  e->reversal = str_eq(reversal, S("true")) || str_eq(reversal, S("1"));
  e->pending = state.n && !str_eq(state, S("BOOK"));
}

static bool read_entry(struct camt *c, const xmlNode *n) {
  c->r->line = (size_t)xml_line(n);
  struct statement_entry *e = entry_add(c->r, c->s);
  if (!e || !read_amount(c, n, "Amt", &e->sum.amount) || !read_day(c, n, "BookgDt", &e->booked) ||
      !read_day(c, n, "ValDt", &e->value))
    return false;
  if (!e->sum.amount.currency[0])
    return refuse(c, n, "an entry without amount", S(""));
  if (xml_find(n, "CdtDbtInd") == NULL)
    return refuse(c, n, "an entry that is neither credit nor debit", S(""));
  if (is_debit(c, n, false))
    e->sum.amount = money_neg(e->sum.amount);
  read_codes(c, n, e);
  for (const xmlNode *d = xml_find(n, "NtryDtls"); d; d = xml_next(d))
    for (const xmlNode *tx = xml_find(d, "TxDtls"); tx; tx = xml_next(tx))
      if (!read_details(c, tx, e))
        return false;
  for (const xmlNode *tx = xml_find(n, "TxDtls"); tx; tx = xml_next(tx)) // version 1
    if (!read_details(c, tx, e))
      return false;
  entry_settle(e);
  if (e->sum.text.n == 0)
    text_add(c->r->a, &e->sum.text, xml_words(c->r->a, n, "AddtlNtryInf"), ' ');
  return true;
}

static void read_account(struct camt *c, const xmlNode *n) {
  static const char *const accounts[] = {"Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id",
                                         "Acct/Id/BBAN", NULL};
  static const char *const banks[] = {"Acct/Svcr/FinInstnId/BICFI", "Acct/Svcr/FinInstnId/BIC",
                                      NULL};
  static const char *const numbers[] = {"ElctrncSeqNb", "LglSeqNb", NULL};
  struct str cur = get(c, n, "Acct/Ccy");
  if (!currency_valid(cur))
    cur = xml_attribute(c->r->a, xml_find(n, "Bal/Amt"), "Ccy");
  if (!currency_valid(cur))
    cur = xml_attribute(c->r->a, xml_find(n, "Ntry/Amt"), "Ccy");
  if (!currency_valid(cur))
    cur = str_of(c->r->currency);
  memcpy(c->s->currency, money_of(0, str_c(c->r->a, cur)).currency, 4);
  c->s->account = first_of(c, n, accounts);
  c->s->bank = first_of(c, n, banks);
  c->s->id = get(c, n, "Id");
  c->s->sequence = first_of(c, n, numbers);
}

static bool read_statement(struct camt *c, const xmlNode *n, const char *format) {
  c->s = statement_add(c->r, format);
  read_account(c, n);
  for (const xmlNode *b = xml_find(n, "Bal"); b; b = xml_next(b))
    if (!read_balance(c, b))
      return false;
  for (const xmlNode *e = xml_find(n, "Ntry"); e; e = xml_next(e))
    if (!read_entry(c, e))
      return false;
  return true;
}

// "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08" gives "camt.053.001.08".
static const char *format_of(struct camt *c, const xmlNode *root) {
  struct str space = str_of(root->ns ? (const char *)root->ns->href : NULL);
  size_t at;
  return str_c(c->r->a, str_find(space, S("camt."), &at) ? str_skip(space, at) : S("camt"));
}

bool statement_camt(struct statement_reader *r) {
  static const char *const paths[] = {
      "BkToCstmrStmt/Stmt",    "BkToCstmrAcctRpt/Rpt",    "BkToCstmrDbtCdtNtfctn/Ntfctn",
      "BkToCstmrStmtV01/Stmt", "BkToCstmrAcctRptV01/Rpt", "BkToCstmrDbtCdtNtfctnV01/Ntfctn"};
  auto_xml xmlDoc *doc = NULL;
  const xmlNode *root;
  struct camt c = {.r = r};
  if (!xml_parse(r->bytes, STATEMENT_FILE_LIMIT, &doc, &root, r->err))
    return false;
  const char *format = format_of(&c, root);
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    for (const xmlNode *n = xml_find(root, paths[i]); n; n = xml_next(n))
      if (!read_statement(&c, n, format))
        return false;
  return r->out->n > 0 || refuse(&c, root, "no statement, report or notification in it", S(""));
}
