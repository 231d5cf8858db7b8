// scope.c: which invoices are meant where no number is given.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"

enum { FAR_BEHIND = 1 << 20 }; // bytes: more than any sentence has

void items_add(struct arena *a, struct items *list, struct item *i) {
  if (!items_have(list, i))
    *LIST_PUSH(a, list) = i;
}

bool items_have(const struct items *list, const struct item *i) {
  for (size_t k = 0; k < list->n; k++)
    if (list->v[k] == i)
      return true;
  return false;
}

void items_of_client(struct deciding *d, struct items *out) {
  for (size_t i = 0; i < d->items.n; i++)
    if (d->items.v[i].client == d->chosen->client && item_open(&d->items.v[i]))
      items_add(d->a, out, &d->items.v[i]);
}

void items_known(struct deciding *d, const struct claim *c, struct items *out) {
  struct items all = {0};
  struct day paid = c->money ? c->intent->day : DAY_NONE;
  items_of_client(d, &all);
  for (size_t i = 0; i < all.n; i++) {
    struct day issued = all.v[i]->inv->issued;
    if (!day_is(issued) || !day_is(paid) || issued.n <= paid.n)
      items_add(d->a, out, all.v[i]);
  }
}

static bool named_elsewhere(const struct claims *all, const struct claim *c, const struct item *i) {
  for (size_t k = 0; k < all->n; k++)
    if (&all->v[k] != c && (all->v[k].basis == BASIS_NAMED || all->v[k].basis == BASIS_SCOPE) &&
        items_have(&all->v[k].items, i))
      return true;
  return false;
}

// ---- the words of EV_SCOPE, one function each: keeps or drops an item of `open`

struct scope {
  struct deciding *d;
  const struct claims *all;
  struct claim *claim;
  const struct evidence *ev;
  int64_t number; // "the two", the month: at the end of the rule's name; 0 without
  struct day day; // "up to 30 September"
  struct items open, thread;
};

static const struct item *of_age(const struct items *list, bool newest) {
  const struct item *best = NULL;
  for (size_t i = 0; i < list->n; i++) {
    const struct item *it = list->v[i];
    if (!best || (newest ? it->inv->issued.n >= best->inv->issued.n
                         : it->inv->issued.n < best->inv->issued.n))
      best = it;
  }
  return best;
}

static bool is_all(const struct scope *s, const struct item *i) {
  (void)s, (void)i;
  return true;
}

static bool named_in_sentence(const struct scope *s, const struct item *i) {
  for (size_t k = 0; k < s->d->refs.n; k++) {
    const struct ref *ref = &s->d->refs.v[k];
    const struct naming *n = naming_of(&ref->names, i->client, (struct money){0});
    if (ref->ev->sentence == s->ev->sentence && n && n->item == i)
      return true;
  }
  return false;
}

static bool is_all_but(const struct scope *s, const struct item *i) {
  return !named_in_sentence(s, i);
}

static bool is_last(const struct scope *s, const struct item *i) {
  return i == of_age(&s->open, true);
}

static bool is_first(const struct scope *s, const struct item *i) {
  return i == of_age(&s->open, false);
}

static bool is_all_but_last(const struct scope *s, const struct item *i) {
  return !is_last(s, i);
}

static bool is_other(const struct scope *s, const struct item *i) {
  return items_have(&s->thread, i) && !named_elsewhere(s->all, s->claim, i);
}

static bool is_said(const struct scope *s, const struct item *i) {
  for (size_t k = 0; k < s->claim->firm; k++)
    if (same_amount(i, s->claim->said.v[k], i->open))
      return true;
  return false;
}

// "Both are paid, 2 x 740": as many are open of that amount.
static size_t said_often(const struct scope *s) {
  size_t n = 0;
  for (size_t i = 0; i < s->open.n; i++)
    n += is_said(s, s->open.v[i]);
  return n;
}

