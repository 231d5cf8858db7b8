// policy.c: reading [policy NAME] stanzas, and which policy a client has.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dunning/experiment_load.h"
#include "dunning/words.h"
#include "relance/dunning.h"
#include "relance/fold.h"

enum { STEPS_LIMIT = 12 };

static const char *const tones[] = {"notice", "courteous", "friendly", "firm",
                                    "last",   "formal",    NULL};

static bool step_word(struct words *w, struct str word, struct step *s, struct err *err) {
  struct str value = {0};
  if (str_eq(word, S("after")))
    return words_number(w, -60, 365, &s->delay, err);
  if (str_eq(word, S("deadline")))
    return words_number(w, 0, 60, &s->deadline, err);
  if (str_eq(word, S("letter")))
    return words_next(w, &s->letter) || words_bad(w, err, "the letter's name is missing");
  if (str_eq(word, S("tone"))) {
    int tone = words_next(w, &value) ? word_index(value, tones) : -1;
    s->tone = tone < 0 ? s->tone : (enum tone)tone;
    return tone >= 0 ||
           words_bad(w, err, "a tone is notice, courteous, friendly, firm, last or formal");
  }
  if (str_eq(word, S("person")))
    s->needs_person = true;
  else if (str_eq(word, S("legal")))
    s->legal = s->needs_person = true;
  else if (str_eq(word, S("instalments")))
    s->instalments = true;
  else if (str_eq(word, S("charges")))
    s->charges = true;
  else
    return words_bad(w, err, "unknown word in a step");
  return true;
}

bool policy_read_step(const struct stanza *s, const struct entry *e, struct step *out,
                      struct err *err) {
  struct words w = words_of(s->file, e->line, e->value);
  struct step step = {.line = e->line, .delay = -1000};
  struct str word;
  if (!words_number(&w, 0, STEPS_LIMIT, &step.n, err))
    return false;
  while (words_next(&w, &word))
    if (!step_word(&w, word, &step, err))
      return false;
  w.last = e->value;
  if (step.delay == -1000 || !step.letter.n || (step.n > 0 && step.deadline == 0))
    return words_bad(&w, err, "a step needs after, deadline and letter");
  if (step.n > 0 && step.delay < 1)
    return words_bad(&w, err, "a reminder comes after the due date: after 1 or more");
  *out = step;
  return true;
}

static bool read_step(struct arena *a, const struct stanza *s, const struct entry *e,
                      struct policy *p, struct err *err) {
  struct words w = words_of(s->file, e->line, e->value);
  struct step step;
  if (!policy_read_step(s, e, &step, err))
    return false;
  w.last = e->value;
  int before = p->steps.n ? p->steps.v[p->steps.n - 1].n : -1;
  if (step.n != before + 1 && !(before == -1 && step.n == 1))
    return words_bad(&w, err, "steps are numbered 1, 2, 3 without a gap (0: before the due date)");
  *LIST_PUSH(a, &p->steps) = step;
  return true;
}

// "08:30-11:30 14:00-16:30"
static bool read_hours(const struct stanza *s, const struct entry *e, struct policy *p,
                       struct err *err) {
  struct words w = words_of(s->file, e->line, e->value);
  struct str span, part;
  p->hours_n = 0;
  while (words_next(&w, &span)) {
    int before = p->hours_n ? p->hours[p->hours_n - 1] : -1;
    for (int i = 0; i < 2; i++) {
      struct str hour, minute;
      int64_t h, m;
      if (p->hours_n == 4 || !str_field(&span, '-', &part) || !str_cut(part, ':', &hour, &minute) ||
          !str_int(hour, &h) || !str_int(minute, &m) || h < 0 || h > 24 || m < 0 || m > 59 ||
          h * 60 + m <= before)
        return words_bad(&w, err, "hours are one or two spans in order, as 08:30-11:30");
      before = p->hours[p->hours_n++] = (int)(h * 60 + m);
    }
  }
  return p->hours_n > 0 || words_bad(&w, err, "hours are needed, as 08:30-11:30");
}

static bool read_amount(struct arena *a, const struct stanza *s, const struct entry *e,
                        struct moneys *list, struct err *err) {
  struct words w = words_of(s->file, e->line, e->value);
  struct str amount, currency;
  struct money m;
  if (!words_next(&w, &amount) || !words_next(&w, &currency) || !currency_valid(currency) ||
      !money_parse(amount, str_c(a, currency), &m, err))
    return words_bad(&w, err, "an amount is written 15.00 EUR");
  *LIST_PUSH(a, list) = m;
  return true;
}

