// statement_ofx.c: OFX 1 (SGML) and 2 (XML), and QIF.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "amount.h"
#include "csv.h"
#include "statement_parts.h"

#include <string.h>

// OFX 1.6 and 2.1, section 11.4 (bank statements): a run of tags, those with a value being unclosed
// in version 1:
//   tag = "<" name ">" value          ; value up to the next "<"
struct ofx {
  struct statement_reader *r;
  struct statement *s;
  struct statement_entry *e; // between <STMTTRN> and </STMTTRN>
  struct str name, memo, amount;
  bool ledger; // between <LEDGERBAL> and its end
};

// The five entities of XML and &nbsp; that banks write.
static struct str plain(struct arena *a, struct str s) {
  static const struct {
    const char *name, *as;
  } entities[] = {{"&amp;", "&"},  {"&lt;", "<"},    {"&gt;", ">"},
                  {"&apos;", "'"}, {"&quot;", "\""}, {"&nbsp;", " "}};
  if (!s.n || !memchr(s.p, '&', s.n))
    return s;
  struct buf b = buf_in(a);
  for (size_t i = 0; i < s.n;) {
    size_t k = 0, n = sizeof entities / sizeof *entities;
    while (k < n && !str_starts(str_skip(s, i), str_of(entities[k].name)))
      k++;
    buf_add(&b, k < n ? str_of(entities[k].as) : str_sub(s, i, 1));
    i += k < n ? strlen(entities[k].name) : 1;
  }
  return buf_str(&b);
}

static bool read_day(struct ofx *o, struct str value, struct day *out) { // YYYYMMDD[HHMMSS[.X][tz]]
  int y, m, d;
  if (digits_int(value, 0, 4, &y) && digits_int(value, 4, 2, &m) && digits_int(value, 6, 2, &d) &&
      statement_day(y, m, d, out))
    return true;
  return statement_refuse(o->r, "no date", value);
}

static bool read_money(struct ofx *o, struct str value, struct money *out) {
  bool comma = value.n && memchr(value.p, ',', value.n);
  if (decimal_money(value, comma ? ',' : '.', o->s->currency, out) == AMOUNT_GOOD)
    return true;
  return statement_refuse(o->r, "no amount", value);
}

static bool begin_statement(struct ofx *o) {
  o->s = statement_add(o->r, "OFX");
  memcpy(o->s->currency, money_of(0, o->r->currency).currency, 4);
  o->e = NULL;
  return true;
}

static bool end_entry(struct ofx *o) {
  struct statement_entry *e = o->e;
  o->e = NULL;
  if (!e)
    return true;
  if (!day_is(e->booked))
    return statement_refuse(o->r, "a movement without date", S(""));
  if (!read_money(o, o->amount, &e->sum.amount))
    return false;
  e->sum.payer = o->name;
  e->sum.text = o->name;
  text_add(o->r->a, &e->sum.text, o->memo, ' ');
  return true;
}

static bool begin_entry(struct ofx *o) {
  if (!o->s)
    return statement_refuse(o->r, "a movement outside of a statement", S(""));
  if (!end_entry(o) || !(o->e = entry_add(o->r, o->s)))
    return false;
  o->name = o->memo = o->amount = S("");
  return true;
}

static bool entry_tag(struct ofx *o, struct str tag, struct str value) {
  struct statement_entry *e = o->e;
  if (str_eq_ci(tag, S("DTPOSTED")))
    return read_day(o, value, &e->booked);
  if (str_eq_ci(tag, S("DTAVAIL")))
    return read_day(o, value, &e->value);
  if (str_eq_ci(tag, S("TRNAMT")))
    o->amount = value;
  else if (str_eq_ci(tag, S("TRNTYPE")))
    e->code = value;
  else if (str_eq_ci(tag, S("FITID")))
    e->ref = value;
  else if (str_eq_ci(tag, S("NAME")))
    o->name = value;
  else if (str_eq_ci(tag, S("MEMO")))
    o->memo = value;
  return true;
}

static bool statement_tag(struct ofx *o, struct str tag, struct str value) {
  if (str_eq_ci(tag, S("CURDEF")) && currency_valid(value))
    memcpy(o->s->currency, value.p, 3);
  else if (str_eq_ci(tag, S("ACCTID")))
    o->s->account = value;
  else if (str_eq_ci(tag, S("BANKID")))
    o->s->bank = value;
  else if (o->ledger && str_eq_ci(tag, S("BALAMT")))
    return (o->s->has_closing = true) && read_money(o, value, &o->s->closing);
  else if (o->ledger && str_eq_ci(tag, S("DTASOF")))
    return read_day(o, value, &o->s->closed);
  return true;
}

