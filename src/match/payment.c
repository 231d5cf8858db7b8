// payment.c: "it is paid", told in running text: how much of which open items.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"

#include <stdlib.h>
#include <string.h>

enum {
  NEARLY = 90, // percent of what is open: a difference of fees or discount, no instalment
  HARDLY = 20, // less is hardly a payment of it
};

static bool has_intent(const struct deciding *d, enum intent_kind k) {
  for (size_t i = 0; i < d->out->intents.n; i++)
    if (d->out->intents.v[i].kind == k)
      return true;
  return false;
}

static struct str plain(struct deciding *d, struct money m) {
  return str_printf(d->a, "%.*s %s", STR_ARG(money_plain(d->a, m)), m.currency);
}

static struct items only_open(struct deciding *d, const struct items *list) {
  struct items out = {0};
  for (size_t i = 0; i < list->n; i++) {
    if (list->v[i]->open)
      items_add(d->a, &out, list->v[i]);
    else
      give_doubt(d, SAY_SETTLED, list->v[i]->inv->number, NULL);
  }
  return out;
}

static bool same_currency(const struct items *list, struct money said) {
  for (size_t i = 0; i < list->n; i++)
    if (!same_amount(list->v[i], said, said.minor))
      return false;
  return list->n > 0;
}

// ---- less than is open: fees, discount, a deduction

bool states(const struct deciding *d, int64_t minor) {
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    if (e->own && (e->what == EV_AMOUNT || e->what == EV_TOTAL || e->what == EV_LINE) &&
        llabs(e->amount.minor) == minor)
      return true;
  }
  for (size_t i = 0; i < d->r->intents.n; i++)
    if (d->r->intents.v[i].amount.minor == minor)
      return true;
  return false;
}

static bool is_open_amount(const struct items *list, int64_t minor) {
  for (size_t i = 0; i < list->n; i++)
    if (llabs(list->v[i]->open) == minor)
      return true;
  return false;
}

int64_t net_stated(const struct deciding *d, const struct items *list) {
  int64_t sum = items_sum(list), net = 0;
  bool partial = has_intent(d, INTENT_PARTIAL_PAYMENT), stated = states(d, sum);
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    int64_t m = e->amount.minor;
    bool near = e->own && e->what == EV_AMOUNT && m < sum && m >= money_scale(sum, NEARLY, 100);
    if (!near || m == net || is_open_amount(list, m) || !stated || !(partial || states(d, sum - m)))
      continue;
    if (net)
      return 0;
    net = m;
  }
  return net;
}

// ---- the invoices are named

static bool pays_all(struct deciding *d, struct items *list, const struct moneys *said) {
  int64_t sum = items_sum(list);
  for (size_t i = 0; i < said->n; i++)
    if (said->v[i].minor == sum && same_currency(list, said->v[i]))
      return true;
  for (size_t i = 0; i < said->n; i++)
    if (said->v[i].minor < sum && same_currency(list, said->v[i]) &&
        add_credits(d, list, said->v[i].minor))
      return true;
  return false;
}

// "2 x 740": the amount is that of each.
static bool pays_each(const struct items *list, const struct claim *c) {
  for (size_t i = 0; i < c->firm; i++) {
    size_t n = 0;
    while (n < list->n && same_amount(list->v[n], c->said.v[i], list->v[n]->open))
      n++;
    if (n == list->n)
      return n > 0;
  }
  return false;
}

// "2 x" stands right before the sum.
static bool is_multiplied(const struct deciding *d, const struct evidence *e) {
  const struct read_part *part = reading_part(d->r, e->place.part);
  struct str before = part ? str_trim(str_sub(part->text, 0, e->place.offset)) : S("");
  return before.n > 1 && (str_ends_ci(before, S("x")) || str_ends(before, S("×"))) &&
         strchr("0123456789 ", before.p[before.n - 2]);
}

// What one of them comes to, as a sum or as a bare number.
static bool is_of_each(const struct evidence *e, const struct item *it) {
  return e->own && (e->what == EV_AMOUNT    ? same_amount(it, e->amount, it->open)
                    : e->what == EV_INVOICE ? text_states(e->ref, it->open)
                                            : false);
}

// "740 each" is not known from "one of the two, 740" but where it is written as often or
// multiplied.
static bool says_each(const struct deciding *d, const struct items *list) {
  size_t times = 0;
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    if (is_of_each(e, list->v[0]) && is_multiplied(d, e))
      return true;
    times += is_of_each(e, list->v[0]);
  }
  return times >= list->n;
}

