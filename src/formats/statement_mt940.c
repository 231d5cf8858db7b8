// statement_mt940.c: SWIFT MT940 and MT942 as banks really write them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/checkdigit.h"

#include "amount.h"
#include "charset.h"
#include "statement_parts.h"

#include <string.h>

// SWIFT Category 9, MT 940, in the banks' customer form:
//   file  = *( noise / field )
//   field = ":" tag ":" text *( LF text )     ; tag: 20 25 28C 60F 60M 61 86 62F 62M, others pass
// Envelopes "{1:…", "-}", "-" and header lines are noise.
struct mt940 {
  struct statement_reader *r;
  struct statement *s;
  struct statement_entry *last; // the one that :86: is about
  struct str information;       // of it, lines joined by LF
  struct str id;
};

static void flush(struct mt940 *m) {
  if (m->last && m->information.n)
    mt940_information(m->r->a, m->information, &m->last->sum);
  m->information = S("");
}

static struct statement *current(struct mt940 *m) {
  if (!m->s) {
    m->s = statement_add(m->r, "MT940");
    m->s->id = m->id;
    memcpy(m->s->currency, money_of(0, m->r->currency).currency, 4);
  }
  return m->s;
}

static bool begin(struct mt940 *m, struct str text) {
  m->s = NULL;
  m->id = text;
  return true;
}

// "12345678/1020304050EUR", "NL81ASNB9999999999", "IBAN/EUR"
static bool read_account(struct mt940 *m, struct str text) {
  struct statement *s = current(m);
  struct str bare = reference_bare(m->r->a, text);
  if (s->account.n)
    return true;
  s->account = text;
  for (size_t n = 15; n <= 34 && n <= bare.n; n++)
    if (iban_valid(str_sub(bare, 0, n)) && bare.n <= n + 3)
      s->account = str_sub(bare, 0, n);
  return true;
}

static bool read_sequence(struct mt940 *m, struct str text) {
  current(m)->sequence = text;
  return true;
}

// 1!a6!n3!a15d: mark, date, currency (some leave it out), amount
static bool balance(struct mt940 *m, struct str text, struct money *out, struct day *day) {
  struct str cur = str_sub(text, 7, 3), mark = str_sub(text, 0, 1), line, rest = text;
  struct money amount;
  bool named = currency_valid(cur);
  if (!str_line(&rest, &line))
    line = text;
  if (!named)
    cur = str_of(m->s->currency);
  if ((!str_eq(mark, S("C")) && !str_eq(mark, S("D"))) || !currency_valid(cur) ||
      !day_yymmdd(str_sub(text, 1, 6), day) ||
      decimal_money(str_trim(str_skip(line, named ? 10 : 7)), ',', str_c(m->r->a, cur), &amount) !=
          AMOUNT_GOOD)
    return statement_refuse(m->r, "no balance", text);
  *out = str_eq(mark, S("D")) ? money_neg(amount) : amount;
  memcpy(m->s->currency, out->currency, 4);
  return true;
}

static bool read_opening(struct mt940 *m, struct str text) {
  if (m->s && m->s->has_closing)
    m->s = NULL;
  struct statement *s = current(m);
  return balance(m, text, &s->opening, &s->opened) && (s->has_opening = true);
}

static bool read_closing(struct mt940 *m, struct str text) {
  struct statement *s = current(m);
  return balance(m, text, &s->closing, &s->closed) && (s->has_closing = true);
}

static bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

static size_t span_of(struct str s, const char *set) {
  size_t n = 0;
  while (n < s.n && s.p[n] && strchr(set, s.p[n]))
    n++;
  return n;
}

// MMDD; its year is the one that brings it nearest to the value date.
static struct day entry_day(struct str mmdd, struct day value) {
  int month, day, year = day_civil(value).year, of_value = day_civil(value).month;
  struct day d;
  if (!digits_int(mmdd, 0, 2, &month) || !digits_int(mmdd, 2, 2, &day))
    return value;
  if (month == 12 && of_value == 1)
    year--;
  if (month == 1 && of_value == 12)
    year++;
  return statement_day(year, month, day, &d) ? d : value;
}

