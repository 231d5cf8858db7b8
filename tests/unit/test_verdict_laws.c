// test_verdict_laws.c: what must hold of every verdict, on the tables' readings and generated ones.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "verdicts.h"

enum { GENERATED = 3000 };

static uint32_t seed = 20261121;

static uint32_t dice(uint32_t n) {
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 8) % n;
}

static struct str verdict_text(struct arena *a, const struct case_of *c, const struct snapshot *s) {
  struct verdict v;
  match_verdict(a, &c->r, s, NULL, c->today, &v);
  return verdict_json(a, &v);
}

// ---- readings

static struct str pick(const char *const *list, uint32_t n) {
  return str_of(list[dice(n)]);
}

static struct str generated(struct arena *a) {
  static const char *const kinds[] = {"reply", "reply", "remittance", "bank_notice", "other"};
  static const char *const auths[] = {"pass", "pass", "none", "fail"};
  static const char *const froms[] = {"anne@dupont-bois.example",     "luc.dupont@freemail.example",
                                      "compta@lumen-optique.example", "uk@valmont.example",
                                      "x@dupont-b0is.example",        "someone@shop.example"};
  static const char *const words[] = {"paid",
                                      "paid=640.00",
                                      "paid=1200.00",
                                      "paid=348.00",
                                      "dispute",
                                      "promise_to_pay:2026-09-30",
                                      "re=1",
                                      "re=2",
                                      "re=3",
                                      "inv:118",
                                      "inv:F2026-012",
                                      "inv@1:121",
                                      "inv:20",
                                      "inv:118..121",
                                      "amt:980.00",
                                      "amt:1512.00",
                                      "payer:DUPONT",
                                      "payer:VALMONT_UK",
                                      "line:118=1512.00",
                                      "line:130=300.00/348.00",
                                      "total:1812.00",
                                      "scope:all-but-last",
                                      "scope:count:2",
                                      "quote:F2026-118",
                                      "subj:140",
                                      "insolvency",
                                      "ref:RF38F2026140",
                                      "total:0.00",
                                      "total:1512.00",
                                      "total:1512.00GBP",
                                      "line:12=0.00",
                                      "line:A2026-02=100.00",
                                      "line:RE261307=713.00",
                                      "amt@1:0.00",
                                      "amt@1:500.00?",
                                      "fileamt:1512.00",
                                      "file:118",
                                      "num@0:1512",
                                      "num@1:348",
                                      "scope:all",
                                      "scope:other",
                                      "scope:first",
                                      "scope:month:7",
                                      "scope:until:2026-08-01",
                                      "scope:balance:1",
                                      "scope:except:1",
                                      "scope@1:part:1",
                                      "partial_payment@1=500.00",
                                      "partial_payment",
                                      "paid@1",
                                      "question@1",
                                      "refusal@1",
                                      "credit_note_request@1",
                                      "out_of_office:2026-09-30",
                                      "payer:DUPONT_MENUISERIE_SAS",
                                      "payer:ARNULF_GETRIEBE",
                                      "text=received_from_DUPONT",
                                      "subject=Re:_Reminder_of_F2026-118"};
  struct buf b = buf_in(a);
  buf_add(&b, pick(kinds, 5));
  buf_c(&b, ' ');
  buf_add(&b, pick(auths, 4));
  buf_c(&b, ' ');
  buf_add(&b, pick(froms, 6));
  for (uint32_t n = dice(9); n > 0; n--) {
    buf_c(&b, ' ');
    buf_add(&b, pick(words, sizeof words / sizeof *words));
  }
  return buf_str(&b);
}

typedef void law(struct arena *a, struct str line);

static void on_table(const char *name, law *f) {
  struct arena files, row;
  arena_init(&files, 64 << 20);
  struct str rest = table_read(&files, name), line;
  while (str_line(&rest, &line)) {
    size_t at;
    if (line.n == 0 || line.p[0] == '#' || !str_find(line, S("==>"), &at))
      continue;
    arena_init(&row, 64 << 20);
    f(&row, str_sub(line, 0, at));
    arena_free(&row);
  }
  arena_free(&files);
}

static void on_everything(law *f) {
  on_table("verdict.tbl", f);
  on_table("verdict_forged.tbl", f);
  on_table("verdict_pairs.tbl", f);
  print_message("seed %u\n", seed);
  for (int i = 0; i < GENERATED; i++) {
    struct arena a;
    arena_init(&a, 64 << 20);
    f(&a, generated(&a));
    arena_free(&a);
  }
}