static struct item *open_elsewhere(struct deciding *d, const struct item *named,
                                   struct money said) {
  for (size_t i = 0; i < d->items.n; i++) {
    struct item *it = &d->items.v[i];
    if (it != named && it->client == named->client && item_open(it) &&
        same_amount(it, said, it->open))
      return it;
  }
  return NULL;
}

static bool part_is_plain(const struct deciding *d, const struct claim *c, const struct item *it,
                          struct money said) {
  bool stated = c->intent->amount.minor != 0;
  bool nearly = said.minor >= money_scale(it->open, NEARLY, 100);
  bool part = has_intent(d, INTENT_PARTIAL_PAYMENT) || has_intent(d, INTENT_PROMISE_TO_PAY);
  if (said.minor < money_scale(it->open, HARDLY, 100))
    return false;
  return nearly || (stated && (part || by_advice(d)));
}

static void pays_one(struct deciding *d, struct claim *c, struct item *it) {
  struct money said = c->said.v[0];
  struct items one = {0};
  items_add(d->a, &one, it);
  if (!same_currency(&one, said)) {
    allocate_unknown(d, &one);
    give_doubt(d, SAY_CURRENCY, plain(d, said), NULL);
    return;
  }
  struct item *other = open_elsewhere(d, it, said);
  if (other) {
    items_add(d->a, &c->items, other);
    c->basis = BASIS_ANY;
    give_doubt(d, SAY_CONTRADICTION, items_numbers(d, &c->items), NULL);
    return;
  }
  if (said.minor > it->open) {
    allocate_unknown(d, &one);
    give_doubt(d, SAY_TOO_MUCH, it->inv->number, NULL);
    return;
  }
  allocate(d, it, item_money(it, said.minor));
  if (part_is_plain(d, c, it, said))
    give_reason(d, SAY_PART, it->inv->number, NULL);
  else
    give_doubt(d, SAY_PART, it->inv->number, NULL);
}

// Of several that are named the stated amount may be that of some.
static bool pays_some(struct deciding *d, const struct claim *c, const struct items *list) {
  for (size_t i = 0; i < c->firm; i++) {
    struct sets sets = items_adding_up(d, list, c->said.v[i].minor);
    if (!sets_unique(&sets))
      continue;
    struct items found = items_of_set(d, list, &sets.v[0]);
    allocate_open(d, &found);
    give_reason(d, SAY_SET_ADDS_UP, plain(d, c->said.v[i]), NULL);
    return true;
  }
  return false;
}

static bool is_total(const struct deciding *d, int64_t minor) {
  for (size_t i = 0; i < d->r->evidence.n; i++)
    if (d->r->evidence.v[i].what == EV_TOTAL && d->r->evidence.v[i].amount.minor == minor)
      return true;
  return false;
}

// What a provider or a bank keeps of a payment is mostly our cost, and the client paid it all; only
// of a provider, who says so, it is sure.
static void pays_net(struct deciding *d, const struct claim *c, const struct item *it,
                     int64_t net) {
  bool notice = d->r->kind == KIND_BANK_NOTICE;
  bool provider = is_total(d, it->open) ||
                  (str_eq(c->intent->rule, S("advice")) && c->intent->amount.minor == it->open);
  allocate(d, it, item_money(it, notice ? it->open : net));
  if (!notice || !provider)
    (notice ? give_doubt : give_reason)(d, SAY_NET, plain(d, item_money(it, net)), NULL);
}

// What else the message names belongs to it when only then a stated amount is reached.
static void add_also_named(struct deciding *d, struct items *list) {
  struct items more = *list;
  more.v = NULL, more.n = more.cap = 0;
  for (size_t i = 0; i < list->n; i++)
    items_add(d->a, &more, list->v[i]);
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct naming *n = naming_of(&ref->names, d->chosen->client, (struct money){0});
    bool own = ref->where == IN_OWN || ref->where == IN_FILE;
    if (own && !ref->range && n && n->strength > NAMES_LAST && n->item->open)
      items_add(d->a, &more, n->item);
  }
  if (more.n > list->n && !states(d, items_sum(list)) && states(d, items_sum(&more)))
    *list = more;
}

