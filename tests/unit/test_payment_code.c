// test_payment_code.c: the text of payment codes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/formats.h"
#include "table.h"

static struct str cell(struct str *rest) {
  struct str s = S("");
  str_field(rest, '|', &s);
  return str_trim(s);
}

static struct str epc_row(struct arena *a, struct str in) {
  struct transfer t = {0};
  struct str amount, currency, out;
  struct err err;
  t.name = cell(&in);
  t.iban = cell(&in);
  t.bic = cell(&in);
  amount = cell(&in);
  t.reference = cell(&in);
  t.text = cell(&in);
  str_cut(amount, ' ', &amount, &currency);
  if (amount.n)
    assert_true(money_parse(amount, currency.n ? str_c(a, currency) : "EUR", &t.amount, &err));
  if (!epc_payload(a, &t, &out, &err))
    return str_printf(a, "! %s", err.text);
  return out;
}

static void tables(void **state) {
  (void)state;
  table_run("epc.tbl", epc_row);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tables)};
  return cmocka_run_group_tests_name("payment_code", tests, NULL, NULL);
}