static void must_be_same(struct str line, struct str x, struct str y) {
  if (!str_eq(x, y))
    fail_msg("%.*s\n  %.*s\n  %.*s", STR_ARG(line), STR_ARG(x), STR_ARG(y));
}

// ---- laws

#define SHUFFLE(list)                                                                              \
  for (size_t i = (list).n; i > 1; i--) {                                                          \
    size_t j = dice((uint32_t)i);                                                                  \
    __typeof__((list).v[0]) t = (list).v[j];                                                       \
    (list).v[j] = (list).v[i - 1];                                                                 \
    (list).v[i - 1] = t;                                                                           \
  }

static void order_is_irrelevant(struct arena *a, struct str line) {
  struct case_of c = case_read(a, line);
  struct snapshot s = small_register(a);
  struct str first = verdict_text(a, &c, &s);
  must_be_same(line, first, verdict_text(a, &c, &s)); // and twice is once
  for (int k = 0; k < 3; k++) {
    SHUFFLE(s.clients)
    SHUFFLE(s.invoices)
    SHUFFLE(s.reminders)
    must_be_same(line, first, verdict_text(a, &c, &s));
  }
}

static void unrelated_changes_nothing(struct arena *a, struct str line) {
  struct case_of c = case_read(a, line);
  struct snapshot s = small_register(a);
  struct str first = verdict_text(a, &c, &s);
  add_client(a, &s, "A9", "Zephyr Voiles", "Maud Kerlo", "maud@zephyr.example", "zephyr.example");
  add_invoice(a, &s, "A9", "Z-77001", "2026-05-01", "2026-06-01", 777701, 777701);
  add_invoice(a, &s, "A9", "Z-77002", "2026-08-01", "2026-09-01", 99913, 99913);
  add_reminder(a, &s, "r99@us.example", "A9", "Z-77001", NULL);
  must_be_same(line, first, verdict_text(a, &c, &s));
}

static void is_sound(struct arena *a, struct str line) {
  struct case_of c = case_read(a, line);
  struct snapshot s = small_register(a);
  struct verdict v;
  match_verdict(a, &c.r, &s, NULL, c.today, &v);
  for (size_t i = 0; i < v.allocations.n; i++) {
    const struct invoice *inv = snapshot_invoice(&s, v.allocations.v[i].invoice);
    assert_non_null(inv);
    assert_true(inv->open.minor != 0);
    assert_true(v.client.n == 0 || str_eq(inv->client, v.client));
    int64_t paid = v.allocations.v[i].amount.minor;
    assert_true(paid <= inv->open.minor && paid >= -inv->open.minor);
    for (size_t k = 0; k < i; k++)
      assert_false(str_eq(v.allocations.v[k].invoice, v.allocations.v[i].invoice));
  }
  for (size_t i = 0; i < v.pause.n; i++)
    assert_int_equal(snapshot_invoice(&s, v.pause.v[i])->kind, INVOICE);
  if (v.decision == DECISION_APPLY) {
    assert_true(c.r.auth != AUTH_FAIL);
    assert_true(v.client.n > 0);
    assert_true(v.reasons.n > 0);
    for (size_t i = 0; i < v.allocations.n; i++)
      assert_true(v.allocations.v[i].amount.currency[0] != 0);
  }
}

// ---- forged mail, generated

struct forging {
  struct arena *a;
  struct str local, domain; // of the client
};

static struct str homoglyph(struct forging f) {
  struct buf b = buf_in(f.a);
  bool done = false;
  for (size_t i = 0; i < f.domain.n; i++) {
    char c = f.domain.p[i];
    const char *as = c == 'l' ? "1" : c == 'o' ? "0" : c == 'm' ? "rn" : c == 'i' ? "l" : NULL;
    if (as && !done)
      buf_add(&b, str_of(as)), done = true;
    else
      buf_c(&b, c);
  }
  return buf_str(&b);
}

static struct str changed(struct forging f, char with) { // a sign more in the middle of the name
  return str_printf(f.a, "%.*s%c%.*s", STR_ARG(str_sub(f.domain, 0, 4)), with,
                    STR_ARG(str_skip(f.domain, 4)));
}

static struct str hyphen(struct forging f) {
  return changed(f, '-');
}

