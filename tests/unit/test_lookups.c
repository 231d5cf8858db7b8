// test_lookups.c: the keys of numbers and names, and the questions that a reading asks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/match.h"
#include "table.h"

static struct str joined(struct arena *a, struct strs keys) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < keys.n; i++)
    buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(keys.v[i]));
  return buf_str(&b);
}

static struct str number_row(struct arena *a, struct str in) {
  return joined(a, number_keys(a, in));
}

static struct str name_row(struct arena *a, struct str in) {
  return joined(a, name_keys(a, in));
}

static void tables(void **state) {
  (void)state;
  table_run("number_keys.tbl", number_row);
  table_run("name_keys.tbl", name_row);
}

static bool asks(const struct lookups *l, enum lookup_kind kind, struct str key) {
  for (size_t i = 0; i < l->n; i++)
    if (l->v[i].kind == kind && str_eq(l->v[i].key, key))
      return true;
  return false;
}

static void a_reading_asks(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct reading r = {.from = {S("Anna Vasseur"), S("A.Vasseur@post.lumicore.example")},
                      .fresh = S("Lumicore a payé")};
  *LIST_PUSH(&a, &r.in_reply_to) = S("rappel.1@us.example");
  *LIST_PUSH(&a, &r.evidence) =
      (struct evidence){.what = EV_INVOICE, .ref = S("F2026-118"), .last = S("120")};
  *LIST_PUSH(&a, &r.evidence) =
      (struct evidence){.what = EV_REFERENCE, .ref = S("+++082/6270/01455+++")};
  *LIST_PUSH(&a, &r.evidence) =
      (struct evidence){.what = EV_AMOUNT, .amount = money_of(-1200, "EUR")};
  struct lookups l = match_lookups(&a, &r);
  assert_true(asks(&l, LOOKUP_MESSAGE_ID, S("rappel.1@us.example")));
  assert_true(asks(&l, LOOKUP_EMAIL, S("a.vasseur@post.lumicore.example")));
  assert_true(asks(&l, LOOKUP_DOMAIN, S("lumicore.example")));
  assert_false(asks(&l, LOOKUP_DOMAIN, S("example")));
  assert_true(asks(&l, LOOKUP_NUMBER, S("2026/118")));
  assert_true(asks(&l, LOOKUP_NUMBER, S("2026/119")));
  assert_true(asks(&l, LOOKUP_NUMBER, S("2026/120")));
  assert_true(asks(&l, LOOKUP_REFERENCE, S("082627001455")));
  assert_true(asks(&l, LOOKUP_NAME, S("lumicore")));
  bool amount = false;
  for (size_t i = 0; i < l.n; i++)
    amount |= l.v[i].kind == LOOKUP_AMOUNT && money_eq(l.v[i].amount, money_of(1200, "EUR"));
  assert_true(amount);
  arena_free(&a);
}

static void lookups_have_an_end(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct reading r = {0};
  for (int i = 0; i < 5000; i++)
    *LIST_PUSH(&a, &r.evidence) =
        (struct evidence){.what = EV_INVOICE, .ref = str_printf(&a, "X-%d", i), .last = S("99999")};
  assert_int_equal(match_lookups(&a, &r).n, LOOKUP_LIMIT);
  arena_free(&a);
}

static void verdict_and_back(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  struct verdict v = {.file = S("017.eml"),
                      .language = S("fr"),
                      .kind = KIND_REPLY,
                      .client = S("C012"),
                      .resume_on = day_of(2026, 12, 2),
                      .decision = DECISION_APPLY};
  struct intent *i = LIST_PUSH(&a, &v.intents);
  *i = (struct intent){.kind = INTENT_PROMISE_TO_PAY, .day = day_of(2026, 11, 30), .permille = 970};
  *LIST_PUSH(&a, &i->invoices) = S("FA-2026-0012");
  *LIST_PUSH(&a, &v.allocations) =
      (struct allocation){S("FA-2026-0012"), money_of(123456, "EUR"), 998};
  *LIST_PUSH(&a, &v.allocations) = (struct allocation){.invoice = S("AV-1"), .permille = 5};
  *LIST_PUSH(&a, &v.pause) = S("FA-2026-0012");
  *LIST_PUSH(&a, &v.reasons) = (struct reason){.points = -32,
                                               .code = S("unsure"),
                                               .about = S("x"),
                                               .say = S("says \"x\""),
                                               .text = S("x\n"),
                                               .place = {S("1"), 4, 2}};
  struct str json = verdict_json(&a, &v);
  struct verdict back;
  struct err err;
  if (!verdict_parse(&a, json, &back, &err))
    fail_msg("%s", err.text);
  assert_true(str_eq(verdict_json(&a, &back), json));
  assert_true(str_find(json, S("\"amount\":\"1234.56\""), NULL));
  assert_true(str_find(json, S("\"resume_on\":\"2026-12-02\""), NULL));
  assert_true(str_find(json, S("\"decision\":\"apply\""), NULL));
  assert_false(verdict_parse(&a, S("{}"), &back, &err));
  assert_false(verdict_parse(&a, S("[1"), &back, &err));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(a_reading_asks),
      cmocka_unit_test(lookups_have_an_end),
      cmocka_unit_test(verdict_and_back),
  };
  return cmocka_run_group_tests_name("lookups", tests, NULL, NULL);
}
