// test_mailserver.c: the IMAP and SMTP clients against a real Dovecot and the relay's faults.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mailserver.h"
#include "net/imap.h"
#include "net/smtp.h"

#include <fcntl.h>

static struct mailserver server;
static struct login login = {"accounts@acme.test", "test", false};

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

// ---- IMAP

static struct server imap_at(enum security security) {
  if (!server.root)
    skip();
  return (struct server){.host = "localhost",
                         .port =
                             mailserver_port(&server, security == SECURITY_TLS ? "IMAPS" : "IMAP"),
                         .security = security,
                         .ca_file = mailserver_ca(&server),
                         .reply = 10};
}

static void must(bool ok, const struct err *err) {
  if (!ok)
    fail_msg("%s", err->text);
}

static struct imap *open_imap(void) {
  struct server at = imap_at(SECURITY_TLS);
  struct imap *imap;
  struct err err;
  must(imap_open(&at, &login, &imap, &err), &err);
  return imap;
}

static struct imap *open_folder(const char *folder, enum box_access access, struct box *box) {
  struct imap *imap = open_imap();
  struct err err;
  must(imap_select(imap, str_of(folder), access, box, &err), &err);
  return imap;
}

static void deliver(const char *mid, const char *body) {
  const char *done = shell(&server.a,
                           "printf 'From: c@client.test\\nMessage-ID: <%s>\\n\\n%s\\n' | "
                           "tests/mailserver/deliver %s accounts@acme.test",
                           mid, body, server.root);
  assert_non_null(done);
}

static void logins(void **state) {
  (void)state;
  static const enum security all[] = {SECURITY_TLS, SECURITY_STARTTLS, SECURITY_PLAIN};
  struct imap *imap;
  struct err err;
  for (size_t i = 0; i < 3; i++) {
    struct server at = imap_at(all[i]);
    must(imap_open(&at, &login, &imap, &err), &err);
    assert_true(imap_has(imap, "idle"));
    imap_close(imap);
  }
  struct server at = imap_at(SECURITY_TLS);
  struct login wrong = {"accounts@acme.test", "wrong", false};
  assert_false(imap_open(&at, &wrong, &imap, &err));
  assert_int_equal(err.kind, ERR_SETUP);
  assert_non_null(strstr(err.text, "AUTHENTICATIONFAILED"));
}

static void tokens(void **state) {
  (void)state;
  struct server at = imap_at(SECURITY_TLS);
  struct imap *imap;
  struct err err;
  struct login l = {login.user, shell(&server.a, "tests/mailserver/token %s", login.user), true};
  must(imap_open(&at, &l, &imap, &err), &err);
  imap_close(imap);
  l.secret = shell(&server.a, "tests/mailserver/token %s -60", login.user);
  assert_false(imap_open(&at, &l, &imap, &err));
  assert_int_equal(err.kind, ERR_SETUP);
}

static void folders(void **state) {
  (void)state;
  struct imap *imap = open_imap();
  struct imap_folders all;
  struct err err;
  struct box box;
  unsigned uses = 0;
  bool found = false;
  must(imap_create(imap, S("relance/À revoir & co 🙂"), &err), &err);
  must(imap_create(imap, S("relance/À revoir & co 🙂"), &err), &err);
  must(imap_list(imap, &server.a, &all, &err), &err);
  for (size_t i = 0; i < all.n; i++) {
    uses |= 1u << all.v[i].use;
    found |= str_eq(all.v[i].name, S("relance/À revoir & co 🙂"));
    assert_int_equal(str_eq(all.v[i].name, S("Sent")), all.v[i].use == USE_SENT);
  }
  assert_true(found);
  assert_int_equal(uses & 0x3e, 1 << USE_INBOX | 1 << USE_SENT | 1 << USE_JUNK | 1 << USE_DRAFTS |
                                    1 << USE_TRASH);
  must(imap_select(imap, S("relance/À revoir & co 🙂"), BOX_READ, &box, &err), &err);
  assert_true(box.uidvalidity > 0 && box.exists == 0);
  must(imap_status(imap, S("Sent"), &box, &err), &err);
  assert_false(imap_select(imap, S("Nowhere"), BOX_READ, &box, &err));
  assert_int_equal(err.kind, ERR_SETUP);
  imap_close(imap);
}

struct bag {
  struct arena *a;
  struct strs raw;
};

