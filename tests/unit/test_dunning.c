// test_dunning.c: policies, plans and the last look.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/dunning.h"
#include "relance/law.h"
#include "rules_files.h"
#include "scenario.h"

static struct arena arena;
static struct calendar calendar;
static struct policies policies;
static struct laws laws;

static void add(struct buf *b, const char *sep) {
  if (b->n)
    buf_printf(b, "%s", sep);
}

static void write_letter(struct arena *a, struct buf *b, const struct due_letter *l) {
  struct str key = l->key, part = {0};
  buf_printf(b, "letter %d %.*s ", l->step, STR_ARG(l->letter));
  for (size_t i = 0; i < l->invoices.n; i++)
    buf_printf(b, "%s%.*s", i ? "+" : "", STR_ARG(l->invoices.v[i]));
  buf_printf(b, " by %.*s at %.*s%s%s", STR_ARG(day_iso(a, l->deadline)),
             STR_ARG(time_utc(a, l->not_before)), l->legal ? " legal" : "",
             l->needs_person ? " person" : "");
  for (int i = 0; i < 3; i++)
    str_field(&key, '/', &part);
  if (!str_eq(part, S("0")))
    buf_printf(b, " cycle %.*s", STR_ARG(part));
}

static struct str plan_text(struct arena *a, const struct plan *p) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < p->letters.n; i++) {
    add(&b, "; ");
    write_letter(a, &b, &p->letters.v[i]);
  }
  for (size_t i = 0; i < p->tasks.n; i++) {
    const struct task *t = &p->tasks.v[i];
    add(&b, "; ");
    buf_printf(&b, "task %.*s%s%.*s", STR_ARG(t->name), t->invoice.n ? " " : "",
               STR_ARG(t->invoice));
  }
  for (size_t i = 0; i < p->waiting.n; i++) {
    const struct waiting *w = &p->waiting.v[i];
    struct str who = w->invoice.n ? w->invoice : S("all");
    struct str until = day_is(w->until) ? day_iso(a, w->until) : S("a person");
    add(&b, "; ");
    buf_printf(&b, "%.*s wait%s for %.*s: %.*s", STR_ARG(who), w->invoice.n ? "s" : "",
               STR_ARG(until), STR_ARG(w->why));
  }
  return b.n ? buf_str(&b) : S("nothing");
}

static struct str plan_row(struct arena *a, struct str in) {
  struct scenario sc = scenario_read(a, in);
  struct plan p;
  dunning_plan(a, &sc.s, &policies, &calendar, NULL, &sc.now, &p);
  return plan_text(a, &p);
}

static struct str charges_row(struct arena *a, struct str in) {
  struct scenario sc = scenario_read(a, in);
  struct plan p;
  dunning_plan(a, &sc.s, &policies, &calendar, &laws, &sc.now, &p);
  struct buf b = buf_in(a);
  assert_int_equal(p.letters.n, 1);
  for (size_t i = 0; i < p.letters.v[0].charges.n; i++) {
    const struct charge *c = &p.letters.v[0].charges.v[i];
    add(&b, ", ");
    buf_add(&b, money_plain(a, c->amount));
    if (c->rate_bp)
      buf_printf(&b, " %d/%d", c->rate_bp, c->days);
  }
  for (size_t i = 0; i < p.tasks.n; i++)
    buf_printf(&b, "; task %.*s", STR_ARG(p.tasks.v[i].name));
  return b.n ? buf_str(&b) : S("none");
}

// The courtesy of a policy that takes 2 % off for who pays eight days before the due date.
static struct str discount_row(struct arena *a, struct str in) {
  static const char text[] = "[policy early]\ndefault = yes\ndiscount = 2.00 before 8\n"
                             "step = 0 after -20 letter courtesy tone notice\n"
                             "step = 1 after 7 deadline 8 tone courteous letter reminder-1\n";
  struct stanzas stanzas = {0};
  struct policies early;
  struct err err;
  struct plan p;
  assert_true(stanza_parse(a, S("x.rules"), str_of(text), &stanzas, &err));
  assert_true(policies_load(a, &stanzas, &early, &err));
  struct scenario sc = scenario_read(a, in);
  dunning_plan(a, &sc.s, &early, &calendar, &laws, &sc.now, &p);
  assert_int_equal(p.letters.n, 1);
  const struct discount *d = &p.letters.v[0].discount;
  return d->bp ? str_printf(a, "%d until %.*s: %.*s", d->bp, STR_ARG(day_iso(a, d->until)),
                            STR_ARG(money_plain(a, d->rest)))
               : S("none");
}

