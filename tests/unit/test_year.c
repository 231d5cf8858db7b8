// test_year.c: a year of 500 clients, day by day, with payments, replies, bounces and downtime.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The laws: never before a stated deadline, never on a holiday or outside the hours, never twice,
// one letter a client a day and seven days apart, nothing paid or held is reminded, no legal step
// without two delivered reminders, a later day never lowers a step, and every overdue invoice is in
// a letter, waits with a reason, or is a task.
#include "relance/dunning.h"
#include "relance/law.h"
#include "rules_files.h"
#include "table.h"

enum { CLIENTS = 500, DAYS = 365, SEED = 20261121 };

static struct arena arena; // everything that lasts the year
static struct calendar calendar;
static struct policies policies;
static struct laws laws;
static const char *const countries[] = {"FR", "BE", "GB", "DE", "NL"};

struct debt {
  struct day pays; // DAY_NONE: never
};

struct payer {
  struct snapshot s;
  LIST(struct debt) debts; // beside s.invoices
  struct strs keys;        // of every letter that has left
};

static struct payer payers[CLIENTS];
static struct { int planned, sent, withdrawn, bounced, held, legal, tasks, reviews; } count;

static uint64_t state = SEED;
static int chance(int n) { // 0 to n - 1; the same numbers every run
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (int)((state >> 33) % (uint64_t)n);
}

static void client_new(struct payer *p, int i) {
  struct client c = {.id = str_printf(&arena, "C%03d", i), .name = S("Client")};
  const char *country = countries[chance(5)];
  c.country = str_of(country);
  c.language = S("fr");
  *LIST_PUSH(&arena, &c.emails) = str_printf(&arena, "a@c%d.example", i);
  if (chance(2))
    *LIST_PUSH(&arena, &c.emails) = str_printf(&arena, "b@c%d.example", i);
  c.no_reminders = chance(50) == 0;
  c.payment_method = chance(20) == 0 ? S("direct debit") : S("");
  *LIST_PUSH(&arena, &p->s.clients) = c;
  p->s.company.country = S("FR");
}

static void invoice_new(struct payer *p, struct day due) {
  struct invoice in = {.kind = INVOICE, .client = p->s.clients.v[0].id, .due = due};
  in.number = str_printf(&arena, "%.*s-%zu", STR_ARG(in.client), p->s.invoices.n + 1);
  in.issued = day_add(due, -30);
  in.total = in.open = money_of(500 + chance(500000), "EUR");
  int habit = chance(100);
  int late = habit < 55   ? -chance(10)
             : habit < 85 ? chance(40)
             : habit < 95 ? 60 + chance(100)
                          : -1;
  *LIST_PUSH(&arena, &p->s.invoices) = in;
  LIST_PUSH(&arena, &p->debts)->pays = habit >= 95 ? DAY_NONE : day_add(due, late);
}

// ---- What happens to a client on a day

static void money_in(struct payer *p, struct day today) {
  for (size_t i = 0; i < p->s.invoices.n; i++)
    if (p->debts.v[i].pays.n == today.n) {
      struct invoice *in = &p->s.invoices.v[i];
      bool part = chance(12) == 0 && in->open.minor == in->total.minor;
      in->open.minor = part ? in->open.minor / 2 : 0;
      if (part)
        p->debts.v[i].pays = day_add(today, 20);
    }
}

static void mail_in(struct payer *p, struct day today) {
  for (size_t i = 0; i < p->s.holds.n; i++)
    if (!day_is(p->s.holds.v[i].until) && chance(15) == 0)
      p->s.holds.v[i].until = today; // a person has looked
  if (!p->s.invoices.n || chance(60))
    return;
  bool person = chance(3) == 0;
  size_t which = (size_t)chance((int)p->s.invoices.n);
  *LIST_PUSH(&arena, &p->s.holds) =
      (struct hold){.client = p->s.clients.v[0].id,
                    .invoice = chance(8) ? p->s.invoices.v[which].number : S(""),
                    .kind = person ? HOLD_DISPUTED : HOLD_ANNOUNCED,
                    .from = today,
                    .until = person ? DAY_NONE : day_add(today, 1 + chance(12)),
                    .why = S("a message")};
  count.held++;
}

static void bounces_in(struct payer *p, struct day today) {
  for (size_t i = 0; i < p->s.reminders.n; i++) {
    struct reminder *r = &p->s.reminders.v[i];
    if (r->sent.n == today.n - 1 && !r->undelivered && chance(30) == 0) {
      r->undelivered = true;
      count.bounced++;
    }
  }
}

// ---- The laws at the moment of sending

static bool has(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i], s))
      return true;
  return false;
}

