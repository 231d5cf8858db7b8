// statement_coda.c: CODA, the statement of Belgian banks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statement_parts.h"

#include <string.h>

enum { RECORD = 128 };

// Febelfin, "Standards for coded statements of account" (CODA 2.6), records of 128 characters:
//   file = *( 0 1 *( 21 [22] [23] *( 31 [32] [33] ) ) 8 *4 9 )
// Places below are counted from 1, as in the standard. A movement with detail number 0000 is an
// entry; one with a higher number is a part of it.
struct coda {
  struct statement_reader *r;
  struct statement *s;
  struct statement_entry *entry;
  struct movement *m; // what 22 and 23 go on about
  bool full;          // its text filled the last field: a word may go on in the next
  struct str record;
};

static struct str at(const struct coda *c, size_t first, size_t last) {
  return str_sub(c->record, first - 1, last - first + 1);
}

// Thousandths without a sign; the sign stands apart, 1 being debit.
static bool read_amount(struct coda *c, size_t sign, size_t first, struct money *out) {
  struct str s = at(c, first, first + 14);
  int64_t units;
  if (!str_is_digits(s) || !str_int(s, &units))
    return statement_refuse(c->r, "no amount", s);
  *out = money_of(units, c->s->currency);
  for (int d = 3; d > currency_digits(c->s->currency); d--) {
    if (out->minor % 10)
      return statement_refuse(c->r, "an amount has more decimals than its currency", s);
    out->minor /= 10;
  }
  if (str_eq(at(c, sign, sign), S("1")))
    out->minor = -out->minor;
  return true;
}

static bool read_day(struct coda *c, size_t first, struct day *out) {
  struct str s = at(c, first, first + 5);
  *out = DAY_NONE;
  if (str_eq(s, S("000000")) || str_trim(s).n == 0)
    return true;
  return day_ddmmyy(s, out) || statement_refuse(c->r, "no date", s);
}

static bool read_header(struct coda *c) {
  if (!str_eq(at(c, 128, 128), S("2")))
    return statement_refuse(c->r, "not version 2 of CODA", at(c, 128, 128));
  if (c->s && !c->s->has_closing)
    return statement_refuse(c->r, "the statement before has no new balance (8)", S(""));
  c->s = NULL;
  return true;
}

static bool read_old_balance(struct coda *c) {
  struct str kind = at(c, 2, 2);
  bool national = str_eq(kind, S("0"));
  struct str cur = national ? at(c, 19, 21) : at(c, 40, 42);
  if (!currency_valid(cur))
    return statement_refuse(c->r, "no currency", cur);
  struct statement *s = c->s = statement_add(c->r, "CODA");
  c->entry = NULL;
  c->m = NULL;
  memcpy(s->currency, cur.p, 3);
  s->account = str_trim(national ? at(c, 6, 17) : at(c, 6, 39));
  s->id = s->sequence = at(c, 3, 5);
  s->has_opening = true;
  return read_amount(c, 43, 44, &s->opening) && read_day(c, 59, &s->opened);
}

static bool read_new_balance(struct coda *c) {
  if (!c->s)
    return statement_refuse(c->r, "a new balance (8) without an old one (1)", S(""));
  c->s->has_closing = true;
  return read_amount(c, 42, 43, &c->s->closing) && read_day(c, 58, &c->s->closed);
}

static void add_text(struct coda *c, struct str field) {
  struct str text = str_trim(field);
  text_add(c->r->a, &c->m->text, text, c->full ? 0 : ' ');
  c->full = text.n && field.p[field.n - 1] != ' ' && field.p[0] != ' ';
}

// Type 101 and 102: twelve digits that the payee asked for; others stay text.
static void read_communication(struct coda *c, struct str text) {
  bool structured = str_eq(at(c, 62, 62), S("1"));
  struct str type = str_sub(text, 0, 3), digits = str_sub(text, 3, 12);
  bool ogm = structured && (str_eq(type, S("101")) || str_eq(type, S("102"))) &&
             str_is_digits(digits) && digits.n == 12;
  if (ogm)
    c->m->reference = digits;
  c->full = false;
  add_text(c, structured ? str_skip(text, 3) : text);
}

static bool read_movement(struct coda *c) {
  struct money amount;
  struct day value, booked;
  if (!c->s || c->s->has_closing)
    return statement_refuse(c->r, "a movement (21) outside of a statement", S(""));
  if (!read_amount(c, 32, 33, &amount) || !read_day(c, 48, &value) || !read_day(c, 116, &booked))
    return false;
  bool part = !str_eq(at(c, 7, 10), S("0000"));
  if (part && !c->entry)
    return statement_refuse(c->r, "a part of a movement that has not begun", at(c, 3, 10));
  if (!part) {
    if (c->entry)
      entry_settle(c->entry);
    if (!(c->entry = entry_add(c->r, c->s)))
      return false;
    c->entry->booked = booked;
    c->entry->value = value;
    c->entry->ref = str_trim(at(c, 11, 31));
    c->entry->code = at(c, 54, 61);
  }
  c->m = part ? detail_add(c->r, c->entry) : &c->entry->sum;
  if (!c->m)
    return false;
  c->m->amount = amount;
  read_communication(c, at(c, 63, 115));
  return true;
}

static bool read_more(struct coda *c) {
  struct str kind = at(c, 2, 2);
  if (!c->m)
    return statement_refuse(c->r, "a continuation without its movement (21)", S(""));
  if (str_eq(kind, S("2"))) {
    add_text(c, at(c, 11, 63));
    reference_set(&c->m->end_to_end, at(c, 64, 98));
    c->m->return_reason = str_trim(at(c, 114, 117));
  } else if (str_eq(kind, S("3"))) {
    c->m->payer_iban = str_trim(at(c, 11, 44));
    c->m->payer = str_trim(at(c, 48, 82));
    add_text(c, at(c, 83, 125));
  }
  return true;
}

static bool read_record(struct coda *c) {
  switch (c->record.p[0]) {
  case '0':
    return read_header(c);
  case '1':
    return read_old_balance(c);
  case '2':
    return c->record.p[1] == '1' ? read_movement(c) : read_more(c);
  case '8':
    return read_new_balance(c);
  case '3': // information: of the bank, not of the payer
  case '4':
  case '9':
    return true;
  default:
    return statement_refuse(c->r, "no record of CODA", c->record);
  }
}

bool statement_coda(struct statement_reader *r) {
  struct coda c = {.r = r};
  struct str rest = r->bytes, line;
  for (r->line = 1; str_line(&rest, &line); r->line++) {
    if (str_trim(line).n == 0)
      continue;
    struct buf b = buf_in(r->a);
    size_t len;
    for (size_t i = 0; i < line.n; i += len) { // one byte a character, so that places hold
      uint32_t rune = str_rune(line, i, &len);
      buf_c(&b, rune < 0x80 ? line.p[i] : '?');
    }
    while (b.n < RECORD)
      buf_c(&b, ' ');
    c.record = buf_str(&b);
    if (c.record.n > RECORD)
      return statement_refuse(r, "longer than 128 characters", line);
    if (!read_record(&c))
      return false;
  }
  for (size_t i = 0; i < r->out->n; i++) {
    struct statement *s = &r->out->v[i];
    if (s->entries.n)
      entry_settle(&s->entries.v[s->entries.n - 1]);
    if (!s->has_closing)
      return statement_refuse(r, "the file ends before its new balance (8): it is cut", S(""));
  }
  return true;
}
