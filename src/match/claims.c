// claims.c: what the message says of which invoices: intents, with the numbers that belong to them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"
#include "relance/fold.h"

#include <stdlib.h>
#include <string.h>

enum {
  NEAR_DIGITS = 3, // so many digits at least before a slip is believed
  CUT_DIGITS = 4,
  MINOR_UNITS = 100,
};

static bool may_say(enum message_kind m, enum intent_kind k) {
  switch (m) {
  case KIND_OTHER:
  case KIND_BOUNCE:
    return false;
  case KIND_AUTO_REPLY:
    return k == INTENT_OUT_OF_OFFICE || k == INTENT_WRONG_CONTACT;
  case KIND_BANK_NOTICE:
    return k == INTENT_PAID || k == INTENT_PARTIAL_PAYMENT;
  case KIND_REPLY:
  case KIND_REMITTANCE:
    return true;
  }
  return false;
}

static bool about_invoices(enum intent_kind k) {
  return k != INTENT_THANKS && k != INTENT_OUT_OF_OFFICE && k != INTENT_WRONG_CONTACT &&
         k != INTENT_QUESTION;
}

static bool is_money(enum intent_kind k) {
  return k == INTENT_PAID || k == INTENT_PARTIAL_PAYMENT;
}

// ---- numbers

bool number_slip(const struct number *w, const struct number *n) {
  if (w->last.n < NEAR_DIGITS || n->last.n < NEAR_DIGITS)
    return false;
  bool year = !w->year.n || !n->year.n || str_eq(w->year, n->year);
  return (year && fold_distance(w->last, n->last, 1) <= 1) ||
         (str_eq(w->last, n->last) && fold_distance(w->year, n->year, 1) <= 1);
}

static bool by_cut(const struct number *w, const struct number *n) {
  return w->digits.n >= CUT_DIGITS && n->digits.n > w->digits.n && str_starts(n->digits, w->digits);
}

// The only open item of the client that `near` accepts; with `said`, one whose amount was stated.
static struct item *only_item(struct deciding *d, const struct number *w,
                              bool (*near)(const struct number *, const struct number *),
                              const struct moneys *said) {
  struct item *found = NULL;
  for (size_t i = 0; i < d->items.n; i++) {
    struct item *it = &d->items.v[i];
    bool fits = !said;
    for (size_t k = 0; said && k < said->n; k++)
      fits |= same_amount(it, said->v[k], it->open);
    if (it->client != d->chosen->client || !item_open(it) || !fits || !near(w, &it->number))
      continue;
    if (found)
      return NULL;
    found = it;
  }
  return found;
}

static const struct naming *strong_elsewhere(const struct namings *names) {
  const struct naming *n = names->n ? &names->v[0] : NULL;
  return n && n->strength >= NAMES_WHOLE ? n : NULL;
}

static bool is_referred(const struct deciding *d, const struct item *i) {
  for (size_t k = 0; k < d->refs.n; k++)
    for (size_t j = 0; j < d->refs.v[k].names.n; j++)
      if (d->refs.v[k].names.v[j].item == i && d->refs.v[k].names.v[j].strength >= NAMES_LETTERS)
        return true;
  return false;
}

// A number that the client does not have: a slip of the pen, a number cut off, or another's.
struct item *mistaken_item(struct deciding *d, struct str written, const struct namings *names,
                           const struct moneys *said, const struct evidence *at) {
  struct number w = number_parts(d->a, written);
  struct item *it = only_item(d, &w, number_slip, said);
  const struct naming *other = strong_elsewhere(names);
  if (other && said->n)
    give_doubt(d, SAY_OTHERS_NUMBER, other->item->inv->number, at);
  if (it && !is_referred(d, it)) {
    give_reason(d, SAY_NEAR_NUMBER, it->inv->number, at);
    return it;
  }
  it = other ? NULL : only_item(d, &w, by_cut, NULL);
  if (it)
    give_reason(d, SAY_CUT_NUMBER, it->inv->number, at);
  return it;
}

