// learn.c: what an answer of the owner teaches about who writes and pays for whom.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/learn.h"

#include "ledger/learned.h"
#include "relance/fold.h"

static bool has(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq_ci(list->v[i], s))
      return true;
  return false;
}

static bool is_known(const struct client *c, struct str addr) {
  struct str local, domain;
  return has(&c->emails, addr) || (str_cut(addr, '@', &local, &domain) && has(&c->domains, domain));
}

// Of a false sender nothing is learnt, even if the owner believes him.
static bool is_suspect(const struct verdict *v) {
  for (size_t i = 0; i < v->reasons.n; i++)
    if (str_eq(v->reasons.v[i].code, S("forged")) || str_eq(v->reasons.v[i].code, S("imitates")))
      return true;
  return false;
}

static bool learn_writer(const struct acting *x, const struct reading *r, const struct client *c,
                         const struct snapshot *s, struct err *err) {
  struct taught what = {LEARNED_WRITER, str_lower(x->a, r->from.addr), c->id};
  if (!what.value.n || is_known(c, what.value) || company_owns(&s->company, what.value))
    return true;
  return learned_put(x->l, &what, x->message, x->now.utc, err);
}

// Only where the notice names one payer.
static bool learn_payer(const struct acting *x, const struct reading *r, const struct client *c,
                        struct err *err) {
  struct taught what = {LEARNED_PAYER, S(""), c->id};
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    struct str name = e->what == EV_NAME ? fold_words(x->a, e->ref.n ? e->ref : e->text) : S("");
    if (name.n && what.value.n && !str_eq(name, what.value))
      return true;
    what.value = name.n ? name : what.value;
  }
  return !what.value.n || str_eq(what.value, fold_words(x->a, c->name)) ||
         learned_put(x->l, &what, x->message, x->now.utc, err);
}

bool learn_from(const struct acting *x, const struct reading *r, const struct verdict *v,
                const struct snapshot *s, struct err *err) {
  const struct client *c = v->client.n ? snapshot_client(s, v->client) : NULL;
  if (!c || r->auth != AUTH_PASS || is_suspect(v))
    return true;
  if (v->kind == KIND_BANK_NOTICE)
    return learn_payer(x, r, c, err);
  bool writes = v->kind == KIND_REPLY || v->kind == KIND_REMITTANCE;
  return !writes || learn_writer(x, r, c, s, err);
}
