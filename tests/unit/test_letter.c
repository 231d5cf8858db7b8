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
static const char *const languages[] = {"fr", "en", "nl", "de", "es", "it"};
enum { FULL_GOLDENS = 2 }; // the first languages have a golden for every situation
enum { LANGUAGES = sizeof languages / sizeof *languages };

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
    {"partial",
     "today 2026-11-27; invoice F2026-081 due 2026-11-20 1200.00; part F2026-081 700.00"},
    {"stranger", "today 2026-11-27; client email=ann@client.example; invoice F2026-081 due "
                 "2026-11-20 1200.00"},
    {"consumer", "today 2026-11-27; client consumer; invoice F2026-081 due 2026-11-20 1200.00"},
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

// Of the first invoice, as the law of France has them in the second half of 2026.
static void add_charges(struct arena *a, const struct invoice *in, struct due_letter *d) {
  int days = d->send.n - in->due.n;
  struct money interest = money_of(money_scale(in->open.minor * days, 1240, 3650000), "EUR");
  *LIST_PUSH(a, &d->charges) =
      (struct charge){d->invoices.v[0], S("art. L441-10 C. com."), interest, 1240, days};
  *LIST_PUSH(a, &d->charges) =
      (struct charge){d->invoices.v[0], S("art. D441-5 C. com."), money_of(4000, "EUR"), 0, 0};
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
    add_charges(sc->a, &sc->s.invoices.v[0], &d);
  return d;
}

// One letter with everything that it was made from.
struct sample {
  struct scenario sc;
  struct due_letter due;
  struct sender from;
  struct letter letter;
  bool stranger; // the recipient's name is unknown
};

static void write_sample(struct arena *a, struct str language, size_t which,
                         const struct situation *situation, struct sample *out) {
  struct err err;
  out->sc = scenario_read(a, str_of(situation->text));
  struct client *c = &out->sc.s.clients.v[0];
  out->stranger = strcmp(situation->name, "stranger") == 0;
  c->language = language;
  c->name = S("Lumicore Santé SAS");
  c->contact_name = out->stranger ? S("") : S("Amandine Vasseur");
  out->sc.s.invoices.v[0].file = S("F2026-081.pdf");
  for (size_t i = 0; i < out->sc.s.invoices.n; i++) {
    struct invoice *in = &out->sc.s.invoices.v[i];
    in->issued = day_add(day_is(in->due) ? in->due : out->sc.now.today, -30);
  }
  out->due = due_of(&out->sc, which);
  out->from = sender_of(a, language);
  if (!letter_render(a, templates, &out->due, &out->sc.s, &out->from, &out->sc.now, NULL,
                     &out->letter, &err))
    fail_msg("%s", err.text);
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
  int wrong = 0;
  for (size_t l = 0; l < LANGUAGES; l++)
    for (size_t i = 0; i < LETTERS; i++)
      for (size_t k = 0; k < (l < FULL_GOLDENS ? SITUATIONS : 1); k++) {
        struct arena a;
        arena_init(&a, 16 << 20);
        struct sample out;
        write_sample(&a, str_of(languages[l]), i, &situations[k], &out);
        struct str path = str_printf(&a, "tests/corpus/letters/%s/%s-%s.txt", languages[l],
                                     letters[i].name, situations[k].name);
        struct str text = str_printf(&a, "Subject: %.*s\n\n%.*s", STR_ARG(out.letter.subject),
                                     STR_ARG(out.letter.text));
        wrong += !compare(&a, str_c(&a, path), text);
        arena_free(&a);
      }
  assert_int_equal(wrong, 0);
}

// ---- What a reader looks for, on every letter

// Words that only familiar forms of address use, each with a space on both sides.
static const struct {
  const char *language, *words[9];
} familiar[] = {
    {"fr", {" tu ", " te ", " ton ", " ta ", " tes ", " toi ", " t’"}},
    {"nl", {" je ", " jij ", " jou ", " jouw ", " jullie "}},
    {"de", {" du ", " dir ", " dich ", " dein", " euch ", " ihr "}},
    {"es", {" tú ", " tu ", " te ", " ti ", " vosotros ", " vuestr"}},
    {"it", {" tu ", " ti ", " te ", " tuo ", " tua ", " voi "}},
};

