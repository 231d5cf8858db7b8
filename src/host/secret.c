// secret.c: asking for a secret.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/secret.h"

#include "host/clock.h"
#include "host/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void secret_wipe(struct str *secret) {
  if (secret->n) {
    char *p;
    memcpy(&p, &secret->p, sizeof p);
    explicit_bzero(p, secret->n);
  }
  *secret = (struct str){0};
}

static bool first_line(struct arena *a, struct str all, const char *where, struct str *out,
                       struct err *err) {
  struct str line = S("");
  str_line(&all, &line);
  if (!line.n)
    return err_set(err, ERR_SETUP, "%s gave an empty secret", where);
  *out = str_dup(a, line);
  return true;
}

static pid_t run(const char *command, int out, int errors) {
  pid_t pid = fork();
  if (pid != 0)
    return pid;
  int null = open("/dev/null", O_RDONLY);
  setpgid(0, 0);
  dup2(null, 0);
  dup2(out, 1);
  dup2(errors, 2);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execl("/bin/sh", "sh", "-c", command, (char *)NULL);
  _exit(127);
}

// Reads both pipes until both are closed or the time is over.
static bool listen_to(int out, int errors, char *said, size_t *n, char *complaint, size_t room) {
  int64_t end = clock_ticks() + SECRET_SECONDS * 1000LL;
  struct pollfd p[2] = {{.fd = out, .events = POLLIN}, {.fd = errors, .events = POLLIN}};
  size_t complained = 0;
  while (p[0].fd >= 0 || p[1].fd >= 0) {
    int64_t left = end - clock_ticks();
    if (left <= 0 || poll(p, 2, (int)left) <= 0)
      return false;
    for (int i = 0; i < 2; i++) {
      char *to = i ? complaint : said;
      size_t *used = i ? &complained : n, max = i ? room - 1 : SECRET_LIMIT;
      if (!p[i].revents)
        continue;
      ssize_t got = *used < max ? read(p[i].fd, to + *used, max - *used) : 0;
      if (got <= 0)
        p[i].fd = -1;
      else
        *used += (size_t)got;
    }
  }
  complaint[complained] = 0;
  return true;
}

static bool by_command(struct arena *a, struct str command, struct str *out, struct err *err) {
  int said[2], complained[2], status = 0;
  char complaint[200] = "";
  char *bytes = arena_alloc(a, 1, SECRET_LIMIT + 1);
  size_t n = 0;
  if (pipe2(said, O_CLOEXEC) != 0 || pipe2(complained, O_CLOEXEC) != 0)
    return err_set(err, ERR_WAIT, "no pipe for %.*s: %s", STR_ARG(command), strerror(errno));
  pid_t pid = run(str_c(a, command), said[1], complained[1]);
  close(said[1]);
  close(complained[1]);
  bool heard = pid > 0 && listen_to(said[0], complained[0], bytes, &n, complaint, sizeof complaint);
  close(said[0]);
  close(complained[0]);
  if (pid > 0 && !heard)
    kill(-pid, SIGKILL);
  if (pid > 0)
    waitpid(pid, &status, 0);
  struct str all = {bytes, n};
  bool ok = heard && status == 0;
  if (!heard)
    err_set(err, ERR_WAIT, "the command %.*s gave no answer in %d seconds", STR_ARG(command),
            SECRET_SECONDS);
  else if (status != 0)
    err_set(err, ERR_WAIT, "the command %.*s failed: %s", STR_ARG(command), complaint);
  ok = ok &&
       first_line(a, all, str_c(a, str_printf(a, "the command %.*s", STR_ARG(command))), out, err);
  explicit_bzero(bytes, n);
  return ok;
}

static bool by_file(struct arena *a, const char *path, struct str *out, struct err *err) {
  struct stat st;
  struct str all;
  if (stat(path, &st) != 0)
    return err_set(err, ERR_SETUP, "%s: %s", path, strerror(errno));
  if (st.st_mode & 077)
    return err_set(err, ERR_SETUP, "%s: others can read this secret: chmod 600 %s", path, path);
  return file_read(a, path, SECRET_LIMIT, &all, err) && first_line(a, all, path, out, err);
}

static bool by_credential(struct arena *a, struct str name, struct str *out, struct err *err) {
  const char *dir = getenv("CREDENTIALS_DIRECTORY");
  struct str all;
  if (!dir)
    return err_set(err, ERR_SETUP,
                   "password_credential = %.*s: no $CREDENTIALS_DIRECTORY; run under systemd with "
                   "LoadCredential=%.*s:FILE",
                   STR_ARG(name), STR_ARG(name));
  if (str_find(name, S("/"), NULL))
    return err_set(err, ERR_SETUP, "password_credential = %.*s: a name, not a path", STR_ARG(name));
  const char *path = str_c(a, str_printf(a, "%s/%.*s", dir, STR_ARG(name)));
  return file_read(a, path, SECRET_LIMIT, &all, err) && first_line(a, all, path, out, err);
}

bool secret_read(struct arena *a, const struct secret_source *from, struct str *out,
                 struct err *err) {
  if (from->command.n)
    return by_command(a, from->command, out, err);
  if (from->file.n)
    return by_file(a, str_c(a, from->file), out, err);
  return by_credential(a, from->credential, out, err);
}

bool token_read(struct arena *a, struct str command, struct str *out, struct err *err) {
  return by_command(a, command, out, err);
}
