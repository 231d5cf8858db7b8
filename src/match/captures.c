// captures.c: what rules have taken out of advices and notices becomes evidence.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// So a bank's notice needs no C: its rules name `amount`, `currency`, `ref`, `date`, `iban` and
// `name` (rules/README.md), and here the words under these names get their values.
#include "collect.h"

enum { DATE_DIGITS = 8 };

static const struct capture *captured(const struct hit *h, const char *name) {
  for (size_t i = 0; i < h->captures.n; i++)
    if (str_eq(h->captures.v[i].name, str_of(name)) && h->captures.v[i].text.n)
      return &h->captures.v[i];
  return NULL;
}

static struct evidence *add_captured(struct collecting *c, const struct facts *f,
                                     const struct hit *h, const struct capture *cap,
                                     enum evidence_what what) {
  struct evidence *e = add_evidence(c, f, what, cap->offset, cap->text.n, "");
  if (e) {
    e->rule = h->rule;
    e->own = h->own || fact_is_own(c, f, cap->offset);
  }
  return e;
}

static void add_scope(struct collecting *c, const struct facts *f, const struct hit *h) {
  struct evidence *e = add_evidence(c, f, EV_SCOPE, h->place.offset, h->place.length, "");
  const struct capture *count = captured(h, "count");
  if (!e)
    return;
  e->rule = h->rule;
  e->own = h->own;
  e->ref = str_skip(h->signal, 6);
  e->last = count ? count->text : S("");
}

// "Total of 19/11/2026": what looks like a sum is the beginning of a day.
static bool goes_on(const struct facts *f, const struct capture *cap) {
  struct str rest = str_skip(f->text->text, cap->offset + cap->text.n);
  return rest.n > 1 && (rest.p[0] == '/' || rest.p[0] == '-' || rest.p[0] == '.') &&
         rest.p[1] >= '0' && rest.p[1] <= '9';
}

// The sum of an advice or of money that came in is a total; of a cost or a payout only an amount.
static void add_sum(struct collecting *c, const struct facts *f, const struct hit *h) {
  static const char *const names[] = {"total", "gross", "amount", NULL};
  bool total = str_eq(h->signal, S("advice.total")) || str_eq(h->signal, S("notice.received"));
  const struct capture *sum = NULL, *beside = captured(h, "currency");
  struct amount_from from = c->amount_from;
  struct amount_found m;
  char currency[4];
  for (size_t i = 0; names[i] && !sum; i++)
    sum = captured(h, names[i]);
  if (beside && currency_read(str_trim(beside->text), c->money_words, currency))
    from.currency = currency;
  if (!sum || goes_on(f, sum) || (!total && !str_starts(h->signal, S("notice."))) ||
      !amount_whole(str_trim(sum->text), c->money_words, from, &m))
    return;
  struct evidence *e = add_captured(c, f, h, sum, total ? EV_TOTAL : EV_AMOUNT);
  if (e)
    e->amount = m.amount;
}

// "25112016": day, month and year without a sign between them, or the year first.
static struct day day_of_digits(struct str s) {
  int64_t n;
  if (s.n != DATE_DIGITS || !str_is_digits(s) || !str_int(s, &n))
    return DAY_NONE;
  struct civil last = {(int)(n % 10000), (int)(n / 10000 % 100), (int)(n / 1000000)};
  struct civil first = {(int)(n / 10000), (int)(n / 100 % 100), (int)(n % 100)};
  struct civil d = civil_valid(last) ? last : first;
  return civil_valid(d) ? day_of(d.year, d.month, d.day) : DAY_NONE;
}

static struct day day_captured(const struct facts *f, const struct capture *cap) {
  for (size_t i = 0; i < f->dates.n; i++) {
    const struct date_found *d = &f->dates.v[i];
    if (d->role != DATE_NONE && d->offset < cap->offset + cap->text.n &&
        cap->offset < d->offset + d->length)
      return d->nearest;
  }
  return day_of_digits(str_trim(cap->text));
}

static void add_date(struct collecting *c, const struct facts *f, const struct hit *h) {
  const struct capture *cap = captured(h, "date");
  struct day day = cap ? day_captured(f, cap) : DAY_NONE;
  struct evidence *e = day_is(day) ? add_captured(c, f, h, cap, EV_DATE) : NULL;
  if (e)
    e->day = day;
}

static void add_words(struct collecting *c, const struct facts *f, const struct hit *h,
                      const char *name, enum evidence_what what) {
  const struct capture *cap = captured(h, name);
  struct evidence *e = cap ? add_captured(c, f, h, cap, what) : NULL;
  if (e)
    e->ref = str_trim(cap->text);
}

// One number as it is; in a whole line of words the finders look for themselves.
static void add_reference(struct collecting *c, const struct facts *f, const struct hit *h) {
  const struct capture *cap = captured(h, "ref");
  if (cap && !str_find(str_trim(cap->text), S(" "), NULL))
    add_words(c, f, h, "ref", EV_INVOICE);
}

void collect_captures(struct collecting *c, const struct facts *f) {
  for (size_t i = 0; i < f->text->hits.n; i++) {
    const struct hit *h = &f->text->hits.v[i];
    bool notice = str_starts(h->signal, S("notice."));
    if (str_starts(h->signal, S("scope.")))
      add_scope(c, f, h);
    if (!notice && !str_starts(h->signal, S("advice.")))
      continue;
    add_words(c, f, h, "name", EV_NAME);
    add_sum(c, f, h);
    if (!notice)
      continue;
    add_reference(c, f, h);
    add_date(c, f, h);
  }
}
