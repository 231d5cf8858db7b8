// sandbox.c: rlimits, Landlock and seccomp, without any privilege.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/sandbox.h"

#include "host/child.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

// What text work needs. File descriptors can be read, written and closed, none can be opened.
static const int allowed[] = {
    SCMP_SYS(brk),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(close),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(fstat),
    SCMP_SYS(futex),
    SCMP_SYS(getpid),
    SCMP_SYS(getrandom),
    SCMP_SYS(getrusage),
    SCMP_SYS(gettid),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(lseek),
    SCMP_SYS(madvise),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(poll),
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(sysinfo),
    SCMP_SYS(time),
    SCMP_SYS(uname),
    SCMP_SYS(write),
    SCMP_SYS(writev),
};

static bool limit(int what, rlim_t soft, rlim_t hard, struct err *err) {
  struct rlimit l = {soft, hard};
  if (setrlimit(what, &l) == 0)
    return true;
  return err_set(err, ERR_SETUP, "sandbox: setrlimit %d: %s", what, strerror(errno));
}

static bool limits(struct err *err) {
  if (!SANITIZED && !limit(RLIMIT_AS, SANDBOX_MEMORY, SANDBOX_MEMORY, err))
    return false;
  return limit(RLIMIT_CORE, 0, 0, err);
}

static void no_more_files_by_landlock(void) {
  struct landlock_ruleset_attr all = {.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
  long fd = syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
  if (fd < 0)
    return; // an older kernel: seccomp alone has to do
  syscall(SYS_landlock_restrict_self, fd, 0);
  close((int)fd);
}

// Calls that are allowed with one argument only.
static int allow_with_one(scmp_filter_ctx f) {
  enum { EXEC = 4 /* PROT_EXEC */, BY_NUMBER = 0x1000 /* AT_EMPTY_PATH */ };
  const scmp_datum_t self = (scmp_datum_t)getpid();
  const struct {
    int call;
    struct scmp_arg_cmp only;
  } rules[] = {
      // Memory yes, code no; and files by number only, not by name.
      {SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, EXEC, 0)},
      {SCMP_SYS(newfstatat), SCMP_A3(SCMP_CMP_MASKED_EQ, BY_NUMBER, BY_NUMBER)},
      // The socket to the parent, and no other.
      {SCMP_SYS(sendto), SCMP_A0(SCMP_CMP_EQ, CHILD_FD, 0)},
      {SCMP_SYS(recvfrom), SCMP_A0(SCMP_CMP_EQ, CHILD_FD, 0)},
      // The own limits (0: the caller) and abort(); no other process of the same user.
      {SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0, 0)},
      {SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, self, 0)},
      {SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, self, 0)},
  };
  int bad = 0;
  for (size_t i = 0; bad == 0 && i < sizeof rules / sizeof *rules; i++)
    bad = seccomp_rule_add_array(f, SCMP_ACT_ALLOW, rules[i].call, 1, &rules[i].only);
  return bad;
}

static bool filter_calls(struct err *err) {
  scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  int bad = f ? 0 : -ENOMEM;
  for (size_t i = 0; bad == 0 && i < sizeof allowed / sizeof *allowed; i++)
    bad = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
  if (bad == 0)
    bad = allow_with_one(f);
  if (bad == 0)
    bad = seccomp_load(f);
  seccomp_release(f);
  if (bad == 0)
    return true;
  return err_set(err, ERR_SETUP, "sandbox: seccomp: %s", strerror(-bad));
}

bool sandbox_enter(struct err *err) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return err_set(err, ERR_SETUP, "sandbox: prctl: %s", strerror(errno));
  if (!limits(err))
    return false;
  no_more_files_by_landlock();
  return SANITIZED || filter_calls(err);
}

void sandbox_next_message(void) {
  struct rusage used;
  struct rlimit l = {0, RLIM_INFINITY};
  getrusage(RUSAGE_SELF, &used);
  l.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + SANDBOX_CPU_SECONDS + 1;
  setrlimit(RLIMIT_CPU, &l);
}
