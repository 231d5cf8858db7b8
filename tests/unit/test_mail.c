// test_mail.c: pieces of the mail room, by tables, and whole messages.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../src/mail/room.h"
#include "relance/outgoing.h"
#include "table.h"

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

static struct message read_ok(struct arena *a, const char *raw) {
  struct message m;
  struct err err = {0};
  arena_init(a, 256 << 20);
  if (!message_read(a, str_of(raw), &m, &err))
    fail_msg("%s", err.text);
  return m;
}

static void check_text(struct arena *a, const struct message *m, size_t part, enum part_role role,
                       const char *text) {
  assert_true(part < m->parts.n);
  assert_int_equal(m->parts.v[part].role, role);
  assert_string_equal(str_c(a, m->parts.v[part].text), text);
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

#define TYPE_MULTI(kind) "From: a@b.example\nContent-Type: multipart/" kind "; boundary=b\n\n"
#define PART(type, text) "--b\nContent-Type: " type "\n\n" text "\n"

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

static void our_own_server_s_word(void **state) {
  (void)state;
  static const struct {
    const char *id, *header, *want;
  } rows[] = {
      {"mx.us.example",
       "Received: from a.example by mx.us.example\nAuthentication-Results: "
       "mx.us.example; spf=pass\nReceived: from b by a.example\n",
       "mx.us.example; spf=pass"},
      // written by the sender, below the border
      {"mx.us.example",
       "Received: from a.example by mx.us.example\nReceived: from b by a.example\n"
       "Authentication-Results: mx.us.example; dmarc=pass\n",
       ""},
      // the real one stands above the forged one
      {"mx.us.example",
       "Authentication-Results: mx.us.example; dmarc=fail\nReceived: from a.example "
       "by mx.us.example\nAuthentication-Results: mx.us.example; dmarc=pass\n",
       "mx.us.example; dmarc=fail"},
      {"mx.us.example", "Authentication-Results: mx.evil.example; dmarc=pass\n", ""},
      {"mx.us.example", "Authentication-Results: mx.us.example.evil.example; dmarc=pass\n", ""},
      // hops inside: LMTP, a second server of ours, Gmail's own
      {"mx.us.example",
       "Received: from mx.us.example by imap.us.example with LMTP\nReceived: from "
       "a.example by mx.us.example\nAuthentication-Results: mx.us.example 1; "
       "spf=pass\n",
       "mx.us.example 1; spf=pass"},
      {"mx.google.com",
       "Received: by 2002:a05:7300 with SMTP id x\nReceived: from a.example by "
       "mx.google.com\nAuthentication-Results: mx.google.com; dkim=pass\n",
       "mx.google.com; dkim=pass"},
      {"microsoft",
       "Received: from x.eur01.prod.outlook.com by y.eur01.prod.outlook.com\n"
       "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a\n",
       "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a"},
      {"", "Authentication-Results: mx.us.example; dmarc=pass\n", ""},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct arena a, text;
    arena_init(&text, 1 << 20);
    struct message m =
        read_ok(&a, str_c(&text, str_printf(&text, "%sFrom: a@b.example\n\nhi\n", rows[i].header)));
    assert_string_equal(str_c(&a, message_auth(&m, str_of(rows[i].id))), rows[i].want);
    arena_free(&a);
    arena_free(&text);
  }
}

static struct str report_line(struct arena *a, const struct report *r) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < r->recipients.n; i++) {
    const struct report_recipient *p = &r->recipients.v[i];
    buf_printf(&b, "{%.*s|%.*s|%.*s|%.*s}", STR_ARG(p->recipient), STR_ARG(p->action),
               STR_ARG(p->status), STR_ARG(p->diagnostic));
  }
  buf_printf(&b, " %.*s", STR_ARG(r->original_message_id));
  return buf_str(&b);
}

