// test_board.c: the dashboard: sums of the ledger, figures, drawings.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

#include "ledger/figures.h"
#include "web/chart.h"
#include "web/page_board.h"

#define ON(days) ((struct day){TODAY.n + (days)})

static void an_invoice_of(const char *id, const char *client, int64_t total, int64_t open,
                          int issued, int due, int seen) {
  enum put what;
  struct invoice i = {.number = str_of(id),
                      .client = str_of(client),
                      .issued = ON(issued),
                      .due = ON(due),
                      .total = money_of(total, "EUR"),
                      .open = money_of(open, "EUR"),
                      .seen = seen == 1 ? DAY_NONE : ON(seen)};
  struct strs keys = words(id);
  OK(register_put_invoice(led, &i, &keys, &what, &err));
}

static void a_payment(const char *id, const char *invoice, int64_t minor, int day) {
  enum put what;
  struct payment p = {.id = str_of(id),
                      .invoice = str_of(invoice),
                      .day = ON(day),
                      .amount = money_of(minor, "EUR"),
                      .source = S("statement")};
  OK(register_put_payment(led, &p, &what, &err));
}

static void clients(void) {
  a_client("C1", "Alpha", "a@alpha.example", "alpha");
  a_client("C2", "Beta", "b@beta.example", "beta");
}

static int64_t total(const struct day_sums *s) {
  int64_t n = 0;
  for (size_t i = 0; i < s->n; i++)
    n += s->v[i].sum.minor;
  return n;
}

// ---------------------------------------------------------------- what came in

static void money_is_counted_once(void **state) {
  (void)state;
  struct day_sums in = {0};
  clients();
  an_invoice_of("F1", "C1", 10000, 10000, -60, -30, -40);
  an_invoice_of("F2", "C1", 5000, 5000, -60, -30, -40);
  an_invoice_of("F3", "C1", 3000, 0, -60, -30, -40); // paid before anybody looked
  a_payment("P1", "F1", 10000, -5);
  an_invoice_of("F1", "C1", 10000, 0, -60, -30, -3);   // the books follow the bank
  an_invoice_of("F2", "C1", 5000, 2000, -60, -30, -3); // only the books know
  an_invoice_of("F2", "C1", 5000, 2000, -60, -30, -2); // nothing new
  an_invoice_of("F2", "C1", 5000, 2500, -60, -30, -2); // corrected upwards: no money
  an_invoice_of("F2", "C1", 5000, 2000, -60, -30, -1); // and back: known already
  OK(figures_received(led, &mem, ON(-90), &in, &err));
  assert_int_equal(in.n, 2);
  assert_int_equal(in.v[0].day.n, ON(-5).n);
  assert_int_equal(in.v[0].sum.minor, 10000);
  assert_int_equal(in.v[1].day.n, ON(-3).n);
  assert_int_equal(in.v[1].sum.minor, 3000);
  OK(figures_received(led, &mem, ON(-4), &in, &err));
  assert_int_equal(total(&in), 3000);
}

static void an_allocation_is_money(void **state) {
  (void)state;
  struct day_sums in = {0};
  int64_t id;
  clients();
  an_invoice_of("F1", "C1", 10000, 10000, -60, -30, -40);
  a_payment("P1", "F1", 10000, -5);
  struct allocation_row row = {.invoice = S("F1"),
                               .payment = S("P1"),
                               .amount = money_of(10000, "EUR"),
                               .at = NOW,
                               .why = S("said so")};
  OK(allocation_put(led, &row, &id, &err));
  an_invoice_of("F1", "C1", 10000, 0, -60, -30, -1);
  OK(figures_received(led, &mem, ON(-90), &in, &err));
  assert_int_equal(in.n, 1);
  assert_int_equal(in.v[0].sum.minor, 10000);
  assert_int_equal(in.v[0].day.n, ON(-5).n); // the bank's day
}

