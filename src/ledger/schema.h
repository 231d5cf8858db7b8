// schema.h: inside the ledger room: bringing a file's schema up to date.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"

#include <sqlite3.h>

enum { LEDGER_APPLICATION = 0x726c6e63 }; // "rlnc", at offset 68 of every ledger

// schema_steps[n] brings version n to n + 1: the files schema/001.sql, 002.sql and so on.
extern const char *const schema_steps[];
extern const int schema_count;

// Brings `db` to version `count`, in WAL mode. Copies an older file to PATH.schemaN first.
// ERR_SETUP when the file is of another program or newer than `count`. Safe when two processes do
// it at once, and when the machine stops in between.
bool schema_migrate(sqlite3 *db, const char *path, const char *const *steps, int count,
                    struct err *err);
// VACUUM INTO a new file of mode 0600.
bool schema_copy(sqlite3 *db, const char *to, struct err *err);
