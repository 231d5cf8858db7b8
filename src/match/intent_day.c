// intent_day.c: which of the days beside an intent is its own.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "intent_parts.h"

bool said_at(const struct said *s, const struct facts *f, size_t offset) {
  if (f != s->facts)
    return false;
  if (s->sentence < 0)
    return offset >= s->hit->place.offset && offset - s->hit->place.offset < s->hit->place.length;
  const struct sentence *here = &f->text->sentences.v[s->sentence - f->sentence_base];
  return offset >= here->offset && offset - here->offset < here->length;
}

const struct capture *said_capture(const struct hit *h, const char *name) {
  for (size_t i = 0; i < h->captures.n; i++)
    if (str_eq(h->captures.v[i].name, str_of(name)) && h->captures.v[i].text.n)
      return &h->captures.v[i];
  return NULL;
}

bool said_overlap(size_t a, size_t an, size_t b, size_t bn) {
  return a < b + bn && b < a + an;
}

// As the intent reads it: a payment was before, a promise is to come, an absence ends before the
// first working day. Who is away until a working day is back on it, most writers say.
static struct day day_for(enum intent_kind kind, const struct date_found *d) {
  if (kind == INTENT_OUT_OF_OFFICE && d->role == DATE_THROUGH)
    return workday_add(d->ahead, 1);
  if (kind == INTENT_OUT_OF_OFFICE && d->role == DATE_UNTIL)
    return workday_add(day_add(d->ahead, -1), 1);
  if (kind == INTENT_OUT_OF_OFFICE)
    return day_add(d->ahead, d->before);
  if (kind == INTENT_PAID || kind == INTENT_PARTIAL_PAYMENT)
    return d->back;
  return d->ahead;
}

bool intent_takes_day(enum intent_kind kind) {
  return kind == INTENT_PAID || kind == INTENT_PARTIAL_PAYMENT || kind == INTENT_PROMISE_TO_PAY ||
         kind == INTENT_INSTALLMENT_REQUEST || kind == INTENT_OUT_OF_OFFICE;
}

// How near a day must be where no year is written.
enum { FAR_DAYS = 200 };

static bool possible(const struct collecting *c, enum intent_kind kind,
                     const struct date_found *d) {
  struct day day = day_for(kind, d), sent = c->in->message->sent;
  bool with_year = d->back.n == d->ahead.n;
  bool promised = kind == INTENT_PROMISE_TO_PAY;
  if (d->role == DATE_NONE || !day_is(day))
    return false;
  if ((d->role == DATE_EVERY || d->role == DATE_SOON) && !promised)
    return false;
  if (!day_is(sent))
    return true;
  if (kind == INTENT_PAID || kind == INTENT_PARTIAL_PAYMENT)
    return day.n <= sent.n && (with_year || day.n > sent.n - FAR_DAYS);
  return day.n >= sent.n + (kind == INTENT_OUT_OF_OFFICE) &&
         (with_year || day.n < sent.n + FAR_DAYS);
}

static size_t distance(const struct said *s, const struct date_found *d) {
  size_t at = s->hit->place.offset + s->hit->place.length / 2;
  return at > d->offset ? at - d->offset : d->offset - at;
}

// The first day back says more than the last day away, and that more than any other day.
static int absence_rank(enum date_role role) {
  return role == DATE_BACK ? 2 : role == DATE_PLAIN ? 0 : 1;
}

// "At month end, on the 30th": of two names for about the same day, the number is what is meant.
enum { SAME_DAYS = 3 };

static bool has_number(const struct said *s, const struct date_found *d) {
  struct str text = str_sub(s->facts->text->text, d->offset, d->length);
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] >= '0' && text.p[i] <= '9')
      return true;
  return false;
}

// "At once" names a day only where nothing else does; "until" and "every" where no day stands
// alone.
static int promise_rank(enum date_role role) {
  return role == DATE_PLAIN ? 2 : role == DATE_SOON ? 0 : 1;
}

// "Early next month, on the 5th to be precise".
enum { ROUGH_DAYS = 10 };

static bool names_the_same(enum intent_kind kind, const struct date_found *a,
                           const struct date_found *b) {
  int apart = day_for(kind, a).n - day_for(kind, b).n;
  int most = a->rough != b->rough ? ROUGH_DAYS : SAME_DAYS;
  return a->role == DATE_PLAIN && b->role == DATE_PLAIN && apart <= most && apart >= -most;
}

// ---------------------------------------------------------------- whose day it is

// Between the two stands a sign that parts clauses.
static bool parted(const struct said *s, const struct date_found *d) {
  size_t at = s->hit->place.offset, end = at + s->hit->place.length;
  size_t from = d->offset >= end ? end : d->offset + d->length;
  size_t to = d->offset >= end ? d->offset : at;
  for (size_t i = 0; i < s->facts->tokens.n; i++) {
    const struct token *t = &s->facts->tokens.v[i];
    if (t->offset >= from && t->offset < to && t->kind == TOKEN_SIGN &&
        str_find(S(",;:"), t->key, NULL))
      return true;
  }
  return false;
}

static bool paid_words(const struct said *s) {
  return s->signal == SIGNAL_INTENT &&
         (s->kind == INTENT_PAID || s->kind == INTENT_PARTIAL_PAYMENT);
}

