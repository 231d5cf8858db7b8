// experiment_load.c: a policy copied, some of its steps replaced, and exactly one factor changed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/experiment_load.h"

static bool bad(const struct stanza *s, struct err *err, const char *words) {
  return err_set(err, ERR_SETUP, "%.*s:%d: [experiment %.*s]: %s", STR_ARG(s->file), s->line,
                 STR_ARG(s->name), words);
}

static const struct policy *named(const struct policies *all, struct str name) {
  for (size_t i = 0; i < all->n; i++)
    if (str_eq(all->v[i].name, name))
      return &all->v[i];
  return NULL;
}

static void copy(struct arena *a, const struct policy *from, struct policy *to) {
  *to = *from;
  to->steps.v = NULL;
  to->steps.n = to->steps.cap = 0;
  for (size_t i = 0; i < from->steps.n; i++)
    *LIST_PUSH(a, &to->steps) = from->steps.v[i];
  to->allow = (struct strs){0};
  for (size_t i = 0; i < from->allow.n; i++)
    *LIST_PUSH(a, &to->allow) = from->allow.v[i];
}

static bool replace_step(const struct stanza *s, const struct entry *e, struct policy *p,
                         struct err *err) {
  struct step step;
  if (!policy_read_step(s, e, &step, err))
    return false;
  for (size_t i = 0; i < p->steps.n; i++)
    if (p->steps.v[i].n == step.n) {
      p->steps.v[i] = step;
      return true;
    }
  return bad(s, err, "its policy has no step of that number");
}

// Which factors differ, as bits.
static unsigned changed(const struct policy *p, const struct policy *q) {
  unsigned bits = 0;
  for (size_t i = 0; i < p->steps.n; i++) {
    const struct step *x = &p->steps.v[i], *y = &q->steps.v[i];
    bits |= x->delay != y->delay || x->deadline != y->deadline ? 1u << FACTOR_DELAY : 0;
    bits |= x->tone != y->tone || !str_eq(x->letter, y->letter) ? 1u << FACTOR_TONE : 0;
    bits |= x->instalments != y->instalments || x->charges != y->charges ? 1u << FACTOR_PAYMENT : 0;
    bits |= x->needs_person != y->needs_person || x->legal != y->legal ? 1u << 8 : 0;
  }
  return bits;
}

static bool one_factor(const struct stanza *s, unsigned bits, enum factor *out, struct err *err) {
  for (int f = FACTOR_DELAY; f <= (int)FACTOR_PAYMENT; f++)
    if (bits == 1u << f) {
      *out = (enum factor)f;
      return true;
    }
  return bad(s, err,
             bits ? "one factor at a time: delay and deadline, tone and letter, or instalments and "
                    "charges"
                  : "nothing is different from its policy");
}

static bool read_one(struct arena *a, const struct stanza *s, const struct policies *all,
                     struct experiment *out, struct err *err) {
  static const char *const known[] = {"policy", "step", "from", "allow", NULL};
  const struct policy *p = named(all, stanza_get(s, "policy"));
  *out = (struct experiment){
      .name = s->name, .policy = stanza_get(s, "policy"), .file = s->file, .line = s->line};
  if (!stanza_check_keys(s, known, err))
    return false;
  if (!p)
    return bad(s, err, "policy = the name of one that is there");
  if (!day_parse_iso(stanza_get(s, "from"), &out->from))
    return bad(s, err, "from = the day on which it begins, as 2026-11-30");
  for (size_t i = 0; i < all->experiments.n; i++)
    if (str_eq(all->experiments.v[i].policy, out->policy))
      return bad(s, err, "its policy has an experiment already: one at a time");
  copy(a, p, &out->other);
  for (size_t i = 0; i < s->entries.n; i++) {
    const struct entry *e = &s->entries.v[i];
    if (str_eq(e->key, S("step")) && !replace_step(s, e, &out->other, err))
      return false;
    if (str_eq(e->key, S("allow")))
      *LIST_PUSH(a, &out->other.allow) = e->value;
  }
  return one_factor(s, changed(p, &out->other), &out->factor, err);
}

bool experiments_load(struct arena *a, const struct stanzas *files, struct policies *all,
                      struct err *err) {
  for (size_t i = 0; i < files->n; i++) {
    struct experiment e;
    if (!str_eq(files->v[i].kind, S("experiment")))
      continue;
    if (!read_one(a, &files->v[i], all, &e, err))
      return false;
    *LIST_PUSH(a, &all->experiments) = e;
  }
  return true;
}