// "500 on account of 475": a bare number beside the payment, less than what is open, may be its
// sum.
static int64_t bare_sum(const struct deciding *d, const struct claim *c, const struct items *list) {
  int64_t sum = items_sum(list), n;
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    if (ref->ev->sentence != c->intent->sentence || !is_bare_sum(d, ref))
      continue;
    n = whole_units(ref->ev->ref);
    if (n * 100 < sum && n * 100 >= money_scale(sum, HARDLY, 100))
      return n * 100;
  }
  return 0;
}

static void allocate_bare(struct deciding *d, const struct items *list, int64_t sum) {
  struct money said = item_money(list->v[0], sum);
  if (list->n == 1)
    allocate(d, list->v[0], said);
  else
    allocate_unknown(d, list);
  give_doubt(d, SAY_BARE_SUM, plain(d, said), NULL);
}

static void named_payment(struct deciding *d, struct claim *c) {
  struct items list = only_open(d, &c->items);
  if (!c->firm) {
    add_also_named(d, &list);
    c->items = list;
  }
  if (list.n == 1 && !by_advice(d) &&
      (split_payment(d, c, list.v[0]) || (!c->said.n && part_payment(d, c, list.v[0]))))
    return;
  bool known = d->r->kind != KIND_BANK_NOTICE || str_eq(c->intent->rule, S("advice"));
  bool full = known && c->intent->amount.minor == items_sum(&list);
  int64_t net = list.n == 1 && !full ? net_stated(d, &list) : 0;
  if (!list.n)
    return;
  if (net) {
    pays_net(d, c, list.v[0], net);
    return;
  }
  c->proved = c->said.n && pays_all(d, &list, &c->said);
  int64_t bare = c->said.n || by_advice(d) ? 0 : bare_sum(d, c, &list);
  if (bare) {
    allocate_bare(d, &list, bare);
    return;
  }
  if (!c->said.n || c->proved) {
    allocate_open(d, &list);
    return;
  }
  if (list.n == 1 && c->firm) {
    pays_one(d, c, list.v[0]);
    return;
  }
  if (!c->firm) { // amounts of an attached file that say nothing
    allocate_open(d, &list);
    return;
  }
  if (pays_some(d, c, &list))
    return;
  allocate_unknown(d, &list);
  give_doubt(d, SAY_WRONG_SUM, plain(d, c->said.v[0]), NULL);
}

// ---- they are not

static bool within(const struct items *list, const struct items *pool) {
  for (size_t i = 0; i < list->n; i++)
    if (!items_have(pool, list->v[i]))
      return false;
  return true;
}

// Several sets fit: those of the reminder or of the words go before; what waits is what is due.
static void choose_among(struct deciding *d, struct claim *c, const struct items *open,
                         const struct sets *sets, struct money said) {
  struct items pool = c->items, all = {0}, likely = {0};
  size_t inside = 0, at = 0;
  for (size_t i = 0; i < sets->n; i++) {
    struct items found = items_of_set(d, open, &sets->v[i]);
    bool in = c->basis != BASIS_ANY && within(&found, &pool);
    if (in)
      inside++, at = i;
    for (size_t k = 0; k < found.n; k++)
      items_add(d->a, in ? &likely : &all, found.v[k]);
  }
  if (inside == 1) {
    c->items = items_of_set(d, open, &sets->v[at]);
    allocate_open(d, &c->items);
    give_reason(d, SAY_REMINDED, items_numbers(d, &c->items), NULL);
    return;
  }
  for (size_t i = 0; i < sets->n; i++) {
    struct items found = items_of_set(d, open, &sets->v[i]);
    give_doubt(d, SAY_TWO_SETS, items_numbers(d, &found), NULL);
  }
  struct items due = {0};
  all = likely.n ? likely : all;
  for (size_t i = 0; i < all.n; i++)
    if (all.v[i]->due || all.v[i]->reminded)
      items_add(d->a, &due, all.v[i]);
  c->items = due.n ? due : all;
  c->basis = BASIS_ANY;
  (void)said;
}

static bool by_sets(struct deciding *d, struct claim *c, const struct items *open,
                    struct money said) {
  if (!same_currency(open, said))
    return false;
  struct sets sets = items_adding_up(d, open, said.minor);
  if (!sets.n)
    return false;
  if (!sets_unique(&sets)) {
    choose_among(d, c, open, &sets, said);
    return true;
  }
  c->items = items_of_set(d, open, &sets.v[0]);
  c->basis = BASIS_NAMED;
  allocate_open(d, &c->items);
  give_reason(d, SAY_SET_ADDS_UP, plain(d, said), NULL);
  return true;
}

