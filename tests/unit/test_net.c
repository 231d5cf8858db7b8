// test_net.c: what the net room reads without a socket, and the limits of its stream.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialog.h"
#include "net/imap_line.h"
#include "net/smtp_reply.h"
#include "net/stream.h"
#include "net/utf7.h"

#include <time.h>

static struct str reply_row(struct arena *a, struct str in) {
  struct smtp_reply reply = {0};
  struct smtp_line line = {0};
  struct str text;
  while (!line.last) {
    if (!str_line(&in, &text) || !smtp_line_parse(text, &line) || !smtp_reply_add(&reply, &line))
      return S("no");
  }
  return str_trim(str_printf(a, "%d |%s%s |%s%s", reply.code, *reply.enhanced ? " " : "",
                             reply.enhanced, *reply.text ? " " : "", reply.text));
}

static struct str meaning_row(struct arena *a, struct str in) {
  static const char *const phases[] = {"greeting", "auth", "mail", "rcpt", "data", "dot"};
  static const char *const outcomes[] = {"accepted", "later", "refused", "ours", "unknown"};
  struct str phase, code, enhanced;
  int64_t n = 0;
  if (!str_word(&in, &phase) || !str_word(&in, &code) || !str_word(&in, &enhanced) ||
      !str_int(code, &n))
    return S("what?");
  const char *e = str_eq(enhanced, S("-")) ? "" : str_c(a, enhanced);
  for (int i = 0; i < 6; i++)
    if (str_eq(phase, str_of(phases[i])))
      return str_of(outcomes[smtp_classify((enum smtp_phase)i, (int)n, e)]);
  return S("what?");
}

static struct str address_row(struct arena *a, struct str in) {
  struct err err;
  (void)a;
  return smtp_address_check(in, &err) ? S("ok") : S("no");
}

static struct str letter_row(struct arena *a, struct str in) {
  struct err err;
  char *text = arena_alloc(a, 1, in.n + 1);
  for (size_t i = 0; i < in.n; i++)
    text[i] = in.p[i] == '^' ? '\r' : in.p[i] == '$' ? '\n' : in.p[i];
  return smtp_letter_check((struct str){text, in.n}, &err) ? S("ok") : str_dup(a, str_of(err.text));
}

static struct str spaced(struct arena *a, struct str s) {
  return s.n ? str_printf(a, " %.*s", STR_ARG(s)) : S("");
}

static struct str line_row(struct arena *a, struct str in) {
  static const char *const said[] = {"ok", "no", "bad", "bye", "preauth", "continue", "data"};
  struct imap_line l;
  if (!imap_line_parse(in, &l))
    return S("none");
  return str_printf(a, "%s | %.*s |%.*s | %u%.*s |%.*s", said[l.said], STR_ARG(l.tag),
                    STR_ARG(spaced(a, l.code)), l.number, STR_ARG(spaced(a, l.word)),
                    STR_ARG(spaced(a, l.text)));
}

static struct str status_row(struct arena *a, struct str in) {
  struct imap_status_line l;
  if (!imap_status_parse(a, in, &l))
    return S("none");
  return str_printf(a, "%.*s| exists %u next %u validity %u",
                    STR_ARG(l.folder.n ? str_printf(a, "%.*s ", STR_ARG(l.folder)) : l.folder),
                    l.exists, l.uidnext, l.uidvalidity);
}

static struct str namespace_row(struct arena *a, struct str in) {
  struct strs foreign = {0};
  struct buf b = buf_in(a);
  imap_namespace_parse(a, in, &foreign);
  for (size_t i = 0; i < foreign.n; i++)
    buf_printf(&b, "%s%.*s", i ? ", " : "", STR_ARG(foreign.v[i]));
  return foreign.n ? buf_str(&b) : S("none");
}

static struct str utf7_row(struct arena *a, struct str in) {
  struct str name;
  return utf7_decode(a, in, &name) ? name : S("no");
}

static void tables(void **state) {
  (void)state;
  table_run("smtp_reply.tbl", reply_row);
  table_run("smtp_meaning.tbl", meaning_row);
  table_run("smtp_address.tbl", address_row);
  table_run("smtp_letter.tbl", letter_row);
  table_run("imap_line.tbl", line_row);
  table_run("imap_status.tbl", status_row);
  table_run("imap_namespace.tbl", namespace_row);
  table_run("utf7.tbl", utf7_row);
}