static struct str unwrapped(struct arena *a, struct str text) {
  struct buf b = buf_in(a);
  for (size_t i = 0, n; i < text.n; i += n) {
    uint32_t rune = str_rune(text, i, &n);
    if (rune == '\n' || rune == 0xA0)
      buf_c(&b, ' ');
    else
      buf_add(&b, str_sub(text, i, n));
  }
  return buf_str(&b);
}

struct check {
  struct arena *a;
  struct str where, text; // text: unwrapped
  int wrong;
};

static void must(struct check *c, const char *what, struct str words) {
  if (words.n && str_find(c->text, unwrapped(c->a, words), NULL))
    return;
  c->wrong++;
  print_error("%.*s: no %s |%.*s|\n", STR_ARG(c->where), what, STR_ARG(words));
}

static void must_not(struct check *c, const char *what, struct str words) {
  if (!str_find(c->text, words, NULL)) // German "Ihr" is polite, "ihr" is not
    return;
  c->wrong++;
  print_error("%.*s: %s |%.*s|\n", STR_ARG(c->where), what, STR_ARG(words));
}

// The sentence of a partial without names in it, as the file has it.
static struct str sentence(struct arena *a, const char *language, const char *name) {
  struct str path = str_printf(a, "rules/letters/%s/_%s.md", language, name);
  return str_trim(file_bytes(a, str_c(a, path)));
}

static void no_left_overs(struct check *c) {
  static const char *const marks[] = {"{{", "}}", "**", "\\", "()", " ,", " .", ".."};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    must_not(c, "left over:", str_of(marks[i]));
}

static void polite(struct check *c, const char *language) {
  for (size_t i = 0; i < sizeof familiar / sizeof *familiar; i++)
    for (size_t k = 0; strcmp(familiar[i].language, language) == 0 && familiar[i].words[k]; k++)
      must_not(c, "familiar form", str_of(familiar[i].words[k]));
}

static struct str shown_money(struct arena *a, const char *language, struct money m) {
  struct str plain = money_plain(a, m), whole, cents;
  str_cut(plain, '.', &whole, &cents);
  const char *comma = strcmp(language, "en") == 0 ? "." : ",";
  return str_printf(a, "%.*s%s%.*s", STR_ARG(str_skip(whole, whole.n > 3 ? whole.n - 3 : 0)), comma,
                    STR_ARG(cents));
}

static void check_letter(struct check *c, const char *language, size_t which,
                         const struct sample *s) {
  struct arena *a = c->a;
  if (!s->stranger)
    must(c, "name", S("Amandine Vasseur"));
  for (size_t i = 0; i < s->sc.s.invoices.n; i++) {
    must(c, "invoice number", s->sc.s.invoices.v[i].number);
    struct money open = s->sc.s.invoices.v[i].open;
    open.minor = open.minor < 0 ? -open.minor : open.minor;
    must(c, "open amount", shown_money(a, language, open));
  }
  for (size_t i = 0; i < s->due.total.n; i++)
    must(c, "total", shown_money(a, language, s->due.total.v[i]));
  must(c, "IBAN", S("FR76 3000 6000 0112 3456 7890 189"));
  must(c, "company", S("Atelier Corbeline SAS"));
  must(c, "telephone", S("+33 4 75 00 00 00"));
  must(c, "token", S("R7K2-M4QX"));
  if (strcmp(letters[which].name, "formal-notice") != 0)
    must(c, "crossing sentence", sentence(a, language, "crossing"));
  no_left_overs(c);
  polite(c, language);
}

static void readers_list(void **state) {
  (void)state;
  int wrong = 0;
  for (size_t l = 0; l < LANGUAGES; l++)
    for (size_t i = 0; i < LETTERS; i++)
      for (size_t k = 0; k < SITUATIONS; k++) {
        struct arena a;
        struct sample s;
        arena_init(&a, 16 << 20);
        write_sample(&a, str_of(languages[l]), i, &situations[k], &s);
        struct check c = {
            &a, str_printf(&a, "%s %s %s", languages[l], letters[i].name, situations[k].name),
            unwrapped(&a, s.letter.text), 0};
        check_letter(&c, languages[l], i, &s);
        struct civil d = day_civil(s.due.deadline);
        must(&c, "deadline", str_printf(&a, " %d", d.day));
        must(&c, "year of the deadline", str_printf(&a, "%d", d.year));
        wrong += c.wrong;
        arena_free(&a);
      }
  assert_int_equal(wrong, 0);
}

