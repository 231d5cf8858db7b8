// bench_match.c: one message against a thousand and against a million open invoices; unique sets.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// build/bench/bench_match [INVOICES [DIRECTORY]]: prints milliseconds and ratios beside their
// goals.
#include "ledger/register_store.h"
#include "match/sets.h"
#include "relance/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { FEW = 1000, PER_CLIENT = 10, MESSAGES = 400, ITEMS = 200, SUMS = 200 };

static struct err err;
static uint32_t seed = 20261122;

static uint32_t dice(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)seed * n) >> 32);
}

static void ok(bool done) {
  if (done)
    return;
  fprintf(stderr, "bench_match: %s\n", err.text);
  exit(1);
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int rising(const void *x, const void *y) {
  const double *a = x, *b = y;
  return (*a > *b) - (*a < *b);
}

static double median(double *v, size_t n) {
  qsort(v, n, sizeof *v, rising);
  return v[n / 2];
}

// ---------------------------------------------------------------- a register, all of it open

static int64_t amount_of(int n) {
  return 1000 + (int64_t)((uint32_t)n * 2654435761u % 5000000u);
}

static void put_client(struct ledger *l, struct arena *a, int n) {
  enum put what;
  struct client c = {.id = str_printf(a, "C%06d", n), .name = str_printf(a, "Firm%d Works", n)};
  *LIST_PUSH(a, &c.emails) = str_printf(a, "pay@firm%d.example", n);
  *LIST_PUSH(a, &c.domains) = str_printf(a, "firm%d.example", n);
  struct strs keys = name_keys(a, c.name);
  ok(register_put_client(l, &c, &keys, &what, &err));
}

static void put_invoice(struct ledger *l, struct arena *a, int n) {
  enum put what;
  struct invoice i = {.number = str_printf(a, "FA-2026-%07d", n),
                      .client = str_printf(a, "C%06d", n / PER_CLIENT),
                      .issued = day_of(2026, 6, 1),
                      .due = day_of(2026, 7, 1),
                      .total = money_of(amount_of(n), "EUR"),
                      .open = money_of(amount_of(n), "EUR")};
  struct strs keys = number_keys(a, i.number);
  ok(register_put_invoice(l, &i, &keys, &what, &err));
}

static struct ledger *fill(const char *path, int invoices) {
  struct ledger *l;
  struct arena a;
  arena_init(&a, 1 << 20);
  ok(ledger_open(path, LEDGER_CREATE, NULL, &l, &err) && ledger_begin(l, "import", &err) &&
     register_many(l, &err));
  for (int n = 0; n < invoices; n++) {
    if (n % PER_CLIENT == 0)
      put_client(l, &a, n / PER_CLIENT);
    put_invoice(l, &a, n);
    arena_free(&a);
  }
  ok(register_many_done(l, &err) && ledger_commit(l, &err) && ledger_tidy(l, &err));
  return l;
}

// ---------------------------------------------------------------- one message

// "Invoice 2026-... of 123.45 was paid": number, short number, sum, address and a word of a name.
static struct reading some_reading(struct arena *a, int n) {
  struct reading r = {.kind = KIND_REPLY,
                      .auth = AUTH_PASS,
                      .sent = day_of(2026, 9, 10),
                      .subject = S("Payment"),
                      .fresh = str_printf(a, "Invoice %d of Firm%d was paid.", n, n / PER_CLIENT),
                      .from = {.addr = str_printf(a, "pay@firm%d.example", n / PER_CLIENT)}};
  *LIST_PUSH(a, &r.intents) = (struct intent){.kind = INTENT_PAID,
                                              .day = DAY_NONE,
                                              .amount = money_of(amount_of(n), "EUR"),
                                              .permille = 950,
                                              .rule = S("bench")};
  *LIST_PUSH(a, &r.evidence) = (struct evidence){.what = EV_INVOICE,
                                                 .ref = str_printf(a, "2026-%d", n),
                                                 .day = DAY_NONE,
                                                 .own = true,
                                                 .rule = S("reference.word")};
  *LIST_PUSH(a, &r.evidence) = (struct evidence){
      .what = EV_AMOUNT, .amount = money_of(amount_of(n), "EUR"), .day = DAY_NONE, .own = true};
  return r;
}

static double judge_some(struct ledger *l, int invoices, int *applied) {
  static double took[MESSAGES];
  for (int i = 0; i < MESSAGES; i++) {
    struct arena a;
    struct snapshot s = {0};
    struct verdict v;
    arena_init(&a, 64 << 20);
    struct reading r = some_reading(&a, (int)dice((uint32_t)invoices));
    double since = now_ms();
    struct lookups q = match_lookups(&a, &r);
    ok(ledger_snapshot(l, &a, &q, &s, &err));
    match_verdict(&a, &r, &s, NULL, r.sent, &v);
    took[i] = now_ms() - since;
    *applied += v.decision == DECISION_APPLY;
    arena_free(&a);
  }
  return median(took, MESSAGES);
}

static double judge_against(const char *dir, int invoices) {
  char path[400], part[420];
  int applied = 0;
  snprintf(path, sizeof path, "%s/bench-match-%d.db", dir, (int)getpid());
  struct ledger *l = fill(path, invoices);
  double ms = judge_some(l, invoices, &applied);
  printf("one message against %8d open invoices  %8.3f ms  (%d of %d applied)\n", invoices, ms,
         applied, MESSAGES);
  ledger_close(l);
  for (int i = 0; i < 3; i++) {
    snprintf(part, sizeof part, "%s%s", path, (const char *[]){"", "-wal", "-shm"}[i]);
    unlink(part);
  }
  return ms;
}

// ---------------------------------------------------------------- sets

typedef int64_t amount_maker(void);

static int64_t any_amount(void) {
  return 1000 + (int64_t)dice(5000000);
}

static int64_t like_amount(void) { // the worst: thousands of sets of each sum
  return 100 * (int64_t)(1 + dice(20));
}

static void find_sets(const char *what, amount_maker *amount) {
  static double took[SUMS];
  static int64_t v[ITEMS];
  int unique = 0;
  for (int i = 0; i < SUMS; i++) {
    struct arena a;
    int64_t target = 0;
    arena_init(&a, 64 << 20);
    for (size_t k = 0; k < ITEMS; k++)
      v[k] = amount();
    for (uint32_t k = 1 + dice(3); k > 0; k--)
      target += v[dice(ITEMS)];
    double since = now_ms();
    struct sets found = sets_find(&a, v, ITEMS, target);
    took[i] = now_ms() - since;
    unique += sets_unique(&found);
    arena_free(&a);
  }
  double half = median(took, SUMS);
  printf("%-42s %8.3f ms median %8.3f ms worst  (%d of %d unique; goal: median 5 ms)\n", what, half,
         took[SUMS - 1], unique, SUMS);
}

int main(int argc, char **argv) {
  int many = argc > 1 ? atoi(argv[1]) : 1000000;
  const char *dir = argc > 2 ? argv[2] : "/tmp";
  double few = judge_against(dir, FEW), more = judge_against(dir, many);
  printf("ratio %d / %d: %.2f  (goal: 1.50)\n", many, FEW, more / few);
  find_sets("a set among 200 open items", any_amount);
  find_sets("a set among 200 items of 20 amounts", like_amount);
  return 0;
}
