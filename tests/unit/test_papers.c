// test_papers.c: what the reader says of papers survives the socket, and nothing else is believed.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/papers.h"
#include "table.h"

static struct found_invoice invoice(struct arena *a) {
  struct found_invoice f = {.certain = true,
                            .e = {.syntax = S("CII"),
                                  .number = S("FA-1"),
                                  .kind = CREDIT_NOTE,
                                  .issued = day_of(2026, 11, 12),
                                  .due = DAY_NONE,
                                  .total = money_of(-12000, "EUR"),
                                  .payable = money_of(-12000, "EUR"),
                                  .buyer = {.name = S("Hôtel \"de l'Océan\"")}},
                            .filename = S("a\nb.pdf"),
                            .bytes = S("%PDF\n\0x")};
  *LIST_PUSH(a, &f.e.lowers) = S("FA-0");
  *LIST_PUSH(a, &f.e.instalments) = (struct due_part){day_of(2026, 12, 1), money_of(-1, "EUR")};
  return f;
}

static void there_and_back(void **state) {
  (void)state;
  struct arena a;
  struct err err;
  struct papers p = {0}, got = {0};
  arena_init(&a, 1 << 20);
  *LIST_PUSH(&a, &p.invoices) = invoice(&a);
  *LIST_PUSH(&a, &p.invoices) = invoice(&a);
  *LIST_PUSH(&a, &p.payments) =
      (struct payment){.id = S("1"), .day = day_of(2026, 11, 20), .amount = money_of(500, "EUR")};
  *LIST_PUSH(&a, &p.bcc) = (struct address){S("X"), S("x@y.example")};
  p.text = S("page\twith cells");
  struct str json = papers_json(&a, &p);
  assert_true(papers_parse(&a, json, &got, &err));
  assert_true(str_eq(papers_json(&a, &got), json));
  assert_true(str_eq(got.invoices.v[1].bytes, S("%PDF\n\0x")));
  assert_int_equal(got.invoices.v[0].e.payable.minor, -12000);
  assert_false(day_is(got.invoices.v[0].e.due));
  arena_free(&a);
}

// A reader that was taken over may answer anything.
static void nothing_else_is_believed(void **state) {
  (void)state;
  struct arena a;
  struct err err;
  struct papers p = {0}, got;
  arena_init(&a, 8 << 20);
  *LIST_PUSH(&a, &p.invoices) = invoice(&a);
  struct str json = papers_json(&a, &p);
  for (size_t n = 0; n < json.n; n++) // cut anywhere
    assert_false(papers_parse(&a, str_sub(json, 0, n), &got, &err));
  p.invoices.v[0].e.number = S("");
  assert_false(papers_parse(&a, papers_json(&a, &p), &got, &err)); // certain, and no number
  static const char *const wrong[] = {"", "[]", "{}\n", "{\"invoices\":[{}]}\n", "null\n"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(papers_parse(&a, str_of(wrong[i]), &got, &err));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(there_and_back),
      cmocka_unit_test(nothing_else_is_believed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