static struct str terms_row(struct arena *a, struct str in) {
  struct scenario sc = scenario_read(a, in);
  struct plan p;
  struct buf b = buf_in(a);
  dunning_plan(a, &sc.s, &policies, &calendar, &laws, &sc.now, &p);
  for (size_t i = 0; i < p.tasks.n; i++) {
    const struct task *t = &p.tasks.v[i];
    if (!str_eq(t->name, S("insolvency")) && !str_eq(t->name, S("limitation")))
      continue;
    add(&b, "; ");
    buf_printf(&b, "%.*s: %.*s", STR_ARG(t->name), STR_ARG(t->why));
  }
  return b.n ? buf_str(&b) : S("none");
}

static struct str last_look_row(struct arena *a, struct str in) {
  struct scenario sc = scenario_read(a, in);
  struct pending letter = sc.s.letters.v[0];
  struct str why = {0};
  int64_t later = 0;
  enum due due = still_due(a, &letter, &sc.s, &policies, &calendar, &sc.now, &why, &later);
  return due == DUE_YES
             ? S("leaves")
             : str_printf(a, "%s: %.*s", due == DUE_NO ? "withdrawn" : "waits", STR_ARG(why));
}

static struct str key_row(struct arena *a, struct str in) {
  struct str client = scenario_word(&in), step_text = scenario_word(&in);
  struct str cycle_text = scenario_word(&in), to = scenario_word(&in);
  int64_t step = 0, cycle = 0;
  struct strs invoices = {0};
  str_int(step_text, &step);
  str_int(cycle_text, &cycle);
  for (struct str w; (w = scenario_word(&in)).n;)
    *LIST_PUSH(a, &invoices) = w;
  return letter_key(a, client, (int)step, (int)cycle, invoices, to);
}

static struct str lint_row(struct arena *a, struct str in) {
  struct stanzas all = {0};
  struct policies p;
  struct err err;
  if (!stanza_parse(a, S("x.rules"), in, &all, &err) || !policies_load(a, &all, &p, &err))
    return str_dup(a, str_of(err.text));
  struct strs said = policies_lint(a, &p);
  struct buf b = buf_in(a);
  for (size_t i = 0; i < said.n; i++)
    buf_printf(&b, "%s%.*s", i ? "; " : "", STR_ARG(said.v[i]));
  return b.n ? buf_str(&b) : S("fine");
}

static void tables(void **state) {
  (void)state;
  table_run("plan.tbl", plan_row);
  table_run("charges.tbl", charges_row);
  table_run("discount.tbl", discount_row);
  table_run("terms_of_law.tbl", terms_row);
  table_run("last_look.tbl", last_look_row);
  table_run("letter_key.tbl", key_row);
  table_run("policy_lint.tbl", lint_row);
}

static void our_policies_keep_our_rules(void **state) {
  (void)state;
  struct strs said = policies_lint(&arena, &policies);
  for (size_t i = 0; i < said.n; i++)
    print_error("%.*s\n", STR_ARG(said.v[i]));
  assert_int_equal(said.n, 0);
}

int main(void) {
  arena_init(&arena, 64 << 20);
  struct stanzas days = rules_stanzas(&arena, "rules/calendar");
  struct stanzas steps = rules_stanzas(&arena, "rules/policy");
  struct stanzas law = rules_stanzas(&arena, "rules/law");
  struct err err;
  if (!calendar_load(&arena, &days, &calendar, &err) ||
      !policies_load(&arena, &steps, &policies, &err) || !laws_load(&arena, &law, &laws, &err)) {
    print_error("%s\n", err.text);
    return 1;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(our_policies_keep_our_rules),
  };
  int failed = cmocka_run_group_tests_name("dunning", tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
