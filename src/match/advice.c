// advice.c: a remittance advice: lines with reference and amount, which must add up to the payment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "claims.h"

#include <stdlib.h>

enum {
  ROUNDING = 2, // smallest units: five centimes are the smallest coin in some countries
  HARDLY = 20,  // percent of a line: a smaller "total" is something else
};

struct line {
  const struct evidence *ev;
  struct item *item; // NULL: not in the register
  int64_t net;       // negative for a credit note
};

struct lines {
  struct line *v;
  size_t n, cap;
  int64_t total; // of a line that was their sum, 0 without
};

static struct money line_money(const struct evidence *e) {
  return e->amount.minor ? e->amount : e->gross;
}

static bool has_line(const struct lines *lines, const struct line *l) {
  for (size_t i = 0; i < lines->n; i++)
    if (lines->v[i].item == l->item && lines->v[i].net == l->net &&
        (l->item || str_eq(lines->v[i].ev->ref, l->ev->ref)))
      return true;
  return false;
}

// The row may name its own document first and ours behind it.
static const struct naming *best_in_row(struct deciding *d, const struct ref *line) {
  const struct naming *best = naming_of(&line->names, d->chosen->client, line_money(line->ev));
  struct place row = line->ev->place;
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    struct place at = ref->ev->place;
    bool inside = ref->ev->what != EV_LINE && str_eq(at.part, row.part) &&
                  at.offset >= row.offset && at.offset < row.offset + row.length;
    if (!inside)
      continue;
    const struct naming *n = naming_of(&ref->names, d->chosen->client, line_money(line->ev));
    if (n && (!best || n->strength > best->strength))
      best = n;
  }
  return best;
}

// A credit note under a number of theirs, known by its amount.
static struct item *only_credit(struct deciding *d, int64_t net) {
  struct items credits = {0};
  struct item *found = NULL;
  credits_of_client(d, &credits);
  for (size_t i = 0; i < credits.n; i++) {
    if (credits.v[i]->open != net)
      continue;
    if (found)
      return NULL;
    found = credits.v[i];
  }
  return found;
}

// "Retained: 150.00-" with the number of an invoice that has a line already.
static bool add_to_line(struct lines *lines, const struct line *l) {
  for (size_t i = 0; l->item && !l->item->credit && l->net < 0 && i < lines->n; i++)
    if (lines->v[i].item == l->item) {
      lines->v[i].net += l->net;
      return true;
    }
  return false;
}

// A last line that is no document but the sum of the others.
static void drop_total(struct lines *lines) {
  int64_t sum = 0;
  for (size_t i = 0; i + 1 < lines->n; i++)
    sum += lines->v[i].net;
  if (lines->n > 2 && !lines->v[lines->n - 1].item && lines->v[lines->n - 1].net == sum)
    lines->total = lines->v[--lines->n].net;
}

static void collect_lines(struct deciding *d, struct lines *out) {
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct evidence *e = ref->ev;
    if (e->what != EV_LINE || !e->own)
      continue;
    const struct naming *n = best_in_row(d, ref);
    if (!n && e->gross.minor)
      n = naming_of(&ref->names, d->chosen->client, e->gross);
    struct moneys said = {0};
    *LIST_PUSH(d->a, &said) = line_money(e);
    struct item *item = n ? n->item : mistaken_item(d, e->ref, &ref->names, &said, e);
    struct line l = {e, item, line_money(e).minor};
    if (item && item->credit && l.net > 0)
      l.net = -l.net;
    if (item && !l.net)
      l.net = item->open;
    if (!l.item && l.net < 0)
      l.item = only_credit(d, l.net);
    if (!has_line(out, &l) && !add_to_line(out, &l))
      *LIST_PUSH(d->a, out) = l;
  }
  drop_total(out);
}

static int64_t sum_of(const struct lines *lines, bool ours) {
  int64_t sum = 0;
  for (size_t i = 0; i < lines->n; i++)
    if (!ours || lines->v[i].item)
      sum += lines->v[i].net;
  return sum;
}

// The intent that the reader gives to an advice without words.
static bool made_up(const struct claim *c) {
  return str_eq(c->intent->rule, S("advice"));
}

static bool total_known(const struct deciding *d) {
  for (size_t i = 0; i < d->r->evidence.n; i++)
    if (d->r->evidence.v[i].what == EV_TOTAL && d->r->evidence.v[i].own)
      return true;
  return false;
}

// One of the totals where there are any; else an amount of several lines that stands somewhere.
static bool is_total(const struct deciding *d, const struct claim *c, size_t lines, int64_t sum) {
  bool any = false;
  if (c->intent->amount.minor == sum && (lines == 1 || !made_up(c)))
    return true;
  for (size_t i = 0; i < d->r->evidence.n; i++) {
    const struct evidence *e = &d->r->evidence.v[i];
    any |= e->what == EV_TOTAL && e->own;
    if (e->what == EV_TOTAL && e->own && e->amount.minor == sum)
      return true;
  }
  return !any && lines > 1 && message_ends_on(d->r, sum);
}

