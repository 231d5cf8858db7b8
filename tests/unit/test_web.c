// test_web.c: forms, escaping, the gate, languages, marks, and pages as functions of values.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "table.h"

#include "web/http.h"
#include "web/kpi.h"
#include "web/pages.h"
#include "web/parts.h"

static struct arena arena;
static struct err err;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, 64 << 20);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static void has(struct str page, const char *words) {
  if (!str_find(page, str_of(words), NULL))
    fail_msg("\"%s\" is not in:\n%.*s", words, STR_ARG(page));
}

static void has_not(struct str page, const char *words) {
  if (str_find(page, str_of(words), NULL))
    fail_msg("\"%s\" is in:\n%.*s", words, STR_ARG(page));
}

// ---------------------------------------------------------------- forms

static struct str form_row(struct arena *a, struct str input) {
  struct form f;
  struct buf b = buf_in(a);
  if (!form_parse(a, input, &f, &err))
    return S("refused");
  for (size_t i = 0; i < f.n; i++)
    buf_printf(&b, "[%.*s][%.*s]", STR_ARG(f.v[i].name), STR_ARG(f.v[i].value));
  return buf_str(&b);
}

static void forms(void **state) {
  (void)state;
  table_run("web_form.tbl", form_row);
}

static void forms_are_bounded(void **state) {
  (void)state;
  struct form f = {0};
  struct buf b = buf_in(&arena);
  for (int i = 0; i < FORM_FIELDS_LIMIT; i++)
    buf_add(&b, S("a=1&"));
  assert_true(form_parse(&arena, buf_str(&b), &f, &err));
  assert_int_equal(f.n, FORM_FIELDS_LIMIT);
  buf_add(&b, S("b=2"));
  assert_false(form_parse(&arena, buf_str(&b), &f, &err));
  assert_int_equal(err.kind, ERR_INPUT);
  b = buf_in(&arena);
  for (int i = 0; i <= FORM_BYTES_LIMIT; i++)
    buf_c(&b, 'x');
  assert_false(form_parse(&arena, buf_str(&b), &f, &err));
  assert_true(form_parse(&arena, S(""), &f, &err));
  assert_int_equal(f.n, 0);
}

static void numbers_of_forms(void **state) {
  (void)state;
  struct form f;
  assert_true(form_parse(&arena, S("a=12&b=-3&c=x&d=99999999999999999999"), &f, &err));
  assert_int_equal(form_number(&f, "a"), 12);
  assert_int_equal(form_number(&f, "b"), 0);
  assert_int_equal(form_number(&f, "c"), 0);
  assert_int_equal(form_number(&f, "d"), 0);
  assert_int_equal(form_number(&f, "none"), 0);
}

// ---------------------------------------------------------------- the gate

static struct str gate_row(struct arena *a, struct str input) {
  struct http_request r = {0};
  struct strs hosts = {0};
  struct str *const fields[] = {&r.method, &r.host, &r.type, &r.origin, &r.fetch_site};
  *LIST_PUSH(a, &hosts) = S("127.0.0.1:8765");
  *LIST_PUSH(a, &hosts) = S("localhost:8765");
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (str_word(&input, fields[i]) && str_eq(*fields[i], S("-")))
      *fields[i] = S("");
  return str_printf(a, "%d", http_gate(&r, &hosts));
}

static void gate(void **state) {
  (void)state;
  table_run("web_gate.tbl", gate_row);
}

static void cookies(void **state) {
  (void)state;
  struct str header = S("a=1; relance=x.y; other=relance=z; relance2=w");
  assert_true(str_eq(http_cookie(header, S("relance")), S("x.y")));
  assert_true(str_eq(http_cookie(header, S("relance2")), S("w")));
  assert_int_equal(http_cookie(header, S("lance")).n, 0);
  assert_int_equal(http_cookie(S(""), S("relance")).n, 0);
}

static void secrets(void **state) {
  (void)state;
  assert_true(http_same_secret(S("abc"), S("abc")));
  assert_false(http_same_secret(S("abc"), S("abd")));
  assert_false(http_same_secret(S("abc"), S("abcd")));
  assert_false(http_same_secret(S(""), S(""))); // no secret is no proof
}

// ---------------------------------------------------------------- text

static struct str escape_row(struct arena *a, struct str input) {
  struct html h = html_in(a, speech_of(S("en"), S("")));
  html_put(&h, "$", input);
  return html_done(&h);
}

static void escaping(void **state) {
  (void)state;
  table_run("web_escape.tbl", escape_row);
}

