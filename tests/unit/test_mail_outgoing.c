// test_mail_outgoing.c: a letter as bytes comes back as it went, and smuggles nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail_read.h"
#include "relance/outgoing.h"

static struct outgoing letter(struct arena *a) {
  struct outgoing o = {.from = {S("Comptabilité Étoile"), S("compta@etoile.example")},
                       .to = {S("Jean Dupont, gérant"), S("jean@client.example")},
                       .subject = S("Relance – 1er rappel – facture F-12 échue le 3 novembre 2026 "
                                    "– merci de votre règlement"),
                       .message_id = S("r.12.1@etoile.example"),
                       .date = 1795250000,
                       .zone_minutes = 60,
                       .text = S("Bonjour,\n.\nFrom x\n1 234,56\u00A0€ à régler. \n"),
                       .html = S("<p>Bonjour, From 1 234,56 régler. <img src=\"cid:qr\"></p>\n")};
  for (int i = 0; i < 60; i++)
    *LIST_PUSH(a, &o.references) = str_printf(a, "r.%d@etoile.example", i);
  *LIST_PUSH(a, &o.files) = (struct mail_file){S("qr.png"), S("image/png"), S("\x89PNG"), S("qr")};
  *LIST_PUSH(a, &o.files) = (struct mail_file){S("Facture n° 12 – échéance.pdf"),
                                               S("application/pdf"), S("%PDF-1.4"), S("")};
  *LIST_PUSH(a, &o.extra) = (struct header){S("Auto-Submitted"), S("auto-generated")};
  return o;
}

static void a_letter_comes_back_as_it_went(void **state) {
  (void)state;
  struct arena a;
  struct str bytes, again;
  struct err err;
  struct message m;
  arena_init(&a, 64 << 20);
  struct outgoing o = letter(&a);
  assert_true(outgoing_bytes(&a, &o, &bytes, &err));
  assert_true(outgoing_bytes(&a, &o, &again, &err));
  assert_true(str_eq(bytes, again));
  for (struct str rest = bytes, line; str_cut(rest, '\n', &line, &rest);) {
    assert_true(str_ends(line, S("\r")));
    assert_true(line.n <= 79);
    for (size_t i = 0; i < line.n; i++)
      assert_true((unsigned char)line.p[i] < 128);
  }
  assert_true(message_read(&a, bytes, &m, &err));
  assert_string_equal(str_c(&a, m.subject), str_c(&a, o.subject));
  assert_string_equal(str_c(&a, m.from.name), "Comptabilité Étoile");
  assert_string_equal(str_c(&a, m.to.v[0].name), "Jean Dupont, gérant");
  assert_int_equal(m.sent_at, o.date);
  assert_int_equal(m.references.n, 40);
  assert_string_equal(str_c(&a, m.in_reply_to.v[0]), "r.59@etoile.example");
  assert_string_equal(str_c(&a, message_header(&m, "auto-submitted")), "auto-generated");
  assert_int_equal(m.parts.n, 3);
  check_text(&a, &m, 0, PART_BODY, str_c(&a, o.text));
  assert_string_equal(str_c(&a, m.parts.v[2].filename), "Facture n° 12 – échéance.pdf");
  assert_string_equal(str_c(&a, m.parts.v[2].bytes), "%PDF-1.4");
  arena_free(&a);
}

static void no_letter_smuggles_a_header(void **state) {
  (void)state;
  static const struct address bad[] = {
      {{0}, {0}},
      {{0}, {"a@b.example\r\nBcc: c@d", 21}},
      {{0}, {"a@b.example> RCPT", 17}},
      {{0}, {"jos\xC3\xA9@b.example", 15}},
      {{0}, {"a@b@c.example", 13}},
      {{"x\nBcc: y", 8}, {"a@b.example", 11}},
  };
  struct arena a;
  struct str bytes;
  struct err err;
  arena_init(&a, 64 << 20);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct outgoing o = letter(&a);
    o.to = bad[i];
    assert_false(outgoing_bytes(&a, &o, &bytes, &err));
    assert_int_equal(err.kind, ERR_INPUT);
  }
  struct outgoing o = letter(&a);
  o.subject = S("x\r\nBcc: y@z.example");
  assert_false(outgoing_bytes(&a, &o, &bytes, &err));
  o = letter(&a);
  *LIST_PUSH(&a, &o.extra) = (struct header){S("X: y\r\nBcc"), S("z")};
  assert_false(outgoing_bytes(&a, &o, &bytes, &err));
  o = letter(&a);
  o.subject = S("=?utf-8?q?x?="); // would come out as another text
  assert_false(outgoing_bytes(&a, &o, &bytes, &err));
  o = letter(&a);
  o.message_id = S("a b@c");
  assert_false(outgoing_bytes(&a, &o, &bytes, &err));
  arena_free(&a);
}

