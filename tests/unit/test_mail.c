// test_mail.c: pieces of the mail room, by tables, and whole messages.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/mail/room.h"
#include "mail_read.h"

static struct str date_row(struct arena *a, struct str in) {
  int64_t utc;
  struct day day;
  if (!date_read(in, &utc, &day))
    return S("no");
  return str_printf(a, "%.*s %.*s", STR_ARG(time_utc(a, utc)), STR_ARG(day_iso(a, day)));
}

static struct str address_row(struct arena *a, struct str in) {
  struct addresses all = {0};
  struct buf b = buf_in(a);
  addresses_read(a, in, &all);
  for (size_t i = 0; i < all.n; i++)
    buf_printf(&b, "%s{%.*s|%.*s}", i ? " " : "", STR_ARG(all.v[i].name), STR_ARG(all.v[i].addr));
  return buf_str(&b);
}

static struct str flowed_row(struct arena *a, struct str in) {
  struct str out = flowed_unwrap(a, in, false);
  return str_ends(out, S("\n")) ? str_sub(out, 0, out.n - 1) : out;
}

static struct str html_row(struct arena *a, struct str in) {
  struct strs trouble = {0};
  struct str out = html_text(a, in, &trouble);
  return str_ends(out, S("\n")) ? str_sub(out, 0, out.n - 1) : out;
}

static void tables(void **state) {
  (void)state;
  table_run("mail_date.tbl", date_row);
  table_run("mail_address.tbl", address_row);
  table_run("mail_words.tbl", words_decode);
  table_run("mail_flowed.tbl", flowed_row);
  table_run("mail_html.tbl", html_row);
}

static void charsets(void **state) {
  (void)state;
  static const struct {
    const char *bytes, *charset, *want;
  } rows[] = {
      {"re\xE7u", "us-ascii", "reçu"},            // GMime gives "reu"
      {"re\xE7u", "utf-8", "reçu"},               // says UTF-8, is not
      {"re\xC3\xA7u", "us-ascii", "reçu"},        // says ASCII, is UTF-8
      {"re\xC3\xA7u", "iso-8859-1", "reçu"},      // says Latin-1, is UTF-8
      {"re\xC3\xA7u \xE9", "utf-8", "reçu é"},    // both in one
      {"12 \x80", "iso-8859-1", "12 €"},          // the euro sign of windows-1252
      {"12 \xA4", "iso-8859-15", "12 €"},         // and of Latin-9
      {"12 \xD5", "cp-850", "12 ı"},              // as the table of that code page has it
      {"12 \xD5", "CP858", "12 €"},               //
      {"re\xE7u", "ANSI", "reçu"},                //
      {"re\xE7u", "no-such-charset", "reçu"},     //
      {"\xE8l\xE1nok", "windows-1250", "článok"}, //
      {"\xEF\xBB\xBFok", "", "ok"},               // byte order mark
      {"a\r\nb\rc\n", "", "a\nb\nc\n"},           // line ends
      {"+AOk-", "utf-7", "é"},                    //
      {"\x81", "windows-1252", "\xEF\xBF\xBD"},   // not assigned
  };
  struct arena a;
  arena_init(&a, 1 << 20);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct str got = charset_decode(&a, str_of(rows[i].bytes), str_of(rows[i].charset));
    assert_string_equal(str_c(&a, got), rows[i].want);
  }
  struct str wide = charset_decode(&a, S("\xFF\xFEr\0\xE9\0"), S("utf-16"));
  assert_string_equal(str_c(&a, wide), "ré");
  arena_free(&a);
}

static void one_plain_mail(void **state) {
  (void)state;
  struct arena a;
  struct message m =
      read_ok(&a, "Received: a\r\nReceived: b\r\n"
                  "Message-ID: <one@x.example>\r\n"
                  "In-Reply-To: <two@y.example> (as of today)\r\n"
                  "References: <zero@y.example>\r\n\t<two@y.example>\r\n"
                  "From: Jean <J@x.example>\r\nTo: a@b.example\r\nTo: c@d.example\r\n"
                  "Subject: Facture\r\n =?utf-8?q?pay=C3=A9e?=\r\n"
                  "Date: Sun, 22 Nov 2026 00:30:00 +0200\r\n"
                  "Content-Type: text/plain; charset=us-ascii\r\n\r\n"
                  "Re\xE7u.\r\n");
  assert_string_equal(str_c(&a, m.message_id), "one@x.example");
  assert_int_equal(m.in_reply_to.n, 1);
  assert_int_equal(m.references.n, 2);
  assert_string_equal(str_c(&a, m.references.v[1]), "two@y.example");
  assert_string_equal(str_c(&a, m.from.addr), "j@x.example");
  assert_int_equal(m.to.n, 2);
  assert_string_equal(str_c(&a, m.subject), "Facture payée");
  assert_int_equal(m.sent.n, day_of(2026, 11, 22).n);
  assert_int_equal(m.headers.n, 11);
  assert_int_equal(m.parts.n, 1);
  assert_int_equal(m.trouble.n, 0);
  check_text(&a, &m, 0, PART_BODY, "Reçu.\n");
  arena_free(&a);
}