static bool put_in_bag(void *context, const struct imap_mail *mail, struct str raw,
                       struct err *err) {
  struct bag *bag = context;
  (void)mail, (void)err;
  *LIST_PUSH(bag->a, &bag->raw) = str_dup(bag->a, raw);
  return true;
}

static void append_and_fetch(void **state) {
  (void)state;
  struct box box;
  struct imap *imap = open_folder("Drafts", BOX_READ, &box);
  struct str letter = S("Message-ID: <app1@acme.test>\r\nSubject: x\r\n\r\n* 1 OK )\r\n.\r\n\r\n");
  struct copied copy;
  struct err err;
  struct uids uids;
  struct imap_mails mails;
  struct bag bag = {.a = &server.a};
  must(imap_append(imap, S("Drafts"), letter, MAIL_SEEN | MAIL_DRAFT, &copy, &err), &err);
  assert_int_equal(copy.uidvalidity, box.uidvalidity);
  must(imap_search_header(imap, "Message-ID", S("<app1@acme.test>"), &server.a, &uids, &err), &err);
  assert_int_equal(uids.n, 1);
  assert_int_equal(uids.v[0], copy.uid);
  must(imap_search_text(imap, S("app1"), &server.a, &uids, &err), &err);
  assert_int_equal(uids.n, 1);
  must(imap_search_text(imap, S("app2"), &server.a, &uids, &err), &err);
  assert_int_equal(uids.n, 0);
  must(imap_fetch_sizes(imap, copy.uid, 0, &server.a, &mails, &err), &err);
  assert_int_equal(mails.n, 1);
  assert_int_equal(mails.v[0].size, letter.n);
  assert_int_equal(mails.v[0].flags, MAIL_SEEN | MAIL_DRAFT);
  must(imap_fetch_raw(imap, mails.v, 1, put_in_bag, &bag, &err), &err);
  assert_true(bag.raw.n == 1 && str_eq(bag.raw.v[0], letter));
  must(imap_fetch_sizes(imap, copy.uid + 1, 0, &server.a, &mails, &err), &err);
  assert_int_equal(mails.n, 0); // though "n:*" names the last one
  must(imap_search_from(imap, copy.uid + 1, &server.a, &uids, &err), &err);
  assert_int_equal(uids.n, 0);
  imap_close(imap);
}

// Fetching leaves no trace, and a message that somebody takes away meanwhile is known as gone.
static void seen_and_gone(void **state) {
  (void)state;
  struct box box;
  struct imap *imap = open_folder("INBOX", BOX_READ, &box), *other;
  struct err err;
  struct imap_mails mails;
  struct bag bag = {.a = &server.a};
  bool moved = false;
  deliver("s1@client.test", "one");
  deliver("s2@client.test", "two");
  must(imap_fetch_sizes(imap, box.uidnext, 0, &server.a, &mails, &err), &err);
  assert_int_equal(mails.n, 2);
  other = open_folder("INBOX", BOX_WRITE, &box);
  must(imap_move(other, mails.v[0].uid, S("relance/Done"), &moved, &err), &err);
  assert_true(moved);
  must(imap_move(other, mails.v[0].uid, S("relance/Done"), &moved, &err), &err);
  assert_false(moved);
  must(imap_fetch_raw(imap, mails.v, 2, put_in_bag, &bag, &err), &err);
  assert_int_equal(mails.v[0].state, MAIL_GONE);
  assert_int_equal(mails.v[1].state, MAIL_HERE);
  must(imap_fetch_sizes(other, mails.v[1].uid, 0, &server.a, &mails, &err), &err);
  assert_int_equal(mails.v[0].flags, 0);
  imap_close(imap);
  imap_close(other);
}

static void waiting(void **state) {
  (void)state;
  struct box box;
  struct imap *imap = open_folder("INBOX", BOX_READ, &box);
  struct err err;
  int fd[2];
  assert_int_equal(pipe2(fd, O_CLOEXEC), 0);
  assert_int_equal(imap_wait(imap, 0, fd[0], &err), IMAP_QUIET);
  deliver("w1@client.test", "x");
  assert_int_equal(imap_wait(imap, 10, fd[0], &err), IMAP_NEWS);
  assert_int_equal(write(fd[1], "x", 1), 1);
  assert_int_equal(imap_wait(imap, 10, fd[0], &err), IMAP_CALLED);
  shell(&server.a, "doveadm -c %s/dovecot.conf kick accounts@acme.test", server.root);
  assert_int_equal(imap_wait(imap, 10, -1, &err), IMAP_LOST);
  assert_int_equal(err.kind, ERR_WAIT);
  imap_close(imap);
  close(fd[0]);
  close(fd[1]);
}