// Every rune that may stand in a name comes back as it was.
static void utf7_and_back(void **state) {
  (void)state;
  struct arena a;
  for (uint32_t rune = ' '; rune < 0x110000; rune += rune < 0x3000 ? 1 : 37) {
    if (rune == 0x7f || (rune >= 0xd800 && rune <= 0xdfff))
      continue;
    arena_init(&a, 1 << 20);
    struct buf b = buf_in(&a);
    struct str wire, back;
    buf_add(&b, S("x"));
    buf_rune(&b, rune);
    buf_rune(&b, rune);
    assert_true(utf7_encode(&a, buf_str(&b), &wire));
    assert_true(utf7_decode(&a, wire, &back));
    assert_true(str_eq(back, buf_str(&b)));
    arena_free(&a);
  }
}

// ---- the stream

static struct stream *connected(struct peer p) {
  struct server at = {.host = "127.0.0.1", .port = p.port, .security = SECURITY_PLAIN};
  struct stream *s;
  struct err err;
  assert_true(stream_open(&at, &s, &err));
  return s;
}

static void assert_trouble(struct stream *s, const char *words) {
  struct err err;
  stream_failed(s, &err);
  assert_int_equal(err.kind, ERR_WAIT);
  assert_non_null(strstr(err.text, words));
}

static void budget(void **state) {
  (void)state;
  struct peer p = peer_start(S("S: 12345678\nS: 12345678\nstall\n"));
  struct stream *s = connected(p);
  struct str line;
  stream_phase(s, 5, 15);
  assert_true(stream_line(s, 100, &line));
  assert_true(str_eq(line, S("12345678")));
  assert_false(stream_line(s, 100, &line));
  assert_trouble(s, "sent more than 15 bytes");
  stream_close(s);
  peer_content(p);
}

static void long_line(void **state) {
  (void)state;
  struct peer p = peer_start(S("S: 0123456789\nstall\n"));
  struct stream *s = connected(p);
  struct str line;
  assert_false(stream_line(s, 5, &line));
  assert_trouble(s, "a line of more than 5 bytes");
  stream_close(s);
  peer_content(p);
}

// A byte now and then does not keep a command alive: the phase as a whole has its time.
static void slow_drip(void **state) {
  (void)state;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t n = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&at, n), 0);
  assert_int_equal(listen(listener, 1), 0);
  assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &n), 0);
  struct peer p = {.port = ntohs(at.sin_port), .pid = fork()};
  if (p.pid == 0) {
    int fd = accept(listener, NULL, NULL);
    for (int i = 0; i < 100 && send(fd, "x", 1, MSG_NOSIGNAL) == 1; i++)
      usleep(100000);
    _exit(0);
  }
  close(listener);
  struct stream *s = connected(p);
  struct str line;
  time_t began = time(NULL);
  stream_phase(s, 1, 1000);
  assert_false(stream_line(s, 1000, &line));
  assert_true(time(NULL) - began < 4);
  assert_trouble(s, "did not answer within 1 seconds");
  stream_close(s);
  peer_content(p);
}

// Writing to a peer that left is an error, not a signal.
static void no_sigpipe(void **state) {
  (void)state;
  struct peer p = peer_start(S("cut\n"));
  struct stream *s = connected(p);
  peer_content(p);
  bool ok = true;
  stream_phase(s, 5, 1000);
  for (int i = 0; i < 100 && ok; i++)
    ok = stream_send(s, S("hello\r\n")) && stream_flush(s);
  assert_false(ok);
  assert_trouble(s, "broke the connection");
  stream_close(s);
}

static void feed(void **state) {
  (void)state;
  struct peer p = peer_start(S("S: a\nS: b\nC: go\ncut\n"));
  struct stream *s = connected(p);
  struct str line;
  stream_phase(s, 5, 1000);
  assert_true(stream_line(s, 100, &line));
  assert_int_equal(stream_feed(s), 1); // "b" is in the buffer: the socket is silent
  assert_true(stream_line(s, 100, &line));
  assert_int_equal(stream_feed(s), 0);
  assert_true(stream_send(s, S("go\r\n")) && stream_flush(s));
  assert_true(peer_content(p));
  assert_int_equal(stream_feed(s), -1);
  stream_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),    cmocka_unit_test(utf7_and_back), cmocka_unit_test(budget),
      cmocka_unit_test(long_line), cmocka_unit_test(slow_drip),     cmocka_unit_test(no_sigpipe),
      cmocka_unit_test(feed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