static void days_late_of_a_client(void **state) {
  (void)state;
  struct paid_rows paid = {0};
  clients();
  an_invoice_of("F1", "C1", 1000, 1000, -60, -30, -40);
  an_invoice_of("F2", "C1", 1000, 1000, -50, -20, -40);
  an_invoice_of("F3", "C1", 1000, 1000, -40, -10, -40);
  an_invoice_of("F4", "C2", 1000, 0, -40, -10, -40);
  a_payment("P2", "F2", 1000, -25); // early
  an_invoice_of("F2", "C1", 1000, 0, -50, -20, -3);
  an_invoice_of("F1", "C1", 1000, 0, -60, -30, -3);
  OK(figures_paid(led, &mem, S("C1"), TODAY, 24, &paid, &err));
  assert_int_equal(paid.n, 3);
  assert_str(paid.v[0].invoice, "F2");
  assert_int_equal(paid.v[0].paid.n - paid.v[0].due.n, -5);
  assert_str(paid.v[1].invoice, "F1");
  assert_int_equal(paid.v[1].paid.n, ON(-3).n);
  assert_str(paid.v[2].invoice, "F3");
  assert_false(day_is(paid.v[2].paid));
  OK(figures_paid(led, &mem, S("C2"), TODAY, 24, &paid, &err)); // nobody knows when
  assert_int_equal(paid.n, 0);
}

static void promises(void **state) {
  (void)state;
  struct promise_rows rows = {0};
  int64_t id;
  clients();
  an_invoice_of("F1", "C1", 1000, 1000, -60, -30, -40);
  an_invoice_of("F2", "C1", 1000, 1000, -60, -30, -40);
  struct hold h = {.client = S("C1"),
                   .invoice = S("F1"),
                   .kind = HOLD_PROMISED,
                   .from = DAY_NONE,
                   .until = ON(4),
                   .why = S("promised")};
  OK(hold_put(led, &h, 0, NOW, &id, &err));
  h.invoice = S("F2");
  OK(hold_put(led, &h, 0, NOW, &id, &err));
  OK(hold_end(led, id, S("undone by the owner"), NOW, &err)); // it was none
  a_payment("P1", "F1", 960, 1);
  a_payment("P0", "F1", 10, -8); // before it was promised
  OK(figures_promises(led, &mem, S(""), ON(-365), &rows, &err));
  assert_int_equal(rows.n, 1);
  assert_int_equal(rows.v[0].promised.minor, 990);
  assert_int_equal(rows.v[0].received.minor, 960);
  assert_int_equal(kpi_kept(990, 960, rows.v[0].until, TODAY), KEPT_YES);
}

static void effect_of_a_step(void **state) {
  (void)state;
  struct step_rows steps = {0};
  enum put what;
  clients();
  an_invoice_of("F1", "C1", 1000, 1000, -60, -30, -40);
  an_invoice_of("F2", "C1", 1000, 1000, -60, -30, -40);
  struct reminder r = {.message_id = S("r1@x"),
                       .client = S("C1"),
                       .invoices = words("F1 F2"),
                       .step = 1,
                       .sent_at = NOW - 20 * 86400,
                       .sent = ON(-20),
                       .deadline = DAY_NONE};
  OK(register_put_reminder(led, &r, &what, &err));
  a_payment("P1", "F1", 1000, -14);
  an_invoice_of("F1", "C1", 1000, 0, -60, -30, -2);
  a_payment("P2", "F2", 1000, -12); // on the eighth day
  an_invoice_of("F2", "C1", 1000, 0, -60, -30, -2);
  OK(figures_steps(led, &mem, NOW - 365 * 86400, NOW - 7 * 86400, &steps, &err));
  assert_int_equal(steps.n, 1);
  assert_int_equal(steps.v[0].sent, 2);
  assert_int_equal(steps.v[0].paid, 1);
  assert_int_equal(steps.v[0].letters, 1);
  assert_int_equal(steps.v[0].answered, 0);
}

static void alerts_stand_once(void **state) {
  (void)state;
  struct alerts all = {0};
  bool fresh;
  clients();
  struct alert t = {.client = S("C1"), .found = TODAY, .usual = 3, .late = 15};
  OK(alert_put(led, &t, &fresh, &err));
  assert_true(fresh);
  OK(alert_put(led, &t, &fresh, &err));
  assert_false(fresh);
  OK(alerts_standing(led, &mem, 10, &all, &err));
  assert_int_equal(all.n, 1);
  assert_int_equal(all.v[0].late, 15);
  OK(alert_end(led, S("C1"), TODAY, &err));
  OK(alert_put(led, &t, &fresh, &err)); // found anew
  assert_true(fresh);
  sound();
}

