// verdict.c: from a reading and a snapshot of the register to a verdict with reasons.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "author.h"
#include "claims.h"

#include <stdlib.h>

enum { CANDIDATES_MOST = 5 };

// $ in the sentence becomes `about`.
static struct str sentence_of(struct arena *a, enum say say, struct str about) {
  struct str before, after;
  if (!str_cut(str_of(say_text(say)), '$', &before, &after))
    return before;
  return str_printf(a, "%.*s%.*s%.*s", STR_ARG(before), STR_ARG(about), STR_ARG(after));
}

struct reason reason_of(struct deciding *d, enum say say, struct str about,
                        const struct evidence *at) {
  struct reason r = {.points = d->w->points[say],
                     .code = str_of(say_name(say)),
                     .about = about,
                     .say = sentence_of(d->a, say, about)};
  if (at) {
    r.text = at->text;
    r.place = at->place;
  }
  return r;
}

void give_reason(struct deciding *d, enum say say, struct str about, const struct evidence *at) {
  struct reason r = reason_of(d, say, about, at);
  for (size_t i = 0; i < d->out->reasons.n; i++)
    if (str_eq(d->out->reasons.v[i].say, r.say))
      return;
  *LIST_PUSH(d->a, &d->out->reasons) = r;
}

void give_doubt(struct deciding *d, enum say say, struct str about, const struct evidence *at) {
  size_t n = d->out->reasons.n;
  give_reason(d, say, about, at);
  if (d->out->reasons.n > n)
    d->out->reasons.v[n].doubt = true;
  d->doubtful = true;
}

static bool from_ourselves(const struct deciding *d) {
  return company_owns(&d->s->company, d->r->from.addr);
}

static void choose_client(struct deciding *d) {
  candidates_rank(d);
  if (!candidate_certain(d))
    return;
  d->chosen = &d->candidates.v[0];
  d->out->client = d->chosen->client->id;
  for (size_t i = 0; i < d->chosen->reasons.n; i++)
    *LIST_PUSH(d->a, &d->out->reasons) = d->chosen->reasons.v[i];
}

// Mail of people whom nothing ties to the register, or of ourselves, is not about it, whatever it
// says.
static bool is_strange(const struct deciding *d) {
  bool nobodys = d->r->kind == KIND_BANK_NOTICE && d->r->auth != AUTH_PASS; // no bank is proved
  if (d->r->kind != KIND_REPLY && d->r->kind != KIND_REMITTANCE && !nobodys)
    return false;
  return from_ourselves(d) || !d->candidates.n || !candidate_tied(&d->candidates.v[0]) ||
         d->candidates.v[0].points < d->w->least;
}

// Numbers and amounts like ours in a newsletter are no link with a client.
static bool is_unrelated(const struct deciding *d) {
  const struct candidate *c = d->candidates.n ? &d->candidates.v[0] : NULL;
  return d->r->kind == KIND_OTHER && !(c && (c->address || c->domain || c->thread));
}

static void set_aside(struct deciding *d) {
  d->out->kind = KIND_OTHER;
  d->out->client = S("");
  d->out->reasons.n = 0;
}

static bool says_paid(const struct verdict *v) {
  for (size_t i = 0; i < v->intents.n; i++)
    if (v->intents.v[i].kind == INTENT_PAID)
      return true;
  return false;
}

static bool is_named(const struct deciding *d, const struct item *it) {
  for (size_t i = 0; i < d->refs.n; i++) {
    const struct naming *n = naming_of(&d->refs.v[i].names, it->client, (struct money){0});
    if (d->refs.v[i].where == IN_OWN && n && n->item == it && n->strength > NAMES_LAST)
      return true;
  }
  return false;
}

// Who it might be is asked; what fits of each of them waits meanwhile.
static void offer_candidates(struct deciding *d) {
  bool paid = says_paid(d->out);
  int best = d->candidates.v[0].points;
  for (size_t i = 0; i < d->candidates.n && d->out->candidates.n < CANDIDATES_MOST; i++) {
    const struct candidate *c = &d->candidates.v[i];
    if (i && best - c->points > d->w->margin)
      break;
    *LIST_PUSH(d->a, &d->out->candidates) = c->client->id;
    give_doubt(d, SAY_TWO_CLIENTS, c->client->name, NULL);
    bool proved = d->r->auth == AUTH_PASS || candidate_tied(c);
    for (size_t k = 0; proved && d->trust != TRUST_NONE && d->out->intents.n && k < d->items.n;
         k++) {
      struct item *it = &d->items.v[k];
      if (it->client == c->client && ((paid && states(d, it->open)) || is_named(d, it)))
        pause_item(d, it);
    }
  }
}