static bool is_held(const struct payer *p, struct str invoice, struct day today) {
  for (size_t i = 0; i < p->s.holds.n; i++) {
    const struct hold *h = &p->s.holds.v[i];
    bool active = h->from.n <= today.n && (!day_is(h->until) || today.n < h->until.n);
    if (active && (!h->invoice.n || str_eq(h->invoice, invoice)))
      return true;
  }
  return false;
}

static void law_of_invoice(const struct payer *p, struct str number, struct day today, bool legal) {
  const struct invoice *in = snapshot_invoice(&p->s, number);
  int delivered = 0;
  assert_non_null(in);
  assert_true(in->open.minor > 0 && in->due.n < today.n);
  assert_false(is_held(p, number, today));
  for (size_t i = 0; i < p->s.reminders.n; i++) {
    const struct reminder *r = &p->s.reminders.v[i];
    if (r->undelivered || !has(&r->invoices, number))
      continue;
    delivered++;
    assert_true(today.n > r->deadline.n); // the deadline of the last letter has passed
  }
  assert_true(!legal || delivered >= 2);
}

static void laws_hold(const struct payer *p, const struct pending *l, const struct now *now,
                      bool legal) {
  const struct client *c = &p->s.clients.v[0];
  int zone;
  assert_true(is_working_day(&calendar, S("FR"), now->today));
  assert_true(is_working_day(&calendar, c->country, now->today));
  assert_true(zone_at(&calendar, c->country, now->utc, &zone));
  int minute = (int)((now->utc + zone * 60) % 86400 / 60);
  assert_true(minute >= 8 * 60 + 30 && minute < 16 * 60 + 30);
  assert_false(c->no_reminders || c->payment_method.n);
  assert_false(has(&p->keys, l->key));
  for (size_t i = 0; i < p->s.reminders.n; i++) {
    const struct reminder *r = &p->s.reminders.v[i];
    assert_true(r->sent.n < now->today.n);
    assert_true(r->undelivered || now->today.n >= r->sent.n + 7);
  }
  for (size_t i = 0; i < l->invoices.n; i++)
    law_of_invoice(p, l->invoices.v[i], now->today, legal);
}

// ---- Sending and planning

static void leave(struct payer *p, struct pending *l, const struct now *now) {
  const struct policy *policy = policy_of(&policies, &p->s.clients.v[0]);
  const struct step *step = policy_step(policy, l->step);
  laws_hold(p, l, now, step->legal);
  struct reminder r = {.client = l->client,
                       .to = l->to,
                       .invoices = l->invoices,
                       .step = l->step,
                       .sent = now->today,
                       .sent_at = now->utc,
                       .deadline = l->deadline,
                       .message_id = l->key};
  *LIST_PUSH(&arena, &p->s.reminders) = r;
  *LIST_PUSH(&arena, &p->keys) = l->key;
  l->state = LETTER_SENT;
  count.sent++;
  count.legal += step->legal;
}

static struct now now_at(int64_t utc) {
  int zone = 0;
  zone_at(&calendar, S("FR"), utc, &zone);
  int64_t local = utc + zone * 60;
  return (struct now){utc, {(int32_t)(local / 86400)}, (int)(local % 86400 / 60)};
}

static void send_due(struct arena *a, struct payer *p, struct day today) {
  for (size_t i = 0; i < p->s.letters.n; i++) {
    struct pending *l = &p->s.letters.v[i];
    int64_t moment = l->not_before, later = 0;
    if (l->state > LETTER_QUEUED || moment / 86400 > today.n)
      continue;
    if (moment / 86400 < today.n) // it waited for a yes or for the program to be up
      moment = (int64_t)today.n * 86400 + 10 * 3600;
    struct now now = now_at(moment);
    struct str why = {0};
    enum due due = still_due(a, l, &p->s, &policies, &calendar, &now, &why, &later);
    if (due == DUE_YES)
      leave(p, l, &now);
    else if (due == DUE_LATER)
      l->not_before = later;
    else {
      l->state = LETTER_WITHDRAWN;
      count.withdrawn++;
    }
    assert_true(due == DUE_YES || why.n > 0);
  }
  size_t kept = 0;
  for (size_t i = 0; i < p->s.letters.n; i++)
    if (p->s.letters.v[i].state != LETTER_SENT)
      p->s.letters.v[kept++] = p->s.letters.v[i];
  p->s.letters.n = kept;
}

static struct strs keep_all(const struct strs *list) {
  struct strs out = {0};
  for (size_t i = 0; i < list->n; i++)
    *LIST_PUSH(&arena, &out) = str_dup(&arena, list->v[i]);
  return out;
}

