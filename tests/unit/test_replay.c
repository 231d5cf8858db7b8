// test_replay.c: which reminders had crossed what lay in the mailbox; messages of an mbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "table.h"

#include "cmd/mbox.h"
#include "cmd/replay.h"

#include <unistd.h>

enum { DAY0 = 20700 };

static struct arena arena;
static struct err err;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, 16 << 20);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static void trace(struct traces *t, int day, const char *invoice, enum hold_kind hold, int until) {
  *LIST_PUSH(&arena, t) = (struct trace){.at = (int64_t)(DAY0 + day) * 86400,
                                         .client = S("C1"),
                                         .invoice = str_of(invoice),
                                         .hold = hold,
                                         .until = {DAY0 + until}};
}

static struct reminder reminder(const char *client, int day) {
  struct reminder r = {.client = str_of(client),
                       .sent_at = (int64_t)(DAY0 + day) * 86400 + 3600,
                       .sent = {DAY0 + day}};
  *LIST_PUSH(&arena, &r.invoices) = S("F1");
  *LIST_PUSH(&arena, &r.invoices) = S("F2");
  return r;
}

static void crossings(void **state) {
  (void)state;
  struct traces t = {0};
  struct crossings got = {0};
  trace(&t, 5, "F1", HOLD_PROMISED, 10);
  trace(&t, 6, "", HOLD_ASKED, 8);
  trace(&t, 20, "F9", HOLD_DISPUTED, 99);
  struct reminder sent[] = {reminder("C1", 4), reminder("C1", 5),  reminder("C1", 7),
                            reminder("C1", 9), reminder("C1", 10), reminder("C2", 7),
                            reminder("C1", 21)};
  replay_crossings(&arena, sent, 7, &t, &got);
  assert_int_equal(got.n, 3);
  assert_ptr_equal(got.v[0].reminder, &sent[1]); // an hour after it was promised
  assert_int_equal(got.v[0].invoices.n, 1);
  assert_ptr_equal(got.v[1].reminder, &sent[2]);
  assert_int_equal(got.v[1].invoices.n, 2); // the question held both
  assert_true(got.v[1].answered);
  assert_ptr_equal(got.v[1].trace, &t.v[0]);     // and the promise says more
  assert_ptr_equal(got.v[2].reminder, &sent[3]); // on its last day
}

static void a_question_is_no_answer(void **state) {
  (void)state;
  struct traces t = {0};
  struct crossings got = {0};
  trace(&t, 6, "", HOLD_ASKED, 8);
  struct reminder sent[] = {reminder("C1", 7)};
  replay_crossings(&arena, sent, 1, &t, &got);
  assert_int_equal(got.n, 1);
  assert_false(got.v[0].answered);
}

static bool gather(void *ctx, struct arena *a, struct str name, struct str raw, struct err *e) {
  struct buf *b = ctx;
  (void)a, (void)e;
  buf_printf(b, "%.*s|%.*s|", STR_ARG(name), STR_ARG(raw));
  return true;
}

static struct str mbox(struct arena *a, struct str text) {
  struct arena one;
  char path[] = "/tmp/relance-mbox-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n);
  close(fd);
  struct buf b = buf_in(a);
  arena_init(&one, 1 << 20);
  if (!mbox_is(path))
    buf_add(&b, S("no mbox"));
  else if (!mbox_each(path, &one, gather, &b, &err))
    buf_add(&b, str_of(err.text));
  arena_free(&one);
  unlink(path);
  struct str got = buf_str(&b), before, after;
  while (str_cut(got, '/', &before, &after)) // no folder in the names
    got = after;
  struct buf plain = buf_in(a);
  for (size_t at; str_find(got, str_of(path + 5), &at); got = str_skip(got, at + strlen(path + 5)))
    buf_add(&plain, str_sub(got, 0, at));
  buf_add(&plain, got);
  return buf_str(&plain);
}

static void mboxes(void **state) {
  (void)state;
  table_run("mbox.tbl", mbox);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {T(crossings), T(a_question_is_no_answer), T(mboxes)};
#undef T
  return cmocka_run_group_tests(tests, NULL, NULL);
}