static void allocate_line(struct deciding *d, const struct line *l) {
  const struct item *it = l->item;
  if (!it->open) {
    give_doubt(d, SAY_SETTLED, it->inv->number, l->ev);
    return;
  }
  int64_t paid = llabs(l->net - it->open) <= ROUNDING ? it->open : l->net;
  bool much = it->credit ? paid < it->open : paid > it->open;
  bool fee = d->r->kind == KIND_BANK_NOTICE && paid < it->open && states(d, it->open) &&
             !l->ev->discount.minor;
  if (fee) { // whose cost is it? The client ordered it all
    paid = it->open;
    give_doubt(d, SAY_NET, it->inv->number, l->ev);
  }
  if (much)
    give_doubt(d, SAY_TOO_MUCH, it->inv->number, l->ev);
  else if (paid != it->open)
    give_reason(d, SAY_PART, it->inv->number, l->ev);
  allocate(d, it, much ? (struct money){0} : item_money(it, paid));
}

static void note_strange_lines(struct deciding *d, const struct lines *lines, bool doubt) {
  for (size_t i = 0; i < lines->n; i++) {
    const struct evidence *e = lines->v[i].ev;
    if (!lines->v[i].item)
      (doubt ? give_doubt : give_reason)(d, SAY_UNKNOWN_LINE, e->ref, e);
  }
}

// What is missing of one line is a part payment of it; of several, nobody can say of which.
static void allocate_short(struct deciding *d, struct claim *c, struct lines *ours,
                           struct money total) {
  struct str amount = money_plain(d->a, total);
  bool much = total.minor >= money_scale(ours->v[0].net, HARDLY, 100);
  if (ours->n == 1 && much && total.minor < ours->v[0].net) {
    ours->v[0].net = total.minor;
    allocate_line(d, &ours->v[0]);
    return;
  }
  if (ours->n == 1)
    allocate_line(d, &ours->v[0]);
  else
    allocate_unknown(d, &c->items);
  give_doubt(d, SAY_WRONG_SUM, amount, NULL);
}

// A table that was read in part: what is named in all of it may still add up.
static bool named_adds_up(struct deciding *d, struct claim *c, struct items *items) {
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct ref *ref = &d->refs.v[i];
    const struct naming *n = naming_of(&ref->names, d->chosen->client, (struct money){0});
    bool strong = n && n->strength > NAMES_LAST && n->item->open && !ref->range;
    if (strong && (ref->where == IN_OWN || ref->where == IN_FILE))
      items_add(d->a, items, n->item);
  }
  return items->n > 0 && is_total(d, c, items->n, items_sum(items));
}

// Every line has a whole number of ours and exactly what is open on it: no total is needed.
static bool each_is_proved(const struct deciding *d, const struct lines *ours) {
  for (size_t i = 0; i < ours->n; i++) {
    const struct line *l = &ours->v[i];
    bool whole = false;
    for (size_t k = 0; k < d->refs.n; k++)
      for (size_t j = 0; d->refs.v[k].ev == l->ev && j < d->refs.v[k].names.n; j++)
        whole |= d->refs.v[k].names.v[j].item == l->item &&
                 d->refs.v[k].names.v[j].strength >= NAMES_DIGITS;
    if (!whole || l->net != l->item->open)
      return false;
  }
  return true;
}

bool advice_allocate(struct deciding *d, struct claim *c) {
  struct lines lines = {0}, ours = {0};
  struct items items = {0};
  collect_lines(d, &lines);
  for (size_t i = 0; i < lines.n; i++)
    if (lines.v[i].item) {
      *LIST_PUSH(d->a, &ours) = lines.v[i];
      items_add(d->a, &items, lines.v[i].item);
    }
  if (!ours.n || (lines.n == 1 && d->r->kind == KIND_REPLY)) // a sentence with a number and a sum
    return false;
  struct items named = items;
  c->basis = BASIS_NAMED;
  if (!is_total(d, c, ours.n, sum_of(&ours, true)) && named_adds_up(d, c, &named)) {
    c->items = named;
    allocate_open(d, &named);
    give_reason(d, SAY_LINES_ADD_UP, d->chosen->client->name, NULL);
    return d->adds_up = true;
  }
  c->items = items;
  int64_t sum = sum_of(&ours, true);
  bool adds_up = is_total(d, c, ours.n, sum) || (lines.total && lines.total == sum);
  bool credits = false;
  int64_t net = sum == items_sum(&items) ? net_stated(d, &items) : 0;
  if (net) {
    allocate_short(d, c, &ours, item_money(items.v[0], net));
    return true;
  }
  for (size_t i = 0; !adds_up && !credits && i < c->firm; i++)
    credits = sum > c->said.v[i].minor && sum == items_sum(&items) &&
              add_credits(d, &items, c->said.v[i].minor);
  note_strange_lines(d, &lines, !adds_up && is_total(d, c, lines.n, sum_of(&lines, false)));
  if (credits) {
    allocate_open(d, &items);
  } else if (adds_up || !total_known(d) || is_total(d, c, lines.n, sum_of(&lines, false))) {
    for (size_t i = 0; i < ours.n; i++)
      allocate_line(d, &ours.v[i]);
    d->adds_up = adds_up;
    if (!adds_up && ours.n > 1 && (!each_is_proved(d, &ours) || message_ends_beside(d->r, sum)))
      give_doubt(d, SAY_NO_TOTAL, items_numbers(d, &items), NULL);
    if (adds_up)
      give_reason(d, SAY_LINES_ADD_UP, d->chosen->client->name, NULL);
  } else {
    allocate_short(d, c, &ours, c->said.n ? c->said.v[0] : item_money(items.v[0], lines.total));
  }
  return true;
}
