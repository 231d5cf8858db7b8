// test_dialogs.c: plays every file of tests/dialogs against the IMAP and SMTP clients.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialog.h"
#include "net/imap.h"
#include "net/smtp.h"

#include <dirent.h>
#include <time.h>

static const char *const err_names[] = {"none", "INPUT", "RETRY", "WAIT", "SETUP"};
static const char *const outcomes[] = {"accepted", "later", "refused", "ours", "unknown"};

static struct server at(int port, enum security security) {
  return (struct server){
      .host = "127.0.0.1", .port = port, .security = security, .reply = 1, .dot = 1};
}

static struct str err_words(struct arena *a, const struct err *err) {
  return str_printf(a, "%s %s", err_names[err->kind], err->text);
}

static const struct login password = {"u@example.test", "secret", false};
static const struct login token = {"u@example.test", "tok", true};

// ---- IMAP

static struct imap *examine(struct arena *a, int port, struct box *box, struct str *trouble) {
  struct server s = at(port, SECURITY_PLAIN);
  struct imap *imap;
  struct err err;
  if (!imap_open(&s, &password, &imap, &err)) {
    *trouble = err_words(a, &err);
    return NULL;
  }
  if (imap_select(imap, S("INBOX"), BOX_READ, box, &err))
    return imap;
  *trouble = err_words(a, &err);
  imap_close(imap);
  return NULL;
}

static struct str open_with(struct arena *a, int port, enum security security,
                            const struct login *login) {
  struct server s = at(port, security);
  struct imap *imap;
  struct err err;
  if (!imap_open(&s, login, &imap, &err))
    return err_words(a, &err);
  imap_close(imap);
  return S("open");
}

static struct str imap_plain(struct arena *a, int port) {
  return open_with(a, port, SECURITY_PLAIN, &password);
}

static struct str imap_token(struct arena *a, int port) {
  return open_with(a, port, SECURITY_PLAIN, &token);
}

static struct str imap_starttls(struct arena *a, int port) {
  return open_with(a, port, SECURITY_STARTTLS, &password);
}

static struct str imap_box(struct arena *a, int port) {
  struct box box;
  struct str trouble;
  struct imap *imap = examine(a, port, &box, &trouble);
  if (!imap)
    return trouble;
  imap_close(imap);
  return str_printf(a, "uidvalidity %u uidnext %u exists %u", box.uidvalidity, box.uidnext,
                    box.exists);
}

static bool take(void *context, const struct imap_mail *mail, struct str raw, struct err *err) {
  (void)err;
  buf_printf(context, "%u=%.*s at %lld; ", mail->uid, STR_ARG(raw), (long long)mail->internaldate);
  return true;
}

typedef bool fetch(struct imap *imap, struct imap_mail *mails, size_t n, imap_take *take,
                   void *context, struct err *err);

static struct str look_by(struct arena *a, int port, fetch *fetch_them) {
  static const char *const states[] = {"unread", "here", "gone", "held"};
  struct box box;
  struct str trouble;
  struct imap_mails mails = {0};
  struct err err;
  struct imap *imap = examine(a, port, &box, &trouble);
  if (!imap)
    return trouble;
  struct buf said = buf_in(a);
  if (!imap_fetch_sizes(imap, 1, 0, a, &mails, &err) ||
      !fetch_them(imap, mails.v, mails.n, take, &said, &err))
    buf_add(&said, err_words(a, &err));
  for (size_t i = 0; i < mails.n; i++)
    buf_printf(&said, "%u %s%s", mails.v[i].uid, states[mails.v[i].state],
               i + 1 < mails.n ? ", " : "");
  imap_close(imap);
  return buf_str(&said);
}

static struct str imap_look(struct arena *a, int port) {
  return look_by(a, port, imap_fetch_raw);
}

static struct str imap_heads(struct arena *a, int port) {
  return look_by(a, port, imap_fetch_heads);
}