static void name_one(struct deciding *d, struct claim *c, struct str written,
                     const struct namings *names, const struct evidence *at) {
  const struct naming *n = naming_of(names, d->chosen->client, c->intent->amount);
  struct item *it = n ? n->item : mistaken_item(d, written, names, &c->said, at);
  if (it)
    items_add(d->a, &c->items, it);
}

// Of a range only what belongs to the client; whether it adds up is seen later.
static void name_range(struct deciding *d, struct claim *c, const struct ref *ref) {
  for (size_t i = 0; i < ref->names.n; i++)
    if (ref->names.v[i].item->client == d->chosen->client && item_open(ref->names.v[i].item))
      items_add(d->a, &c->items, ref->names.v[i].item);
  if (c->items.n)
    give_reason(d, SAY_RANGE, c->items.v[0]->inv->number, ref->ev);
}

static void name_ref(struct deciding *d, struct claim *c, const struct ref *ref) {
  if (ref->range)
    name_range(d, c, ref);
  else
    name_one(d, c, ref->ev->ref, &ref->names, ref->ev);
}

static const struct ref *ref_written(const struct deciding *d, struct str written, int sentence) {
  const struct ref *found = NULL;
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    if (!str_eq(ref->ev->ref, written) && !str_eq(ref->ev->text, written))
      continue;
    if (!found || ref->ev->sentence == sentence)
      found = ref;
  }
  return found;
}

// The lines between `from` and `to` are blank or the writer's own, but for the rest of the first.
static bool answers_below(struct str text, size_t from, size_t to) {
  struct str rest = str_sub(text, from, to - from), line;
  bool first = true, own = false;
  if (!str_line(&rest, &line))
    return false;
  while (str_line(&rest, &line)) {
    bool quoted = str_starts(str_trim(line), S(">"));
    if (quoted && (own || str_trim(str_skip(str_trim(line), 1)).n))
      return false;
    own |= !quoted && str_trim(line).n > 0;
    first = false;
  }
  return !first || !own;
}

// An answer between the lines of our quoted letter is about the number in the line above it.
static void name_by_line_above(struct deciding *d, struct claim *c) {
  const struct read_part *part = reading_part(d->r, c->intent->place.part);
  const struct ref *above = NULL;
  size_t at = c->intent->place.offset;
  for (size_t i = 0; part && i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    if (ref->where == IN_QUOTE && str_eq(ref->ev->place.part, part->id) &&
        ref->ev->place.offset < at && at <= part->text.n)
      above = ref;
  }
  if (above && answers_below(part->text, above->ev->place.offset, at))
    name_ref(d, c, above);
}

// "All but 133 is paid": the number is what was not paid.
static bool scope_excludes(const struct deciding *d, const struct ref *ref) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    if (e->what == EV_SCOPE && e->own && e->sentence == ref->ev->sentence &&
        str_eq(e->ref, S("all-but")))
      return true;
  }
  return false;
}

static void name_by_intent(struct deciding *d, struct claim *c) {
  for (size_t i = 0; i < c->intent->invoices.n; i++) {
    struct str written = c->intent->invoices.v[i];
    const struct ref *ref = ref_written(d, written, c->intent->sentence);
    struct namings names = refs_of(d, written);
    if (ref && c->money && scope_excludes(d, ref))
      continue;
    if (ref)
      name_ref(d, c, ref);
    else
      name_one(d, c, written, &names, NULL);
  }
}

static bool taken_by_intent(const struct claims *all, const struct ref *ref) {
  for (size_t i = 0; i < all->n; i++)
    for (size_t k = 0; k < all->v[i].intent->invoices.n; k++) {
      struct str w = all->v[i].intent->invoices.v[k];
      if (str_eq(w, ref->ev->ref) || str_eq(w, ref->ev->text))
        return true;
    }
  return false;
}

