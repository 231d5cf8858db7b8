// test_invoice_text.c: printed invoices, and papers that look like one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/invoice_text.h"
#include "table.h"

static struct str table_rules(struct arena *a) {
  FILE *f = fopen("rules/invoice.rules", "rb");
  struct buf b = buf_in(a);
  char chunk[4096];
  assert_non_null(f);
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  return buf_str(&b);
}

static const struct invoice_rules *rules(void) {
  static struct arena kept;
  static struct invoice_rules *r;
  struct stanzas files = {0};
  struct err err;
  if (r)
    return r;
  arena_init(&kept, 64 << 20);
  if (!stanza_parse(&kept, S("rules/invoice.rules"), table_rules(&kept), &files, &err) ||
      !invoice_rules_load(&kept, &files, &r, &err))
    fail_msg("%s", err.text);
  return r;
}

static struct str row(struct arena *a, struct str in) {
  struct einvoice e = {0};
  struct strs doubts = {0};
  enum paper p = invoice_text_read(a, rules(), in, &e, &doubts);
  if (p == PAPER_OTHER)
    return S("other");
  struct buf b = buf_in(a);
  buf_printf(&b, "%s %.*s %.*s %.*s %.*s/%.*s %s", e.kind == CREDIT_NOTE ? "credit" : "invoice",
             STR_ARG(e.number), STR_ARG(day_iso(a, e.issued)), STR_ARG(day_iso(a, e.due)),
             STR_ARG(money_plain(a, e.total)), STR_ARG(money_plain(a, e.payable)),
             e.payable.currency);
  for (size_t i = 0; i < e.lowers.n; i++)
    buf_printf(&b, " lowers %.*s", STR_ARG(e.lowers.v[i]));
  for (size_t i = 0; i < doubts.n; i++)
    buf_printf(&b, " ? %.*s", STR_ARG(doubts.v[i]));
  return buf_str(&b);
}

static void table(void **state) {
  (void)state;
  table_run("invoice_text.tbl", row);
}

static void examples(void **state) {
  (void)state;
  struct err err = {0};
  if (!invoice_rules_check(rules(), &err))
    fail_msg("%s", err.text);
}

// A layout whose words no general rule knows: learnt from one page, it reads the next.
static void a_layout_is_learnt(void **state) {
  (void)state;
  struct arena a;
  struct err err;
  struct str stanza;
  struct stanzas files = {0};
  struct invoice_rules *both;
  struct strs doubts = {0};
  struct str page = S("KLADDE GMBH\nVorgang K-77\tStand 03.11.2026\nSchluss bis 17.11.2026\n"
                      "Wert der Lieferung\t119,00 €\n");
  struct str next = S("KLADDE GMBH\nVorgang K-78\tStand 04.11.2026\nSchluss bis 18.11.2026\n"
                      "Wert der Lieferung\t1.238,00 €\n");
  struct einvoice e = {.number = S("K-77"),
                       .issued = day_of(2026, 11, 3),
                       .due = day_of(2026, 11, 17),
                       .payable = money_of(11900, "EUR")};
  struct einvoice got = {0};
  arena_init(&a, 64 << 20);
  assert_int_equal(invoice_text_read(&a, rules(), next, &got, &doubts), PAPER_OTHER);
  if (!invoice_rule_learn(&a, rules(), page, S("kladde"), S("Kladde GmbH"), &e, &stanza, &err) ||
      !stanza_parse(&a, S("learnt"), stanza, &files, &err) ||
      !stanza_parse(&a, S("rules/invoice.rules"), table_rules(&a), &files, &err) ||
      !invoice_rules_load(&a, &files, &both, &err) || !invoice_rules_check(both, &err))
    fail_msg("%s", err.text);
  assert_int_equal(invoice_text_read(&a, both, next, &got, &doubts), PAPER_INVOICE);
  assert_true(str_eq(got.number, S("K-78")) && got.payable.minor == 123800);
  assert_int_equal(got.due.n, day_of(2026, 11, 18).n);
  assert_true(str_eq(got.seller.id, S("kladde")));
  e.number = S("K-79");
  assert_false(invoice_rule_learn(&a, rules(), page, S("x"), S("Kladde"), &e, &stanza, &err));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(table),
      cmocka_unit_test(examples),
      cmocka_unit_test(a_layout_is_learnt),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