static struct str imap_states(struct arena *a, int port) {
  const struct str names[] = {S("Sent"), S("a\"b"), S("É")};
  struct box box, boxes[3];
  struct str said;
  struct err err;
  struct imap *imap = examine(a, port, &box, &said);
  if (!imap)
    return said;
  struct buf b = buf_in(a);
  if (!imap_status_all(imap, names, boxes, 3, &err))
    buf_add(&b, err_words(a, &err));
  for (size_t i = 0; b.n < 40 && imap_is_open(imap) && i < 3; i++)
    buf_printf(&b, "%s%.*s %u/%u", i ? ", " : "", STR_ARG(names[i]), boxes[i].uidvalidity,
               boxes[i].uidnext);
  imap_close(imap);
  return buf_str(&b);
}

static struct str wait_words(struct arena *a, struct imap *imap) {
  static const char *const wakes[] = {"news", "quiet", "called", "lost"};
  struct err err;
  enum imap_wake wake = imap_wait(imap, 1, -1, &err);
  return wake == IMAP_LOST ? str_printf(a, "lost %s", err.text) : str_of(wakes[wake]);
}

static struct str imap_waiting(struct arena *a, int port) {
  struct box box;
  struct str said;
  struct imap *imap = examine(a, port, &box, &said);
  if (!imap)
    return said;
  said = wait_words(a, imap);
  imap_close(imap);
  return said;
}

static struct str imap_look_and_wait(struct arena *a, int port) {
  struct box box;
  struct str said;
  struct imap_mails mails;
  struct err err;
  struct imap *imap = examine(a, port, &box, &said);
  if (!imap)
    return said;
  said = imap_fetch_sizes(imap, 1, 0, a, &mails, &err) ? wait_words(a, imap) : err_words(a, &err);
  imap_close(imap);
  return said;
}

static struct str imap_moving(struct arena *a, int port) {
  struct box box;
  struct str said;
  bool moved;
  struct err err;
  struct imap *imap = examine(a, port, &box, &said);
  if (!imap)
    return said;
  said = imap_move(imap, 7, S("Done & fermé"), &moved, &err) ? moved ? S("moved") : S("was gone")
                                                             : err_words(a, &err);
  imap_close(imap);
  return said;
}

// ---- SMTP

static struct str reply_words(struct arena *a, const struct smtp_reply *r, const struct err *err) {
  return str_printf(a, "%s %d %s|%s| %s", outcomes[r->outcome], r->code, r->enhanced, r->text,
                    err_names[err->kind]);
}

static struct str smtp_open_with(struct arena *a, int port, enum security security,
                                 const struct login *login) {
  struct server s = at(port, security);
  struct smtp *smtp;
  struct err err;
  if (!smtp_open(&s, "relance.test", login, &smtp, &err))
    return err_words(a, &err);
  smtp_quit(smtp);
  return S("open");
}

static struct str smtp_plain(struct arena *a, int port) {
  return smtp_open_with(a, port, SECURITY_PLAIN, &password);
}

static struct str smtp_token(struct arena *a, int port) {
  return smtp_open_with(a, port, SECURITY_PLAIN, &token);
}

static struct str smtp_starttls(struct arena *a, int port) {
  return smtp_open_with(a, port, SECURITY_STARTTLS, &password);
}

static struct str send_to(struct arena *a, int port, const char *to, bool reset) {
  struct server s = at(port, SECURITY_PLAIN);
  const char *const all[] = {to};
  struct smtp *smtp;
  struct smtp_reply reply = {0};
  struct err err = {0};
  if (!smtp_open(&s, "relance.test", NULL, &smtp, &err))
    return err_words(a, &err);
  struct str letter = S("Subject: x\r\n\r\nbody\r\n.dot\r\n");
  if (smtp_envelope(smtp, "me@example.test", all, 1, letter.n, &reply, &err)) {
    if (reset)
      smtp_reset(smtp, &reply, &err);
    else if (smtp_data_begin(smtp, &reply, &err))
      smtp_data_body(smtp, letter, &reply, &err);
  }
  struct str said = reply.code || reply.outcome == SMTP_UNKNOWN || reply.outcome == SMTP_LATER
                        ? reply_words(a, &reply, &err)
                        : err_words(a, &err);
  smtp_quit(smtp);
  return said;
}