static void reports_as_data(void **state) {
  (void)state;
  static const struct {
    const char *fields, *want;
  } rows[] = {
      {"Reporting-MTA: dns; x\n\nFinal-Recipient: RFC822; A@b.example\nAction: Failed\nStatus: "
       "5.1.1 (bad)\nDiagnostic-Code: smtp; 550 no\n such user\n",
       "{a@b.example|failed|5.1.1|550 no such user} m@us.example"},
      // no blank line; two of them; one in the middle of a recipient
      {"Reporting-MTA: dns; x\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: "
       "5.0.0\n"
       "Final-Recipient: rfc822; c@d.example\nAction: delayed\nStatus: 4.4.1\n",
       "{a@b.example|failed|5.0.0|}{c@d.example|delayed|4.4.1|} m@us.example"},
      {"\n\nReporting-MTA: dns; x\n\n\nFinal-Recipient: <a@b.example>\n\nAction: "
       "failed\n\n\nStatus: "
       "5.2.2\n",
       "{a@b.example|failed|5.2.2|} m@us.example"},
      {"Original-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.7.1\n",
       "{a@b.example|failed|5.7.1|} m@us.example"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct arena a, text;
    struct report r;
    arena_init(&text, 1 << 20);
    struct message m = read_ok(
        &a, str_c(&text, str_printf(&text,
                                    TYPE_MULTI("report") PART("text/plain", "Sorry.")
                                        PART("message/delivery-status", "%s") PART(
                                            "text/rfc822-headers",
                                            "From: us\nMessage-ID:\n <m@us.example>\n") "--b--\n",
                                    rows[i].fields)));
    assert_true(message_report(&a, &m, &r));
    assert_int_equal(r.kind, REPORT_DELIVERY);
    assert_string_equal(str_c(&a, report_line(&a, &r)), rows[i].want);
    arena_free(&a);
    arena_free(&text);
  }
}

static void a_read_report(void **state) {
  (void)state;
  struct arena a;
  struct report r;
  struct message m = read_ok(
      &a, TYPE_MULTI("report; report-type=disposition-notification") PART("text/plain", "Read.")
              PART("message/disposition-notification",
                   "Final-Recipient: rfc822;a@b.example\nOriginal-Message-ID: <o@us.example>\n"
                   "Disposition: manual-action/MDN-sent-manually; displayed/x\n") "--b--\n");
  assert_true(message_report(&a, &m, &r));
  assert_int_equal(r.kind, REPORT_DISPOSITION);
  assert_string_equal(str_c(&a, report_line(&a, &r)), "{a@b.example|displayed||} o@us.example");
  arena_free(&a);
  m = read_ok(&a, "From: a@b.example\n\nhi\n");
  assert_false(message_report(&a, &m, &r));
  arena_free(&a);
}

static void marks_of_automatic_mail(void **state) {
  (void)state;
  static const struct {
    const char *header;
    enum auto_mark want;
  } rows[] = {
      {"Subject: Auto: hello", AUTO_NO},
      {"Auto-Submitted: no", AUTO_NO},
      {"Auto-Submitted: auto-replied (vacation)", AUTO_REPLY},
      {"Auto-Submitted: auto-generated; x=y", AUTO_SENT},
      {"X-Autoreply: yes", AUTO_REPLY},
      {"X-Autoreply: no", AUTO_NO},
      {"Precedence: auto_reply", AUTO_REPLY},
      {"Precedence: bulk", AUTO_SENT},
      {"X-Auto-Response-Suppress: All", AUTO_SENT},
      {"X-Auto-Response-Suppress: None", AUTO_NO},
      {"X-MS-Exchange-Inbox-Rules-Loop: a@b.example", AUTO_REPLY},
      {"Return-Path: <>", AUTO_SENT},
      {"Return-Path: <a@b.example>", AUTO_NO},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct arena a, text;
    struct str words;
    arena_init(&text, 1 << 20);
    struct message m = read_ok(
        &a, str_c(&text, str_printf(&text, "From: a@b.example\n%s\n\nhi\n", rows[i].header)));
    assert_int_equal(message_auto(&a, &m, &words), rows[i].want);
    assert_string_equal(str_c(&a, words), rows[i].want ? rows[i].header : "");
    arena_free(&a);
    arena_free(&text);
  }
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
      cmocka_unit_test(our_own_server_s_word),
      cmocka_unit_test(reports_as_data),
      cmocka_unit_test(a_read_report),
      cmocka_unit_test(marks_of_automatic_mail),
      cmocka_unit_test(hostile_mail),
      cmocka_unit_test(a_letter_comes_back_as_it_went),
      cmocka_unit_test(no_letter_smuggles_a_header),
      cmocka_unit_test(any_letter_comes_back),
  };
  mail_prepare();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
