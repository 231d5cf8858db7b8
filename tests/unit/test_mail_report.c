// test_mail_report.c: what servers and machines say of a mail: reports, marks, authentication.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail_read.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(our_own_server_s_word),
      cmocka_unit_test(reports_as_data),
      cmocka_unit_test(a_read_report),
      cmocka_unit_test(marks_of_automatic_mail),
  };
  mail_prepare();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