// Every template of every language renders, and the languages have the same letters.
static void every_template(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 64 << 20);
  struct strs names = files_in(&a, "rules/letters/fr", ".md");
  for (size_t l = 0; l < LANGUAGES; l++) {
    const char *dir = str_c(&a, str_printf(&a, "rules/letters/%s", languages[l]));
    assert_int_equal(files_in(&a, dir, ".md").n, names.n);
    for (size_t i = 0; i < names.n; i++) {
      struct str name = str_skip(names.v[i], strlen("rules/letters/fr/")), dot;
      struct sample s;
      struct err err;
      if (str_starts(name, S("_")))
        continue;
      write_sample(&a, str_of(languages[l]), 0, &situations[0], &s);
      str_cut(name, '.', &s.due.letter, &dot);
      struct occasion o = {.promised = day_of(2026, 12, 5),
                           .amount = money_of(50000, "EUR"),
                           .channel = S("phone"),
                           .qr_cid = S("qr@relance")};
      *LIST_PUSH(&a, &s.sc.s.instalments) = (struct instalment){
          .client = S("C1"), .due = day_of(2026, 11, 25), .amount = o.amount, .paid = o.amount};
      *LIST_PUSH(&a, &s.sc.s.instalments) =
          (struct instalment){.client = S("C1"), .due = day_of(2026, 12, 5), .amount = o.amount};
      s.due.discount = (struct discount){200, day_of(2026, 12, 4), money_of(117600, "EUR")};
      assert_true(templates_have(templates, str_of(languages[l]), s.due.letter));
      if (!letter_render(&a, templates, &s.due, &s.sc.s, &s.from, &s.sc.now, &o, &s.letter, &err))
        fail_msg("%s", err.text);
      assert_true(str_eq(s.letter.language, str_of(languages[l])));
      struct check c = {&a, str_printf(&a, "%s %.*s", languages[l], STR_ARG(name)),
                        unwrapped(&a, s.letter.text), 0};
      no_left_overs(&c);
      polite(&c, languages[l]);
      assert_int_equal(c.wrong, 0);
      struct str path = str_printf(&a, "tests/corpus/letters/%s/also/%.*s.txt", languages[l],
                                   STR_ARG(s.due.letter));
      assert_true(compare(&a, str_c(&a, path),
                          str_printf(&a, "Subject: %.*s\n\n%.*s", STR_ARG(s.letter.subject),
                                     STR_ARG(s.letter.text))));
    }
  }
  arena_free(&a);
}

// ---- HTML: every tag that opens closes, nothing of the client's is markup

static bool is_void(struct str name) {
  return str_eq(name, S("br")) || str_eq(name, S("meta")) || str_eq(name, S("img")) ||
         str_eq(name, S("hr")) || str_eq(name, S("!DOCTYPE"));
}

static bool balanced(struct str html) {
  struct str open[64];
  size_t depth = 0, at, end;
  while (str_find(html, S("<"), &at)) {
    html = str_skip(html, at + 1);
    if (!str_find(html, S(">"), &end))
      return false;
    struct str tag = str_sub(html, 0, end), name = tag;
    bool closes = str_starts(tag, S("/"));
    for (name.n = 0; name.n < tag.n && tag.p[name.n] != ' ';)
      name.n++;
    if (closes && (depth == 0 || !str_eq(open[--depth], str_skip(name, 1))))
      return false;
    if (!closes && !is_void(name) && depth < 64)
      open[depth++] = name;
    html = str_skip(html, end + 1);
  }
  return depth == 0;
}