// ---------------------------------------------------------------- figures and pages

// The quarter of the vectors, with 430 received: 450 at its beginning, 750 invoiced, 500 open.
static struct board a_board(void) {
  struct board b = board_on(day_of(2026, 12, 1));
  static const int64_t sales[] = {30000, 25000, 20000};
  for (int i = 0; i < 3; i++)
    board_sale(&mem, &b, board_month(&b, i), money_of(sales[i], "EUR"));
  board_open(&mem, &b, day_of(2026, 12, 20), money_of(32000, "EUR"), 3);
  board_open(&mem, &b, day_of(2026, 11, 20), money_of(10000, "EUR"), 2);
  board_open(&mem, &b, day_of(2026, 6, 20), money_of(8000, "EUR"), 1);
  board_credit(&mem, &b, money_of(-500, "EUR"));
  board_received(&mem, &b, day_of(2026, 10, 5), money_of(70000, "EUR"));
  board_open(&mem, &b, DAY_NONE, money_of(100, "USD"), 1);
  board_reckon(&b);
  return b;
}

static void figures(void **state) {
  (void)state;
  struct board b = a_board();
  static const struct {
    const char *name;
    int64_t hundredths;
  } want[BOARD_FIGURES] = {{"overdue", 3600},  {"dso", 6067},   {"dso_countback", 5480},
                           {"dso_best", 3883}, {"delay", 2184}, {"cei", 7955}};
  assert_int_equal(b.all.n, 2);
  for (int i = 0; i < BOARD_FIGURES; i++) {
    assert_string_equal(b.all.v[0].figures[i].name, want[i].name);
    assert_true(b.all.v[0].figures[i].known);
    assert_int_equal(b.all.v[0].figures[i].hundredths, want[i].hundredths);
  }
  assert_int_equal(b.all.v[0].open[AGE_OLDER].minor, 8000);
  assert_int_equal(b.all.v[0].overdue, 3);
  assert_false(b.all.v[1].figures[1].known); // no sales in dollars
}

static void page(void **state) {
  (void)state;
  const struct speech *s = speech_of(S("en"), S("en"));
  struct frame f = {.speech = s, .company = S("<us>"), .csrf = S("x")};
  struct board b = a_board();
  *LIST_PUSH(&mem, &b.clients) = (struct board_client){.id = S("C<1>"), .name = S("<script>")};
  board_share(&mem, &b.conduct, "wrong_match", "own decisions that you took back", 1, 4);
  struct str got = page_board(&mem, &f, &b);
  assert_true(str_find(got, S("60.7 days"), NULL) && str_find(got, S("79.6 %"), NULL));
  assert_true(str_find(got, S("1 of 4"), NULL) && !str_find(got, S("25.0"), NULL)); // too few
  assert_true(str_find(got, S("&lt;script&gt;"), NULL) && !str_find(got, S("<script>"), NULL));
  assert_true(str_find(got, S("role=\"img\" aria-label="), NULL));
  struct str svg;
  assert_true(board_svg(&mem, s, &b, S("aging"), &svg));
  assert_true(str_starts(svg, S("<svg xmlns=")) && str_find(svg, S("older"), NULL));
  assert_false(board_svg(&mem, s, &b, S("steps"), &svg));
}

static void sparks(void **state) {
  (void)state;
  static const int64_t v[] = {0, 5, 10, -3}, none[] = {0, 0};
  assert_str(spark(&mem, v, 4), "▁▅█▁");
  assert_str(spark(&mem, none, 2), "▁▁");
  assert_str(spark(&mem, none, 0), "");
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, fixture_ledger, fixture_gone)
  const struct CMUnitTest tests[] = {T(money_is_counted_once),
                                     T(an_allocation_is_money),
                                     T(days_late_of_a_client),
                                     T(promises),
                                     T(effect_of_a_step),
                                     T(alerts_stand_once),
                                     T(figures),
                                     T(page),
                                     T(sparks)};
#undef T
  return cmocka_run_group_tests(tests, NULL, NULL);
}
