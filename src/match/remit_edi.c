// remit_edi.c: payment advices as machines write them, EDIFACT REMADV and X12 820.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect.h"

// EDIFACT (ISO 9735): segments end with ', data elements are parted by +, components by :, and ?
// makes the next sign plain; UNA may name others. Read here:
//   DOC+380+FT-2026-777'   381: credit note      MOA+9:100' invoice, 12 remitted, 52 discount
// X12: the element separator is the 4th byte of ISA, the segment end the 106th. Read here:
//   BPR*C*11050.00*..     RMR*IV*INV-10530**8900.00*9000.00*100.00~   02 number, 04 paid, 05, 06
enum { ELEMENTS = 20, SEGMENT_LIMIT = 4000 };

struct edi {
  char end, element, component, release; // release 0: none
};

struct segment {
  struct str v[ELEMENTS];
  size_t n, offset, length;
};

static size_t until(struct str s, char stop, char release) {
  size_t i = 0;
  while (i < s.n && s.p[i] != stop)
    i += release && s.p[i] == release && i + 1 < s.n ? 2 : 1;
  return i < s.n ? i : s.n;
}

static bool next_segment(const struct edi *e, struct str text, size_t *at, struct segment *out) {
  while (*at < text.n && (text.p[*at] == '\n' || text.p[*at] == '\r' || text.p[*at] == ' '))
    ++*at;
  if (*at >= text.n)
    return false;
  struct str rest = str_skip(text, *at);
  size_t n = until(rest, e->end, e->release);
  *out = (struct segment){.offset = *at, .length = n};
  struct str body = str_sub(rest, 0, n);
  while (out->n < ELEMENTS) {
    size_t k = until(body, e->element, e->release);
    out->v[out->n++] = str_sub(body, 0, k);
    if (k >= body.n)
      break;
    body = str_skip(body, k + 1);
  }
  *at += n + 1;
  return true;
}

static struct str part_of(const struct edi *e, struct str element, size_t i) {
  for (; i > 0; i--)
    element = str_skip(element, until(element, e->component, e->release) + 1);
  return str_sub(element, 0, until(element, e->component, e->release));
}

static struct str element(const struct segment *s, size_t i) {
  return i < s->n ? s->v[i] : S("");
}

static struct money edi_money(struct str s, const char *currency) {
  struct money m = {0};
  struct err ignored;
  return money_parse(s, currency, &m, &ignored) ? m : (struct money){0};
}

static struct evidence *add_at(struct collecting *c, const struct facts *f, enum evidence_what what,
                               const struct segment *s) {
  return add_evidence(c, f, what, s->offset, s->length,
                      what == EV_LINE ? "advice.edi" : "advice.total");
}

static struct money signed_as(struct money m, bool credit) {
  return credit && m.minor > 0 ? money_neg(m) : m;
}

// ---------------------------------------------------------------- EDIFACT REMADV

struct remadv {
  char currency[4];
  struct evidence *line; // the document that MOA segments belong to
  bool credit;
};

static void remadv_document(struct collecting *c, const struct facts *f, const struct edi *e,
                            const struct segment *s, struct remadv *r) {
  r->credit = str_eq(element(s, 1), S("381"));
  r->line = add_at(c, f, EV_LINE, s);
  if (r->line)
    r->line->ref = part_of(e, element(s, 2), 0);
}

static void remadv_money(struct collecting *c, const struct facts *f, const struct edi *e,
                         const struct segment *s, struct remadv *r) {
  struct str what = part_of(e, element(s, 1), 0), code = part_of(e, element(s, 1), 2);
  const char *currency = currency_valid(code) ? str_c(c->a, code) : r->currency;
  struct money m = signed_as(edi_money(part_of(e, element(s, 1), 1), currency), r->credit);
  if (!m.currency[0])
    return;
  if (!r->line && str_eq(what, S("12"))) {
    struct evidence *total = add_at(c, f, EV_TOTAL, s);
    if (total)
      total->amount = m;
  } else if (r->line && str_eq(what, S("12")))
    r->line->amount = m;
  else if (r->line && str_eq(what, S("9")))
    r->line->gross = m;
  else if (r->line && str_eq(what, S("52")))
    r->line->discount = m;
}

