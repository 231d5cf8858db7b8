// statement.c: the door: which format, what all of them share, whether the balances agree.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/fold.h"

#include "charset.h"
#include "statement_parts.h"
#include "xml.h"

#include <string.h>

bool statement_refuse(struct statement_reader *r, const char *what, struct str text) {
  if (text.n)
    return err_set(r->err, ERR_INPUT, "line %zu: %s: \"%.*s\"", r->line, what,
                   STR_ARG(text_clip(text, 80)));
  return err_set(r->err, ERR_INPUT, "line %zu: %s", r->line, what);
}

struct statement *statement_add(struct statement_reader *r, const char *format) {
  struct statement *s = LIST_PUSH(r->a, r->out);
  s->format = str_of(format);
  s->opened = s->closed = DAY_NONE;
  return s;
}

static bool one_more(struct statement_reader *r) {
  if (r->entries++ < STATEMENT_ENTRY_LIMIT)
    return true;
  statement_refuse(r, "more entries than a statement file may have", S(""));
  return false;
}

struct statement_entry *entry_add(struct statement_reader *r, struct statement *s) {
  if (!one_more(r))
    return NULL;
  struct statement_entry *e = LIST_PUSH(r->a, &s->entries);
  e->booked = e->value = DAY_NONE;
  e->line = r->line;
  return e;
}

struct movement *detail_add(struct statement_reader *r, struct statement_entry *e) {
  return one_more(r) ? LIST_PUSH(r->a, &e->details) : NULL;
}

void trouble_add(struct statement_reader *r, const struct statement *s, const char *what) {
  *LIST_PUSH(r->a, &r->out->trouble) =
      str_printf(r->a, "%.*s %.*s of account %.*s: %s", STR_ARG(s->format), STR_ARG(s->id),
                 STR_ARG(s->account), what);
}

void text_add(struct arena *a, struct str *text, struct str more, char sep) {
  if (more.n == 0 || text->n + more.n + 1 > STATEMENT_TEXT_LIMIT)
    return;
  struct buf b = buf_in(a);
  buf_add(&b, *text);
  if (text->n && sep)
    buf_c(&b, sep);
  buf_add(&b, more);
  *text = buf_str(&b);
}

void text_add_line(struct arena *a, struct str *text, struct str more, size_t width, size_t *last) {
  text_add(a, text, more, *last >= width ? 0 : ' ');
  *last = more.n;
}

void reference_set(struct str *to, struct str s) {
  s = str_trim(s);
  if (s.n && !str_eq_ci(s, S("NOTPROVIDED")) && !str_eq_ci(s, S("NONREF")) &&
      !str_eq_ci(s, S("NOTAVAILABLE")))
    *to = s;
}

static void take_over(struct movement *to, const struct movement *from) {
  struct money sum = to->amount;
  struct str text = from->text.n ? from->text : to->text;
  *to = *from;
  to->amount = sum;
  to->text = text;
}

void entry_settle(struct statement_entry *e) {
  struct err err;
  if (e->details.n == 1) {
    take_over(&e->sum, &e->details.v[0]);
    e->details.n = 0;
    return;
  }
  struct money sum = {0};
  for (size_t i = 0; i < e->details.n; i++)
    if (!e->details.v[i].amount.currency[0] || !money_add(sum, e->details.v[i].amount, &sum, &err))
      e->uneven = true;
  if (e->details.n && !money_eq(sum, e->sum.amount))
    e->uneven = true;
}

// ---------------------------------------------------------------- days

bool digits_int(struct str s, size_t from, size_t n, int *out) {
  int64_t v;
  struct str part = str_sub(s, from, n);
  if (part.n != n || !str_is_digits(part) || !str_int(part, &v))
    return false;
  *out = (int)v;
  return true;
}

bool statement_day(int year, int month, int day, struct day *out) {
  if (year < 100)
    year += 2000;
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1900 || year > 2199)
    return false;
  struct day last = day_month_end(day_of(year, month, 1));
  *out = day > day_civil(last).day ? last : day_of(year, month, day);
  return true;
}

bool day_ddmmyy(struct str s, struct day *out) {
  int d, m, y;
  return digits_int(s, 0, 2, &d) && digits_int(s, 2, 2, &m) && digits_int(s, 4, 2, &y) &&
         statement_day(y, m, d, out);
}

bool day_yymmdd(struct str s, struct day *out) {
  int d, m, y;
  return digits_int(s, 0, 2, &y) && digits_int(s, 2, 2, &m) && digits_int(s, 4, 2, &d) &&
         statement_day(y, m, d, out);
}

// ---------------------------------------------------------------- balances