bool by_advice(const struct deciding *d) {
  if (d->r->kind == KIND_REMITTANCE || d->r->kind == KIND_BANK_NOTICE)
    return true;
  size_t lines = 0;
  for (size_t i = 0; d->chosen && i < d->refs.n; i++)
    lines += d->refs.v[i].ev->what == EV_LINE &&
             naming_of(&d->refs.v[i].names, d->chosen->client, d->refs.v[i].ev->amount);
  return lines > 1;
}

// The claim without numbers that stands nearest; of an advice or notice, what it says was paid.
static struct claim *claim_for(struct deciding *d, struct claims *all, const struct ref *ref) {
  struct claim *best = NULL;
  int least = 1000;
  for (size_t i = 0; i < all->n; i++) {
    struct claim *c = &all->v[i];
    int away = ref->where == IN_OWN ? abs(c->intent->sentence - ref->ev->sentence) : 0;
    if (by_advice(d) && c->money)
      return c;
    bool open = about_invoices(c->intent->kind) && !c->intent->invoices.n &&
                (c->money || ref->where == IN_OWN);
    if (open && away < least)
      best = c, least = away;
  }
  return best;
}

// A number in another sentence is not meant by "228.00 have left", when 228.00 are open on exactly
// one other invoice and the amount of this one is not stated.
static bool amount_denies(struct deciding *d, const struct claim *c, const struct ref *ref) {
  const struct naming *n = naming_of(&ref->names, d->chosen->client, (struct money){0});
  size_t others = 0;
  if (!n || !c->firm || ref->ev->sentence == c->intent->sentence || by_advice(d))
    return false;
  for (size_t i = 0; i < d->items.n; i++) {
    const struct item *it = &d->items.v[i];
    for (size_t k = 0; it->client == d->chosen->client && item_open(it) && k < c->firm; k++)
      if (same_amount(it, c->said.v[k], it->open)) {
        others++;
        if (it == n->item)
          return false;
      }
  }
  return others == 1;
}

static bool subject_names(const struct deciding *d, const struct item *it) {
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct naming *n = naming_of(&ref->names, it->client, (struct money){0});
    if (ref->where == IN_SUBJECT && n && n->item == it)
      return true;
  }
  return false;
}

// An answer to our reminder is about what that reminder named; a number in another sentence that it
// did not name is only mentioned.
static bool thread_denies(struct deciding *d, const struct claim *c, const struct ref *ref) {
  const struct naming *n = naming_of(&ref->names, d->chosen->client, (struct money){0});
  if (!n || !d->thread || ref->ev->sentence == c->intent->sentence || by_advice(d) ||
      subject_names(d, n->item))
    return false;
  for (size_t i = 0; i < d->thread->invoices.n; i++)
    if (str_eq(d->thread->invoices.v[i], n->item->inv->number))
      return false;
  return ref->where == IN_OWN;
}

static void name_by_place(struct deciding *d, struct claims *all) {
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    bool speaks =
        ref->where == IN_OWN || ref->where == IN_FILE || (ref->where == IN_SUBJECT && by_advice(d));
    if (!speaks || taken_by_intent(all, ref) || scope_excludes(d, ref))
      continue;
    struct claim *c = claim_for(d, all, ref);
    if (!c || amount_denies(d, c, ref) || thread_denies(d, c, ref))
      continue;
    size_t before = c->items.n;
    name_ref(d, c, ref);
    c->far |= c->items.n > before && ref->where == IN_OWN &&
              !subject_names(d, c->items.v[before]) &&
              abs(c->intent->sentence - ref->ev->sentence) > 1;
  }
}

// ---- what goes together

static bool same_matter(enum intent_kind a, enum intent_kind b) {
  bool money = is_money(a) && is_money(b);
  bool trouble = a <= INTENT_CREDIT_NOTE_REQUEST && b <= INTENT_CREDIT_NOTE_REQUEST;
  bool wish = (a == INTENT_COPY_REQUEST || a == INTENT_BANK_DETAILS_REQUEST) &&
              (b == INTENT_COPY_REQUEST || b == INTENT_BANK_DETAILS_REQUEST);
  return money || trouble || wish;
}