// ------------------------------------------------------------------ for another parser

static unsigned seed = 20261121; // so that every run writes the same letters

static unsigned below(unsigned n) {
  seed = seed * 1103515245u + 12345u;
  return (seed >> 16) % n;
}

static struct str some_words(struct arena *a, unsigned most) {
  static const char *const words[] = {
      "facture",
      "échéance",
      "F-2026-0012",
      "1 234,56 €",
      "–",
      "«",
      "règlement",
      "Zażółć",
      "a\"b",
      "日本",
      "payé?",
      "_",
      "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung"};
  struct buf b = buf_in(a);
  for (unsigned i = below(most) + 1; i > 0; i--)
    buf_printf(&b, "%s%s", b.n ? " " : "", words[below(sizeof words / sizeof *words)]);
  return buf_str(&b);
}

static struct outgoing some_letter(struct arena *a, int n) {
  struct outgoing o = letter(a);
  o.from.name = some_words(a, 4);
  o.to.name = some_words(a, 6);
  o.subject = some_words(a, 20);
  o.message_id = str_printf(a, "r.%d@etoile.example", n);
  o.references.n = below(61);
  o.zone_minutes = (int)below(49) * 30 - 720;
  o.files.n = below(3);
  if (below(2))
    o.html = S("");
  struct buf text = buf_in(a);
  for (unsigned i = below(30); i > 0; i--) {
    buf_add(&text, some_words(a, 40));
    buf_add(&text, below(3) ? S("\n") : S("  \n"));
  }
  o.text = buf_str(&text);
  for (size_t i = 0; i < o.files.n; i++)
    o.files.v[i].name = some_words(a, 5);
  return o;
}

static void write_file(struct arena *a, int n, const char *end, struct str s) {
  struct str path = str_printf(a, "%s/%d.%s", getenv("RELANCE_LETTERS"), n, end);
  FILE *f = fopen(str_c(a, path), "wb");
  assert_non_null(f);
  fwrite(s.p, 1, s.n, f);
  fclose(f);
}

// tests/e2e/letters.py names a directory and has Python's parser read what is written there.
static void any_letter_comes_back(void **state) {
  (void)state;
  for (int n = 0; n < 200; n++) {
    struct arena a;
    struct str bytes;
    struct err err;
    struct message m;
    arena_init(&a, 64 << 20);
    struct outgoing o = some_letter(&a, n);
    if (!outgoing_bytes(&a, &o, &bytes, &err) || !message_read(&a, bytes, &m, &err))
      fail_msg("letter %d: %s", n, err.text);
    assert_string_equal(str_c(&a, m.from.name), str_c(&a, o.from.name));
    assert_string_equal(str_c(&a, m.subject), str_c(&a, o.subject));
    for (size_t i = 0; i < m.parts.n; i++)
      if (m.parts.v[i].role == PART_BODY && str_eq(m.parts.v[i].type, S("text/plain")))
        assert_string_equal(str_c(&a, m.parts.v[i].text), str_c(&a, o.text));
    if (getenv("RELANCE_LETTERS")) {
      write_file(&a, n, "eml", bytes);
      write_file(&a, n, "subject", o.subject);
      write_file(&a, n, "name", o.to.name);
      write_file(&a, n, "text", o.text);
    }
    arena_free(&a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_letter_comes_back_as_it_went),
      cmocka_unit_test(no_letter_smuggles_a_header),
      cmocka_unit_test(any_letter_comes_back),
  };
  mail_prepare();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