// "All that is due" is a guess where something else comes to the same sum.
static bool only_set(struct deciding *d, const struct items *open, struct money said) {
  struct sets sets = items_adding_up(d, open, said.minor);
  return sets.n <= 1;
}

static bool by_single(struct deciding *d, struct claim *c, const struct items *open,
                      struct money said) {
  struct items fit = {0};
  for (size_t i = 0; i < open->n; i++)
    if (same_amount(open->v[i], said, open->v[i]->open))
      items_add(d->a, &fit, open->v[i]);
  if (fit.n != 1)
    return false;
  c->items = fit;
  c->basis = BASIS_NAMED;
  allocate_open(d, &fit);
  give_reason(d, SAY_AMOUNT, fit.v[0]->inv->number, NULL);
  return true;
}

// What is asked for comes to the sum; but so may something that nobody has asked for yet.
static void take_all(struct deciding *d, struct claim *c, bool each) {
  struct item *other = c->items.n == 1 ? open_elsewhere(d, c->items.v[0], c->said.v[0]) : NULL;
  allocate_open(d, &c->items);
  give_reason(d, SAY_REMINDED, items_numbers(d, &c->items), NULL);
  if (each && !says_each(d, &c->items))
    give_doubt(d, SAY_TWO_SETS, c->items.v[0]->inv->number, NULL);
  if (other && c->basis == BASIS_ONLY)
    give_doubt(d, SAY_TWO_SETS, other->inv->number, NULL);
  c->basis = BASIS_NAMED;
  c->proved = true;
}

static bool by_amounts(struct deciding *d, struct claim *c) {
  struct items known = {0}, open = {0};
  items_known(d, c, &known);
  for (size_t i = 0; i < known.n; i++)
    if (!is_allocated(d, known.v[i]))
      items_add(d->a, &open, known.v[i]);
  bool each = c->basis == BASIS_SCOPE && pays_each(&c->items, c);
  if (c->basis == BASIS_ANY && c->firm && !only_set(d, &open, c->said.v[0]))
    return by_sets(d, c, &open, c->said.v[0]);
  if (each || pays_all(d, &c->items, &c->said)) {
    take_all(d, c, each);
    return true;
  }
  for (size_t i = 0; i < c->said.n; i++)
    if (i < c->firm ? by_sets(d, c, &open, c->said.v[i]) : by_single(d, c, &open, c->said.v[i]))
      return true;
  struct items all = open;
  return pays_all(d, &all, &c->said) && all.n > open.n &&
         (allocate_open(d, &all), c->items = open, true);
}

// Of several the one whose open sum the two sums make up.
static bool split_among(struct deciding *d, struct claim *c, const struct items *pool) {
  for (size_t i = 0; i < pool->n; i++)
    if (split_payment(d, c, pool->v[i])) {
      struct items one = {0};
      items_add(d->a, &one, pool->v[i]);
      c->items = one;
      c->basis = BASIS_NAMED;
      return true;
    }
  return false;
}

static void unnamed_payment(struct deciding *d, struct claim *c) {
  struct items pool = only_open(d, &c->items);
  c->items = pool;
  if (!pool.n)
    return;
  if (pool.n == 1 && c->basis != BASIS_ANY && net_stated(d, &pool)) {
    named_payment(d, c);
    return;
  }
  if (!by_advice(d) && split_among(d, c, &pool))
    return;
  if (c->said.n && by_amounts(d, c))
    return;
  bool alone = pool.n == 1 && c->basis != BASIS_ANY && !c->said.n && !by_advice(d);
  if (alone && part_payment(d, c, pool.v[0]))
    return;
  if (c->firm && pool.n == 1 && c->said.v[0].minor < pool.v[0]->open && c->basis != BASIS_ANY) {
    pays_one(d, c, pool.v[0]);
    return;
  }
  if (!c->firm && c->basis != BASIS_ANY) {
    enum say say = c->vague ? SAY_SCOPE : c->basis == BASIS_ONLY ? SAY_ONLY_ONE : SAY_REMINDED;
    allocate_open(d, &pool);
    (c->vague ? give_doubt : give_reason)(d, say, items_numbers(d, &pool), NULL);
    return;
  }
  c->basis = BASIS_ANY;
  give_doubt(d, SAY_NO_SET, c->firm ? plain(d, c->said.v[0]) : S("it"), NULL);
}

void payment_allocate(struct deciding *d, struct claim *c) {
  if (c->basis == BASIS_NAMED)
    named_payment(d, c);
  else
    unnamed_payment(d, c);
}