static bool is_definite(const struct claim *c) {
  return c->basis == BASIS_NAMED || c->basis == BASIS_SCOPE || c->firm > 0;
}

// The same payment, told again without number or amount, or called a part of it.
static void same_payment(struct claims *all) {
  const struct claim *told = NULL;
  for (size_t i = 0; i < all->n && !told; i++)
    if (all->v[i].intent->kind == INTENT_PAID && all->v[i].basis == BASIS_NAMED)
      told = &all->v[i];
  for (size_t i = 0; told && i < all->n; i++)
    if (all->v[i].money && all->v[i].basis != BASIS_NAMED && all->v[i].basis != BASIS_SCOPE)
      all->v[i].items = told->items;
}

// A payment; one that was only guessed is none where another sentence says it.
static bool is_payment(const struct deciding *d, const struct claims *all, const struct claim *c) {
  bool plain = false;
  for (size_t i = 0; i < all->n; i++)
    plain |= all->v[i].intent->kind == INTENT_PAID && !intent_guessed(d, all->v[i].intent);
  return c->intent->kind == INTENT_PAID && !(plain && intent_guessed(d, c->intent));
}

// What the advice's lines say, else what the sentences say: the definite ones, then the others.
static void allocate_payments(struct deciding *d, struct claims *all) {
  bool lines = false;
  for (size_t i = 0; !lines && i < all->n; i++)
    if (is_payment(d, all, &all->v[i]))
      lines = advice_allocate(d, &all->v[i]);
  for (size_t i = 0; !lines && i < all->n; i++)
    if (is_payment(d, all, &all->v[i]) && is_definite(&all->v[i]))
      payment_allocate(d, &all->v[i]);
  for (size_t i = 0; !lines && !d->out->allocations.n && i < all->n; i++)
    if (is_payment(d, all, &all->v[i]) && !is_definite(&all->v[i]))
      payment_allocate(d, &all->v[i]);
  same_payment(all);
}

static void judge(struct deciding *d) {
  struct claims claims = {0};
  if (d->candidates.n)
    d->trust = sender_trust(d, &d->candidates.v[0]);
  thread_by_subject(d);
  claims_collect(d, &claims);
  if (d->chosen) {
    claims_default(d, &claims, true);
    allocate_payments(d, &claims);
    claims_default(d, &claims, false);
    claims_close(d, &claims);
    doubts(d, &claims);
  } else if (d->candidates.n) {
    offer_candidates(d);
  } else {
    give_doubt(d, SAY_NO_CLIENT, S(""), NULL);
  }
  effects(d, &claims);
}

static struct deciding decide_about(struct arena *a, const struct reading *r,
                                    const struct snapshot *s, const struct match_weights *w,
                                    struct day today, struct verdict *out) {
  *out = (struct verdict){
      .file = r->file, .language = r->language, .kind = r->kind, .resume_on = DAY_NONE};
  struct deciding d = {
      .a = a, .r = r, .s = s, .w = w ? w : &default_weights, .today = today, .out = out};
  items_collect(&d);
  refs_collect(&d);
  thread_find(&d);
  choose_client(&d);
  return d;
}

void verdict_of(struct arena *a, const struct reading *r, const struct snapshot *s,
                const struct match_weights *w, struct day today, struct verdict *out) {
  struct deciding d = decide_about(a, r, s, w, today, out);
  struct reading again;
  if (author_known(&d, &again)) {
    bool sent_on = again.from.addr.p != r->from.addr.p;
    d = decide_about(a, &again, s, w, today, out);
    d.sent_on = sent_on;
    d.heard = r->kind == KIND_OTHER && !sent_on;
  }
  if (is_strange(&d) || is_unrelated(&d))
    set_aside(&d);
  else
    judge(&d);
}

void match_verdict(struct arena *a, const struct reading *r, const struct snapshot *s,
                   const struct match_weights *w, struct day today, struct verdict *out) {
  if (!rows_verdict(a, r, s, w, today, out))
    verdict_of(a, r, s, w, today, out);
}

void match_candidates(struct arena *a, const struct reading *r, const struct snapshot *s,
                      const struct match_weights *w, struct day today, struct candidacies *out) {
  struct verdict ignored;
  struct deciding d = decide_about(a, r, s, w, today, &ignored);
  *out = (struct candidacies){0};
  for (size_t i = 0; i < d.candidates.n; i++) {
    const struct candidate *c = &d.candidates.v[i];
    struct candidacy *to = LIST_PUSH(a, out);
    *to = (struct candidacy){.client = c->client->id, .points = c->points};
    for (size_t k = 0; k < c->reasons.n; k++)
      *LIST_PUSH(a, &to->codes) = c->reasons.v[k].code;
  }
}
