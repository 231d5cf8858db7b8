// invoice_rules.c: loading [invoice NAME] stanzas, and running their examples.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "invoice_rules.h"

#include "relance/fold.h"

#include <stdlib.h>

const char *const invoice_labels[] = {"title",     "credit", "other", "ignore",  "number",
                                      "issued",    "due",    "total", "payable", "terms",
                                      "reference", "lowers", NULL};

static const char *const keys[] = {"title",     "credit", "other",    "ignore",  "number",
                                   "issued",    "due",    "total",    "payable", "terms",
                                   "reference", "lowers", "currency", "months",  "seller",
                                   "ok",        "gives",  "no",       NULL};

static bool wrong(const struct stanza *s, int line, struct err *err, const char *what,
                  struct str text) {
  return err_set(err, ERR_SETUP, "%.*s:%d: invoice %.*s: %s%.*s", STR_ARG(s->file), line,
                 STR_ARG(s->name), what, STR_ARG(text));
}

static void add_phrases(struct arena *a, struct invoice_rules *r, enum invoice_label label,
                        struct str list) {
  struct str one;
  for (int rank = 0; str_field(&list, ',', &one); rank++) {
    struct invoice_phrase p = {
        .label = label, .words = phrase_of(a, one), .rank = rank, .rule = (int)r->rules.n - 1};
    if (p.words.n)
      *LIST_PUSH(a, &r->phrases) = p;
  }
}

static bool add_months(struct arena *a, struct invoice_rules *r, const struct stanza *s,
                       const struct entry *e, struct err *err) {
  struct str list = e->value, one;
  int n = 0;
  for (; str_field(&list, ',', &one); n++)
    if (fold_key(a, one).n)
      *LIST_PUSH(a, &r->months) = (struct month_name){fold_key(a, one), n + 1};
  return n == 12 || wrong(s, e->line, err, "months wants twelve names, not as in: ", e->value);
}

static bool add_entry(struct arena *a, struct invoice_rules *r, const struct stanza *s,
                      const struct entry *e, struct err *err) {
  struct invoice_rule *rule = &r->rules.v[r->rules.n - 1];
  for (int k = 0; invoice_labels[k]; k++)
    if (str_eq(e->key, str_of(invoice_labels[k]))) {
      add_phrases(a, r, (enum invoice_label)k, e->value);
      return true;
    }
  bool ok = str_eq(e->key, S("ok"));
  if (ok || str_eq(e->key, S("no")))
    *LIST_PUSH(a, &rule->examples) = (struct invoice_example){e->value, S(""), e->line, ok};
  else if (str_eq(e->key, S("gives"))) {
    if (!rule->examples.n || !rule->examples.v[rule->examples.n - 1].ok)
      return wrong(s, e->line, err, "gives says what the ok above it gives", S(""));
    rule->examples.v[rule->examples.n - 1].gives = e->value;
  } else if (str_eq(e->key, S("months")))
    return add_months(a, r, s, e, err);
  else if (str_eq(e->key, S("seller")))
    *LIST_PUSH(a, &rule->sellers) = phrase_of(a, e->value);
  else if (!currency_valid(e->value))
    return wrong(s, e->line, err, "no currency: ", e->value);
  else
    rule->currency = e->value;
  return true;
}

static bool has_examples(const struct stanza *s, const struct invoice_rule *rule, struct err *err) {
  bool ok = false, no = false;
  for (size_t i = 0; i < rule->examples.n; i++) {
    ok |= rule->examples.v[i].ok;
    no |= !rule->examples.v[i].ok;
    if (rule->examples.v[i].ok && !rule->examples.v[i].gives.n)
      return wrong(s, rule->examples.v[i].line, err, "this ok has no gives =", S(""));
  }
  return (ok && no) ||
         wrong(s, s->line, err, "needs at least one `ok =` and one `no =` example", S(""));
}

static int longest_first(const void *x, const void *y) {
  const struct invoice_phrase *a = x, *b = y;
  if (a->words.n != b->words.n)
    return a->words.n < b->words.n ? 1 : -1;
  return (a->rule < b->rule) - (a->rule > b->rule); // the owner's after ours
}

bool invoice_rules_load(struct arena *a, const struct stanzas *files, struct invoice_rules **out,
                        struct err *err) {
  struct invoice_rules *r = ARENA_NEW(a, struct invoice_rules);
  for (size_t i = 0; i < files->n; i++) {
    const struct stanza *s = &files->v[i];
    if (!str_eq(s->kind, S("invoice")))
      continue;
    if (!stanza_check_keys(s, keys, err))
      return false;
    *LIST_PUSH(a, &r->rules) = (struct invoice_rule){.name = s->name, .file = s->file};
    for (size_t k = 0; k < s->entries.n; k++)
      if (!add_entry(a, r, s, &s->entries.v[k], err))
        return false;
    if (!has_examples(s, &r->rules.v[r->rules.n - 1], err))
      return false;
  }
  if (r->phrases.n)
    qsort(r->phrases.v, r->phrases.n, sizeof *r->phrases.v, longest_first);
  *out = r;
  return true;
}

// ---------------------------------------------------------------- examples

struct str invoice_gives(struct arena *a, const struct einvoice *e) {
  return str_printf(a, "%.*s %.*s %s %.*s %s", STR_ARG(e->number), STR_ARG(day_iso(a, e->issued)),
                    day_is(e->due) ? str_c(a, day_iso(a, e->due)) : "-",
                    STR_ARG(money_plain(a, e->payable)), e->payable.currency);
}

static bool example_right(const struct invoice_rules *rules, const struct invoice_rule *rule,
                          const struct invoice_example *x, struct arena *a, struct err *err) {
  struct einvoice e = {0};
  struct strs doubts = {0};
  enum paper got = invoice_text_read(a, rules, x->text, &e, &doubts);
  struct str said = got == PAPER_INVOICE ? invoice_gives(a, &e)
                    : doubts.n           ? doubts.v[0]
                                         : S("no invoice");
  if (x->ok ? got == PAPER_INVOICE && str_eq(said, x->gives) : got != PAPER_INVOICE)
    return true;
  return err_set(err, ERR_SETUP, "%.*s:%d: invoice %.*s: this %s example gives: %.*s",
                 STR_ARG(rule->file), x->line, STR_ARG(rule->name), x->ok ? "ok" : "no",
                 STR_ARG(said));
}

bool invoice_rules_check(const struct invoice_rules *rules, struct err *err) {
  bool ok = true;
  for (size_t i = 0; ok && i < rules->rules.n; i++)
    for (size_t k = 0; ok && k < rules->rules.v[i].examples.n; k++) {
      struct arena a;
      arena_init(&a, 64 << 20);
      ok = example_right(rules, &rules->rules.v[i], &rules->rules.v[i].examples.v[k], &a, err);
      arena_free(&a);
    }
  return ok;
}