static struct str letter_more(struct forging f) {
  return changed(f, f.domain.p[3]);
}

static struct str letter_less(struct forging f) {
  return str_printf(f.a, "%.*s%.*s", STR_ARG(str_sub(f.domain, 0, 3)),
                    STR_ARG(str_skip(f.domain, 4)));
}

static struct str swapped(struct forging f) {
  return str_printf(f.a, "%.*s%c%c%.*s", STR_ARG(str_sub(f.domain, 0, 2)), f.domain.p[3],
                    f.domain.p[2], STR_ARG(str_skip(f.domain, 4)));
}

static struct str other_top(struct forging f) {
  struct str head, tail;
  str_cut(f.domain, '.', &head, &tail);
  return str_printf(f.a, "%.*s.test", STR_ARG(head));
}

static struct str longer(struct forging f) {
  return str_printf(f.a, "payments-%.*s", STR_ARG(f.domain));
}

static struct str below_another(struct forging f) {
  return str_printf(f.a, "%.*s.evil.test", STR_ARG(f.domain));
}

static struct str elsewhere(struct forging f) {
  (void)f;
  return S("evil.test");
}

static struct str same(struct forging f) {
  return f.domain;
}

static void assert_no_effect(struct arena *a, struct str line) {
  struct case_of c = case_read(a, line);
  struct snapshot s = small_register(a);
  struct verdict v;
  match_verdict(a, &c.r, &s, NULL, c.today, &v);
  if (v.decision == DECISION_APPLY || v.pause.n || v.hold_client)
    fail_msg("%.*s: %.*s", STR_ARG(line), STR_ARG(verdict_line(a, &v)));
}

static void forged_mail_has_no_effect(void **state) {
  static const struct {
    struct str (*domain)(struct forging f);
    const char *auth;
    bool in_thread; // may replay the id of our reminder
  } tricks[] = {
      {homoglyph, "pass", true},   {hyphen, "pass", true},         {letter_more, "pass", true},
      {letter_less, "pass", true}, {swapped, "pass", true},        {other_top, "pass", true},
      {longer, "pass", false},     {below_another, "pass", false}, {elsewhere, "pass", false},
      {elsewhere, "none", true},   {elsewhere, "fail", true},      {same, "fail", true},
  };
  static const struct {
    const char *local, *domain, *name, *thread, *claim;
  } victims[] = {
      {"anne", "dupont-bois.example", "Anne_Brissac", "re=1", "paid inv:F2026-118 amt:1512.00"},
      {"compta", "lumen-optique.example", "Nadia_Courtois", "re=2", "paid=696.00 quote:F2026-130"},
      {"ap", "valmont.example", "Jean_Roux", "", "promise_to_pay:2026-09-30 inv:F2026-140"},
      {"ap", "valmont.example", "Valmont_Industries", "",
       "paid inv:F2026-140 bank_details_request"},
      {"compta", "lumen-optique.example", "Lumen_Optique", "re=2", "copy_request inv:F2026-133"},
  };
  (void)state;
  int n = 0;
  struct arena a;
  arena_init(&a, 64 << 20);
  for (size_t v = 0; v < sizeof victims / sizeof *victims; v++)
    for (size_t t = 0; t < sizeof tricks / sizeof *tricks; t++)
      for (int thread = 0; thread <= tricks[t].in_thread; thread++, n++) {
        struct forging f = {&a, str_of(victims[v].local), str_of(victims[v].domain)};
        assert_no_effect(&a,
                         str_printf(&a, "reply %s %s@%.*s name=%s %s %s", tricks[t].auth,
                                    victims[v].local, STR_ARG(tricks[t].domain(f)), victims[v].name,
                                    thread ? victims[v].thread : "", victims[v].claim));
      }
  print_message("%d forged messages\n", n);
  assert_true(n >= 50);
  arena_free(&a);
}

static void order(void **state) {
  (void)state;
  on_everything(order_is_irrelevant);
}

static void unrelated(void **state) {
  (void)state;
  on_everything(unrelated_changes_nothing);
}

static void sound(void **state) {
  (void)state;
  on_everything(is_sound);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(order),
      cmocka_unit_test(unrelated),
      cmocka_unit_test(sound),
      cmocka_unit_test(forged_mail_has_no_effect),
  };
  return cmocka_run_group_tests_name("verdict laws", tests, NULL, NULL);
}
