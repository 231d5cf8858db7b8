// test_answer.c: which messages may be answered by themselves.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/letter.h"
#include "table.h"

struct setting {
  struct arena *a;
  struct reading r;
  struct client client;
  struct company us;
  struct day last;
  bool unknown;
};

static void change(struct setting *s, struct str word) {
  struct str key, value;
  str_cut(word, '=', &key, &value);
  if (str_eq(key, S("kind")))
    s->r.kind = str_eq(value, S("auto_reply")) ? KIND_AUTO_REPLY : KIND_REMITTANCE;
  else if (str_eq(key, S("auto")))
    s->r.auto_why = value;
  else if (str_eq(key, S("bounced")))
    s->r.bounced = true;
  else if (str_eq(key, S("return")))
    s->r.return_path.addr = value;
  else if (str_eq(key, S("from")))
    s->r.from.addr = value;
  else if (str_eq(key, S("unknown")))
    s->unknown = true;
  else if (str_eq(key, S("auth")))
    s->r.auth = str_eq(value, S("fail")) ? AUTH_FAIL : AUTH_PASS;
  else if (str_eq(key, S("to")))
    s->r.to.v[0].addr = value;
  else if (str_eq(key, S("cc")))
    LIST_PUSH(s->a, &s->r.cc)->addr = value;
  else if (str_eq(key, S("last")))
    assert_true(day_parse_iso(value, &s->last));
  else if (!str_eq(key, S("-")))
    fail_msg("setting: %.*s", STR_ARG(word));
}

static struct str answer_row(struct arena *a, struct str in) {
  struct setting s = {.a = a, .last = DAY_NONE};
  const char *why = "";
  s.r.kind = KIND_REPLY;
  s.r.from.addr = s.r.return_path.addr = S("ann@client.example");
  LIST_PUSH(a, &s.r.to)->addr = S("compta@us.example");
  *LIST_PUSH(a, &s.client.emails) = S("ann@client.example");
  *LIST_PUSH(a, &s.client.domains) = S("client.example");
  *LIST_PUSH(a, &s.us.addresses) = S("compta@us.example");
  *LIST_PUSH(a, &s.us.domains) = S("us.example");
  for (struct str word; str_word(&in, &word);)
    change(&s, word);
  if (answer_allowed(&s.r, s.unknown ? NULL : &s.client, &s.us, s.last, day_of(2026, 11, 23), &why))
    return S("yes");
  return str_of(why);
}

static void tables(void **state) {
  (void)state;
  table_run("answer_allowed.tbl", answer_row);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tables)};
  return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