// "answers = invoice-copy thanks"
static bool read_answers(struct arena *a, const struct stanza *s, const struct entry *e,
                         struct policy *p, struct err *err) {
  static const char *const known[] = {
      "invoice-copy", "statement", "promise-confirmed", "promise-question", "thanks",
      "crossed",      NULL};
  struct words w = words_of(s->file, e->line, e->value);
  for (struct str name; words_next(&w, &name);) {
    size_t i = 0;
    while (known[i] && !str_eq(name, str_of(known[i])))
      i++;
    if (!known[i])
      return words_bad(&w, err,
                       "answers are invoice-copy, statement, promise-confirmed, promise-question, "
                       "thanks, crossed");
    *LIST_PUSH(a, &p->answers) = name;
  }
  return true;
}

// "2.00 before 8"
static bool read_discount(const struct stanza *s, const struct entry *e, struct policy *p,
                          struct err *err) {
  struct words w = words_of(s->file, e->line, e->value);
  struct str percent = {0}, before = {0};
  struct money rate;
  struct err ignored;
  words_next(&w, &percent);
  words_next(&w, &before);
  if (!money_parse(percent, "EUR", &rate, &ignored) || rate.minor < 1 || rate.minor > 2000 ||
      !str_eq(before, S("before")))
    return words_bad(&w, err, "a discount is written 2.00 before 8: percent, days before due");
  p->discount_bp = (int)rate.minor;
  return words_number(&w, 0, 60, &p->discount_before, err);
}

static bool read_entry(struct arena *a, const struct stanza *s, const struct entry *e,
                       struct policy *p, struct err *err) {
  if (str_eq(e->key, S("step")))
    return read_step(a, s, e, p, err);
  if (str_eq(e->key, S("hours")))
    return read_hours(s, e, p, err);
  if (str_eq(e->key, S("discount")))
    return read_discount(s, e, p, err);
  if (str_eq(e->key, S("answers")))
    return read_answers(a, s, e, p, err);
  if (str_eq(e->key, S("minimum")))
    return read_amount(a, s, e, &p->minimum, err);
  if (str_eq(e->key, S("instalments_from")))
    return read_amount(a, s, e, &p->instalments_from, err);
  if (str_eq(e->key, S("instalments_to")))
    return read_amount(a, s, e, &p->instalments_to, err);
  if (str_eq(e->key, S("group")))
    *LIST_PUSH(a, &p->groups) = e->value;
  if (str_eq(e->key, S("allow")))
    *LIST_PUSH(a, &p->allow) = e->value;
  if (str_eq(e->key, S("no_reminder_for")))
    *LIST_PUSH(a, &p->skip_methods) = fold_key(a, e->value);
  return true;
}

static bool read_policy(struct arena *a, const struct stanza *s, struct policy *p,
                        struct err *err) {
  static const char *const known[] = {"step",
                                      "hours",
                                      "answers",
                                      "minimum",
                                      "instalments_from",
                                      "instalments_to",
                                      "group",
                                      "allow",
                                      "default",
                                      "no_reminder_for",
                                      "gap",
                                      "grace",
                                      "promised",
                                      "announced",
                                      "review_after",
                                      "review",
                                      "instalments_paid",
                                      "per_day",
                                      "plan_ahead",
                                      "discount",
                                      "plan_patience",
                                      NULL};
  *p = (struct policy){.name = s->name, .file = s->file, .line = s->line};
  p->gap = 7, p->grace = 1, p->announced = 5, p->promised = 2, p->review_after = 120;
  p->per_day = 200, p->instalments_paid = 3, p->plan_ahead = 3, p->plan_patience = 8;
  p->hours[0] = 8 * 60 + 30, p->hours[1] = 16 * 60 + 30, p->hours_n = 2;
  p->review = stanza_get(s, "review");
  if (!stanza_check_keys(s, known, err))
    return false;
  for (size_t i = 0; i < s->entries.n; i++)
    if (!read_entry(a, s, &s->entries.v[i], p, err))
      return false;
  if (!p->steps.n)
    return err_set(err, ERR_SETUP, "%.*s:%d: a policy needs at least one step", STR_ARG(s->file),
                   s->line);
  return stanza_yes(s, "default", &p->is_default, err) &&
         stanza_number(s, "gap", 1, 60, &p->gap, err) &&
         stanza_number(s, "grace", 0, 10, &p->grace, err) &&
         stanza_number(s, "announced", 1, 30, &p->announced, err) &&
         stanza_number(s, "plan_ahead", 0, 15, &p->plan_ahead, err) &&
         stanza_number(s, "plan_patience", 2, 30, &p->plan_patience, err) &&
         stanza_number(s, "promised", 0, 30, &p->promised, err) &&
         stanza_number(s, "review_after", 8, 3650, &p->review_after, err) &&
         stanza_number(s, "per_day", 1, 100000, &p->per_day, err) &&
         stanza_number(s, "instalments_paid", 0, 1000, &p->instalments_paid, err);
}

