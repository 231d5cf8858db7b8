// test_letter.c: templates, and the letters of rules/letters as people will read them.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Goldens lie in tests/corpus/letters; RELANCE_GOLDEN=write makes them anew.
#include "relance/letter.h"
#include "rules_files.h"
#include "scenario.h"

#include <sys/stat.h>

static struct arena arena;
static struct templates *templates;

static struct sender sender_of(struct arena *a, struct str language) {
  struct sender s = {.company = S("Atelier Corbeline SAS"),
                     .phone = S("+33 4 75 00 00 00"),
                     .email = S("comptabilite@atelier-corbeline.example"),
                     .registration = S("SIREN 900 000 009"),
                     .iban = S("FR7630006000011234567890189"),
                     .bic = S("AGRIFRPPXXX"),
                     .pay_link = S("https://pay.atelier-corbeline.example/{invoice}?a={amount}"),
                     .place = S("Valence")};
  (void)language;
  *LIST_PUSH(a, &s.address) = S("12 rue des Alpes");
  *LIST_PUSH(a, &s.address) = S("26000 Valence");
  *LIST_PUSH(a, &s.pay_ways) = S("card");
  *LIST_PUSH(a, &s.pay_ways) = S("cheque");
  return s;
}

static const struct situation {
  const char *name, *text;
} situations[] = {
    {"one", "today 2026-11-27; invoice F2026-081 due 2026-11-20 1200.00"},
    {"five", "today 2026-11-27; invoice F2026-081 due 2026-10-02 1200.00; invoice F2026-084 due "
             "2026-10-10 99.90; invoice F2026-090 due 2026-11-01 12500.00; invoice F2026-091 due "
             "2026-11-03 87.00; invoice F2026-099 due 2026-11-20 450.50"},
    {"currencies", "today 2026-11-27; invoice F2026-081 due 2026-11-20 1200.00; invoice F2026-082 "
                   "due 2026-11-18 300.00 GBP"},
    {"credit", "today 2026-11-27; invoice F2026-081 due 2026-11-20 1200.00; credit A2026-007 "
               "-200.00"},
};

static const struct {
  const char *name;
  int step;
  enum tone tone;
} letters[] = {
    {"reminder-1", 1, TONE_COURTEOUS}, {"reminder-2", 2, TONE_FRIENDLY},
    {"reminder-3", 3, TONE_FIRM},      {"last-reminder", 4, TONE_LAST},
    {"formal-notice", 5, TONE_FORMAL}, {"review", 1, TONE_COURTEOUS},
};

enum { LETTERS = sizeof letters / sizeof *letters };
enum { SITUATIONS = sizeof situations / sizeof *situations };

static void add_charges(struct arena *a, struct due_letter *d) {
  *LIST_PUSH(a, &d->charges) = (struct charge){
      d->invoices.v[0], S("article L441-10 du Code de commerce"), money_of(5822, "EUR"), 1240, 144};
  *LIST_PUSH(a, &d->charges) = (struct charge){
      d->invoices.v[0], S("article D441-5 du Code de commerce"), money_of(4000, "EUR"), 0, 0};
}

static struct due_letter due_of(struct scenario *sc, size_t which) {
  struct due_letter d = {.key = S("k"),
                         .client = S("C1"),
                         .to = S("ann@client.example"),
                         .letter = str_of(letters[which].name),
                         .step = letters[which].step,
                         .tone = letters[which].tone,
                         .send = sc->now.today,
                         .deadline = day_add(sc->now.today, 10),
                         .previous = which ? day_add(sc->now.today, -11) : DAY_NONE,
                         .instalments = which == 1 || which == 2,
                         .next_letter = which < 4 || which == 5,
                         .next_legal = which == 3,
                         .token = S("R7K2-M4QX")};
  struct err err;
  for (size_t i = 0; i < sc->s.invoices.n; i++) {
    const struct invoice *in = &sc->s.invoices.v[i];
    size_t k = 0;
    *LIST_PUSH(sc->a, &d.invoices) = in->number;
    *LIST_PUSH(sc->a, &d.open) = in->open;
    while (k < d.total.n && !money_same_currency(d.total.v[k], in->open))
      k++;
    if (k == d.total.n)
      *LIST_PUSH(sc->a, &d.total) = in->open;
    else
      assert_true(money_add(d.total.v[k], in->open, &d.total.v[k], &err));
  }
  if (which == 3 || which == 4)
    add_charges(sc->a, &d);
  return d;
}

static struct letter write_letter(struct arena *a, struct str language, size_t which,
                                  const struct situation *situation) {
  struct scenario sc = scenario_read(a, str_of(situation->text));
  struct client *c = &sc.s.clients.v[0];
  c->language = language;
  c->name = S("Lumicore Santé SAS");
  c->contact_name = S("Amandine Vasseur");
  sc.s.invoices.v[0].file = S("F2026-081.pdf");
  struct due_letter d = due_of(&sc, which);
  struct sender from = sender_of(a, language);
  struct letter l;
  struct err err;
  if (!letter_render(a, templates, &d, &sc.s, &from, &sc.now, NULL, &l, &err))
    fail_msg("%s", err.text);
  return l;
}

static bool compare(struct arena *a, const char *path, struct str got) {
  const char *mode = getenv("RELANCE_GOLDEN");
  if (mode && strcmp(mode, "write") == 0) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(got.p, 1, got.n, f);
    fclose(f);
    return true;
  }
  struct str want = file_bytes(a, path);
  if (str_eq(want, got))
    return true;
  print_error("%s is now:\n%.*s\n", path, STR_ARG(got));
  return false;
}

static void goldens(void **state) {
  (void)state;
  static const char *const languages[] = {"fr", "en"};
  int wrong = 0;
  for (size_t l = 0; l < sizeof languages / sizeof *languages; l++)
    for (size_t i = 0; i < LETTERS; i++)
      for (size_t k = 0; k < SITUATIONS; k++) {
        struct arena a;
        arena_init(&a, 16 << 20);
        struct letter out = write_letter(&a, str_of(languages[l]), i, &situations[k]);
        struct str path = str_printf(&a, "tests/corpus/letters/%s/%s-%s.txt", languages[l],
                                     letters[i].name, situations[k].name);
        struct str text =
            str_printf(&a, "Subject: %.*s\n\n%.*s", STR_ARG(out.subject), STR_ARG(out.text));
        wrong += !compare(&a, str_c(&a, path), text);
        arena_free(&a);
      }
  assert_int_equal(wrong, 0);
}

static struct letter_files load_files(struct arena *a) {
  static const char *const dirs[] = {"rules/letters",    "rules/letters/fr", "rules/letters/en",
                                     "rules/letters/nl", "rules/letters/de", "rules/letters/es",
                                     "rules/letters/it"};
  struct letter_files files = {0};
  for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
    struct strs paths = files_in(a, dirs[i], i ? ".md" : ".rules");
    for (size_t k = 0; k < paths.n; k++)
      *LIST_PUSH(a, &files) = (struct letter_file){paths.v[k], file_bytes(a, str_c(a, paths.v[k]))};
  }
  return files;
}

int main(void) {
  arena_init(&arena, 64 << 20);
  struct letter_files files = load_files(&arena);
  struct err err;
  if (!templates_load(&arena, &files, &templates, &err)) {
    print_error("%s\n", err.text);
    return 1;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(goldens),
  };
  int failed = cmocka_run_group_tests_name("letter", tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