static void settle_days(struct statement *s) {
  for (size_t i = 0; i < s->entries.n; i++) {
    struct statement_entry *e = &s->entries.v[i];
    if (!day_is(e->booked))
      e->booked = e->value;
    if (!s->has_opening && day_is(e->booked) && (!day_is(s->opened) || e->booked.n < s->opened.n))
      s->opened = e->booked;
    if (!s->has_closing && day_is(e->booked) && (!day_is(s->closed) || e->booked.n > s->closed.n))
      s->closed = e->booked;
  }
}

static void check_balance(struct statement_reader *r, struct statement *s) {
  struct money sum = s->opening;
  struct err why;
  s->difference = money_of(0, s->currency);
  if (!s->has_opening || !s->has_closing)
    return;
  for (size_t i = 0; i < s->entries.n; i++) {
    const struct statement_entry *e = &s->entries.v[i];
    if (!e->pending && !money_add(sum, e->sum.amount, &sum, &why)) {
      trouble_add(r, s, why.text);
      return;
    }
  }
  if (!money_add(s->closing, money_neg(sum), &s->difference, &why)) {
    trouble_add(r, s, why.text);
    return;
  }
  if (s->difference.minor == 0)
    return;
  struct str what =
      str_printf(r->a,
                 "opening %.*s and its entries do not give closing %.*s: %.*s "
                 "are missing",
                 STR_ARG(money_plain(r->a, s->opening)), STR_ARG(money_plain(r->a, s->closing)),
                 STR_ARG(money_plain(r->a, s->difference)));
  trouble_add(r, s, str_c(r->a, what));
}

// Statements of one account in one file follow each other, or entries are missing between them.
static void check_gaps(struct statement_reader *r) {
  for (size_t i = 1; i < r->out->n; i++) {
    const struct statement *before = &r->out->v[i - 1], *s = &r->out->v[i];
    if (str_eq(before->account, s->account) && before->has_closing && s->has_opening &&
        money_same_currency(before->closing, s->opening) && day_is(before->closed) &&
        day_is(s->opened) && before->closed.n <= s->opened.n &&
        before->closing.minor != s->opening.minor)
      trouble_add(r, s, "it does not begin where the one before it ends: one is missing");
  }
}

static void settle(struct statement_reader *r) {
  for (size_t i = 0; i < r->out->n; i++) {
    struct statement *s = &r->out->v[i];
    settle_days(s);
    check_balance(r, s);
    if (s->account.n == 0)
      trouble_add(r, s, "it names no account");
  }
  check_gaps(r);
}

// ---------------------------------------------------------------- the door

typedef bool reader(struct statement_reader *r);

static bool starts_record(struct str head, size_t length, const char *codes) {
  struct str line;
  while (str_line(&head, &line) && str_trim(line).n == 0)
    continue;
  struct str code = str_sub(line, 0, 2);
  return line.n >= length - 40 && line.n <= length && str_find(str_of(codes), code, NULL);
}

static bool is_mt940(struct str head) {
  static const char *const tags[] = {
      ":20:", ":25:", ":28C:", ":28:", ":60F:", ":60M:", ":61:", ":62F:", ":62M:"};
  struct str line;
  while (str_line(&head, &line))
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
      if (str_starts(line, str_of(tags[i])))
        return true;
  return false;
}

static reader *reader_of(struct str bytes) {
  struct str head = str_sub(bytes, 0, 64 << 10);
  if (str_eq(xml_root_name(head), S("Document")))
    return statement_camt;
  if (str_find_ci(str_sub(head, 0, 4096), S("<OFX>"), NULL))
    return statement_ofx;
  if (str_starts(str_trim(head), S("!")))
    return statement_qif;
  if (is_mt940(head))
    return statement_mt940;
  if (starts_record(head, 128, "00") && str_starts(str_trim(head), S("00000")))
    return statement_coda;
  if (starts_record(head, 120, "01 04 05 07"))
    return statement_cfonb;
  return statement_csv;
}

bool statements_read(struct arena *a, struct str bytes, const char *currency,
                     const struct csv_columns *columns, struct statements *out, struct err *err) {
  struct statements all = {0};
  struct statement_reader r = {
      .a = a, .currency = currency, .columns = columns, .out = &all, .err = err, .line = 1};
  if (bytes.n > STATEMENT_FILE_LIMIT)
    return err_set(err, ERR_INPUT, "the file has %zu bytes, more than %d", bytes.n,
                   STATEMENT_FILE_LIMIT);
  reader *read = reader_of(bytes);
  r.bytes = read == statement_camt || read == statement_csv ? bytes : text_utf8(a, bytes);
  if (str_starts(r.bytes, S("\xEF\xBB\xBF")) && read != statement_camt)
    r.bytes = str_skip(r.bytes, 3);
  if (!read(&r))
    return false;
  settle(&r);
  if (all.n == 0)
    return err_set(err, ERR_INPUT, "there is no statement in it");
  *out = all;
  return true;
}