static struct str money_row(struct arena *a, struct str input) {
  struct str language, amount, currency;
  struct money m;
  struct day d;
  str_word(&input, &language);
  str_word(&input, &amount);
  const struct speech *s = speech_of(language, S(""));
  if (day_parse_iso(amount, &d))
    return speech_day(a, s, d);
  str_word(&input, &currency);
  return money_parse(amount, str_c(a, currency), &m, &err) ? speech_money(a, s, m) : S("bad row");
}

static void amounts_and_days(void **state) {
  (void)state;
  table_run("web_money.tbl", money_row);
}

static void languages(void **state) {
  (void)state;
  assert_string_equal(speech_of(S("fr-BE,fr;q=0.9"), S("de"))->language, "fr");
  assert_string_equal(speech_of(S("pt, sv;q=0.8, nl;q=0.7"), S("de"))->language, "nl");
  assert_string_equal(speech_of(S("frr"), S("de"))->language,
                      "de"); // Northern Frisian is no French
  assert_string_equal(speech_of(S(""), S("it"))->language, "it");
  assert_string_equal(speech_of(S(",;,"), S("xx"))->language, "en");
}

static void words(void **state) {
  (void)state;
  static const char *const spoken[] = {"fr", "de", "nl", "es", "it"};
  for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++) {
    const struct speech *s = speech_of(str_of(spoken[i]), S(""));
    assert_false(str_eq(speech_words(s, "Review"), S("Review")));
    assert_false(str_eq(speech_count(s, "1 letter", "$ letters", 2),
                        speech_count(s, "1 letter", "$ letters", 1)));
    assert_true(str_eq(speech_words(s, "no such words"), S("no such words")));
  }
  const struct speech *fr = speech_of(S("fr"), S(""));
  assert_true(str_eq(speech_count(fr, "1 letter", "$ letters", 0),
                     speech_count(fr, "1 letter", "$ letters", 1)));
}

// Every cut and every changed byte of a catalogue: some words or none, never beyond its end.
static void damaged_catalogues(void **state) {
  (void)state;
  struct str whole = speech_of(S("fr"), S(""))->catalogue;
  for (size_t n = 0; n < whole.n; n += n < 64 ? 1 : 97) {
    char *copy = malloc(n ? n : 1);
    memcpy(copy, whole.p, n);
    catalogue_find((struct str){copy, n}, S("Review"), 1);
    for (size_t i = 0; i < n && i < 28; i++) {
      copy[i] = (char)(copy[i] ^ 0x80);
      catalogue_find((struct str){copy, n}, S("Review"), 0);
      copy[i] = (char)(copy[i] ^ 0x80);
    }
    free(copy);
  }
}

// ---------------------------------------------------------------- marks

static struct str quote_of(struct str text, const struct mark *v, size_t n) {
  struct html h = html_in(&arena, speech_of(S("en"), S("")));
  struct quote q = {.text = text};
  for (size_t i = 0; i < n; i++)
    *LIST_PUSH(&arena, &q.marks) = v[i];
  show_quote(&h, &q);
  return html_done(&h);
}

static void marks(void **state) {
  (void)state;
  struct str text = S("nous avons payé <b> hier");
  has(quote_of(text, (struct mark[]){{11, 5}}, 1), "nous avons <mark>payé</mark> &lt;b&gt; hier");
  has(quote_of(text, (struct mark[]){{11, 5}, {5, 8}}, 2),
      "<mark>avons pa</mark><mark>yé</mark>"); // overlapping ones, out of order
  has(quote_of(text, (struct mark[]){{11, 4}}, 1), "<mark>pay</mark>é"); // cut within a letter
  has_not(quote_of(text, (struct mark[]){{1000, 5}, {3, (size_t)-1}, {2, 0}}, 3), "<mark>");
}

static void long_texts_are_folded(void **state) {
  (void)state;
  struct buf b = buf_in(&arena);
  for (int i = 0; i < 40; i++)
    buf_printf(&b, "line %d\n", i);
  size_t at;
  assert_true(str_find(buf_str(&b), S("line 20"), &at));
  struct str page = quote_of(buf_str(&b), (struct mark[]){{at, 7}}, 1);
  size_t fold;
  assert_true(str_find(page, S("<details"), &fold));
  struct str head = str_sub(page, 0, fold);
  has(head, "line 17");
  has(head, "line 23");
  has_not(head, "line 16");
  has_not(head, "line 24");
  has(str_skip(page, fold), "line 39");
}

// ---------------------------------------------------------------- pages

static struct frame frame(void) {
  return (struct frame){.speech = speech_of(S("en"), S("")),
                        .company = S("Us & Co"),
                        .csrf = S("TOKEN"),
                        .mode = S("approve")};
}

