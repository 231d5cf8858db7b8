// test_invoice_text.c: printed invoices, and papers that look like one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/invoice_text.h"
#include "table.h"

static const struct invoice_rules *rules(void) {
  static struct arena kept;
  static struct invoice_rules *r;
  struct stanzas files = {0};
  struct err err;
  if (r)
    return r;
  arena_init(&kept, 64 << 20);
  FILE *f = fopen("rules/invoice.rules", "rb");
  struct buf b = buf_in(&kept);
  char chunk[4096];
  assert_non_null(f);
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  if (!stanza_parse(&kept, S("rules/invoice.rules"), buf_str(&b), &files, &err) ||
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(table),
      cmocka_unit_test(examples),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
