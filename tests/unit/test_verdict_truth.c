// test_verdict_truth.c: generated registers and honest messages: what is applied must be the truth.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "verdicts.h"

enum { ROUNDS = 3000, CLIENTS = 3, INVOICES_MOST = 8 };

static uint32_t seed = 4711;

static uint32_t dice(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

// Few different amounts, so that many coincide; numbers of one series, dealt among the clients.
static struct snapshot some_register(struct arena *a) {
  static const int64_t amounts[] = {34800, 34800, 118800, 264000, 99050, 45000, 90000, 12345};
  struct snapshot s = {0};
  int number = 95;
  for (int c = 0; c < CLIENTS; c++) {
    const char *domain = str_c(a, str_printf(a, "client%d-name.example", c));
    add_client(a, &s, str_c(a, str_printf(a, "K%d", c)),
               str_c(a, str_printf(a, "Client%d Name", c)), "",
               str_c(a, str_printf(a, "pay@%s", domain)), domain);
    for (uint32_t n = 2 + dice(INVOICES_MOST - 1); n > 0; n--) {
      int64_t amount = amounts[dice(8)];
      add_invoice(a, &s, s.clients.v[c].id.p, str_c(a, str_printf(a, "FA-2026-%04d", number)),
                  "2026-06-01", "2026-07-01", amount, amount);
      number += 1 + (int)dice(3);
    }
  }
  return s;
}

struct truth {
  struct str client;
  const struct invoice *paid[4];
  size_t n;
  int64_t sum;
};

static struct truth some_truth(const struct snapshot *s) {
  struct truth t = {.client = s->clients.v[dice(CLIENTS)].id};
  size_t want = 1 + dice(3);
  for (size_t i = 0; i < s->invoices.n && t.n < want; i++)
    if (str_eq(s->invoices.v[i].client, t.client) && dice(3)) {
      t.paid[t.n++] = &s->invoices.v[i];
      t.sum += s->invoices.v[i].open.minor;
    }
  return t;
}

static struct str as_written(struct arena *a, struct str number) {
  int64_t last = 0;
  str_int(str_skip(number, 8), &last);
  switch (dice(4)) {
  case 0:
    return number;
  case 1:
    return str_printf(a, "FA2026/%lld", (long long)last);
  case 2:
    return str_printf(a, "2026-%04lld", (long long)last);
  default:
    return str_printf(a, "%lld", (long long)last);
  }
}

static struct str some_message(struct arena *a, const struct truth *t, uint32_t style) {
  struct buf b = buf_in(a);
  struct str sum = money_plain(a, money_of(t->sum, "EUR"));
  buf_printf(&b, "reply pass pay@client%c-name.example paid", t->client.p[1]);
  if (style > 0)
    buf_printf(&b, "=%.*s", STR_ARG(sum));
  for (size_t i = 0; style != 1 && i < t->n; i++) {
    struct str number = as_written(a, t->paid[i]->number);
    buf_printf(&b, " inv:%.*s", STR_ARG(number));
  }
  return buf_str(&b);
}

static bool is_truth(const struct verdict *v, const struct truth *t) {
  if (!str_eq(v->client, t->client) || v->allocations.n != t->n)
    return false;
  for (size_t i = 0; i < t->n; i++) {
    bool found = false;
    for (size_t k = 0; k < v->allocations.n; k++)
      found |= str_eq(v->allocations.v[k].invoice, t->paid[i]->number) &&
               money_eq(v->allocations.v[k].amount, t->paid[i]->open);
    if (!found)
      return false;
  }
  return true;
}

static void what_is_applied_is_true(void **state) {
  static const char *const styles[] = {"numbers", "sum", "both"};
  int applied[3] = {0}, of[3] = {0};
  (void)state;
  print_message("seed %u\n", seed);
  for (int round = 0; round < ROUNDS; round++) {
    struct arena a;
    arena_init(&a, 1 << 24);
    struct snapshot s = some_register(&a);
    struct truth t = some_truth(&s);
    uint32_t style = dice(3);
    struct str line = some_message(&a, &t, style);
    struct case_of c = case_read(&a, line);
    struct verdict v;
    match_verdict(&a, &c.r, &s, NULL, c.today, &v);
    if (t.n && v.decision == DECISION_APPLY && !is_truth(&v, &t))
      fail_msg("round %d: %.*s\n%.*s", round, STR_ARG(line), STR_ARG(verdict_json(&a, &v)));
    of[style] += t.n > 0;
    applied[style] += t.n && v.decision == DECISION_APPLY;
    arena_free(&a);
  }
  for (int i = 0; i < 3; i++)
    print_message("%s: %d of %d applied, all of them rightly\n", styles[i], applied[i], of[i]);
  assert_true(applied[0] > of[0] * 9 / 10 && applied[2] > of[2] * 9 / 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_applied_is_true)};
  return cmocka_run_group_tests_name("verdict truth", tests, NULL, NULL);
}
