// test_einvoice.c: small e-invoices, good, wrong and hostile.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/einvoice.h"
#include "relance/formats.h"
#include "table.h"

static struct str invoice_row(struct arena *a, struct str in) {
  struct einvoice e;
  struct err err;
  if (!einvoice_read(a, in, &e, &err)) {
    assert_int_equal(err.kind, ERR_INPUT);
    return str_printf(a, "! %s", err.text);
  }
  struct invoice i = einvoice_invoice(&e);
  struct buf b = buf_in(a);
  buf_printf(&b, "%s %.*s/%.*s/%.*s/%.*s %s/%.*s", i.kind == CREDIT_NOTE ? "credit" : "invoice",
             STR_ARG(i.number), STR_ARG(day_iso(a, i.issued)), STR_ARG(day_iso(a, i.due)),
             STR_ARG(money_plain(a, i.total)), i.total.currency, STR_ARG(money_plain(a, i.open)));
  for (size_t n = 0; n < e.instalments.n; n++)
    buf_printf(&b, " +%.*s", STR_ARG(day_iso(a, e.instalments.v[n].due)));
  for (size_t n = 0; n < e.lowers.n; n++)
    buf_printf(&b, " lowers %.*s", STR_ARG(e.lowers.v[n]));
  if (e.buyer.name.n)
    buf_printf(&b, " buyer %.*s", STR_ARG(e.buyer.name));
  return buf_str(&b);
}

static struct str kind_row(struct arena *a, struct str in) {
  (void)a;
  return str_of(file_kind_name(file_kind(in)));
}

static struct str terms_row(struct arena *a, struct str in) {
  struct stanzas rules = {0};
  struct terms_words *w;
  struct err err;
  struct buf b = buf_in(a);
  FILE *f = fopen("rules/terms.rules", "rb");
  char chunk[4096];
  assert_non_null(f);
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  assert_true(stanza_parse(a, S("terms.rules"), buf_str(&b), &rules, &err));
  assert_true(terms_load(a, &rules, &w, &err));
  return day_iso(a, terms_due(a, w, in, day_of(2026, 11, 12)));
}

static void tables(void **state) {
  (void)state;
  table_run("einvoice.tbl", invoice_row);
  table_run("file_kind.tbl", kind_row);
  table_run("terms.tbl", terms_row);
}

// A deep tree is refused by the parser, not by the stack.
static void deep_trees_are_refused(void **state) {
  (void)state;
  struct arena a;
  struct einvoice e;
  struct err err;
  arena_init(&a, 64 << 20);
  struct buf b = buf_in(&a);
  for (int i = 0; i < 100000; i++)
    buf_add(&b, S("<a>"));
  assert_false(einvoice_read(&a, buf_str(&b), &e, &err));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(deep_trees_are_refused),
  };
  return cmocka_run_group_tests_name("einvoice", tests, NULL, NULL);
}