// The signs that UNA names; where the segments begin.
static size_t edifact_signs(struct str text, struct edi *e) {
  if (!str_starts(text, S("UNA")) || text.n <= 9)
    return 0;
  *e = (struct edi){text.p[8], text.p[4], text.p[3], text.p[6]};
  return 9;
}

static void read_remadv(struct collecting *c, const struct facts *f) {
  struct str text = f->text->text;
  struct edi e = {'\'', '+', ':', '?'};
  struct remadv r = {0};
  struct segment s;
  size_t at = edifact_signs(text, &e), count = 0;
  for (size_t i = 0; i < 3; i++)
    r.currency[i] = c->amount_from.currency[i];
  while (count++ < SEGMENT_LIMIT && next_segment(&e, text, &at, &s)) {
    struct str currency = part_of(&e, element(&s, 1), 1);
    if (str_eq(s.v[0], S("CUX")) && currency_valid(currency))
      for (size_t i = 0; i < 3; i++)
        r.currency[i] = currency.p[i];
    else if (str_eq(s.v[0], S("DOC")))
      remadv_document(c, f, &e, &s, &r);
    else if (str_eq(s.v[0], S("MOA")))
      remadv_money(c, f, &e, &s, &r);
    else if (str_eq(s.v[0], S("UNS")))
      r.line = NULL, r.credit = false;
  }
}

// ---------------------------------------------------------------- X12 820

static void x12_line(struct collecting *c, const struct facts *f, const struct segment *s,
                     const char *currency) {
  bool credit = str_eq(element(s, 1), S("CM"));
  struct evidence *line = add_at(c, f, EV_LINE, s);
  if (!line)
    return;
  line->ref = element(s, 2);
  line->amount = signed_as(edi_money(element(s, 4), currency), credit);
  line->gross = signed_as(edi_money(element(s, 5), currency), credit);
  line->discount = edi_money(element(s, 6), currency);
}

static void read_x12(struct collecting *c, const struct facts *f) {
  struct str text = f->text->text;
  struct edi e = {text.p[105], text.p[3], text.p[104], 0};
  struct segment s;
  size_t at = 0, count = 0;
  const char *currency = "USD";
  while (count++ < SEGMENT_LIMIT && next_segment(&e, text, &at, &s)) {
    if (str_eq(s.v[0], S("CUR")) && currency_valid(element(&s, 2)))
      currency = str_c(c->a, element(&s, 2));
    else if (str_eq(s.v[0], S("RMR")))
      x12_line(c, f, &s, currency);
    else if (str_eq(s.v[0], S("BPR"))) {
      struct evidence *total = add_at(c, f, EV_TOTAL, &s);
      if (total)
        total->amount = edi_money(element(&s, 2), currency);
    }
  }
}

// ---------------------------------------------------------------- which of them

static bool is_remadv(struct str text) {
  bool edifact =
      str_starts(text, S("UNA")) || str_starts(text, S("UNB")) || str_starts(text, S("UNH"));
  return edifact && str_find(text, S("REMADV"), NULL);
}

static bool is_x12(struct str text) {
  return str_starts(text, S("ISA")) && text.n > 106;
}

bool is_edi(struct str text) {
  return is_remadv(text) || is_x12(text);
}

static bool ends_well(struct str text) {
  struct edi e = {'\'', '+', ':', '?'};
  struct segment s;
  size_t at = 0, count = 0;
  if (is_x12(text))
    e = (struct edi){text.p[105], text.p[3], text.p[104], 0};
  else
    at = edifact_signs(text, &e);
  while (count++ < SEGMENT_LIMIT && next_segment(&e, text, &at, &s))
    if (str_eq(s.v[0], S("UNT")) || str_eq(s.v[0], S("SE")))
      return true;
  return false;
}

// Half an advice would be a wrong one: the end of the message must be there.
void collect_edi(struct collecting *c, const struct facts *f) {
  struct str text = f->text->text;
  if ((f->text->role != TEXT_FILE && f->text->role != TEXT_BODY) || !is_edi(text))
    return;
  if (!ends_well(text)) {
    *LIST_PUSH(c->a, &c->out->trouble) = str_printf(
        c->a, "part %.*s is a payment advice cut short and was not read", STR_ARG(f->text->part));
    return;
  }
  if (is_x12(text))
    read_x12(c, f);
  else
    read_remadv(c, f);
}