static bool read_tag(struct ofx *o, struct str tag, struct str value) {
  if (str_eq_ci(tag, S("STMTRS")) || str_eq_ci(tag, S("CCSTMTRS")))
    return begin_statement(o);
  if (str_eq_ci(tag, S("STMTTRN")))
    return begin_entry(o);
  if (str_eq_ci(tag, S("/STMTTRN")) || str_eq_ci(tag, S("/BANKTRANLIST")))
    return end_entry(o);
  if (str_eq_ci(tag, S("LEDGERBAL")) || str_eq_ci(tag, S("/LEDGERBAL")))
    o->ledger = tag.p[0] != '/';
  if (tag.p[0] == '/' || !o->s)
    return true;
  return o->e ? entry_tag(o, tag, value) : statement_tag(o, tag, value);
}

static size_t lines_in(struct str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++)
    n += s.p[i] == '\n';
  return n;
}

bool statement_ofx(struct statement_reader *r) {
  struct ofx o = {.r = r};
  struct str rest = r->bytes, before, tag, value, next;
  while (str_cut(rest, '<', &before, &rest)) {
    r->line += lines_in(before);
    if (!str_cut(rest, '>', &tag, &rest))
      return statement_refuse(r, "a tag is not closed: the file is cut", str_sub(rest, 0, 40));
    str_cut(rest, '<', &value, &next);
    if (tag.n && !read_tag(&o, str_trim(tag), plain(r->a, str_trim(value))))
      return false;
  }
  if (!str_find_ci(r->bytes, S("</OFX>"), NULL))
    return statement_refuse(r, "the file ends before </OFX>: it is cut", S(""));
  return true;
}

// ---------------------------------------------------------------- QIF

// Quicken Interchange Format: a line is a letter and its value, "^" ends a movement.
struct qif {
  struct statement_reader *r;
  struct statement *s;
  struct day day;
  struct str amount, payee, memo, number;
  bool bank, any;
};

static bool qif_end(struct qif *q) {
  if (!q->any)
    return true;
  struct amount_text t;
  struct statement_entry *e = entry_add(q->r, q->s);
  if (!e)
    return false;
  if (!day_is(q->day))
    return statement_refuse(q->r, "a movement without a date", S(""));
  if (amount_read(q->amount, '.', &t) != AMOUNT_GOOD ||
      amount_money(&t, q->s->currency, &e->sum.amount) != AMOUNT_GOOD)
    return statement_refuse(q->r, "no amount", q->amount);
  e->booked = q->day;
  e->ref = q->number;
  e->sum.payer = q->payee;
  e->sum.text = q->payee;
  text_add(q->r->a, &e->sum.text, q->memo, ' ');
  *q = (struct qif){.r = q->r, .s = q->s, .day = DAY_NONE, .bank = q->bank};
  return true;
}

static bool qif_day(struct qif *q, struct str value) { // 20/11/2026, and 20/11'26 of old
  char text[16];
  size_t n = value.n < sizeof text ? value.n : sizeof text;
  for (size_t i = 0; i < n; i++)
    text[i] = value.p[i] == '\'' ? '/' : value.p[i] == ' ' ? '0' : value.p[i];
  if (day_read((struct str){text, n}, &q->day))
    return true;
  return statement_refuse(q->r, "no date (day first: 20/11/2026)", value);
}

static bool qif_line(struct qif *q, struct str line) {
  struct str value = str_trim(str_skip(line, 1));
  if (line.p[0] == '!') {
    q->bank = str_starts_ci(value, S("Type:Bank")) || str_starts_ci(value, S("Type:CCard")) ||
              str_starts_ci(value, S("Type:Cash"));
    return true;
  }
  if (!q->bank)
    return true;
  if (line.p[0] == '^')
    return qif_end(q);
  q->any = true;
  if (line.p[0] == 'D')
    return qif_day(q, value);
  if (line.p[0] == 'T' || (line.p[0] == 'U' && !q->amount.n))
    q->amount = value;
  else if (line.p[0] == 'P')
    q->payee = value;
  else if (line.p[0] == 'M')
    q->memo = value;
  else if (line.p[0] == 'N')
    q->number = value;
  return true;
}

bool statement_qif(struct statement_reader *r) {
  struct qif q = {.r = r, .day = DAY_NONE, .s = statement_add(r, "QIF")};
  struct str rest = r->bytes, line;
  memcpy(q.s->currency, money_of(0, r->currency).currency, 4);
  for (r->line = 1; str_line(&rest, &line); r->line++)
    if (str_trim(line).n && !qif_line(&q, line))
      return false;
  if (q.any)
    return statement_refuse(r, "the last movement has no end (^): the file is cut", S(""));
  return true;
}
