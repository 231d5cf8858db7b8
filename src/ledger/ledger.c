// ledger.c: opening and closing the file, safely, and the lock of a role.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEDGER_SCRATCH = 1 << 20 }; // bytes: a folded reference, and more of that kind

// ---------------------------------------------------------------- the file

// Directories may be links, the file itself may not: so the directory is resolved first.
static bool resolve(const char *path, char out[PATH_MAX], struct err *err) {
  char dir[PATH_MAX], base[PATH_MAX], real[PATH_MAX];
  if (snprintf(dir, sizeof dir, "%s", path) >= PATH_MAX - 64)
    return err_set(err, ERR_SETUP, "%s: the name is too long", path);
  snprintf(base, sizeof base, "%s", path);
  const char *folder = dirname(dir);
  if (!realpath(folder, real))
    return err_set(err, ERR_SETUP, "%s: %s: make the directory first", folder, strerror(errno));
  if (snprintf(out, PATH_MAX, "%s/%s", real, basename(base)) >= PATH_MAX - 64)
    return err_set(err, ERR_SETUP, "%s: the name is too long", path);
  return true;
}

static bool make_file(const char *path, struct err *err) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 && errno != EEXIST)
    return err_set(err, ERR_SETUP, "%s: %s", path, strerror(errno));
  if (fd >= 0)
    close(fd);
  return true;
}

// By O_PATH: closing any other descriptor of the file would drop the locks that this process holds
// on it through another connection.
static bool file_is_ours(const char *path, struct err *err) {
  struct stat st;
  int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return err_set(err, ERR_SETUP, "%s: %s: `relance init` or `relance import` makes a ledger",
                   path, strerror(errno));
  int failed = fstat(fd, &st);
  close(fd);
  if (failed || !S_ISREG(st.st_mode))
    return err_set(err, ERR_SETUP, "%s: not a regular file (a link is refused)", path);
  if (st.st_uid != geteuid())
    return err_set(err, ERR_SETUP, "%s: belongs to user %u, this is user %u: run as its owner",
                   path, (unsigned)st.st_uid, (unsigned)geteuid());
  if (st.st_mode & 077)
    return err_set(err, ERR_SETUP, "%s: others may read or write it (mode %04o): chmod 600 it",
                   path, (unsigned)st.st_mode & 07777);
  return true;
}

// ---------------------------------------------------------------- the role

static bool role_named(const char *role) {
  size_t n = strspn(role, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
  return n > 0 && n <= 64 && role[n] == 0;
}

// The lock goes with the process, however it ends; the number in the file is for people.
static bool role_lock(const char *path, const char *role, int *out, struct err *err) {
  char name[PATH_MAX], who[32] = "";
  if (!role_named(role) ||
      snprintf(name, sizeof name, "%s.%s.lock", path, role) >= (int)sizeof name)
    return err_set(err, ERR_SETUP, "%s: not the name of a role", role);
  int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return err_set(err, ERR_SETUP, "%s: %s", name, strerror(errno));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ssize_t n = read(fd, who, sizeof who - 1);
    who[n > 0 ? strcspn(who, "\n") : 0] = 0;
    close(fd);
    return err_set(err, ERR_WAIT, "%s: \"%s\" is already running on this ledger (process %s)", path,
                   role, who[0] ? who : "unknown");
  }
  if (ftruncate(fd, 0) != 0 || dprintf(fd, "%d\n", (int)getpid()) < 0) {
    close(fd);
    return err_set(err, ERR_SETUP, "%s: %s", name, strerror(errno));
  }
  *out = fd;
  return true;
}

// ---------------------------------------------------------------- the connection

static bool connect_to(struct ledger *l, struct err *err) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX |
              SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  if (sqlite3_open_v2(l->path, &l->db, flags, NULL) != SQLITE_OK)
    return db_failed(l, "opening", err);
  sqlite3_busy_timeout(l->db, LEDGER_BUSY_MS);
  sqlite3_db_config(l->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(l->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(l->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config(l->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config(l->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  return true;
}

// FULL: with NORMAL a power cut may take back a committed row, which for a letter means twice.
static bool configure(struct ledger *l, struct err *err) {
  static const char settings[] = "PRAGMA synchronous = FULL;"
                                 "PRAGMA foreign_keys = ON;"
                                 "PRAGMA recursive_triggers = ON;" // REPLACE asks the triggers too
                                 "PRAGMA cell_size_check = ON;"
                                 "PRAGMA temp_store = MEMORY;"
                                 "PRAGMA cache_size = -16384;"; // KiB
  if (sqlite3_exec(l->db, settings, NULL, NULL, NULL) != SQLITE_OK)
    return db_failed(l, "opening", err);
  return true;
}

// One thread of ours uses the library, and who holds how much memory is nobody's question: no locks
// for either. Once the library is in use it says no, which is no harm.
static void spare_locks(void) {
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

bool ledger_open(const char *path, enum ledger_how how, const char *role, struct ledger **out,
                 struct err *err) {
  char real[PATH_MAX];
  int lock = -1;
  spare_locks();
  if (!resolve(path, real, err))
    return false;
  if (how == LEDGER_CREATE && !make_file(real, err))
    return false;
  if (!file_is_ours(real, err) || (role && !role_lock(real, role, &lock, err)))
    return false;
  struct ledger *l = calloc(1, sizeof *l);
  char *copy = strdup(real);
  if (!l || !copy)
    abort();
  l->path = copy;
  arena_init(&l->scratch, LEDGER_SCRATCH);
  l->lock = lock;
  if (connect_to(l, err) && schema_migrate(l->db, real, schema_steps, schema_count, err) &&
      configure(l, err)) {
    *out = l;
    return true;
  }
  ledger_close(l);
  return false;
}

static void disconnect(struct ledger *l) {
  l->txn = NULL;
  for (size_t i = 0; i < DB_STATEMENTS; i++)
    sqlite3_finalize(l->kept[i].statement);
  memset(l->kept, 0, sizeof l->kept);
  sqlite3_close(l->db); // rolls back
  l->db = NULL;
}

bool ledger_reopen(struct ledger *l, struct err *err) {
  disconnect(l);
  l->stopped = false;
  if (connect_to(l, err) && configure(l, err))
    return true;
  l->stopped = true;
  snprintf(l->stopped_why, sizeof l->stopped_why, "%.*s", (int)sizeof l->stopped_why - 1,
           err->text);
  return false;
}

void ledger_close(struct ledger *l) {
  if (!l)
    return;
  disconnect(l);
  register_many_forget(l);
  arena_free(&l->scratch);
  if (l->lock >= 0)
    close(l->lock);
  free(l->path);
  free(l);
}