static void mac_line_ends(void **state) {
  (void)state;
  struct arena a;
  struct message m = read_ok(&a, "From: a@b.example\rSubject: x\r\rone\rtwo\r");
  assert_string_equal(str_c(&a, m.subject), "x");
  check_text(&a, &m, 0, PART_BODY, "one\ntwo\n");
  arena_free(&a);
}

static void glued_base64(void **state) {
  (void)state;
  struct arena a;
  struct message m = read_ok(&a, "From: a@b.example\nContent-Type: application/pdf; name=x.pdf\n"
                                 "Content-Transfer-Encoding: base64\n\nSGVsbG8=\nV29ybGQ=\n");
  assert_int_equal(m.parts.v[0].role, PART_FILE);
  assert_string_equal(str_c(&a, m.parts.v[0].bytes), "HelloWorld");
  assert_string_equal(str_c(&a, m.parts.v[0].filename), "x.pdf");
  arena_free(&a);
}

static void footer_behind_base64(void **state) {
  (void)state;
  struct arena a;
  struct message m = read_ok(&a, "From: a@b.example\nContent-Type: text/plain; charset=utf-8\n"
                                 "Content-Transfer-Encoding: base64\n\nUmXDp3UuCg==\n"
                                 "______________\nA list of ours\n");
  check_text(&a, &m, 0, PART_BODY, "Reçu.\n");
  arena_free(&a);
}

static void the_better_alternative(void **state) {
  (void)state;
  struct arena a;
  struct message m = read_ok(&a, TYPE_MULTI("alternative") PART("text/plain", "Payé hier, merci.")
                                     PART("text/html", "<p>Payé hier, merci.</p>") "--b--\n");
  assert_int_equal(m.parts.n, 1);
  assert_string_equal(str_c(&a, m.parts.v[0].id), "1");
  arena_free(&a);
  m = read_ok(&a, TYPE_MULTI("alternative") PART("text/plain", "This message needs HTML.")
                      PART("text/html", "<p>Paiement de 12,00 EUR</p>") "--b--\n");
  check_text(&a, &m, 0, PART_BODY, "Paiement de 12,00 EUR\n");
  assert_string_equal(str_c(&a, m.parts.v[0].id), "2");
  arena_free(&a);
  m = read_ok(&a, TYPE_MULTI("alternative")
                      PART("text/plain", "Avis\n\nF-12\n\n120,00\n\nF-13\n\n130,00")
                          PART("text/html", "Avis<table><tr><td>F-12<td>120,00<tr><td>F-13<td>"
                                            "130,00</table>") "--b--\n");
  check_text(&a, &m, 0, PART_BODY, "Avis\nF-12\t120,00\nF-13\t130,00\n");
  arena_free(&a);
}

static void files_and_forwards(void **state) {
  (void)state;
  struct arena a;
  struct message m = read_ok(
      &a, TYPE_MULTI("mixed") PART("text/plain", "see below")
              PART("application/pdf; name=\"C:\\\\tmp\\\\F 12.pdf\"", "%PDF")
                  PART("message/rfc822", "From: =?utf-8?q?Andr=C3=A9?= <c@d.example>\nSubject: "
                                         "paid\nX-Secret: no\n\nPaid on Monday.") "--b--\n");
  assert_int_equal(m.parts.n, 3);
  check_text(&a, &m, 0, PART_BODY, "see below");
  assert_string_equal(str_c(&a, m.parts.v[1].filename), "F 12.pdf");
  assert_string_equal(str_c(&a, m.parts.v[1].bytes), "%PDF");
  assert_string_equal(str_c(&a, m.parts.v[1].id), "2");
  check_text(&a, &m, 2, PART_FORWARDED,
             "From: André <c@d.example>\nSubject: paid\n\nPaid on Monday.");
  arena_free(&a);
}