static bool is_counted(const struct scope *s, const struct item *i) {
  size_t count = (size_t)s->number, reminded = 0;
  for (size_t k = 0; k < s->thread.n; k++)
    reminded += is_said(s, s->thread.v[k]);
  if (reminded == count) // of those that the reminder named
    return items_have(&s->thread, i) && is_said(s, i);
  if (s->thread.n == count)
    return items_have(&s->thread, i);
  return s->open.n == count || (is_said(s, i) && said_often(s) == count);
}

static bool is_of_month(const struct scope *s, const struct item *i) {
  struct civil now = day_civil(s->d->today);
  if (!day_is(i->inv->issued))
    return false;
  struct civil issued = day_civil(i->inv->issued);
  return issued.month == s->number && issued.year == now.year - (s->number > now.month);
}

static bool is_until(const struct scope *s, const struct item *i) {
  return day_is(s->day) && day_is(i->inv->issued) && i->inv->issued.n <= s->day.n;
}

static bool is_balance(const struct scope *s, const struct item *i) {
  bool part_paid = i->open < i->inv->total.minor;
  return part_paid && (!s->thread.n || items_have(&s->thread, i));
}

// "The third": of the reminder that is answered, else of those that are due, by age.
static const struct item *nth(const struct deciding *d, const struct items *open, int64_t n) {
  if (d->thread) {
    if (n < 1 || (size_t)n > d->thread->invoices.n)
      return NULL;
    for (size_t i = 0; i < open->n; i++)
      if (str_eq(open->v[i]->inv->number, d->thread->invoices.v[n - 1]))
        return open->v[i];
    return NULL;
  }
  for (size_t i = 0; i < open->n; i++) {
    int64_t older = 0;
    for (size_t k = 0; k < open->n; k++)
      older += open->v[k]->due && open->v[k]->inv->issued.n <= open->v[i]->inv->issued.n;
    if (open->v[i]->due && older == n)
      return open->v[i];
  }
  return NULL;
}

static bool is_nth(const struct scope *s, const struct item *i) {
  return i == nth(s->d, &s->open, s->number);
}

// Of several words in one sentence the first of this list counts: "all up to 30 September".
static const struct {
  const char *word;
  bool (*holds)(const struct scope *s, const struct item *i);
} scopes[] = {
    {"all-but-last", is_all_but_last},
    {"all-but", is_all_but},
    {"until", is_until},
    {"month", is_of_month},
    {"ordinal", is_nth},
    {"count", is_counted},
    {"balance", is_balance},
    {"other", is_other},
    {"all", is_all},
    {"last", is_last},
    {"first", is_first},
};

static void apply_scope(struct scope *s, size_t word) {
  for (size_t i = 0; i < s->open.n; i++)
    if (scopes[word].holds(s, s->open.v[i]))
      items_add(s->d->a, &s->claim->items, s->open.v[i]);
  bool no_exception = scopes[word].holds == is_all_but && s->claim->items.n == s->open.n;
  bool by_age = scopes[word].holds == is_nth && !s->d->thread;
  s->claim->vague |= scopes[word].holds == is_of_month || by_age || no_exception;
}

static int64_t number_of(const struct evidence *e) {
  struct str digits = e->rule;
  int64_t n = 0;
  while (digits.n && !str_is_digits(digits))
    digits = str_skip(digits, 1);
  return str_int(e->last, &n) || str_int(digits, &n) ? n : 0;
}

static struct day day_within(const struct reading *r, const struct evidence *e) {
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *date = &r->evidence.v[i];
    if (date->what == EV_DATE && str_eq(date->place.part, e->place.part) &&
        date->place.offset >= e->place.offset &&
        date->place.offset < e->place.offset + e->place.length)
      return date->day;
  }
  return e->day;
}

static bool is_beside(const struct claim *c, const struct evidence *e) {
  return e->what == EV_SCOPE && e->own && e->sentence == c->intent->sentence;
}

static bool chooses(struct str word) {
  for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
    if (str_eq(word, str_of(scopes[i].word)))
      return true;
  return false;
}

