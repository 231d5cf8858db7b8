// test_certificates.c: who does not prove his name gets no password. The servers' logs are asked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mailserver.h"
#include "net/imap.h"
#include "net/smtp.h"

static struct mailserver server;
static const struct login login = {"accounts@acme.test", "test", false};

static int start(void **state) {
  (void)state;
  mailserver_start(&server);
  return 0;
}

static int stop(void **state) {
  (void)state;
  mailserver_stop(&server);
  return 0;
}

static void need_server(void) {
  if (!server.root)
    skip();
}

static void assert_says(const struct err *err, const char *words) {
  if (!strstr(err->text, words))
    fail_msg("no \"%s\" in \"%s\"", words, err->text);
}

static void assert_refused(const struct server *at, const char *words) {
  struct smtp *smtp;
  struct err err;
  assert_false(smtp_open(at, "relance.test", &login, &smtp, &err));
  assert_int_equal(err.kind, ERR_SETUP);
  assert_says(&err, words);
  print_message("# %s\n", err.text);
}

// A relay with that certificate must have seen a handshake break off, and not one command.
static void refused_by_tls(const char *certificate, const char *ca, const char *words,
                           const char *more_words) {
  need_server();
  struct arena *a = &server.a;
  int port = mailserver_relay(&server, certificate,
                              str_c(a, str_printf(a,
                                                  "--tls implicit --auth accounts@acme.test:test "
                                                  "--certificate %s",
                                                  certificate)));
  struct server at = {.host = "localhost", .port = port, .security = SECURITY_TLS, .ca_file = ca};
  assert_refused(&at, words);
  assert_refused(&at, more_words);
  const char *log = str_c(a, str_printf(a, "%s.jsonl", certificate));
  for (int i = 0; i < 100 && mailserver_count(&server, log, "tls-failed") < 2; i++)
    usleep(20000);
  assert_int_equal(mailserver_count(&server, log, "tls-failed"), 2);
  assert_int_equal(mailserver_count(&server, log, "\"command\"|\"auth\"|\"ehlo\""), 0);
}

static void wrong_host(void **state) {
  (void)state;
  refused_by_tls("wrong-host", mailserver_ca(&server), "it is for \"mail.elsewhere.test\"",
                 "not for \"localhost\"");
}

static void expired(void **state) {
  (void)state;
  refused_by_tls("expired", mailserver_ca(&server), "it expired on 20", "its owner must renew it");
}

static void self_signed(void **state) {
  (void)state;
  refused_by_tls("self-signed", mailserver_ca(&server), "it is signed by \"CN=localhost\"",
                 "put its certificate into `ca_file`");
}

static void unknown_ca(void **state) {
  (void)state;
  refused_by_tls("server", NULL, "it is signed by \"CN=relance test CA\"",
                 "unknown to this machine");
}

// STARTTLS with a certificate for somebody else: refused after the handshake, before AUTH.
static void starttls_wrong_host(void **state) {
  (void)state;
  need_server();
  int port = mailserver_relay(&server, "upgrade",
                              "--tls starttls --auth accounts@acme.test:test "
                              "--certificate wrong-host");
  struct server at = {.host = "localhost",
                      .port = port,
                      .security = SECURITY_STARTTLS,
                      .ca_file = mailserver_ca(&server)};
  assert_refused(&at, "mail.elsewhere.test");
  assert_int_equal(mailserver_count(&server, "upgrade.jsonl", "STARTTLS"), 1);
  assert_int_equal(mailserver_count(&server, "upgrade.jsonl", "AUTH"), 0);
}

static void starttls_stripped(void **state) {
  (void)state;
  need_server();
  int port = mailserver_relay(&server, "stripped", "--tls none --auth accounts@acme.test:test");
  struct server at = {.host = "localhost", .port = port, .security = SECURITY_STARTTLS};
  assert_refused(&at, "does not offer STARTTLS");
  assert_int_equal(mailserver_count(&server, "stripped.jsonl", "EHLO"), 1);
  assert_int_equal(mailserver_count(&server, "stripped.jsonl", "AUTH"), 0);
}

static void imap_unknown_ca(void **state) {
  (void)state;
  need_server();
  struct imap *imap;
  struct err err;
  struct server at = {.host = "localhost", .port = mailserver_port(&server, "IMAPS")};
  assert_false(imap_open(&at, &login, &imap, &err));
  assert_int_equal(err.kind, ERR_SETUP);
  assert_says(&err, "so no password was sent");
  at = (struct server){
      .host = "localhost", .port = mailserver_port(&server, "IMAP"), .security = SECURITY_STARTTLS};
  assert_false(imap_open(&at, &login, &imap, &err));
  assert_int_equal(err.kind, ERR_SETUP);
  for (int i = 0; i < 100 && mailserver_count(&server, "dovecot.log", "SSL_accept.*alert") < 2; i++)
    usleep(20000);
  assert_int_equal(mailserver_count(&server, "dovecot.log", "SSL_accept.*alert"), 2);
  assert_int_equal(mailserver_count(&server, "dovecot.log", "imap-login: Login"), 0);
  assert_int_equal(mailserver_count(&server, "dovecot.log", "alert.*no auth attempts"), 2);
}

// A TLS port spoken to as STARTTLS, and the other way round: both say so, soon.
static void wrong_security(void **state) {
  (void)state;
  need_server();
  struct imap *imap;
  struct err err;
  struct server at = {.host = "localhost",
                      .port = mailserver_port(&server, "IMAP"),
                      .security = SECURITY_TLS,
                      .reply = 2};
  assert_false(imap_open(&at, &login, &imap, &err));
  assert_says(&err, "does not speak TLS there");
}

static void plain_only_at_home(void **state) {
  (void)state;
  struct imap *imap;
  struct err err;
  struct server at = {.host = "192.0.2.1", .port = 143, .security = SECURITY_PLAIN, .connect = 1};
  assert_false(imap_open(&at, &login, &imap, &err));
  assert_int_equal(err.kind, ERR_SETUP);
  assert_says(&err, "set `security` to tls or starttls");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wrong_host),          cmocka_unit_test(expired),
      cmocka_unit_test(self_signed),         cmocka_unit_test(unknown_ca),
      cmocka_unit_test(starttls_wrong_host), cmocka_unit_test(starttls_stripped),
      cmocka_unit_test(imap_unknown_ca),     cmocka_unit_test(wrong_security),
      cmocka_unit_test(plain_only_at_home),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