static void reports(void **state) {
  (void)state;
  struct arena a;
  struct message m =
      read_ok(&a, TYPE_MULTI("report; report-type=delivery-status") PART("text/plain", "Failed.")
                      PART("message/delivery-status", "Reporting-MTA: dns; x\n\nAction: failed\n")
                          PART("message/rfc822", "Message-ID: <r@x.example>\n\nBonjour") "--b--\n");
  assert_int_equal(m.parts.n, 3);
  assert_int_equal(m.parts.v[1].role, PART_REPORT);
  check_text(&a, &m, 2, PART_RETURNED, "Message-ID: <r@x.example>\n\nBonjour");
  arena_free(&a);
}

static void what_cannot_be_read_is_named(void **state) {
  (void)state;
  struct arena a;
  struct message m = read_ok(&a, TYPE_MULTI("mixed") PART("text/plain", "hi")
                                     PART("application/ms-tnef; name=winmail.dat", "x") "--b--\n");
  assert_int_equal(m.trouble.n, 1);
  assert_true(str_find(m.trouble.v[0], S("winmail.dat"), NULL));
  arena_free(&a);
  m = read_ok(&a, "From: a@b.example\nContent-Type: multipart/encrypted; boundary=b\n\n" PART(
                      "application/pgp-encrypted", "Version: 1") "--b--\n");
  assert_int_equal(m.trouble.n, 1);
  arena_free(&a);
  m = read_ok(&a, "From: a@b.example\nContent-Type: multipart/mixed\n\nNo boundary at all\n");
  check_text(&a, &m, 0, PART_BODY, "No boundary at all\n");
  arena_free(&a);
}

static struct str repeat(struct arena *a, const char *head, const char *unit, int n,
                         const char *tail) {
  struct buf b = buf_in(a);
  buf_add(&b, str_of(head));
  for (int i = 0; i < n; i++)
    buf_add(&b, str_of(unit));
  buf_add(&b, str_of(tail));
  return buf_str(&b);
}

// Mails that break GMime 3.2.13 or libxml2 2.9.14: refused in words, or read.
static void hostile_mail(void **state) {
  (void)state;
  struct arena big, a;
  struct message m;
  struct err err;
  arena_init(&big, 64 << 20);
  const struct str refused[] = {
      repeat(&big, "Content-Type: multipart/mixed;\n ", "\xD1\x9C", 35, "=\"\xD1\x9C\";\n\n"),
      S(""),
      S("\n\n"),
      S("just text"),
      repeat(&big, "From: ", "a:", 60000, "\n\nhi\n"),
      repeat(&big, "From: a@b\nContent-Type: multipart/mixed; boundary=a\n\n", "--a\n\n", 400000,
             ""),
      repeat(&big, "", "X-Y: z\n", 300000, "\nhi\n"),
      repeat(&big, "From: a@b\nSubject: ", "=?utf-8?q?a?= ", 200000, "\n\nhi\n"),
      repeat(&big, "From: a@b\nContent-Type: message/rfc822\n\nFrom: ", "a:", 60000, "\n\nhi\n"),
      repeat(&big, "A: b\nContent-Type: multipart/digest; boundary=a\n\n--a\n\nFrom: ", "a:", 60000,
             "\n\nhi\n"),
  };
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    arena_init(&a, 256 << 20);
    if (message_read(&a, refused[i], &m, &err))
      fail_msg("hostile mail %zu was read", i);
    assert_int_equal(err.kind, ERR_INPUT);
    arena_free(&a);
  }
  const struct str read[] = {
      repeat(&big, "From: a@b\nContent-Type: text/html\n\n<p ", "a=1 ", 60000, ">x"),
      repeat(&big, "From: a@b\nContent-Type: text/html\n\n", "<div>", 100000, "x"),
      repeat(&big, "From: a@b\nContent-Type: text/html\n\n", "<table><tr><td>", 5000, "x"),
      repeat(&big, "From: a@b\nContent-Type: multipart/mixed; boundary=a\n\n", "--a\n\nx\n", 900,
             ""),
  };
  for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
    arena_init(&a, 256 << 20);
    if (!message_read(&a, read[i], &m, &err))
      fail_msg("hostile mail %zu: %s", i, err.text);
    assert_true(m.trouble.n > 0);
    arena_free(&a);
  }
  arena_free(&big);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),
      cmocka_unit_test(charsets),
      cmocka_unit_test(one_plain_mail),
      cmocka_unit_test(mac_line_ends),
      cmocka_unit_test(glued_base64),
      cmocka_unit_test(footer_behind_base64),
      cmocka_unit_test(the_better_alternative),
      cmocka_unit_test(files_and_forwards),
      cmocka_unit_test(reports),
      cmocka_unit_test(what_cannot_be_read_is_named),
      cmocka_unit_test(hostile_mail),
  };
  mail_prepare();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
