// intent.c: what the writer wants, from what the rules found in his own words.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "intent_parts.h"

#include <string.h>

static bool intent_of(struct str signal, enum intent_kind *out) {
  for (int k = 0; k < INTENT_COUNT; k++)
    if (str_eq(signal, str_of(intent_name((enum intent_kind)k)))) {
      *out = (enum intent_kind)k;
      return true;
    }
  return false;
}

static enum signal signal_of(struct str name, enum intent_kind *kind) {
  static const struct {
    const char *name;
    enum signal signal;
    enum intent_kind kind;
  } halves[] = {
      {"payment.date", SIGNAL_PAYMENT_DATE, INTENT_PAID},
      {"promise.date", SIGNAL_PROMISE_DATE, INTENT_PROMISE_TO_PAY},
      {"promise.condition", SIGNAL_PROMISE_CONDITION, INTENT_PROMISE_TO_PAY},
      {"payment.ahead", SIGNAL_PAYMENT_AHEAD, INTENT_COUNT},
      {"payment.doubted", SIGNAL_PAYMENT_DOUBTED, INTENT_COUNT},
      {"paid.asked", SIGNAL_PAID_ASKED, INTENT_PAID},
      {"question.any", SIGNAL_QUESTION, INTENT_QUESTION},
      {"thanks.bare", SIGNAL_THANKS, INTENT_THANKS},
      {"no_intent", SIGNAL_QUIET, INTENT_COUNT},
  };
  for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
    if (str_eq(name, str_of(halves[i].name))) {
      *kind = halves[i].kind;
      return halves[i].signal;
    }
  return intent_of(name, kind) ? SIGNAL_INTENT : SIGNAL_OTHER;
}

static void collect_said(struct collecting *c, struct saids *out) {
  for (size_t i = 0; i < c->facts.n; i++) {
    const struct facts *f = &c->facts.v[i];
    if (f->text->role != TEXT_BODY && f->text->role != TEXT_FORWARDED &&
        f->text->role != TEXT_SUBJECT)
      continue;
    for (size_t k = 0; k < f->text->hits.n; k++) {
      const struct hit *h = &f->text->hits.v[k];
      enum intent_kind kind = INTENT_COUNT;
      enum signal signal = signal_of(h->signal, &kind);
      if (signal == SIGNAL_OTHER || !(h->own && fact_is_own(c, f, h->place.offset)))
        continue;
      int sentence = fact_sentence(f, h->place.offset);
      *LIST_PUSH(c->a, out) = (struct said){signal, kind, h, f, sentence};
    }
  }
}

// ---------------------------------------------------------------- which of them count

static bool sentence_has(const struct saids *all, int sentence, enum signal signal) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].signal == signal && all->v[i].sentence == sentence && sentence >= 0)
      return true;
  return false;
}

// Without a past there is no payment: "in the next run" promises one, "I thought it was" says none.
static void judge_past(struct saids *all) {
  for (size_t i = 0; i < all->n; i++) {
    struct said *s = &all->v[i];
    bool paid = s->signal == SIGNAL_INTENT && s->kind == INTENT_PAID;
    bool part = s->signal == SIGNAL_INTENT && s->kind == INTENT_PARTIAL_PAYMENT;
    bool dated = s->signal == SIGNAL_PAYMENT_DATE;
    bool ahead = sentence_has(all, s->sentence, SIGNAL_PAYMENT_AHEAD);
    if ((paid || dated) && sentence_has(all, s->sentence, SIGNAL_PAYMENT_DOUBTED))
      s->signal = SIGNAL_OTHER;
    else if ((paid || dated) && ahead)
      s->kind = INTENT_PROMISE_TO_PAY;
    else if (part && ahead)
      s->signal = SIGNAL_OTHER;
  }
}

static bool whole_intent(const struct saids *all, const struct said *s) {
  return (s->signal == SIGNAL_INTENT || s->signal == SIGNAL_PAID_ASKED) &&
         !sentence_has(all, s->sentence, SIGNAL_QUIET);
}

static bool says(const struct saids *all, enum intent_kind kind) {
  for (size_t i = 0; i < all->n; i++)
    if (whole_intent(all, &all->v[i]) && all->v[i].kind == kind)
      return true;
  return false;
}

static bool says_in_sentence(const struct saids *all, int sentence) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].sentence == sentence && whole_intent(all, &all->v[i]) &&
        all->v[i].kind != INTENT_THANKS)
      return true;
  return false;
}

static bool says_anything(const struct saids *all) {
  for (size_t i = 0; i < all->n; i++)
    if (whole_intent(all, &all->v[i]))
      return true;
  return false;
}

static bool says_other(const struct saids *all) {
  for (size_t i = 0; i < all->n; i++)
    if (whole_intent(all, &all->v[i]) && all->v[i].kind != INTENT_THANKS)
      return true;
  return false;
}

