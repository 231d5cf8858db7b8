// test_reading.c: from texts and hits to evidence, intents and the kind of a message.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "words.h"

static struct reading read_texts(struct arena *a, struct reading_input *in) {
  static const struct company us = {.country = {"FR", 2}, .language = {"fr", 2}};
  struct reading r;
  in->us = &us;
  if (!in->language.n)
    in->language = S("fr");
  reading_make(a, in, test_words(), &r);
  return r;
}

// The lines and totals of an advice: "ref net [gross discount]; ...; total".
static struct str advice_row(struct arena *a, struct str text) {
  struct message m = {.sent = {20778}}; // 2026-11-21
  struct reading_input in = {.message = &m};
  struct buf b = buf_in(a);
  *LIST_PUSH(a, &in.texts) =
      (struct read_text){.part = S("2"), .filename = S("x.txt"), .role = TEXT_FILE, .text = text};
  struct reading r = read_texts(a, &in);
  for (size_t i = 0; i < r.evidence.n; i++) {
    const struct evidence *e = &r.evidence.v[i];
    if (e->what != EV_LINE && e->what != EV_TOTAL)
      continue;
    buf_printf(&b, "%s%.*s%s%.*s", b.n ? "; " : "", STR_ARG(e->ref), e->ref.n ? " " : "= ",
               STR_ARG(money_plain(a, e->amount)));
    if (e->discount.minor)
      buf_printf(&b, " (%.*s - %.*s)", STR_ARG(money_plain(a, e->gross)),
                 STR_ARG(money_plain(a, e->discount)));
  }
  return b.n ? buf_str(&b) : S("none");
}

static void advices(void **state) {
  (void)state;
  table_run("advice.tbl", advice_row);
}

static void push_hit(struct arena *a, struct read_text *t, const char *signal, const char *words,
                     int sentence) {
  size_t at = 0;
  assert_true(str_find(t->text, str_of(words), &at));
  struct hit *h = (t->hits.n == t->hits.cap
                       ? (t->hits.v = arena_grow(a, t->hits.v, sizeof *h, t->hits.n, &t->hits.cap))
                       : t->hits.v,
                   &t->hits.v[t->hits.n++]);
  *h = (struct hit){.rule = S("r"),
                    .signal = str_of(signal),
                    .text = str_of(words),
                    .place = {S("1"), at, str_of(words).n},
                    .own = true,
                    .sentence = sentence};
}

// "signal@words, signal@words | text": sentences end with ". ". Gives intents with day and sum.
static struct str intent_row(struct arena *a, struct str row) {
  struct message m = {.sent = {20778}};
  struct reading_input in = {.message = &m};
  struct str hits, text, one, signal, words;
  struct buf b = buf_in(a);
  assert_true(str_cut(row, '|', &hits, &text));
  struct read_text t = {.part = S("1"), .role = TEXT_BODY, .text = str_trim(text)};
  *LIST_PUSH(a, &m.references) = S("reminder@us");
  for (size_t from = 0, at; from < t.text.n; from = at) {
    at = str_find(str_skip(t.text, from), S(". "), &at) ? from + at + 2 : t.text.n;
    *LIST_PUSH(a, &t.sentences) = (struct sentence){from, at - from};
  }
  while (str_field(&hits, ',', &one)) {
    str_cut(str_trim(one), '@', &signal, &words);
    push_hit(a, &t, str_c(a, signal), str_c(a, words), 0);
  }
  *LIST_PUSH(a, &in.texts) = t;
  struct reading r = read_texts(a, &in);
  for (size_t i = 0; i < r.intents.n; i++) {
    const struct intent *x = &r.intents.v[i];
    struct str day = day_is(x->day) ? day_iso(a, x->day) : S("-");
    buf_printf(&b, "%s%s %.*s", b.n ? "; " : "", intent_name(x->kind), STR_ARG(day));
    if (x->amount.currency[0])
      buf_printf(&b, " %.*s", STR_ARG(money_plain(a, x->amount)));
    for (size_t k = 0; k < x->invoices.n; k++)
      buf_printf(&b, " #%.*s", STR_ARG(x->invoices.v[k]));
  }
  return b.n ? buf_str(&b) : S("none");
}

static void intents(void **state) {
  (void)state;
  table_run("intent.tbl", intent_row);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(advices), cmocka_unit_test(intents)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
