// test_reading_json.c: a reading survives the way across the sandbox; anything else is refused.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/reading.h"
#include "table.h"

static uint32_t seed = 20261121;

static uint32_t dice(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static struct str some_text(struct arena *a) {
  static const uint32_t runes[] = {'a',  'Z', '9',  '"',    '\\',   '\n',
                                   '\t', ' ', 0xE9, 0x20AC, 0x1F600};
  struct buf b = buf_in(a);
  for (uint32_t n = dice(12); n > 0; n--)
    buf_rune(&b, runes[dice(11)]);
  return buf_str(&b);
}

static struct money some_money(void) {
  static const char *const currencies[] = {"EUR", "JPY", "TND", "GBP"};
  int64_t minor = (int64_t)dice(1u << 24) * 1000 - (1 << 24);
  return dice(4) ? money_of(minor, currencies[dice(4)]) : (struct money){0};
}

static struct day some_day(void) {
  return dice(4) ? day_add(day_of(2026, 1, 1), (int)dice(800)) : DAY_NONE;
}

static struct address some_address(struct arena *a) {
  return (struct address){some_text(a), some_text(a)};
}

static void some_evidence(struct arena *a, struct reading *r) {
  struct read_part *part = LIST_PUSH(a, &r->parts);
  *part = (struct read_part){S("1"), some_text(a), S("text/plain"), S("le 12, 1 234,56 EUR"), true};
  *LIST_PUSH(a, &r->attachments) =
      (struct read_part){S("2"), S("avis.csv"), S("text/csv"), some_text(a), false};
  for (uint32_t n = dice(6); n > 0; n--)
    *LIST_PUSH(a, &r->evidence) = (struct evidence){.what = (enum evidence_what)dice(EV_COUNT),
                                                    .text = S("12,"),
                                                    .rule = some_text(a),
                                                    .place = {S("1"), 3, 3},
                                                    .amount = some_money(),
                                                    .other = some_money(),
                                                    .gross = some_money(),
                                                    .discount = some_money(),
                                                    .day = some_day(),
                                                    .ref = some_text(a),
                                                    .last = some_text(a),
                                                    .own = dice(2),
                                                    .sentence = (int)dice(5) - 1};
  for (uint32_t n = dice(4); n > 0; n--) {
    struct intent *i = LIST_PUSH(a, &r->intents);
    *i = (struct intent){.kind = (enum intent_kind)dice(INTENT_COUNT),
                         .day = some_day(),
                         .amount = some_money(),
                         .permille = (int)dice(1001),
                         .text = S("le"),
                         .rule = some_text(a),
                         .place = {S("1"), 0, 2},
                         .sentence = 2};
    *LIST_PUSH(a, &i->invoices) = some_text(a);
  }
}

static struct reading some_reading(struct arena *a) {
  struct reading r = {.file = some_text(a),
                      .message_id = some_text(a),
                      .subject = some_text(a),
                      .language = some_text(a),
                      .sent_at = dice(1u << 30),
                      .sent = some_day(),
                      .from = some_address(a),
                      .reply_to = some_address(a),
                      .return_path = some_address(a),
                      .kind = (enum message_kind)dice(6),
                      .auto_why = some_text(a),
                      .bounced = dice(2),
                      .auth = (enum auth)dice(3),
                      .auth_why = some_text(a),
                      .fresh = some_text(a)};
  if (r.bounced)
    r.bounce = (struct bounce){some_text(a), some_text(a), S("hard"), some_text(a),
                               some_text(a), some_text(a), dice(2)};
  *LIST_PUSH(a, &r.references) = some_text(a);
  *LIST_PUSH(a, &r.trouble) = some_text(a);
  *LIST_PUSH(a, &r.to) = some_address(a);
  some_evidence(a, &r);
  return r;
}

static void round_trip(void **state) {
  (void)state;
  print_message("seed %u\n", seed);
  for (int n = 0; n < 500; n++) {
    struct arena a;
    struct err err = {0};
    arena_init(&a, 16 << 20);
    struct reading r = some_reading(&a), back;
    struct str json = reading_json(&a, &r);
    if (!reading_parse(&a, json, &back, &err))
      fail_msg("%s\n%.*s", err.text, STR_ARG(json));
    struct str again = reading_json(&a, &back);
    assert_int_equal(back.evidence.n, r.evidence.n);
    assert_int_equal(back.sent_at, r.sent_at);
    if (!str_eq(json, again))
      fail_msg("not the same:\n%.*s\n%.*s", STR_ARG(json), STR_ARG(again));
    arena_free(&a);
  }
}

// One change to a good reading, written as `old > new`.
static struct str change_row(struct arena *a, struct str in) {
  struct reading r = {.file = S("a.eml"), .message_id = S("x@y"), .sent_at = 1000, .sent = {20000}};
  *LIST_PUSH(a, &r.parts) = (struct read_part){S("1"), S(""), S("text/plain"), S("12,50"), true};
  *LIST_PUSH(a, &r.evidence) = (struct evidence){.text = S("12,50"),
                                                 .rule = S("amount"),
                                                 .place = {S("1"), 0, 5},
                                                 .amount = money_of(1250, "EUR"),
                                                 .day = DAY_NONE};
  *LIST_PUSH(a, &r.intents) = (struct intent){.kind = INTENT_PAID, .day = DAY_NONE};
  struct str json = reading_json(a, &r), old, new;
  size_t at = 0;
  assert_true(str_cut(in, '>', &old, &new));
  old = str_trim(old);
  if (!str_find(json, old, &at))
    return str_printf(a, "not found in %.*s", STR_ARG(json));
  json = str_printf(a, "%.*s%.*s%.*s", (int)at, json.p, STR_ARG(str_trim(new)),
                    STR_ARG(str_skip(json, at + old.n)));
  struct err err;
  return reading_parse(a, json, &r, &err) ? S("taken") : str_dup(a, str_of(err.text));
}

// What a stranger wrote is shown in terminals.
static void commands_no_terminal(void **state) {
  struct reading r = {.subject = S("a\x1B[31m\xC2\x9B"
                                   "b\x7F\t\n\xC2\xA0\xE9")};
  struct arena a;
  struct err err;
  (void)state;
  arena_init(&a, 1 << 20);
  assert_true(reading_parse(&a, reading_json(&a, &r), &r, &err));
  assert_true(str_eq(r.subject, S("a [31m  b \t\n\xC2\xA0\xEF\xBF\xBD")));
  arena_free(&a);
}

static void changes(void **state) {
  (void)state;
  table_run("reading_json.tbl", change_row);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(round_trip), cmocka_unit_test(changes),
                                     cmocka_unit_test(commands_no_terminal)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
