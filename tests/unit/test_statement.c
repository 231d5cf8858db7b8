// test_statement.c: bank statements of every format, small ones.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/statement.h"
#include "table.h"

static struct csv_columns *columns;
static struct arena kept;

static void show_movement(struct arena *a, struct buf *b, const struct movement *m) {
  const struct {
    const char *name;
    struct str text;
  } parts[] = {{"from", m->payer},    {"iban", m->payer_iban}, {"e2e", m->end_to_end},
               {"ref", m->reference}, {"text", m->text},       {"back", m->return_reason}};
  buf_printf(b, "%.*s", STR_ARG(m->amount.currency[0] ? money_plain(a, m->amount) : S("?")));
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i].text.n)
      buf_printf(b, " %s=%.*s", parts[i].name, STR_ARG(parts[i].text));
  for (size_t i = 0; i < m->documents.n; i++)
    buf_printf(b, " doc=%.*s", STR_ARG(m->documents.v[i]));
}

static void show_entry(struct arena *a, struct buf *b, const struct statement_entry *e) {
  buf_printf(b, " {%.*s %.*s ", STR_ARG(day_iso(a, e->booked)), STR_ARG(day_iso(a, e->value)));
  show_movement(a, b, &e->sum);
  if (e->ref.n)
    buf_printf(b, " id=%.*s", STR_ARG(e->ref));
  buf_printf(b, "%s%s%s", e->reversal ? " reversal" : "", e->pending ? " pending" : "",
             e->uneven ? " uneven" : "");
  for (size_t i = 0; i < e->details.n; i++) {
    buf_add(b, S(" ["));
    show_movement(a, b, &e->details.v[i]);
    buf_add(b, S("]"));
  }
  buf_add(b, S("}"));
}

static struct str statement_row(struct arena *a, struct str in) {
  struct statements all;
  struct err err;
  if (!statements_read(a, in, "EUR", columns, &all, &err)) {
    assert_int_equal(err.kind, ERR_INPUT);
    return str_printf(a, "! %s", err.text);
  }
  struct buf b = buf_in(a);
  for (size_t i = 0; i < all.n; i++) {
    const struct statement *s = &all.v[i];
    buf_printf(&b, "%s%.*s %.*s %s", i ? " ; " : "", STR_ARG(s->format), STR_ARG(s->account),
               s->currency);
    if (s->has_opening)
      buf_printf(&b, " %.*s", STR_ARG(money_plain(a, s->opening)));
    for (size_t e = 0; e < s->entries.n; e++)
      show_entry(a, &b, &s->entries.v[e]);
    if (s->has_closing)
      buf_printf(&b, " %.*s", STR_ARG(money_plain(a, s->closing)));
    if (s->difference.minor)
      buf_printf(&b, " missing %.*s", STR_ARG(money_plain(a, s->difference)));
  }
  return buf_str(&b);
}

static void tables(void **state) {
  (void)state;
  struct stanzas none = {0};
  struct err err;
  arena_init(&kept, 1 << 20);
  assert_true(csv_columns_load(&kept, &none, &columns, &err));
  table_run("statement.tbl", statement_row);
  arena_free(&kept);
}

// Cut anywhere, a file is refused or its balances tell that something is missing.
static void a_cut_statement_is_noticed(void **state) {
  (void)state;
  struct arena a;
  struct err err;
  struct statements all;
  struct str whole = S(":20:A\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261119EUR100,00\n"
                       ":61:2611201120C10,00NTRFNONREF//X\n:86:166?00X?20EREF+E1?21SVWZ+F1\n"
                       ":62F:C261120EUR110,00\n");
  arena_init(&a, 64 << 20);
  for (size_t n = 0; n < whole.n; n++) {
    if (!statements_read(&a, str_sub(whole, 0, n), "EUR", NULL, &all, &err))
      continue;
    const struct statement *s = &all.v[0];
    bool complete = s->has_closing && s->difference.minor == 0;
    assert_true(!complete || n >= whole.n - 4); // only zeros behind the comma are left to lose
  }
  arena_free(&a);
}

// The same entry has the same id in every file; two alike in one file have two.
static void payments_keep_their_ids(void **state) {
  (void)state;
  struct arena a;
  struct err err;
  struct statements one, two;
  struct payments first = {0}, second = {0};
  arena_init(&a, 16 << 20);
  struct str head = S(":20:A\n:25:X\n:60F:C261119EUR0,00\n"),
             in = S(":61:2611201120C10,00NTRFNONREF\n:86:F1\n"),
             out = S(":61:2611201120D5,00NTRFNONREF\n"),
             back = S(":61:2611201120RC10,00NTRFNONREF\n");
  struct str a1 =
      str_printf(&a, "%.*s%.*s%.*s%.*s", STR_ARG(head), STR_ARG(in), STR_ARG(in), STR_ARG(out));
  struct str a2 =
      str_printf(&a, "%.*s%.*s%.*s%.*s", STR_ARG(head), STR_ARG(in), STR_ARG(back), STR_ARG(in));
  assert_true(statements_read(&a, a1, "EUR", NULL, &one, &err));
  assert_true(statements_read(&a, a2, "EUR", NULL, &two, &err));
  statement_payments(&a, &one.v[0], &first);
  statement_payments(&a, &two.v[0], &second);
  assert_int_equal(first.n, 2); // what we spent is no payment to us
  assert_int_equal(second.n, 3);
  assert_false(str_eq(first.v[0].id, first.v[1].id));
  assert_true(str_eq(first.v[0].id, second.v[0].id));
  assert_true(str_eq(first.v[1].id, second.v[2].id));
  assert_int_equal(second.v[1].amount.minor, -1000);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(a_cut_statement_is_noticed),
      cmocka_unit_test(payments_keep_their_ids),
  };
  return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