static void html_is_sound(void **state) {
  (void)state;
  for (size_t l = 0; l < LANGUAGES; l++)
    for (size_t i = 0; i < LETTERS; i++)
      for (size_t k = 0; k < SITUATIONS; k++) {
        struct arena a;
        struct sample s;
        arena_init(&a, 16 << 20);
        write_sample(&a, str_of(languages[l]), i, &situations[k], &s);
        if (!balanced(s.letter.html))
          fail_msg("%s %s: tags do not close:\n%.*s", languages[l], letters[i].name,
                   STR_ARG(s.letter.html));
        assert_true(str_find(s.letter.html, S("F2026-081"), NULL));
        assert_true(str_utf8_valid(s.letter.html) && str_utf8_valid(s.letter.text));
        arena_free(&a);
      }
}

// `make letters`: every letter as a file to look at, in the directory RELANCE_LETTERS.
static void files_to_look_at(void **state) {
  (void)state;
  const char *dir = getenv("RELANCE_LETTERS");
  if (!dir)
    return;
  for (size_t l = 0; l < LANGUAGES; l++)
    for (size_t i = 0; i < LETTERS; i++)
      for (size_t k = 0; k < SITUATIONS; k++) {
        struct arena a;
        struct sample s;
        arena_init(&a, 16 << 20);
        write_sample(&a, str_of(languages[l]), i, &situations[k], &s);
        const char *path = str_c(&a, str_printf(&a, "%s/%s-%s-%s.html", dir, languages[l],
                                                letters[i].name, situations[k].name));
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        fwrite(s.letter.html.p, 1, s.letter.html.n, f);
        fclose(f);
        arena_free(&a);
      }
}

// What stands in the register is text, whatever signs are in it.
static void names_are_text(void **state) {
  (void)state;
  struct arena a;
  struct sample s;
  struct err err;
  arena_init(&a, 16 << 20);
  write_sample(&a, S("fr"), 0, &situations[0], &s);
  s.sc.s.clients.v[0].contact_name = S("*Ann* <b>Doe</b> [x](http://evil.example) {{iban}} |\n# y");
  s.sc.s.invoices.v[0].number = s.due.invoices.v[0] = S("F_1_|2<3>");
  assert_true(
      letter_render(&a, templates, &s.due, &s.sc.s, &s.from, &s.sc.now, NULL, &s.letter, &err));
  assert_true(str_find(s.letter.text, S("*Ann* <b>Doe</b> [x](http://evil.example)"), NULL));
  assert_true(str_find(s.letter.text, S("{{iban}}"), NULL));
  assert_true(str_find(s.letter.text, S("F_1_|2<3>"), NULL));
  assert_true(str_find(s.letter.subject, S("F_1_|2<3>"), NULL));
  assert_false(str_find(s.letter.html, S("<b>"), NULL));
  assert_false(str_find(s.letter.html, S("href=\"http://evil"), NULL));
  assert_true(balanced(s.letter.html));
  arena_free(&a);
}

// ---- Loading

static struct str load_row(struct arena *a, struct str in) {
  static const char language[] =
      "[language fr]\nmonths = a b c d e f g h i j k l\nweekdays = a b c d e f g\ndate = {day}\n"
      "long_date = {day}\nshort_date = {day}\ndecimal = ,\nmoney = {amount}\npercent = {rate}\n"
      "and = et\n";
  struct letter_files files = {0};
  struct templates *t;
  struct err err;
  struct str path, text;
  *LIST_PUSH(a, &files) = (struct letter_file){S("languages.rules"), str_of(language)};
  for (struct str part; str_field(&in, '~', &part);) {
    str_cut(part, ' ', &path, &text);
    *LIST_PUSH(a, &files) = (struct letter_file){path, text};
  }
  if (!templates_load(a, &files, &t, &err))
    return str_dup(a, str_of(err.text));
  return S("ok");
}

static void tables(void **state) {
  (void)state;
  table_run("templates.tbl", load_row);
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
      cmocka_unit_test(tables),           cmocka_unit_test(goldens),
      cmocka_unit_test(readers_list),     cmocka_unit_test(html_is_sound),
      cmocka_unit_test(names_are_text),   cmocka_unit_test(every_template),
      cmocka_unit_test(files_to_look_at),
  };
  int failed = cmocka_run_group_tests_name("letter", tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
