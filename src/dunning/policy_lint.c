// policy_lint.c: the rules of good practice, each with its name.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/dunning.h"

enum { FIRST_WITHIN = 7, REMINDERS_BEFORE_LEGAL = 2, DAYS_APART = 7, SHORT_TERM = 14 };

// One question about a step and the one before it (NULL for the first): the breach in words, or an
// empty str.
typedef struct str step_question(struct arena *a, const struct policy *p, const struct step *before,
                                 const struct step *s);

static struct str first_within_a_week(struct arena *a, const struct policy *p,
                                      const struct step *before, const struct step *s) {
  (void)p;
  if (s->n != 1 || (before && before->n != 0) || s->delay <= FIRST_WITHIN)
    return S("");
  return str_printf(a, "the first reminder leaves %d days after the due date, later than a week",
                    s->delay);
}

static struct str shorter_deadline(struct arena *a, const struct policy *p,
                                   const struct step *before, const struct step *s) {
  (void)p;
  if (s->n == 1 && s->deadline >= SHORT_TERM)
    return str_printf(a, "the first reminder gives %d days, as much as an invoice does",
                      s->deadline);
  if (!before || before->n == 0 || s->legal || s->deadline < before->deadline)
    return S("");
  return str_printf(a, "step %d gives %d days, no fewer than the %d of step %d", s->n, s->deadline,
                    before->deadline, before->n);
}

static struct str deadline_kept(struct arena *a, const struct policy *p, const struct step *before,
                                const struct step *s) {
  (void)p;
  if (!before || before->n == 0 || s->delay > before->deadline)
    return S("");
  return str_printf(a, "step %d follows after %d days, within the %d days that step %d gives", s->n,
                    s->delay, before->deadline, before->n);
}

static struct str tone_by_steps(struct arena *a, const struct policy *p, const struct step *before,
                                const struct step *s) {
  (void)p;
  enum tone from = before ? before->tone : TONE_NOTICE;
  if (s->tone <= from + 1)
    return S("");
  return str_printf(a, "the tone of step %d rises faster than the steps", s->n);
}

static struct str two_reminders_first(struct arena *a, const struct policy *p,
                                      const struct step *before, const struct step *s) {
  (void)before;
  int reminders = 0;
  for (size_t i = 0; i < p->steps.n && p->steps.v[i].n < s->n; i++)
    reminders += p->steps.v[i].n > 0 && !p->steps.v[i].legal;
  if (!s->legal || reminders >= REMINDERS_BEFORE_LEGAL)
    return S("");
  return str_printf(a, "step %d is a legal one after %d reminder%s; at least two come first", s->n,
                    reminders, reminders == 1 ? "" : "s");
}

static struct str seven_days_apart(struct arena *a, const struct policy *p,
                                   const struct step *before, const struct step *s) {
  int apart = before && before->n > 0 && s->delay < p->gap ? s->delay : p->gap;
  if (apart >= DAYS_APART || !before)
    return S("");
  return str_printf(a, "step %d may leave %d days after the letter before", s->n, apart);
}

static const struct {
  const char *name;
  step_question *ask;
} questions[] = {
    {"first-within-a-week", first_within_a_week},
    {"shorter-deadline", shorter_deadline},
    {"deadline-kept", deadline_kept},
    {"tone-by-steps", tone_by_steps},
    {"two-reminders-first", two_reminders_first},
    {"seven-days-apart", seven_days_apart},
};

static bool allowed(const struct policy *p, struct str rule) {
  for (size_t i = 0; i < p->allow.n; i++)
    if (str_eq(p->allow.v[i], rule))
      return true;
  return false;
}

static void lint_step(struct arena *a, const struct policy *p, const struct step *before,
                      const struct step *s, struct strs *out) {
  for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
    struct str breach = questions[i].ask(a, p, before, s);
    if (breach.n && !allowed(p, str_of(questions[i].name)))
      *LIST_PUSH(a, out) = str_printf(a, "%.*s:%d: %s: %.*s", STR_ARG(p->file), s->line,
                                      questions[i].name, STR_ARG(breach));
  }
}

static void lint_policy(struct arena *a, const struct policy *p, struct strs *out) {
  for (size_t j = 0; j < p->steps.n; j++)
    lint_step(a, p, j ? &p->steps.v[j - 1] : NULL, &p->steps.v[j], out);
}

struct strs policies_lint(struct arena *a, const struct policies *all) {
  struct strs out = {0};
  for (size_t i = 0; i < all->n; i++)
    lint_policy(a, &all->v[i], &out);
  for (size_t i = 0; i < all->experiments.n; i++)
    lint_policy(a, &all->experiments.v[i].other, &out);
  return out;
}