// "Disputed; please credit it": the second sentence is about the invoice of the first.
static void share_names(struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    for (size_t k = 0; k < all->n; k++) {
      struct claim *c = &all->v[i], *from = &all->v[k];
      if (!c->items.n && from->basis == BASIS_NAMED &&
          same_matter(c->intent->kind, from->intent->kind)) {
        c->items = from->items;
        c->basis = BASIS_NAMED;
      }
    }
}

// ---- amounts

static void add_said(struct arena *a, struct moneys *said, struct money m) {
  if (m.minor < 0)
    m = money_neg(m);
  for (size_t i = 0; i < said->n; i++)
    if (said->v[i].minor == m.minor)
      return;
  if (m.minor)
    *LIST_PUSH(a, said) = m;
}

static void add_sum(struct arena *a, struct moneys *said) {
  struct money sum = {0};
  struct err err;
  for (size_t i = 0; i < said->n; i++)
    if (!money_add(sum, said->v[i], &sum, &err))
      return;
  if (said->n > 1)
    add_said(a, said, sum);
}

static void say_evidence(struct deciding *d, struct claim *c, bool beside) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    bool here = e->sentence >= 0 && e->sentence == c->intent->sentence;
    if (e->what != EV_AMOUNT || !e->own || here != beside || (!here && e->sentence >= 0))
      continue;
    add_said(d->a, &c->said, e->amount);
    add_said(d->a, &c->said, e->other);
  }
}

// "540 sent just now": a number without a currency, where just that is open, one or all of it.
static void say_bare(struct deciding *d, struct claim *c) {
  struct items open = {0};
  items_of_client(d, &open);
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    if (!is_bare_sum(d, ref) || ref->ev->sentence != c->intent->sentence)
      continue;
    int64_t minor = whole_units(ref->ev->ref) * MINOR_UNITS;
    for (size_t k = 0; k < open.n; k++)
      if (minor == open.v[k]->open || minor == items_sum(&open))
        add_said(d->a, &c->said, item_money(open.v[k], minor));
  }
}

static void say_everything(struct deciding *d, struct claim *c) {
  for (size_t i = 0; i < d->r->evidence.n; i++)
    if (d->r->evidence.v[i].what == EV_AMOUNT && d->r->evidence.v[i].own)
      add_said(d->a, &c->said, d->r->evidence.v[i].amount);
}

static bool speaks_of_balance(const struct deciding *d) {
  for (size_t i = 0; i < d->r->evidence.n; i++)
    if (d->r->evidence.v[i].what == EV_SCOPE && str_eq(d->r->evidence.v[i].ref, S("balance")))
      return true;
  return false;
}

// "3 000 were paid in July; the balance left today": what was paid before is not this payment.
static void forget_deposits(struct deciding *d, struct moneys *said) {
  for (size_t i = 0; i < d->items.n && speaks_of_balance(d); i++) {
    const struct item *it = &d->items.v[i];
    for (size_t k = 0; it->client == d->chosen->client && item_open(it) && k < said->n; k++)
      if (same_amount(it, said->v[k], it->inv->total.minor - it->open)) {
        memmove(&said->v[k], &said->v[k + 1], (said->n - k - 1) * sizeof *said->v);
        said->n--;
      }
  }
}

// The rules for what clients write also fire on a bank's words: "balance: 29 851.02".
static bool is_clients_rule(const struct deciding *d, const struct claim *c) {
  return d->r->kind == KIND_BANK_NOTICE && !str_eq(c->intent->rule, S("advice"));
}