static bool counts(const struct saids *all, const struct said *s) {
  bool dated = says(all, INTENT_PAID) || says(all, INTENT_PROMISE_TO_PAY) ||
               says(all, INTENT_INSTALLMENT_REQUEST) || says(all, INTENT_OUT_OF_OFFICE);
  if (sentence_has(all, s->sentence, SIGNAL_QUIET))
    return false;
  switch (s->signal) {
  case SIGNAL_INTENT:
    return s->kind != INTENT_THANKS || !says_other(all);
  case SIGNAL_PAID_ASKED:
    return true;
  case SIGNAL_PAYMENT_DATE:
  case SIGNAL_PROMISE_DATE:
    return !dated;
  case SIGNAL_QUESTION:
    return !says_in_sentence(all, s->sentence);
  case SIGNAL_THANKS:
    return !says_anything(all);
  default:
    return false;
  }
}

// ---------------------------------------------------------------- sum and numbers beside it

static struct money sum_beside(const struct collecting *c, const struct said *s) {
  const struct capture *cap = said_capture(s->hit, "amount");
  const struct amount_found *only = NULL;
  struct amount_found m;
  for (size_t i = 0; cap && i < s->facts->amounts.n; i++) {
    const struct amount_found *f = &s->facts->amounts.v[i];
    if (said_overlap(f->offset, f->length, cap->offset, cap->text.n))
      return f->amount;
  }
  if (cap && amount_whole(cap->text, c->money_words, c->amount_from, &m))
    return m.amount;
  for (size_t i = 0; i < s->facts->amounts.n; i++) {
    const struct amount_found *f = &s->facts->amounts.v[i];
    if (!said_at(s, s->facts, f->offset))
      continue;
    if (only && !money_eq(only->amount, f->amount))
      return (struct money){0};
    only = f;
  }
  return only ? only->amount : (struct money){0};
}

static void add_number(struct arena *a, struct strs *out, struct str ref) {
  for (size_t i = 0; i < out->n; i++)
    if (str_eq(out->v[i], ref))
      return;
  *LIST_PUSH(a, out) = ref;
}

static void numbers_beside(struct collecting *c, const struct saids *all, const struct said *s,
                           struct strs *out) {
  for (size_t i = 0; i < s->facts->references.n; i++) {
    const struct reference_found *r = &s->facts->references.v[i];
    if (!said_at(s, s->facts, r->offset) || clause_parts(all, s, r))
      continue;
    add_number(c->a, out, r->ref);
    if (r->last.n)
      add_number(c->a, out, r->last);
  }
}

// ---------------------------------------------------------------- one intent each

static bool takes_sum(enum intent_kind kind) {
  return kind == INTENT_PAID || kind == INTENT_PARTIAL_PAYMENT || kind == INTENT_PROMISE_TO_PAY ||
         kind == INTENT_DISPUTE || kind == INTENT_INSTALLMENT_REQUEST;
}

static struct intent make_intent(struct collecting *c, const struct saids *all,
                                 const struct said *s) {
  struct intent i = {.kind = s->kind,
                     .day = DAY_NONE,
                     .permille = s->hit->permille             ? s->hit->permille
                                 : s->signal == SIGNAL_INTENT ? 950
                                                              : 800,
                     .text = s->hit->text,
                     .rule = s->hit->rule,
                     .place = s->hit->place,
                     .sentence = s->sentence};
  bool conditional =
      s->kind == INTENT_PROMISE_TO_PAY && sentence_has(all, s->sentence, SIGNAL_PROMISE_CONDITION);
  if (intent_takes_day(s->kind))
    i.day = intent_day(c, all, s, conditional);
  if (takes_sum(s->kind))
    i.amount = sum_beside(c, s);
  numbers_beside(c, all, s, &i.invoices);
  return i;
}

static bool same_numbers(const struct strs *a, const struct strs *b) {
  for (size_t i = 0; i < b->n && a->n; i++) {
    bool found = false;
    for (size_t k = 0; k < a->n; k++)
      found |= str_eq(a->v[k], b->v[i]);
    if (!found)
      return false;
  }
  return true;
}

static bool same_day(struct day a, struct day b) {
  return !day_is(a) || !day_is(b) || a.n == b.n;
}

static bool same_sum(struct money a, struct money b) {
  return !a.currency[0] || !b.currency[0] || money_eq(a, b);
}

// The same thing said again, perhaps with a day or a sum that was missing.
static bool merge(struct arena *a, struct intent *into, const struct intent *i) {
  bool same_sentence = into->sentence >= 0 && into->sentence == i->sentence;
  if (into->kind != i->kind)
    return false;
  if (!same_sentence && !(same_day(into->day, i->day) && same_sum(into->amount, i->amount) &&
                          same_numbers(&into->invoices, &i->invoices)))
    return false;
  if (!day_is(into->day))
    into->day = i->day;
  if (!into->amount.currency[0])
    into->amount = i->amount;
  for (size_t k = 0; k < i->invoices.n; k++)
    add_number(a, &into->invoices, i->invoices.v[k]);
  if (i->permille > into->permille)
    into->permille = i->permille;
  return true;
}