bool scope_says(const struct deciding *d, const struct claim *c) {
  for (size_t i = 0; i < d->r->evidence.n; i++)
    if (is_beside(c, &d->r->evidence.v[i]) && chooses(d->r->evidence.v[i].ref))
      return true;
  return false;
}

bool scope_word(const struct deciding *d, const struct claim *c, const char *word) {
  for (size_t i = 0; i < d->r->evidence.n; i++)
    if (is_beside(c, &d->r->evidence.v[i]) && str_eq(d->r->evidence.v[i].ref, str_of(word)))
      return true;
  return false;
}

// From a word to what is said of it: what comes behind it, then what stands before.
static size_t away(const struct evidence *e, const struct intent *i) {
  size_t end = i->place.offset + i->place.length;
  if (end > e->place.offset)
    return i->place.offset > e->place.offset ? i->place.offset - e->place.offset : 0;
  return FAR_BEHIND + e->place.offset - end;
}

// "The first is paid, the second we dispute": each word belongs to what is said next.
static bool is_of_other(const struct scope *s, const struct evidence *e) {
  const struct intent *own = s->claim->intent;
  for (size_t i = 0; str_eq(e->ref, S("ordinal")) && i < s->all->n; i++) {
    const struct intent *other = s->all->v[i].intent;
    if (other->kind != own->kind && other->sentence == own->sentence &&
        !intent_guessed(s->d, own) && !intent_guessed(s->d, other) && away(e, other) < away(e, own))
      return true;
  }
  return false;
}

static void by_word(struct scope *s, size_t word) {
  for (size_t i = 0; i < s->d->r->evidence.n; i++) {
    const struct evidence *e = &s->d->r->evidence.v[i];
    if (!is_beside(s->claim, e) || !str_eq(e->ref, str_of(scopes[word].word)) || is_of_other(s, e))
      continue;
    s->ev = e;
    s->number = number_of(e);
    s->day = day_within(s->d->r, e);
    apply_scope(s, word);
    if (s->claim->items.n)
      give_reason(s->d, SAY_SCOPE, items_numbers(s->d, &s->claim->items), e);
  }
}

static bool by_words(struct scope *s) {
  for (size_t k = 0; k < sizeof scopes / sizeof *scopes && !s->claim->items.n; k++)
    by_word(s, k);
  s->claim->basis = BASIS_SCOPE;
  return s->claim->items.n > 0;
}

// ---- where no words say it either

// What another sentence names is not meant again, unless nothing else is left.
static bool by_thread(struct scope *s) {
  for (size_t i = 0; i < s->thread.n; i++)
    if (!named_elsewhere(s->all, s->claim, s->thread.v[i]) && !is_allocated(s->d, s->thread.v[i]))
      items_add(s->d->a, &s->claim->items, s->thread.v[i]);
  if (!s->claim->items.n)
    s->claim->items = s->thread;
  s->claim->basis = BASIS_THREAD;
  return s->claim->items.n > 0;
}

static bool by_refs(struct scope *s, enum where where) {
  for (size_t i = 0; i < s->d->refs.n; i++) {
    const struct ref *ref = &s->d->refs.v[i];
    const struct naming *n = naming_of(&ref->names, s->d->chosen->client, (struct money){0});
    if (ref->where == where && n && item_open(n->item))
      items_add(s->d->a, &s->claim->items, n->item);
  }
  s->claim->basis = BASIS_SUBJECT;
  return s->claim->items.n > 0;
}

static bool by_being_alone(struct scope *s) {
  struct items due = {0};
  for (size_t i = 0; i < s->open.n; i++)
    if (s->open.v[i]->due)
      items_add(s->d->a, &due, s->open.v[i]);
  const struct items *list = s->open.n == 1 ? &s->open : &due;
  if (list->n != 1)
    return false;
  s->claim->items = *list;
  s->claim->basis = BASIS_ONLY;
  return true;
}

static bool by_default(struct scope *s) {
  for (size_t i = 0; i < s->open.n; i++)
    if (s->open.v[i]->due || s->open.v[i]->reminded)
      items_add(s->d->a, &s->claim->items, s->open.v[i]);
  if (!s->claim->items.n)
    s->claim->items = s->open;
  s->claim->basis = BASIS_ANY;
  return s->claim->items.n > 0;
}