static bool in_hit(const struct said *s, const struct date_found *d) {
  return said_overlap(d->offset, d->length, s->hit->place.offset, s->hit->place.length);
}

// "Paid on Monday, the rest on the 28th": Monday is no day to keep the promise by.
static bool is_of_payment(const struct collecting *c, const struct saids *all, const struct said *s,
                          const struct date_found *d) {
  if (s->kind != INTENT_PROMISE_TO_PAY || in_hit(s, d) || !possible(c, INTENT_PAID, d))
    return false;
  for (size_t i = 0; i < all->n; i++) {
    const struct said *o = &all->v[i];
    size_t at = o->hit->place.offset, n = o->hit->place.length;
    bool same_words =
        o->facts != s->facts || said_overlap(at, n, s->hit->place.offset, s->hit->place.length);
    if (paid_words(o) && !same_words && said_at(o, s->facts, d->offset) && !parted(o, d) &&
        (parted(s, d) || distance(o, d) < distance(s, d)))
      return true;
  }
  return false;
}

// ---------------------------------------------------------------- the best of them

// Of two days: a payment is the one nearer to the words that claim it; a promise is kept by the
// later one; of an absence the later of those that say most.
static bool better_day(enum intent_kind kind, const struct said *s, const struct date_found *best,
                       const struct date_found *d) {
  if (!best)
    return true;
  bool payment = kind == INTENT_PAID || kind == INTENT_PARTIAL_PAYMENT;
  if (payment && parted(s, d) != parted(s, best))
    return !parted(s, d);
  if (payment)
    return distance(s, d) < distance(s, best);
  if (kind == INTENT_OUT_OF_OFFICE && absence_rank(d->role) != absence_rank(best->role))
    return absence_rank(d->role) > absence_rank(best->role);
  if (kind != INTENT_OUT_OF_OFFICE && promise_rank(d->role) != promise_rank(best->role))
    return promise_rank(d->role) > promise_rank(best->role);
  if (kind != INTENT_OUT_OF_OFFICE && d->exact != best->exact)
    return d->exact;
  if (names_the_same(kind, d, best) && d->rough != best->rough)
    return best->rough;
  if (names_the_same(kind, d, best) && has_number(s, d) != has_number(s, best))
    return has_number(s, d);
  return day_for(kind, d).n > day_for(kind, best).n;
}

typedef bool wanted(const struct said *s, const struct date_found *d);

static bool in_capture(const struct said *s, const struct date_found *d) {
  const struct capture *cap = said_capture(s->hit, "date");
  return cap && said_overlap(d->offset, d->length, cap->offset, cap->text.n);
}

static bool in_sentence(const struct said *s, const struct date_found *d) {
  return said_at(s, s->facts, d->offset);
}

static bool in_text(const struct said *s, const struct date_found *d) {
  (void)s;
  (void)d;
  return true;
}

// "once the credit note is here, within two days" names no day.
static struct day best_day(const struct collecting *c, const struct saids *all,
                           const struct said *s, bool conditional, wanted *want) {
  const struct date_found *best = NULL;
  for (size_t i = 0; i < s->facts->dates.n; i++) {
    const struct date_found *d = &s->facts->dates.v[i];
    if (want(s, d) && fact_is_own(c, s->facts, d->offset) && possible(c, s->kind, d) &&
        !(conditional && d->counted) && !is_of_payment(c, all, s, d) &&
        better_day(s->kind, s, best, d))
      best = d;
  }
  return best ? day_for(s->kind, best) : DAY_NONE;
}

struct day intent_day(const struct collecting *c, const struct saids *all, const struct said *s,
                      bool conditional) {
  struct day day = DAY_NONE;
  if (s->kind == INTENT_OUT_OF_OFFICE)
    return best_day(c, all, s, false, in_text);
  if (s->kind == INTENT_PAID || s->kind == INTENT_PARTIAL_PAYMENT)
    day = best_day(c, all, s, conditional, in_capture);
  return day_is(day) ? day : best_day(c, all, s, conditional, in_sentence);
}

static bool named_in_sentence(const struct said *s, const struct date_found *d) {
  return in_sentence(s, d) && d->role != DATE_SOON && d->role != DATE_EVERY;
}

struct day intent_day_here(const struct collecting *c, const struct saids *all,
                           const struct said *s, bool conditional) {
  return best_day(c, all, s, conditional, named_in_sentence);
}

// Nothing but blanks between the words and the day.
static bool beside(const struct said *s, const struct date_found *d) {
  size_t at = s->hit->place.offset, end = at + s->hit->place.length;
  size_t from = d->offset >= end ? end : d->offset + d->length;
  size_t to = d->offset >= end ? d->offset : at;
  struct str between = from < to ? str_sub(s->facts->text->text, from, to - from) : S("");
  return in_hit(s, d) || !str_trim(between).n;
}

bool intent_is_ahead(const struct collecting *c, const struct said *s) {
  for (size_t i = 0; i < s->facts->dates.n; i++) {
    const struct date_found *d = &s->facts->dates.v[i];
    if (d->role == DATE_PLAIN && in_sentence(s, d) && fact_is_own(c, s->facts, d->offset) &&
        beside(s, d) && !possible(c, INTENT_PAID, d) && possible(c, INTENT_PROMISE_TO_PAY, d))
      return true;
  }
  return false;
}
