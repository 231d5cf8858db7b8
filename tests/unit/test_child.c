// test_child.c: children that stall, and a child in the sandbox that turns against others.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/child.h"
#include "host/clock.h"
#include "host/sandbox.h"
#include "table.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct arena a;
static struct err err;

// ---- the children: this same program with one word

static int never_reads(void) {
  child_answer(S(""));
  pause();
  return 0;
}

static int echoes(void) {
  struct str question;
  struct arena own;
  arena_init(&own, 64 << 20);
  child_answer(S(""));
  while (child_next(&own, 32 << 20, &question) && child_answer(question))
    arena_free(&own);
  return 0;
}

// One letter for each forbidden thing: "." refused, "!" allowed.
static int attacks(void) {
  struct rlimit none = {0, 0};
  struct str question;
  struct arena own;
  char said[4] = "";
  arena_init(&own, 1 << 20);
  if (!sandbox_enter(&err) || !child_answer(S("")) || !child_next(&own, 100, &question))
    return 1;
  pid_t parent = (pid_t)strtol(question.p, NULL, 10);
  said[0] = syscall(SYS_tgkill, parent, parent, 0) == 0 ? '!' : '.';
  said[1] = syscall(SYS_prlimit64, parent, RLIMIT_CORE, NULL, &none) == 0 ? '!' : '.';
  said[2] = syscall(SYS_prlimit64, 0, RLIMIT_CORE, NULL, &none) == 0 ? '!' : '.';
  child_answer(str_of(said));
  return 0;
}

static struct child start(const char *word) {
  struct child c;
  const char *const argv[] = {"test_child", word, NULL};
  if (!child_start(word, argv, 5000, &c, &err))
    fail_msg("%s", err.text);
  return c;
}

// ---- the tests

static void a_child_that_never_reads_costs_its_deadline(void **state) {
  (void)state;
  struct child c = start("never-reads");
  struct str answer, question = {arena_alloc(&a, 1, 8 << 20), 8 << 20}; // more than a socket holds
  int64_t began = clock_ticks();
  assert_false(child_ask(&c, &a, question, 100, 300, &answer, &err));
  assert_in_range(clock_ticks() - began, 300, 3000);
  assert_int_equal(err.kind, ERR_INPUT);
  assert_int_equal(c.pid, 0);
}

static void a_long_question_arrives_whole(void **state) {
  (void)state;
  struct child c = start("echoes");
  size_t n = 24 << 20;
  char *p = arena_alloc(&a, 1, n);
  for (size_t i = 0; i < n; i++)
    p[i] = (char)(i * 7 + i / 251);
  struct str answer;
  assert_true(child_ask(&c, &a, (struct str){p, n}, n, 20000, &answer, &err));
  assert_int_equal(answer.n, n);
  assert_memory_equal(answer.p, p, n);
  child_stop(&c);
}

static void the_sandbox_leaves_other_processes_alone(void **state) {
  (void)state;
#if defined(__SANITIZE_ADDRESS__)
  skip(); // under a sanitizer there is no filter
#endif
  struct child c = start("attacks");
  struct str answer;
  assert_true(child_ask(&c, &a, str_printf(&a, "%d", (int)getpid()), 10, 5000, &answer, &err));
  assert_string_equal(str_c(&a, answer), "..!");
  child_stop(&c);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_child_that_never_reads_costs_its_deadline),
      cmocka_unit_test(a_long_question_arrives_whole),
      cmocka_unit_test(the_sandbox_leaves_other_processes_alone),
  };
  if (argc > 1)
    return strcmp(argv[1], "never-reads") == 0 ? never_reads()
           : strcmp(argv[1], "echoes") == 0    ? echoes()
                                               : attacks();
  arena_init(&a, 128 << 20);
  int failed = cmocka_run_group_tests_name("child", tests, NULL, NULL);
  arena_free(&a);
  return failed;
}
