// bench_ledger.c: a register of a million invoices: putting it, putting it again, looking into it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// build/bench/bench_ledger [INVOICES [DIRECTORY]]: prints seconds and bytes; no verdict.
#include "ledger/inbox.h"
#include "ledger/outbox.h"
#include "ledger/register_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PER_CLIENT = 50, LOOKS = 200, MESSAGES = 6000, LETTERS = 1000 };

static struct ledger *led;
static struct err err;
static char path[400];
static uint32_t seed = 20261121;

static uint32_t dice(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static void ok(bool done) {
  if (!done) {
    fprintf(stderr, "bench_ledger: %s\n", err.text);
    exit(1);
  }
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double processor(void) { // since the last call
  static double before;
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  double now = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
               (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6,
         took = now - before;
  before = now;
  return took;
}

static void said(const char *what, double since, double n) {
  double took = seconds() - since;
  printf("%-42s %8.3f s %8.3f s CPU %10.0f /s %8.3f ms each\n", what, took, processor(), n / took,
         took * 1000 / n);
}

// ---------------------------------------------------------------- register

static void put_client(struct arena *a, int n) {
  enum put what;
  struct strs emails = {0}, domains = {0}, keys = {0};
  *LIST_PUSH(a, &emails) = str_printf(a, "pay@c%d.example", n);
  *LIST_PUSH(a, &domains) = str_printf(a, "c%d.example", n);
  *LIST_PUSH(a, &keys) = str_printf(a, "word%u", dice(5000));
  *LIST_PUSH(a, &keys) = str_printf(a, "name%d", n);
  struct client c = {.id = str_printf(a, "C%06d", n),
                     .name = str_printf(a, "Name %d", n),
                     .emails = emails,
                     .domains = domains};
  ok(register_put_client(led, &c, &keys, &what, &err));
}

static void put_invoice(struct arena *a, int n) {
  enum put what;
  struct strs keys = {0};
  *LIST_PUSH(a, &keys) = str_printf(a, "fa2026%07d", n);
  *LIST_PUSH(a, &keys) = str_printf(a, "2026%07d", n);
  *LIST_PUSH(a, &keys) = str_printf(a, "2026-%d", n);
  *LIST_PUSH(a, &keys) = str_printf(a, "%d", n);
  int64_t total = 1000 + dice(5000000);
  struct invoice i = {.number = str_printf(a, "FA-2026-%07d", n),
                      .client = str_printf(a, "C%06d", n / PER_CLIENT),
                      .issued = {20000 + (int)dice(700)},
                      .due = {20030 + (int)dice(760)},
                      .total = money_of(total, "EUR"),
                      .open = money_of(dice(10) ? 0 : total, "EUR"),
                      .payment_reference = str_printf(a, "RF%02d%010d", n % 97, n)};
  ok(register_put_invoice(led, &i, &keys, &what, &err));
}

static void put_all(const char *what, int invoices) {
  double since = seconds();
  struct arena a;
  seed = 20261121;
  arena_init(&a, 1 << 20);
  ok(ledger_begin(led, "import", &err));
  for (int n = 0; n < invoices; n++) {
    if (n % PER_CLIENT == 0)
      put_client(&a, n / PER_CLIENT);
    put_invoice(&a, n);
    arena_free(&a);
  }
  ok(ledger_commit(led, &err));
  said(what, since, invoices);
}

static void look(int invoices) {
  double since = seconds(), worst = 0;
  size_t clients = 0, items = 0;
  struct arena a;
  arena_init(&a, 64 << 20);
  for (int i = 0; i < LOOKS; i++) {
    double one = seconds();
    int n = (int)dice((uint32_t)invoices);
    struct lookup q[] = {
        {.kind = LOOKUP_NUMBER, .key = str_printf(&a, "%d", n)},
        {.kind = LOOKUP_NUMBER, .key = str_printf(&a, "fa2026%07d", n)},
        {.kind = LOOKUP_EMAIL, .key = str_printf(&a, "pay@c%d.example", n / PER_CLIENT)},
        {.kind = LOOKUP_DOMAIN, .key = str_printf(&a, "c%d.example", n / PER_CLIENT)},
        {.kind = LOOKUP_NAME, .key = str_printf(&a, "word%u", dice(5000))},
        {.kind = LOOKUP_AMOUNT, .amount = money_of(1000 + dice(5000000), "EUR")},
        {.kind = LOOKUP_AMOUNT, .amount = money_of(1000 + dice(5000000), "EUR")},
    };
    struct lookups all = {q, 7, 7};
    struct snapshot s;
    ok(ledger_snapshot(led, &a, &all, &s, &err));
    clients += s.clients.n;
    items += s.invoices.n;
    arena_free(&a);
    if (seconds() - one > worst)
      worst = seconds() - one;
  }
  said("snapshot of 7 lookups", since, LOOKS);
  printf("  on average %zu clients, %zu invoices; slowest %.3f ms\n", clients / LOOKS,
         items / LOOKS, worst * 1000);
}

static void page(void) {
  double since = seconds();
  struct arena a;
  struct strs clients = {0};
  arena_init(&a, 512 << 20);
  ok(register_overdue(led, &a, (struct day){20779}, S(""), SIZE_MAX >> 1, &clients, &err));
  said("all clients with something overdue", since, (double)clients.n);
  arena_free(&a);
}

// ---------------------------------------------------------------- inbox and outbox

static void receive(void) {
  double since = seconds();
  struct arena a;
  size_t fresh, n = 0;
  arena_init(&a, 512 << 20);
  for (uint32_t uid = 1; uid < MESSAGES; uid += 100) {
    struct raw_message m[100];
    for (uint32_t i = 0; i < 100; i++)
      m[i] = (struct raw_message){
          .uid = uid + i,
          .arrived_at = uid,
          .raw = str_printf(&a, "Message-ID: <%u@x>\r\nSubject: x\r\n\r\n%04000d\r\n", uid + i, 7)};
    struct raw_set set = {{S("main"), S("INBOX"), FOLDER_INBOX}, 1, uid + 99, 1, m, 100};
    ok(inbox_store_set(led, &set, &fresh, &err));
    arena_free(&a);
  }
  said("messages of 4 kB stored, sets of 100", since, MESSAGES);
  since = seconds();
  for (struct inbox_messages got;; n += got.n) {
    ok(inbox_claim(led, &a, 50, &got, &err));
    if (!got.n)
      break;
    ok(ledger_begin(led, "decide", &err));
    for (size_t i = 0; i < got.n; i++) {
      struct inbox_outcome o = {.reading = S("{}"), .words = S("read")};
      ok(inbox_finish(led, got.v[i].id, &o, 1, &err));
    }
    ok(ledger_commit(led, &err));
    arena_free(&a);
  }
  said("messages claimed and closed, 50 at once", since, (double)n);
}

static void send_letters(void) {
  struct arena a;
  int64_t id;
  bool fresh, found, moved;
  struct outbox_letter got;
  struct letter_change yes = {.reply_code = 250};
  arena_init(&a, 512 << 20);
  for (int i = 0; i < LETTERS; i++) {
    struct outbox_letter l = {.state = LETTER_QUEUED,
                              .mailbox = S("main"),
                              .step = 1,
                              .client = str_printf(&a, "C%06d", i % 10),
                              .cycle = i,
                              .message_id = str_printf(&a, "m%d@x", i),
                              .token = str_printf(&a, "T%d", i),
                              .env_from = S("a@x"),
                              .env_to = S("b@y"),
                              .mime = str_printf(&a, "%04000d", i),
                              .deadline = DAY_NONE,
                              .why = S("due")};
    ok(letter_put(led, &l, &id, &fresh, &err));
  }
  double since = seconds();
  for (int i = 0; i < LETTERS; i++) {
    ok(letter_claim(led, &a, S(""), CLAIM_ANY, 1, &got, &found, &err));
    ok(letter_move(led, got.id, LETTER_SENDING, LETTER_IN_DOUBT, NULL, S("354"), 1, &moved, &err));
    ok(letter_move(led, got.id, LETTER_IN_DOUBT, LETTER_SENT, &yes, S("250"), 1, &moved, &err));
    arena_free(&a);
  }
  said("letters claimed, in_doubt, sent (3 commits)", since, LETTERS);
}

int main(int argc, char **argv) {
  int invoices = argc > 1 ? atoi(argv[1]) : 1000000;
  struct stat st;
  struct rusage use;
  snprintf(path, sizeof path, "%s/bench-ledger-%d.db", argc > 2 ? argv[2] : "/tmp", (int)getpid());
  ok(ledger_open(path, LEDGER_CREATE, NULL, &led, &err));
  put_all("invoices put (1 transaction)", invoices);
  put_all("the same put again (unchanged)", invoices);
  ok(ledger_tidy(led, &err));
  look(invoices);
  page();
  receive();
  send_letters();
  stat(path, &st);
  getrusage(RUSAGE_SELF, &use);
  printf("file %.1f MB, resident at most %ld MB\n", (double)st.st_size / 1e6, use.ru_maxrss / 1024);
  ledger_close(led);
  char extra[420];
  static const char *const parts[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < 3; i++) {
    snprintf(extra, sizeof extra, "%s%s", path, parts[i]);
    unlink(extra);
  }
  return 0;
}