static struct review one_card(void) {
  struct review r = {0};
  struct card c = {.id = 7,
                   .version = 3,
                   .sureness = LIKELY,
                   .kind = S("reply"),
                   .asks = S("is <it> so?"),
                   .client = S("C/1"),
                   .client_name = S("<i>Müller</i>"),
                   .from = S("a@b.example"),
                   .subject = S("\"><script>"),
                   .sent = day_of(2026, 11, 14),
                   .resume = day_of(2026, 11, 20)};
  *LIST_PUSH(&arena, &c.intents) = (struct card_intent){.name = S("paid"), .day = DAY_NONE};
  *LIST_PUSH(&arena, &c.lines) = (struct card_line){S("INV-42"), money_of(100000, "EUR"),
                                                    money_of(110000, "EUR"), day_of(2026, 10, 1)};
  *LIST_PUSH(&arena, &c.lines) = (struct card_line){S("INV-47"), money_of(23450, "EUR"),
                                                    money_of(23450, "EUR"), day_of(2026, 10, 9)};
  *LIST_PUSH(&arena, &c.paused) = S("INV-42");
  *LIST_PUSH(&arena, &c.reasons) = (struct card_reason){25, S("names invoice INV-42"), S("")};
  *LIST_PUSH(&arena, &c.reasons) = (struct card_reason){-8, S("no proof"), S("")};
  *LIST_PUSH(&arena, &c.effects) = (struct card_effect){.step = 2, .day = day_of(2026, 11, 22)};
  *LIST_PUSH(&arena, &r.cards) = c;
  return r;
}

static void a_card(void **state) {
  (void)state;
  struct frame f = frame();
  struct review r = one_card();
  struct str page = page_review(&arena, &f, &r);
  has(page, "<span>&lt;i&gt;Müller&lt;/i&gt;</span> says that it has paid: <b>€1,234.50</b> "
            "<b>for INV-42, INV-47</b>");
  has(page, "<th colspan=\"3\">Difference</th><td class=\"n\">€100.00</td>");
  has(page, "Reminder 2, which would leave on 22 Nov 2026, does not leave.");
  has(page, "Reminders for INV-42 wait until 20 Nov 2026.");
  has(page, "href=\"/client/C%2F1\"");
  has(page, "action=\"/review/7/accept\"");
  has(page, "name=\"version\" value=\"3\"");
  has(page, "name=\"csrf\" value=\"TOKEN\"");
  has(page, "class=\"sure likely\"");
  has_not(page, "<script>");
  has(page, "is &lt;it&gt; so?");
  has_not(page, "<i>");
}

static void nothing_to_review(void **state) {
  (void)state;
  struct frame f = frame();
  struct review r = {.messages = 12, .seen_minutes = 3, .letters_waiting = 1};
  struct str page = page_review(&arena, &f, &r);
  has(page, "Nothing to review.");
  has(page, "12 messages read.");
  has(page, "seen 3 minutes ago");
  has(page, "1 letter is planned.");
}

static void letters_by_state(void **state) {
  (void)state;
  static const struct {
    const char *state, *action;
    bool offered;
  } rows[] = {{"planned", "approve", true},   {"planned", "withdraw", true},
              {"queued", "withdraw", true},   {"queued", "approve", false},
              {"sending", "withdraw", false}, {"in_doubt", "sent", true},
              {"in_doubt", "again", false}, // never simply sent again
              {"ask_owner", "again", true},   {"ask_owner", "drop", true},
              {"sent", "again", false},       {"withdrawn", "approve", false}};
  struct frame f = frame();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct letter_rows list = {0};
    *LIST_PUSH(&arena, &list) =
        (struct letter_row){.id = 5, .state = str_of(rows[i].state), .day = day_of(2026, 1, 1)};
    struct str page = page_letters(&arena, &f, &list);
    struct str action = str_printf(&arena, "action=\"/letter/5/%s\"", rows[i].action);
    assert_int_equal(str_find(page, action, NULL), rows[i].offered);
  }
}

static void pages_of_a_list(void **state) {
  (void)state;
  struct frame f = frame();
  struct wait_rows none = {0};
  has_not(page_waiting(&arena, &f, &none), "class=\"pager\"");
  f.more = true;
  has(page_waiting(&arena, &f, &none), "rel=\"next\" href=\"?page=1\"");
  f.page = 2;
  has(page_waiting(&arena, &f, &none), "rel=\"prev\" href=\"?page=1\"");
}

static void notices(void **state) {
  (void)state;
  struct frame f = frame();
  f.notice = S("<b>");
  f.undo = S("/review/7/undo");
  struct str page = page_says(&arena, &f, S("x"), S("y"));
  has(page, "<p>&lt;b&gt;</p>");
  has(page, "action=\"/review/7/undo\"");
}

