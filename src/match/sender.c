// sender.c: whether he who says so may say so.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deciding.h"
#include "relance/fold.h"

enum {
  LABEL_LEAST = 5, // shorter names are too often alike by chance
  LABEL_LONG = 9,  // from here two changes are still an imitation
};

// What the eye takes for the same: digits for letters, two letters for one, hyphens.
static const struct {
  const char *written, *seen;
} likenesses[] = {{"rn", "m"}, {"vv", "w"}, {"cl", "d"}, {"1", "l"}, {"i", "l"},
                  {"0", "o"},  {"3", "e"},  {"4", "a"},  {"5", "s"}, {"7", "t"},
                  {"8", "b"},  {"9", "g"},  {"-", ""},   {"_", ""},  {".", ""}};

static struct str eye_sees(struct arena *a, struct str label) {
  struct buf b = buf_in(a);
  for (size_t at = 0, n; at < label.n; at += n) {
    struct str seen = str_sub(label, at, 1);
    n = 1;
    for (size_t i = 0; i < sizeof likenesses / sizeof *likenesses; i++)
      if (str_starts(str_skip(label, at), str_of(likenesses[i].written))) {
        n = str_of(likenesses[i].written).n;
        seen = str_of(likenesses[i].seen);
        break;
      }
    buf_add(&b, seen);
  }
  return buf_str(&b);
}

// The label that carries the name: the longest but the last.
static struct str name_label(struct str domain) {
  struct str best = {0}, head, tail;
  for (; str_cut(domain, '.', &head, &tail); domain = tail)
    if (head.n > best.n)
      best = head;
  return best;
}

bool domain_imitates(struct arena *a, struct str domain, struct str known) {
  struct str d = name_label(domain), k = name_label(known);
  if (d.n < LABEL_LEAST || k.n < LABEL_LEAST)
    return false;
  struct str x = eye_sees(a, d), y = eye_sees(a, k);
  return str_eq(x, y) || fold_distance(x, y, 2) <= (y.n >= LABEL_LONG ? 2 : 1);
}

static bool domain_contains(struct str domain, struct str known) {
  struct str d = name_label(domain), k = name_label(known);
  return k.n > LABEL_LEAST && d.n > LABEL_LEAST && (str_find(d, k, NULL) || str_find(k, d, NULL));
}

static struct str domain_part(struct str addr) {
  struct str local, domain;
  return str_cut(addr, '@', &local, &domain) ? domain : S("");
}

// One of his own addresses at a provider of free mail, mistyped on purpose.
static bool address_imitates(struct str addr, struct str known) {
  struct str al, ad, kl, kd;
  return str_cut(addr, '@', &al, &ad) && str_cut(known, '@', &kl, &kd) && str_eq(ad, kd) &&
         kl.n > LABEL_LEAST && !str_eq(al, kl) && fold_distance(al, kl, 1) <= 1;
}

static bool imitates(struct deciding *d, const struct client *c) {
  struct str addr = d->r->from.addr, domain = domain_part(addr);
  for (size_t i = 0; i < c->domains.n; i++)
    if (domain_imitates(d->a, domain, c->domains.v[i]))
      return true;
  for (size_t i = 0; i < c->emails.n; i++)
    if (address_imitates(addr, c->emails.v[i]))
      return true;
  return false;
}

static bool borrows_name(struct deciding *d, const struct client *c) {
  struct str domain = domain_part(d->r->from.addr);
  for (size_t i = 0; i < c->domains.n; i++)
    if (domain_contains(domain, c->domains.v[i]))
      return true;
  return false;
}

// Another client of ours, who pays or answers for this one.
static bool known_elsewhere(const struct deciding *d, const struct candidate *c) {
  for (size_t i = 0; i < d->candidates.n; i++) {
    const struct candidate *other = &d->candidates.v[i];
    if (other->client != c->client && (other->address || other->domain))
      return true;
  }
  return false;
}

static enum trust stranger_trust(struct deciding *d, const struct candidate *c) {
  bool advice = d->r->kind == KIND_REMITTANCE;
  if (d->r->auth == AUTH_PASS && c->thread)
    return borrows_name(d, c->client) ? TRUST_LIKELY : TRUST_FULL;
  if (d->r->auth == AUTH_PASS && advice && (c->named || c->numbered)) {
    // Anybody may write any Reply-To: only with the sum, which the client knows.
    give_reason(d, SAY_AGENT, d->r->from.addr, NULL);
    return c->reply_to && c->amount ? TRUST_FULL : TRUST_LIKELY;
  }
  if (d->r->auth == AUTH_PASS && (c->person || c->learned))
    return TRUST_LIKELY;
  if (d->r->auth == AUTH_PASS && c->numbered && known_elsewhere(d, c)) {
    give_reason(d, SAY_OTHER_CLIENT, d->r->from.addr, NULL);
    return c->subject ? TRUST_FULL : TRUST_LIKELY;
  }
  return TRUST_NONE;
}

// A bank says how much, or repeats a reference with check digits. Without either it is anybody's.
static bool reads_like_a_bank(const struct reading *r) {
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    bool sum = e->what == EV_AMOUNT || e->what == EV_TOTAL || e->what == EV_LINE;
    if ((sum && e->own && e->amount.minor) || e->what == EV_REFERENCE)
      return true;
  }
  for (size_t i = 0; i < r->intents.n; i++)
    if (r->intents.v[i].amount.minor)
      return true;
  return false;
}

enum trust sender_trust(struct deciding *d, const struct candidate *c) {
  const struct reading *r = d->r;
  if (r->auth == AUTH_FAIL) {
    give_doubt(d, SAY_FORGED, r->from.addr, NULL);
    return TRUST_NONE;
  }
  bool known = c->address || c->domain;
  if (d->sent_on) { // a colleague saw it, our server vouches for him alone
    give_doubt(d, SAY_SENT_ON, r->from.addr, NULL);
    return known && r->auth == AUTH_PASS ? TRUST_LIKELY : TRUST_NONE;
  }
  if (!known && imitates(d, c->client)) {
    give_doubt(d, SAY_IMITATES, c->client->name, NULL);
    return TRUST_NONE;
  }
  bool other_bank = d->s->company.banks.n && !company_banks_with(&d->s->company, r->from.addr);
  if (r->kind == KIND_BANK_NOTICE && (other_bank || !reads_like_a_bank(r))) {
    give_doubt(d, SAY_STRANGER, r->from.addr, NULL);
    return TRUST_NONE;
  }
  if (r->kind == KIND_BANK_NOTICE) {
    give_reason(d, SAY_BANK, r->from.addr, NULL);
    return r->auth == AUTH_PASS ? TRUST_FULL : TRUST_LIKELY;
  }
  if (known && (r->auth == AUTH_PASS || c->thread)) {
    give_reason(d, SAY_TRUSTED, r->from.addr, NULL);
    return TRUST_FULL;
  }
  if (known) {
    give_doubt(d, SAY_UNPROVEN, r->from.addr, NULL);
    return TRUST_LIKELY;
  }
  enum trust t = stranger_trust(d, c);
  if (t != TRUST_FULL)
    give_doubt(d, SAY_STRANGER, r->from.addr, NULL);
  return t;
}
