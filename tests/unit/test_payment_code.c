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

// Whether a phone reads it is shown by tests/letters.py.
static void pictures(void **state) {
  (void)state;
  struct arena a;
  struct str png, again;
  struct err err;
  char most[EPC_LIMIT + 1];
  memset(most, 'x', sizeof most);
  arena_init(&a, 16 << 20);
  assert_true(qr_png(&a, S("BCD"), &png, &err) && qr_png(&a, S("BCD"), &again, &err));
  assert_true(str_starts(png, S("\x89PNG\r\n")) && str_eq(png, again));
  assert_true(qr_png(&a, (struct str){most, EPC_LIMIT}, &png, &err));
  assert_false(qr_png(&a, (struct str){most, EPC_LIMIT + 1}, &png, &err));
  assert_string_equal(err.text, "332 bytes are more than a payment QR code may hold");
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tables), cmocka_unit_test(pictures)};
  return cmocka_run_group_tests_name("payment_code", tests, NULL, NULL);
}