static struct str smtp_send(struct arena *a, int port) {
  return send_to(a, port, "you@example.test", false);
}

static struct str smtp_reset_it(struct arena *a, int port) {
  return send_to(a, port, "you@example.test", true);
}

static struct str smtp_injected(struct arena *a, int port) {
  return send_to(a, port, "x>\r\nRCPT TO:<victim@example.test", false);
}

// ---- running them

static const struct {
  struct str name;
  struct str (*run)(struct arena *, int port);
} scenarios[] = {
    {{"imap-open", 9}, imap_plain},
    {{"imap-token", 10}, imap_token},
    {{"imap-starttls", 13}, imap_starttls},
    {{"imap-box", 8}, imap_box},
    {{"imap-look", 9}, imap_look},
    {{"imap-heads", 10}, imap_heads},
    {{"imap-states", 11}, imap_states},
    {{"imap-wait", 9}, imap_waiting},
    {{"imap-look-wait", 14}, imap_look_and_wait},
    {{"imap-move", 9}, imap_moving},
    {{"smtp-open", 9}, smtp_plain},
    {{"smtp-token", 10}, smtp_token},
    {{"smtp-starttls", 13}, smtp_starttls},
    {{"smtp-send", 9}, smtp_send},
    {{"smtp-reset", 10}, smtp_reset_it},
    {{"smtp-injected", 13}, smtp_injected},
};

static struct str run(struct arena *a, struct str name, int port) {
  for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
    if (str_eq(name, scenarios[i].name))
      return scenarios[i].run(a, port);
  fail_msg("no scenario \"%.*s\"", STR_ARG(name));
  return S("");
}

// The port differs from run to run: "127.0.0.1:PORT" in `want`.
static struct str with_port(struct arena *a, struct str want, int port) {
  size_t at_port;
  while (str_find(want, S("PORT"), &at_port))
    want = str_printf(a, "%.*s%d%.*s", (int)at_port, want.p, port,
                      STR_ARG(str_skip(want, at_port + 4)));
  return want;
}

static bool fits(struct str got, struct str want) {
  return str_ends(want, S("...")) ? str_starts(got, str_sub(want, 0, want.n - 3))
                                  : str_eq(got, want);
}

static bool play(const char *name) {
  struct arena a;
  arena_init(&a, 64 << 20);
  struct dialog d = dialog_read(table_read(&a, str_c(&a, str_printf(&a, "../dialogs/%s", name))));
  struct peer peer = peer_start(d.script);
  clock_t cpu = clock();
  struct str got = run(&a, d.run, peer.port);
  struct str want = with_port(&a, d.want, peer.port);
  // libetpan's own streams loop for ever; a sanitizer may take a second to mark 4 GB as allocated
  bool busy = clock() - cpu > 3 * CLOCKS_PER_SEC;
  bool ok = fits(str_trim(got), want) && peer_content(peer) && !busy;
  if (!ok)
    print_error("%s: want |%.*s| got |%.*s|%s\n", name, STR_ARG(want), STR_ARG(got),
                busy ? " and burnt the processor" : "");
  arena_free(&a);
  return ok;
}

static void all_dialogs(void **state) {
  (void)state;
  int played = 0, wrong = 0;
  const char *tables = getenv("RELANCE_TABLES"), *only = getenv("DIALOG");
  char dir[4096];
  snprintf(dir, sizeof dir, "%s/../dialogs", tables ? tables : "tests/tables");
  DIR *d = opendir(dir);
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d));)
    if (str_ends(str_of(e->d_name), S(".txt")) && (!only || strstr(e->d_name, only))) {
      played++;
      wrong += !play(e->d_name);
    }
  closedir(d);
  print_message("%d dialogs\n", played);
  assert_int_equal(wrong, 0);
  assert_true(played > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_dialogs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
