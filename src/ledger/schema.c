// schema.c: numbered SQL files, applied in order, with a copy of the old state before.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

// The files themselves, put into the program by the assembler (the Makefile says that this object
// depends on them). A new one gets its two lines here and its number in ledger.h.
#define SCHEMA_FILE(n)                                                                             \
  __asm__(".section .rodata\n.global schema_" #n "\nschema_" #n                                    \
          ":\n.incbin \"src/ledger/schema/" #n ".sql\"\n.byte 0\n.previous\n");                    \
  extern const char schema_##n[]
SCHEMA_FILE(001);
const char *const schema_steps[] = {schema_001};
const int schema_count = sizeof schema_steps / sizeof *schema_steps;
_Static_assert(sizeof schema_steps / sizeof *schema_steps == LEDGER_SCHEMA, "ledger.h disagrees");

static int pragma_number(sqlite3 *db, const char *pragma) {
  sqlite3_stmt *s = NULL;
  int value = -1;
  if (sqlite3_prepare_v2(db, pragma, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
    value = sqlite3_column_int(s, 0);
  sqlite3_finalize(s);
  return value;
}

static bool run(sqlite3 *db, const char *path, const char *sql, struct err *err) {
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return true;
  int code = sqlite3_errcode(db);
  return err_set(err, code == SQLITE_BUSY ? ERR_WAIT : ERR_SETUP, "%s: %s", path,
                 sqlite3_errmsg(db));
}

bool schema_copy(sqlite3 *db, const char *to, struct err *err) {
  // SQLite would make the file by the umask; it accepts an empty one that is there.
  int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return err_set(err, ERR_SETUP, "%s: %s: give a name that is free", to, strerror(errno));
  close(fd);
  sqlite3_stmt *s = NULL;
  bool ok = sqlite3_prepare_v2(db, "VACUUM INTO ?", -1, &s, NULL) == SQLITE_OK &&
            sqlite3_bind_text(s, 1, to, -1, SQLITE_STATIC) == SQLITE_OK &&
            sqlite3_step(s) == SQLITE_DONE;
  if (!ok) {
    err_set(err, ERR_SETUP, "%s: copying the ledger: %s", to, sqlite3_errmsg(db));
    unlink(to);
  }
  sqlite3_finalize(s);
  return ok;
}

// A copy left by an earlier try is of the same version, but perhaps of an older day: it is
// replaced, and only by a whole one.
static bool copy_before(sqlite3 *db, const char *path, int version, struct err *err) {
  char copy[4096], half[4096];
  int n = snprintf(copy, sizeof copy, "%s.schema%d", path, version);
  int m = snprintf(half, sizeof half, "%s.schema%d.part", path, version);
  if (n < 0 || m < 0 || (size_t)m >= sizeof half)
    return err_set(err, ERR_SETUP, "%s: the name is too long", path);
  unlink(half);
  if (!schema_copy(db, half, err))
    return false;
  if (rename(half, copy) == 0)
    return true;
  return err_set(err, ERR_SETUP, "%s: %s", copy, strerror(errno));
}

// 0 only when the file is empty; another program's file is refused.
static bool version_of(sqlite3 *db, const char *path, int count, int *version, struct err *err) {
  int app = pragma_number(db, "PRAGMA application_id");
  int tables = pragma_number(db, "SELECT count(*) FROM sqlite_schema");
  if (app < 0 || tables < 0)
    return err_set(err, ERR_SETUP, "%s: no ledger: %s", path, sqlite3_errmsg(db));
  if (app != LEDGER_APPLICATION && (app != 0 || tables > 0))
    return err_set(err, ERR_SETUP, "%s: a database, but no ledger of relance: name another file",
                   path);
  int found = pragma_number(db, "PRAGMA user_version");
  if (found > count)
    return err_set(err, ERR_SETUP,
                   "%s: written by a newer relance (schema %d, this program knows up to %d): use "
                   "the newer program, or the copy it took before (%s.schema%d)",
                   path, found, count, path, count);
  *version = found;
  return true;
}

static bool apply(sqlite3 *db, const char *path, const char *const *steps, int from, int count,
                  struct err *err) {
  char mark[120];
  for (int version = from; version < count; version++)
    if (!run(db, path, steps[version], err))
      return err_in(err, "schema %d", version + 1);
  snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %d",
           LEDGER_APPLICATION, count);
  return run(db, path, mark, err);
}

static bool upgrade(sqlite3 *db, const char *path, const char *const *steps, int count,
                    struct err *err) {
  int version = 0;
  // Another process may have done it while this one waited for its turn.
  if (!version_of(db, path, count, &version, err))
    return false;
  if (version == count)
    return true;
  if (version > 0 && !copy_before(db, path, version, err))
    return false;
  if (!run(db, path, "BEGIN EXCLUSIVE", err))
    return false;
  if (apply(db, path, steps, version, count, err) && run(db, path, "COMMIT", err))
    return true;
  sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return false;
}

static bool is_wal(sqlite3 *db) {
  return pragma_number(db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode") == 1;
}

// One process at a time copies and changes: the lock of the directory, which leaves nothing behind
// and goes with the process.
static int wait_for_turn(const char *path) {
  char folder[PATH_MAX];
  if (snprintf(folder, sizeof folder, "%s", path) >= (int)sizeof folder)
    return -1;
  int fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

bool schema_migrate(sqlite3 *db, const char *path, const char *const *steps, int count,
                    struct err *err) {
  int version = 0;
  if (version_of(db, path, count, &version, err) && version == count && is_wal(db))
    return true;
  int turn = wait_for_turn(path);
  if (turn < 0)
    return err_set(err, ERR_SETUP, "%s: the directory cannot be locked: %s", path, strerror(errno));
  bool ok = upgrade(db, path, steps, count, err) && run(db, path, "PRAGMA journal_mode = WAL", err);
  close(turn);
  return ok;
}