// 6!n[4!n]2a[1!a]15d1!a3!c16x[//16x][LF34x]: value date, entry date (or four spaces), mark (C, D,
// RC, RD), third letter of the currency, amount, kind of business, references. RC takes back a
// credit: money out.
static bool read_line(struct mt940 *m, struct str text) {
  struct statement *s = current(m);
  struct statement_entry *e = entry_add(m->r, s);
  struct str rest = str_skip(text, 6), amount, lines, bank;
  if (!e)
    return false;
  if (!day_yymmdd(text, &e->value))
    return statement_refuse(m->r, "no movement", text);
  struct str date = str_sub(rest, 0, 4);
  bool dated = str_is_digits(date) && date.n == 4;
  e->booked = dated ? entry_day(date, e->value) : e->value;
  rest = str_trim(str_skip(rest, dated ? 4 : 0));
  e->reversal = str_starts(rest, S("R"));
  rest = str_skip(rest, e->reversal ? 1 : 0);
  bool debit = str_starts(rest, S("D"));
  if (!debit && !str_starts(rest, S("C")))
    return statement_refuse(m->r, "neither credit nor debit", text);
  rest = str_skip(rest, rest.n > 1 && is_upper(rest.p[1]) ? 2 : 1);
  rest = str_trim(rest);
  amount = str_sub(rest, 0, span_of(rest, "0123456789,"));
  if (decimal_money(amount, ',', s->currency, &e->sum.amount) != AMOUNT_GOOD)
    return statement_refuse(m->r, "no amount", text);
  if (debit != e->reversal)
    e->sum.amount = money_neg(e->sum.amount);
  rest = str_skip(rest, amount.n);
  e->code = text_clip(rest, 4);
  str_cut(str_skip(rest, e->code.n), '\n', &rest, &lines);
  size_t at;
  bank = str_find(rest, S("//"), &at) ? str_skip(rest, at + 2) : S("");
  reference_set(&e->ref, str_sub(rest, 0, bank.p ? rest.n - bank.n : rest.n));
  reference_set(&e->ref, bank);
  text_add(m->r->a, &e->sum.text, str_trim(lines), ' ');
  m->last = e;
  return true;
}

static bool read_information(struct mt940 *m, struct str text) {
  text_add(m->r->a, &m->information, text, '\n');
  return true;
}

static bool mark_interim(struct mt940 *m, struct str text) {
  (void)text;
  current(m)->format = S("MT942");
  return true;
}

static bool read_field(struct mt940 *m, struct str tag, struct str text) {
  static const struct {
    const char *tag;
    bool (*read)(struct mt940 *m, struct str text);
  } fields[] = {
      {"20", begin},         {"25", read_account},     {"25P", read_account},
      {"28", read_sequence}, {"28C", read_sequence},   {"60F", read_opening},
      {"60M", read_opening}, {"61", read_line},        {"62F", read_closing},
      {"62M", read_closing}, {"86", read_information}, {"34F", mark_interim},
  };
  if (!str_eq(tag, S("86")) && !str_eq(tag, S("NS"))) {
    flush(m);
    m->last = NULL;
  }
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (str_eq(tag, str_of(fields[i].tag)))
      return fields[i].read(m, str_trim(text));
  return true;
}

// ":61:" gives 61; empty when the line begins no field.
static struct str tag_of(struct str line) {
  struct str tag, rest;
  if (!str_starts(line, S(":")) || !str_cut(str_skip(line, 1), ':', &tag, &rest))
    return S("");
  bool good =
      (tag.n == 2 || tag.n == 3) && (str_is_digits(str_sub(tag, 0, 2)) || str_eq(tag, S("NS")));
  return good ? tag : S("");
}

// The end of a message: what follows up to the next field is the envelope of the next one.
static bool is_end(struct str line) {
  struct str bare = str_trim(line);
  return str_eq(bare, S("-")) || str_starts(bare, S("-}")) || str_starts(bare, S("-XXX"));
}

// Some banks break a line inside the tag itself: ":" LF "86:".
static struct str mend(struct arena *a, struct str bytes) {
  struct str rest = bytes, line;
  struct buf b = buf_in(a);
  if (!str_find(bytes, S("\n:\n"), NULL) && !str_find(bytes, S("\n:\r\n"), NULL))
    return bytes;
  while (str_line(&rest, &line)) {
    buf_add(&b, line);
    if (!str_eq(line, S(":")))
      buf_c(&b, '\n');
  }
  return buf_str(&b);
}

// Takes the next field off `rest`; its text has the lines below it. False at the end.
static bool next_field(struct mt940 *m, struct str *rest, size_t *line, struct str *tag,
                       struct str *text) {
  bool ended = false;
  struct str one, peek;
  *tag = S("");
  while (tag->n == 0 && str_line(rest, &one)) {
    *line += 1;
    *tag = tag_of(one);
  }
  if (tag->n == 0)
    return false;
  m->r->line = *line;
  *text = str_skip(one, tag->n + 2);
  for (peek = *rest; str_line(&peek, &one) && tag_of(one).n == 0; *rest = peek) {
    *line += 1;
    ended = ended || is_end(one);
    if (!ended)
      text_add(m->r->a, text, one, '\n');
  }
  return true;
}

bool statement_mt940(struct statement_reader *r) {
  struct mt940 m = {.r = r};
  struct str rest = mend(r->a, r->bytes), tag, text;
  size_t line = 0;
  while (next_field(&m, &rest, &line, &tag, &text))
    if (!read_field(&m, tag, text))
      return false;
  flush(&m);
  return true;
}
