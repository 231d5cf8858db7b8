// statement_cfonb.c: CFONB 120, the statement of French banks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statement_parts.h"

#include <string.h>

enum { RECORD = 120, LABEL_WIDTH = 32, TEXT_WIDTH = 70 };

// CFONB, "Relevé de compte sur support informatique", records of 120 characters:
//   file      = *( statement )
//   statement = 01 *( 04 *05 ) 07            ; old balance, movements with details, new balance
// Places below are counted from 1, as in the standard.
struct cfonb {
  struct statement_reader *r;
  struct statement *s; // open: between 01 and 07
  struct statement_entry *last;
  struct str record;
  size_t offset[RECORD + 1]; // where each character begins; the record may hold accents
  size_t width;              // of the last text, to join a word that a line cut
};

static struct str at(const struct cfonb *c, size_t first, size_t last) {
  return str_sub(c->record, c->offset[first - 1], c->offset[last] - c->offset[first - 1]);
}

// The last sign of an amount carries its last digit and its sign: { A..I + and 0 to 9, } J..R -.
static bool overpunch(char c, int *digit, bool *negative) {
  const char *plus = "{ABCDEFGHI", *minus = "}JKLMNOPQR";
  const char *p = c ? strchr(plus, c) : NULL, *m = c ? strchr(minus, c) : NULL;
  if (!p && !m)
    return false;
  *negative = m;
  *digit = (int)(p ? p - plus : m - minus);
  return true;
}

static bool read_amount(struct cfonb *c, size_t first, size_t last, struct money *out) {
  struct str s = at(c, first, last), cur = at(c, 17, 19);
  int64_t units;
  int digit, decimals;
  bool negative;
  if (!currency_valid(cur) || !digits_int(at(c, 20, 20), 0, 1, &decimals))
    return statement_refuse(c->r, "no currency", cur);
  struct money m = money_of(0, str_c(c->r->a, cur));
  if (s.n != 14 || !str_int(str_sub(s, 0, 13), &units) ||
      !overpunch(s.p[s.n - 1], &digit, &negative))
    return statement_refuse(c->r, "no amount", s);
  m.minor = units * 10 + digit;
  for (int d = decimals; d < currency_digits(m.currency); d++)
    m.minor *= 10;
  for (int d = decimals; d > currency_digits(m.currency); d--)
    m.minor /= 10;
  m.minor = negative ? -m.minor : m.minor;
  *out = m;
  return true;
}

static bool read_day(struct cfonb *c, size_t first, struct day *out) {
  struct str s = at(c, first, first + 5);
  return day_ddmmyy(s, out) || statement_refuse(c->r, "no date", s);
}

static int rib_digit(char c) { // A-I, J-R and S-Z count 1 to 9, 1 to 9 and 2 to 9
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'A' && c <= 'I')
    return c - 'A' + 1;
  if (c >= 'J' && c <= 'R')
    return c - 'J' + 1;
  return c >= 'S' && c <= 'Z' ? c - 'S' + 2 : -1;
}

static int mod97(struct str s, int rest) {
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    rest = c >= 'A' ? (rest * 100 + c - 'A' + 10) % 97 : (rest * 10 + c - '0') % 97;
  }
  return rest;
}

// Bank, branch and account make the IBAN, so that the account is the same in camt files.
static struct str account_iban(struct cfonb *c) {
  struct str rib = str_printf(c->r->a, "%.*s%.*s%.*s", STR_ARG(at(c, 3, 7)), STR_ARG(at(c, 12, 16)),
                              STR_ARG(at(c, 22, 32)));
  int rest = 0;
  for (size_t i = 0; i < rib.n; i++) {
    int d = rib_digit(rib.p[i]);
    if (d < 0)
      return rib;
    rest = (rest * 10 + d) % 97;
  }
  int key = 97 - rest * 100 % 97;
  struct str bban = str_printf(c->r->a, "%.*s%02d", STR_ARG(rib), key);
  int check = 98 - mod97(S("FR00"), mod97(bban, 0));
  return str_printf(c->r->a, "FR%02d%.*s", check, STR_ARG(bban));
}

static bool read_old_balance(struct cfonb *c) {
  if (c->s)
    return statement_refuse(c->r, "a statement begins and the one before has no end (07)", S(""));
  c->s = statement_add(c->r, "CFONB 120");
  c->last = NULL;
  c->s->account = account_iban(c);
  c->s->bank = at(c, 3, 7);
  c->s->has_opening = true;
  if (!read_amount(c, 91, 104, &c->s->opening) || !read_day(c, 35, &c->s->opened))
    return false;
  memcpy(c->s->currency, c->s->opening.currency, 4);
  return true;
}