static void uidvalidity(void **state) {
  (void)state;
  struct box before, after;
  imap_close(open_folder("INBOX", BOX_READ, &before));
  assert_non_null(shell(&server.a,
                        "doveadm -c %s/dovecot.conf mailbox update -u accounts@acme.test "
                        "--uid-validity 4242 INBOX",
                        server.root));
  imap_close(open_folder("INBOX", BOX_READ, &after));
  assert_true(before.uidvalidity != 4242 && after.uidvalidity == 4242);
}

// ---- SMTP

static struct smtp_reply send_one(int port, enum security security, const char *mid) {
  struct server at = {.host = "localhost",
                      .port = port,
                      .security = security,
                      .ca_file = mailserver_ca(&server),
                      .reply = 10,
                      .dot = 1};
  struct str letter = str_printf(&server.a, "Message-ID: <%s>\r\n\r\nhello\r\n.\r\n", mid);
  const char *const to[] = {"client@client.test"};
  struct smtp *smtp;
  struct smtp_reply reply = {0};
  struct err err;
  must(smtp_open(&at, "relance.test", &login, &smtp, &err), &err);
  must(smtp_letter_check(letter, &err), &err);
  if (smtp_envelope(smtp, login.user, to, 1, letter.n, &reply, &err) &&
      smtp_data_begin(smtp, &reply, &err))
    smtp_data_body(smtp, letter, &reply, &err);
  smtp_quit(smtp);
  return reply;
}

static void submission(void **state) {
  (void)state;
  if (!server.root)
    skip();
  struct smtp_reply r =
      send_one(mailserver_port(&server, "SUBMISSION"), SECURITY_STARTTLS, "sub@acme.test");
  assert_int_equal(r.outcome, SMTP_ACCEPTED);
  assert_int_equal(r.code, 250);
  assert_int_equal(mailserver_count(&server, "smtp.jsonl", "\"delivered\".*<sub@acme.test>"), 1);
}

static const struct fault {
  const char *name, *fault;
  enum smtp_outcome outcome;
  int delivered; // what the server's log knows
} faults[] = {
    {"none", "nothing", SMTP_ACCEPTED, 1},
    {"drop-data", "drop-data", SMTP_LATER, 0},
    {"drop-dot", "drop-dot", SMTP_UNKNOWN, 0},
    {"deliver-drop", "deliver-drop", SMTP_UNKNOWN, 1}, // byte for byte the same to us
    {"late-421", "late-dot:421 4.4.0 lost", SMTP_UNKNOWN, 1},
    {"silent", "silent-dot", SMTP_UNKNOWN, 1},
    {"dot-451", "dot:451", SMTP_LATER, 0},
    {"dot-550", "dot:550", SMTP_REFUSED, 0},
    {"rcpt-450", "rcpt:450", SMTP_LATER, 0},
    {"rcpt-550", "rcpt:550", SMTP_REFUSED, 0},
    {"slow", "slow-dot:0.5", SMTP_ACCEPTED, 1},
};

static void relay_faults(void **state) {
  (void)state;
  if (!server.root)
    skip();
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    const struct fault *f = &faults[i];
    int port = mailserver_relay(
        &server, f->name,
        str_c(&server.a, str_printf(&server.a, "--tls implicit --auth %s:%s --fault '%s'",
                                    login.user, login.secret, f->fault)));
    struct smtp_reply r = send_one(port, SECURITY_TLS, f->name);
    const char *log = str_c(&server.a, str_printf(&server.a, "%s.jsonl", f->name));
    if (r.outcome != f->outcome || mailserver_count(&server, log, "delivered") != f->delivered)
      fail_msg("%s: outcome %d, want %d; %d %s", f->name, (int)r.outcome, (int)f->outcome, r.code,
               r.text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(logins),        cmocka_unit_test(tokens),
      cmocka_unit_test(folders),       cmocka_unit_test(append_and_fetch),
      cmocka_unit_test(seen_and_gone), cmocka_unit_test(waiting),
      cmocka_unit_test(uidvalidity),   cmocka_unit_test(submission),
      cmocka_unit_test(relay_faults),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
