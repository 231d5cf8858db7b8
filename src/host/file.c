// file.c: reading and writing whole files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "host/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void fd_close(const int *fd) {
  if (*fd > 2)
    close(*fd);
}

static bool read_all(struct arena *a, int fd, const char *path, size_t limit, struct str *out,
                     struct err *err) {
  struct buf b = buf_in(a);
  char chunk[64 << 10];
  for (;;) {
    ssize_t n = read(fd, chunk, sizeof chunk);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return err_set(err, ERR_SETUP, "%s: %s", path, strerror(errno));
    if (n == 0)
      break;
    if (b.n + (size_t)n > limit)
      return err_set(err, ERR_INPUT, "%s: larger than the limit of %zu bytes", path, limit);
    buf_add(&b, (struct str){chunk, (size_t)n});
  }
  *out = buf_str(&b);
  return true;
}

bool file_read(struct arena *a, const char *path, size_t limit, struct str *out, struct err *err) {
  if (strcmp(path, "-") == 0)
    return read_all(a, 0, "standard input", limit, out, err);
  auto_fd fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return err_set(err, ERR_SETUP, "%s: %s", path, strerror(errno));
  return read_all(a, fd, path, limit, out, err);
}

static bool write_all(int fd, struct str s) {
  while (s.n) {
    ssize_t n = write(fd, s.p, s.n);
    if (n < 0 && errno != EINTR)
      return false;
    s = str_skip(s, n > 0 ? (size_t)n : 0);
  }
  return true;
}

static bool write_beside(const char *path, const char *beside, struct str bytes) {
  auto_fd fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  return fd >= 0 && write_all(fd, bytes) && fsync(fd) == 0 && rename(beside, path) == 0;
}

bool file_write(const char *path, struct str bytes, struct err *err) {
  struct arena a;
  arena_init(&a, 256 << 10);
  bool ok = write_beside(path, str_c(&a, str_printf(&a, "%s.new", path)), bytes);
  if (!ok)
    err_set(err, ERR_SETUP, "%s: cannot be written: %s", path, strerror(errno));
  arena_free(&a);
  return ok;
}

static bool take(struct arena *a, const char *full, struct str rel, struct files *out,
                 struct err *err) {
  struct file f = {.path = rel};
  if (out->n >= RULE_FILES_LIMIT)
    return err_set(err, ERR_SETUP, "%s: more than %d files", full, RULE_FILES_LIMIT);
  if (!file_read(a, full, 4 << 20, &f.text, err))
    return false;
  *LIST_PUSH(a, out) = f;
  return true;
}

static bool walk(struct arena *a, const char *root, struct str below, const char *suffix,
                 struct files *out, struct err *err) {
  const char *path = str_c(a, str_printf(a, "%s/%.*s", root, STR_ARG(below)));
  DIR *dir = opendir(path);
  if (!dir)
    return err_set(err, ERR_SETUP, "%s: %s", path, strerror(errno));
  bool ok = true;
  for (struct dirent *e; ok && (e = readdir(dir));) {
    struct stat st;
    struct str rel = str_printf(a, "%.*s%s%s", STR_ARG(below), below.n ? "/" : "", e->d_name);
    const char *full = str_c(a, str_printf(a, "%s/%.*s", root, STR_ARG(rel)));
    if (e->d_name[0] == '.' || stat(full, &st) != 0)
      continue;
    if (S_ISDIR(st.st_mode))
      ok = walk(a, root, rel, suffix, out, err);
    else if (str_ends(rel, str_of(suffix)))
      ok = take(a, full, rel, out, err);
  }
  closedir(dir);
  return ok;
}

static int by_path(const void *x, const void *y) {
  return str_cmp(((const struct file *)x)->path, ((const struct file *)y)->path);
}

bool files_below(struct arena *a, const char *dir, const char *suffix, struct files *out,
                 struct err *err) {
  struct files found = {0};
  if (!walk(a, dir, S(""), suffix, &found, err))
    return false;
  if (found.n)
    qsort(found.v, found.n, sizeof *found.v, by_path);
  for (size_t i = 0; i < found.n; i++)
    *LIST_PUSH(a, out) = found.v[i];
  return true;
}

const char *rules_dir(struct arena *a) {
  const char *env = getenv("RELANCE_RULES");
  if (env)
    return env;
  char exe[4096];
  ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
  struct str path = {exe, n > 0 ? (size_t)n : 0};
  while (path.n && path.p[path.n - 1] != '/')
    path.n--;
  static const char *const above[] = {"../rules", "../../rules", "../share/relance/rules"};
  for (size_t i = 0; path.n && i < sizeof above / sizeof *above; i++) {
    const char *dir = str_c(a, str_printf(a, "%.*s%s", STR_ARG(path), above[i]));
    if (access(dir, R_OK) == 0)
      return dir;
  }
  return RELANCE_RULES;
}