static void sign_in(void **state) {
  (void)state;
  const struct speech *s = speech_of(S("en"), S(""));
  has(page_login(&arena, s, S("\"x"), false), "value=\"&quot;x\"");
  has_not(page_login(&arena, s, S("x"), true), "<form");
  has_not(page_login(&arena, s, S(""), false), "<form");
}

static void the_other_pages(void **state) {
  (void)state;
  struct frame f = frame();
  struct client_view c = {.id = S("C1"), .name = S("<x>")};
  struct invoice_view i = {.row = {.number = S("FA/1"), .issued = DAY_NONE, .due = DAY_NONE}};
  struct story_events story = {0};
  struct aside_rows aside = {0};
  struct health health = {0};
  struct letter_view letter = {.row = {.id = 1, .state = S("sent")}, .text = S("<p>")};
  *LIST_PUSH(&arena, &story) = (struct story_event){
      .what = S("match"), .say = S("<say>"), .message = 4, .letter = 2, .can_undo = true};
  *LIST_PUSH(&arena, &aside) = (struct aside_row){9, day_of(2026, 1, 1), S("<why>")};
  *LIST_PUSH(&arena, &health.mailboxes) =
      (struct health_mailbox){.name = S("<m>"), .seen_minutes = -1};
  *LIST_PUSH(&arena, &c.invoices) = i.row;
  c.story = i.story = story;
  has(page_client(&arena, &f, &c), "&lt;x&gt;");
  has(page_client(&arena, &f, &c), "action=\"/client/C1/hold\"");
  has(page_invoice(&arena, &f, &i), "action=\"/invoice/FA%2F1/hold\"");
  has(page_today(&arena, &f, &story), "action=\"/message/4/undo\"");
  has(page_today(&arena, &f, &story), "&lt;say&gt;");
  has(page_aside(&arena, &f, &aside), "&lt;why&gt;");
  has(page_health(&arena, &f, &health), "&lt;m&gt;");
  has(page_letter(&arena, &f, &letter, &story), "<pre class=\"letter\">&lt;p&gt;</pre>");
}

// ---------------------------------------------------------------- figures

// The quarter of the vectors: September 200, October 250, November 300; receivables 500, of which
// 320 are not overdue.
static void days_outstanding(void **state) {
  (void)state;
  static const struct kpi_month months[] = {{30000, 30}, {25000, 31}, {20000, 30}};
  int64_t got;
  assert_true(kpi_dso(50000, 75000, 91, &got));
  assert_int_equal(got, 6067);
  assert_true(kpi_dso(32000, 75000, 91, &got)); // best possible
  assert_int_equal(got, 3883);
  assert_true(kpi_countback(50000, months, 3, &got));
  assert_int_equal(got, 5480);
  assert_true(kpi_countback(0, months, 3, &got));
  assert_int_equal(got, 0);
  assert_true(kpi_countback(75000, months, 3, &got)); // exactly all of it
  assert_int_equal(got, 9100);
  assert_false(kpi_countback(75001, months, 3, &got)); // older than what is known
  assert_false(kpi_dso(50000, 0, 91, &got));
  static const struct kpi_month pause[] = {{0, 30}, {10000, 31}};
  assert_true(kpi_countback(5000, pause, 2, &got)); // a month without sales counts whole
  assert_int_equal(got, 4550);
}

static void aging(void **state) {
  (void)state;
  static const struct {
    int late;
    enum age age;
  } rows[] = {{-5, AGE_NOT_DUE}, {0, AGE_NOT_DUE}, {1, AGE_30},      {30, AGE_30},
              {31, AGE_60},      {60, AGE_60},     {90, AGE_90},     {91, AGE_120},
              {120, AGE_120},    {121, AGE_OLDER}, {9999, AGE_OLDER}};
  struct day today = day_of(2026, 11, 21);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_int_equal(kpi_age(day_add(today, -rows[i].late), today), rows[i].age);
  assert_int_equal(kpi_age(DAY_NONE, today), AGE_NOT_DUE);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      T(forms),
      T(forms_are_bounded),
      T(numbers_of_forms),
      T(gate),
      T(cookies),
      T(secrets),
      T(escaping),
      T(amounts_and_days),
      T(languages),
      T(words),
      T(damaged_catalogues),
      T(marks),
      T(long_texts_are_folded),
      T(a_card),
      T(nothing_to_review),
      T(letters_by_state),
      T(pages_of_a_list),
      T(notices),
      T(sign_in),
      T(the_other_pages),
      T(days_outstanding),
      T(aging),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