// First what the rule took for the amount, then totals, what stands beside it and, where money is
// said to come, what stands in tables and files. Of a notice every amount may be the payment.
static void collect_said(struct deciding *d, struct claim *c) {
  if (!is_clients_rule(d, c))
    add_said(d->a, &c->said, c->intent->amount);
  for (size_t i = 0; c->money && i < d->r->evidence.n; i++)
    if (d->r->evidence.v[i].what == EV_TOTAL && d->r->evidence.v[i].own)
      add_said(d->a, &c->said, d->r->evidence.v[i].amount);
  if (c->money && d->r->kind == KIND_BANK_NOTICE) {
    say_everything(d, c);
    c->firm = c->said.n;
    return;
  }
  say_evidence(d, c, true);
  if (c->money && !by_advice(d))
    say_bare(d, c);
  forget_deposits(d, &c->said);
  if (!by_advice(d))
    add_sum(d->a, &c->said);
  c->firm = c->said.n;
  if (c->money)
    say_evidence(d, c, false);
}

static void register_numbers(struct deciding *d, struct claim *c) {
  struct strs numbers = {0};
  for (size_t i = 0; i < c->items.n; i++)
    if (!c->items.v[i]->credit && c->basis != BASIS_ANY)
      *LIST_PUSH(d->a, &numbers) = c->items.v[i]->inv->number;
  c->intent->invoices = numbers;
}

// In a person's words only a rule that somebody wrote proves a payment, not the sum of words that
// were often seen with one.
bool intent_guessed(const struct deciding *d, const struct intent *i) {
  return d->r->kind == KIND_REPLY && str_find(i->rule, S(".weights."), NULL);
}

// "I wait for your credit of 298 and pay then" is no part that was paid, where the sentence says
// plainly what it wants and another one what was paid.
static bool is_mere_echo(const struct deciding *d, const struct intent *i) {
  bool wanted = false, paid = false;
  if (i->kind != INTENT_PARTIAL_PAYMENT)
    return false;
  for (size_t k = 0; k < d->r->intents.n; k++) {
    const struct intent *other = &d->r->intents.v[k];
    bool here = other->sentence == i->sentence && other->sentence >= 0;
    bool plain = !intent_guessed(d, other);
    wanted |= here && plain &&
              (other->kind == INTENT_DISPUTE || other->kind == INTENT_CREDIT_NOTE_REQUEST);
    if (here && other->kind == INTENT_PAID)
      return false;
    paid |= !here && plain && other->kind == INTENT_PAID;
  }
  return wanted && paid;
}

void claims_collect(struct deciding *d, struct claims *out) {
  for (size_t i = 0; i < d->r->intents.n; i++)
    if (may_say(d->r->kind, d->r->intents.v[i].kind) && !is_mere_echo(d, &d->r->intents.v[i]))
      *LIST_PUSH(d->a, &d->out->intents) = d->r->intents.v[i];
  for (size_t i = 0; i < d->out->intents.n; i++)
    *LIST_PUSH(d->a, out) = (struct claim){.intent = &d->out->intents.v[i],
                                           .money = is_money(d->out->intents.v[i].kind)};
  if (!d->chosen)
    return;
  for (size_t i = 0; i < out->n; i++) {
    collect_said(d, &out->v[i]);
    name_by_intent(d, &out->v[i]);
    if (!out->v[i].items.n && about_invoices(out->v[i].intent->kind))
      name_by_line_above(d, &out->v[i]);
  }
  name_by_place(d, out);
  for (size_t i = 0; i < out->n; i++)
    out->v[i].basis = out->v[i].items.n ? BASIS_NAMED : BASIS_NONE;
  share_names(out);
}

void claims_default(struct deciding *d, struct claims *all, bool money) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].money == money && !all->v[i].items.n && about_invoices(all->v[i].intent->kind))
      scope_of(d, all, &all->v[i]);
}

void claims_close(struct deciding *d, struct claims *all) {
  for (size_t i = 0; i < all->n; i++)
    register_numbers(d, &all->v[i]);
}