static bool means_everything(enum intent_kind k) {
  return k == INTENT_INSOLVENCY || k == INTENT_FRAUD_SUSPICION;
}

// An amount beside a promise or a complaint that is open on exactly one invoice means that one.
static bool by_amount(struct scope *s) {
  struct items fit = {0};
  for (size_t i = 0; !s->claim->money && i < s->open.n; i++)
    if (is_said(s, s->open.v[i]))
      items_add(s->d->a, &fit, s->open.v[i]);
  if (fit.n != 1)
    return false;
  s->claim->items = fit;
  s->claim->basis = BASIS_NAMED;
  return true;
}

// The same anywhere in his words, where nothing else says which; a bare "the 2265 one" too.
static bool by_own_amount(struct scope *s) {
  struct items fit = {0};
  bool again = s->claim->intent->kind == INTENT_FRAUD_SUSPICION; // whatever else is said of it
  for (size_t i = 0; !s->claim->money && i < s->open.n; i++)
    if (states_open(s->d, s->open.v[i]) &&
        (again || !named_elsewhere(s->all, s->claim, s->open.v[i])))
      items_add(s->d->a, &fit, s->open.v[i]);
  if (fit.n != 1)
    return false;
  s->claim->items = fit;
  s->claim->basis = BASIS_NAMED;
  return true;
}

// Words of trouble or of a wish without a number, in a mail about a payment and no reminder: they
// are about what was paid.
static bool by_payment(struct scope *s) {
  for (size_t i = 0; !s->claim->money && i < s->all->n; i++)
    if (s->all->v[i].money && s->all->v[i].basis == BASIS_NAMED) {
      s->claim->items = s->all->v[i].items;
      s->claim->basis = BASIS_ANY;
      return s->claim->items.n > 0;
    }
  return false;
}

// "500 on account of 475; what is missing by the 28th": the rest of the same one.
static bool by_part(struct scope *s) {
  for (size_t i = 0; s->claim->intent->kind == INTENT_PROMISE_TO_PAY && i < s->all->n; i++) {
    const struct claim *c = &s->all->v[i];
    if (c->intent->kind == INTENT_PARTIAL_PAYMENT && c->basis == BASIS_NAMED && c->items.n == 1) {
      s->claim->items = c->items;
      s->claim->basis = BASIS_NAMED;
      return true;
    }
  }
  return false;
}

bool scope_of(struct deciding *d, const struct claims *all, struct claim *c) {
  struct scope s = {.d = d, .all = all, .claim = c};
  items_known(d, c, &s.open);
  for (size_t i = 0; d->thread && i < s.open.n; i++)
    for (size_t k = 0; k < d->thread->invoices.n; k++)
      if (str_eq(d->thread->invoices.v[k], s.open.v[i]->inv->number))
        items_add(d->a, &s.thread, s.open.v[i]);
  if (by_words(&s) || by_amount(&s))
    return true;
  if (means_everything(c->intent->kind) &&
      !(c->intent->kind == INTENT_FRAUD_SUSPICION && by_own_amount(&s))) {
    c->items = s.open;
    c->basis = BASIS_ANY;
    return s.open.n > 0;
  }
  if (means_everything(c->intent->kind))
    return true;
  bool follows = by_advice(d) || c->intent->kind != INTENT_PROMISE_TO_PAY;
  return by_part(&s) || by_thread(&s) || (follows && by_payment(&s)) || by_refs(&s, IN_SUBJECT) ||
         by_refs(&s, IN_QUOTE) || by_being_alone(&s) || by_own_amount(&s) || by_default(&s);
}

const struct item *item_of_ordinal(struct deciding *d, const struct evidence *e) {
  struct items open = {0};
  items_of_client(d, &open);
  return str_eq(e->ref, S("ordinal")) ? nth(d, &open, number_of(e)) : NULL;
}