static bool read_new_balance(struct cfonb *c) {
  if (!c->s)
    return statement_refuse(c->r, "an end (07) without a beginning (01)", S(""));
  c->s->has_closing = true;
  if (!read_amount(c, 91, 104, &c->s->closing) || !read_day(c, 35, &c->s->closed))
    return false;
  c->s->id = str_printf(c->r->a, "%.*s", STR_ARG(day_iso(c->r->a, c->s->closed)));
  c->s = NULL;
  c->last = NULL;
  return true;
}

static bool read_movement(struct cfonb *c) {
  if (!c->s)
    return statement_refuse(c->r, "a movement (04) outside of a statement", S(""));
  struct statement_entry *e = c->last = entry_add(c->r, c->s);
  if (!e || !read_amount(c, 91, 104, &e->sum.amount) || !read_day(c, 35, &e->booked))
    return false;
  if (str_trim(at(c, 43, 48)).n && !read_day(c, 43, &e->value))
    return false;
  e->code = str_trim(at(c, 33, 34));
  e->sum.return_reason = str_trim(at(c, 41, 42));
  reference_set(&e->ref, at(c, 105, 120));
  e->sum.text = str_trim(at(c, 49, 80));
  c->width = 0;
  return true;
}

static bool read_detail(struct cfonb *c) {
  struct str kind = at(c, 46, 48), text = str_trim(at(c, 49, 118));
  if (!c->last)
    return statement_refuse(c->r, "a detail (05) without its movement (04)", S(""));
  struct movement *m = &c->last->sum;
  bool in = m->amount.minor >= 0;
  if (str_eq(kind, S("LIB")) || str_eq(kind, S("LCC")) || str_eq(kind, S("LC2")))
    text_add_line(c->r->a, &m->text, text, TEXT_WIDTH, &c->width);
  else if (str_eq(kind, S("LCS")))
    m->reference = str_trim(at(c, 49, 83));
  else if (str_eq(kind, in ? S("NPY") : S("NBE")))
    m->payer = text;
  else if (str_eq(kind, S("NPY")) || (str_eq(kind, S("NPO")) && m->payer.n == 0))
    m->payer = m->payer.n ? m->payer : text;
  else if (str_eq(kind, S("RCN")))
    reference_set(&m->end_to_end, at(c, 49, 83));
  else if (str_eq(kind, S("REF")) && c->last->ref.n == 0)
    reference_set(&c->last->ref, text);
  return true;
}

static bool read_record(struct cfonb *c) {
  struct str code = at(c, 1, 2);
  if (str_eq(code, S("01")))
    return read_old_balance(c);
  if (str_eq(code, S("04")))
    return read_movement(c);
  if (str_eq(code, S("05")))
    return read_detail(c);
  if (str_eq(code, S("07")))
    return read_new_balance(c);
  return statement_refuse(c->r, "no record of CFONB 120", c->record);
}

// Trailing spaces get lost on the way: they are put back. False when the line is too long.
static bool set_record(struct cfonb *c, struct str line) {
  struct buf b = buf_in(c->r->a);
  size_t n = 0, len, i = 0;
  for (; i < line.n && n < RECORD; i += len) {
    str_rune(line, i, &len);
    c->offset[n++] = i;
  }
  buf_add(&b, str_sub(line, 0, i));
  for (; n < RECORD; n++) {
    c->offset[n] = b.n;
    buf_c(&b, ' ');
  }
  c->offset[RECORD] = b.n;
  c->record = buf_str(&b);
  return str_trim(str_skip(line, i)).n == 0;
}

// A file may come without line ends.
static bool next_record(struct str *rest, struct str *line) {
  bool packed =
      rest->n > RECORD && !memchr(rest->p, '\n', RECORD + 2) && !memchr(rest->p, '\r', RECORD + 2);
  if (!packed)
    return str_line(rest, line);
  *line = str_sub(*rest, 0, RECORD);
  *rest = str_skip(*rest, RECORD);
  return true;
}

bool statement_cfonb(struct statement_reader *r) {
  struct cfonb c = {.r = r};
  struct str rest = r->bytes, line;
  for (r->line = 1; next_record(&rest, &line); r->line++) {
    if (str_trim(line).n == 0)
      continue;
    if (!set_record(&c, line))
      return statement_refuse(r, "longer than 120 characters", line);
    if (!read_record(&c))
      return false;
  }
  return !c.s || statement_refuse(r, "the file ends before its new balance (07): it is cut", S(""));
}