static void add_intent(struct collecting *c, const struct intent *i) {
  for (size_t k = 0; k < c->out->intents.n; k++)
    if (merge(c->a, &c->out->intents.v[k], i))
      return;
  if (c->out->intents.n < READING_INTENT_LIMIT)
    *LIST_PUSH(c->a, &c->out->intents) = *i;
}

static bool alone(const struct saids *all, int sentence) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].sentence == sentence && whole_intent(all, &all->v[i]) &&
        intent_takes_day(all->v[i].kind))
      return false;
  return true;
}

// A day said in a sentence of its own, by a half signal anywhere or beside the promise: "You will
// get it. Monday at the latest."
static void lend_days(struct collecting *c, const struct saids *all) {
  for (size_t k = 0; k < c->out->intents.n; k++) {
    struct intent *i = &c->out->intents.v[k];
    for (size_t n = 0; n < all->n && !day_is(i->day) && intent_takes_day(i->kind); n++) {
      struct said s = all->v[n];
      bool half = s.signal == SIGNAL_PAYMENT_DATE || s.signal == SIGNAL_PROMISE_DATE;
      s.kind = i->kind;
      if (half)
        i->day = intent_day(c, all, &s, sentence_has(all, s.sentence, SIGNAL_PROMISE_CONDITION));
    }
  }
}

static void lend_from_neighbours(struct collecting *c, const struct saids *all) {
  static const int steps[] = {1, -1};
  for (size_t k = 0; k < c->out->intents.n; k++) {
    struct intent *i = &c->out->intents.v[k];
    bool conditional = sentence_has(all, i->sentence, SIGNAL_PROMISE_CONDITION);
    if (i->kind != INTENT_PROMISE_TO_PAY || conditional || i->sentence < 0)
      continue;
    for (size_t n = 0; n < all->n; n++)
      for (size_t d = 0; d < 2 && !day_is(i->day) && all->v[n].sentence == i->sentence; d++) {
        struct said s = all->v[n];
        s.sentence = i->sentence + steps[d];
        s.kind = i->kind;
        if (s.sentence >= 0 && alone(all, s.sentence))
          i->day = intent_day_here(c, all, &s, true);
      }
  }
}

// ---------------------------------------------------------------- what contradicts itself

static bool has_kind(const struct reading *r, enum intent_kind kind) {
  for (size_t i = 0; i < r->intents.n; i++)
    if (r->intents.v[i].kind == kind)
      return true;
  return false;
}

static bool promised_beside(const struct reading *r, const struct intent *paid) {
  for (size_t i = 0; i < r->intents.n; i++) {
    const struct intent *p = &r->intents.v[i];
    if (p->kind == INTENT_PROMISE_TO_PAY && day_is(p->day) && p->sentence == paid->sentence)
      return paid->sentence >= 0;
  }
  return false;
}

// "is paid on Friday week" promises; "you should have it soon" after a payment does not; a writer
// who speaks of money and of no day back is not absent.
static bool is_overheard(const struct reading *r, const struct intent *i) {
  if (day_is(i->day))
    return false;
  switch (i->kind) {
  case INTENT_PAID:
    return promised_beside(r, i);
  case INTENT_PROMISE_TO_PAY:
    return has_kind(r, INTENT_PAID);
  case INTENT_OUT_OF_OFFICE:
    return has_kind(r, INTENT_PAID) || has_kind(r, INTENT_PROMISE_TO_PAY);
  default:
    return false;
  }
}

static void drop_overheard(struct collecting *c) {
  struct reading *r = c->out, before = *r;
  struct intent *kept = arena_alloc(c->a, sizeof *kept, r->intents.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < before.intents.n; i++)
    if (!is_overheard(&before, &before.intents.v[i]))
      kept[n++] = before.intents.v[i];
  r->intents.v = kept;
  r->intents.n = r->intents.cap = n;
}

void collect_intents(struct collecting *c) {
  struct saids all = {0};
  collect_said(c, &all);
  judge_past(&all);
  for (size_t i = 0; i < all.n; i++) {
    if (!counts(&all, &all.v[i]))
      continue;
    struct intent intent = make_intent(c, &all, &all.v[i]);
    bool claims = all.v[i].signal == SIGNAL_INTENT && intent.kind == INTENT_PAID;
    bool ahead = claims && intent_is_ahead(c, &all.v[i]);
    if (!day_is(intent.day) && (ahead || all.v[i].signal == SIGNAL_PAYMENT_DATE)) {
      all.v[i].kind = INTENT_PROMISE_TO_PAY;
      intent = make_intent(c, &all, &all.v[i]);
    }
    add_intent(c, &intent);
  }
  lend_days(c, &all);
  lend_from_neighbours(c, &all);
  drop_overheard(c);
}