static void queue(struct payer *p, const struct due_letter *d) {
  struct pending l = {.key = str_dup(&arena, d->key),
                      .client = p->s.clients.v[0].id,
                      .to = str_dup(&arena, d->to),
                      .letter = str_dup(&arena, d->letter),
                      .invoices = keep_all(&d->invoices),
                      .step = d->step,
                      .state = LETTER_QUEUED,
                      .not_before = d->not_before + (d->needs_person ? chance(3) * 86400 : 0),
                      .deadline = d->deadline};
  for (size_t i = 0; i < d->open.n; i++)
    *LIST_PUSH(&arena, &l.open) = d->open.v[i];
  *LIST_PUSH(&arena, &p->s.letters) = l;
  count.planned++;
  count.reviews += str_eq(d->letter, S("review"));
}

static bool accounted(const struct payer *p, const struct plan *plan, struct str invoice) {
  for (size_t i = 0; i < plan->letters.n; i++)
    if (has(&plan->letters.v[i].invoices, invoice))
      return true;
  for (size_t i = 0; i < plan->waiting.n; i++)
    if (!plan->waiting.v[i].invoice.n || str_eq(plan->waiting.v[i].invoice, invoice))
      return plan->waiting.v[i].why.n > 0;
  for (size_t i = 0; i < plan->tasks.n; i++)
    if (str_eq(plan->tasks.v[i].invoice, invoice))
      return true;
  (void)p;
  return false;
}

// Were today later and nothing else changed, the step would not be a lower one.
static void later_is_no_lower(struct arena *a, const struct payer *p, int step, struct day today) {
  struct now later = now_at((int64_t)(today.n + 1 + chance(60)) * 86400 + 6 * 3600);
  struct plan plan;
  dunning_plan(a, &p->s, &policies, &calendar, &laws, &later, &plan);
  for (size_t i = 0; i < plan.letters.n; i++)
    assert_true(plan.letters.v[i].step >= step);
}

static void plan_day(struct arena *a, struct payer *p, struct day today) {
  struct now now = now_at((int64_t)today.n * 86400 + 6 * 3600);
  struct plan plan, again;
  dunning_plan(a, &p->s, &policies, &calendar, &laws, &now, &plan);
  assert_true(plan.letters.n <= 1);
  for (size_t i = 0; i < p->s.invoices.n; i++) {
    const struct invoice *in = &p->s.invoices.v[i];
    if (in->open.minor > 0 && in->due.n < today.n)
      assert_true(accounted(p, &plan, in->number));
  }
  for (size_t i = 0; i < plan.letters.n; i++) {
    assert_true(plan.letters.v[i].why.n > 0);
    later_is_no_lower(a, p, plan.letters.v[i].step, today);
    queue(p, &plan.letters.v[i]);
  }
  count.tasks += (int)plan.tasks.n;
  if (!plan.letters.n)
    return;
  dunning_plan(a, &p->s, &policies, &calendar, &laws, &now, &again);
  assert_int_equal(again.letters.n, 0);
}

static void live(struct payer *p, struct day today, bool down) {
  struct arena a;
  arena_init(&a, 16 << 20);
  if (chance(25) == 0)
    invoice_new(p, day_add(today, 30));
  money_in(p, today);
  mail_in(p, today);
  bounces_in(p, today);
  if (!down) {
    plan_day(&a, p, today);
    send_due(&a, p, today);
  }
  arena_free(&a);
}

static void a_year(void **unused) {
  (void)unused;
  struct day first = day_of(2026, 1, 1);
  for (int i = 0; i < CLIENTS; i++) {
    client_new(&payers[i], i);
    for (int old = chance(4); old > 0; old--) // debts from before the program was there
      invoice_new(&payers[i], day_add(first, -chance(400)));
  }
  for (int d = 0; d < DAYS; d++) {
    bool down = chance(20) == 0 || (d > 200 && d < 214); // a fortnight nobody noticed
    for (int i = 0; i < CLIENTS; i++)
      live(&payers[i], day_add(first, d), down);
  }
  print_message("a year: %d planned, %d sent, %d withdrawn, %d bounced, %d holds, %d legal, "
                "%d begun by a person\n",
                count.planned, count.sent, count.withdrawn, count.bounced, count.held, count.legal,
                count.reviews);
  assert_true(count.sent > 1000 && count.withdrawn > 0 && count.bounced > 0);
}

int main(void) {
  arena_init(&arena, (size_t)1 << 30);
  struct stanzas days = rules_stanzas(&arena, "rules/calendar");
  struct stanzas steps = rules_stanzas(&arena, "rules/policy");
  struct stanzas law = rules_stanzas(&arena, "rules/law");
  struct err err;
  if (!calendar_load(&arena, &days, &calendar, &err) ||
      !policies_load(&arena, &steps, &policies, &err) || !laws_load(&arena, &law, &laws, &err)) {
    print_error("%s\n", err.text);
    return 1;
  }
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_year)};
  int failed = cmocka_run_group_tests_name("year", tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