// A later stanza of the same name replaces the earlier one.
static struct policy *slot(struct arena *a, struct policies *all, struct str name) {
  for (size_t i = 0; i < all->n; i++)
    if (str_eq(all->v[i].name, name))
      return &all->v[i];
  return LIST_PUSH(a, all);
}

static bool one_default(const struct policies *all, struct err *err) {
  const struct policy *first = NULL;
  for (size_t i = 0; i < all->n; i++) {
    const struct policy *p = &all->v[i];
    if (p->is_default && first)
      return err_set(err, ERR_SETUP, "%.*s:%d: %.*s and %.*s are both the default policy",
                     STR_ARG(p->file), p->line, STR_ARG(first->name), STR_ARG(p->name));
    if (p->is_default)
      first = p;
  }
  return first || err_set(err, ERR_SETUP, "no policy has default = yes: reminders need one");
}

bool policies_load(struct arena *a, const struct stanzas *files, struct policies *out,
                   struct err *err) {
  struct policies all = {0};
  for (size_t i = 0; i < files->n; i++) {
    struct policy p;
    if (str_eq(files->v[i].kind, S("experiment")))
      continue;
    if (!stanza_kind(&files->v[i], "policy", err) || !read_policy(a, &files->v[i], &p, err))
      return false;
    *slot(a, &all, p.name) = p;
  }
  if (!one_default(&all, err) || !experiments_load(a, files, &all, err))
    return false;
  *out = all;
  return true;
}

static const struct policy *policy_for(const struct policies *all, struct str group) {
  for (size_t i = 0; group.n && i < all->n; i++) {
    const struct policy *p = &all->v[i];
    if (str_eq_ci(p->name, group))
      return p;
    for (size_t j = 0; j < p->groups.n; j++)
      if (str_eq_ci(p->groups.v[j], group))
        return p;
  }
  return NULL;
}

static const struct policy *policy_for_consumer(const struct policies *all, struct str country) {
  char group[] = "consumer-XX";
  if (country.n != 2)
    return policy_for(all, S("consumer"));
  group[9] = country.p[0];
  group[10] = country.p[1];
  const struct policy *p = policy_for(all, str_of(group));
  return p ? p : policy_for(all, S("consumer"));
}

const struct policy *policy_named_for(const struct policies *all, const struct client *c) {
  const struct policy *p = policy_for(all, c->policy);
  if (!p)
    p = policy_for(all, c->group);
  if (!p && c->consumer)
    p = policy_for_consumer(all, c->country);
  if (!p && c->valued)
    p = policy_for(all, S("valued"));
  for (size_t i = 0; !p; i++)
    p = all->v[i].is_default ? &all->v[i] : NULL;
  return p;
}

const struct policy *policy_of(const struct policies *all, const struct client *c) {
  const struct policy *p = policy_named_for(all, c);
  for (size_t i = 0; i < all->experiments.n; i++) {
    const struct experiment *e = &all->experiments.v[i];
    if (!e->stopped && str_eq(e->policy, p->name))
      return experiment_arm(e->name, c->id) == ARM_OTHER ? &e->other : p;
  }
  return p;
}

const struct step *policy_step(const struct policy *p, int n) {
  for (size_t i = 0; i < p->steps.n; i++)
    if (p->steps.v[i].n == n)
      return &p->steps.v[i];
  return NULL;
}

int dunning_horizon(const struct policies *p) {
  int days = 0;
  for (size_t i = 0; i < p->n; i++) {
    const struct step *courtesy = policy_step(&p->v[i], 0);
    if (courtesy && 1 - courtesy->delay > days)
      days = 1 - courtesy->delay;
  }
  return days;
}
