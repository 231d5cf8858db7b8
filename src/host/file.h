// file.h: whole files with a limit, and the folders of rules.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

// "-" reads standard input. Larger than `limit` is ERR_INPUT; what cannot be opened is ERR_SETUP.
bool file_read(struct arena *a, const char *path, size_t limit, struct str *out, struct err *err);
// New, or replaced whole: written beside, flushed to disk, renamed. Mode 0600.
bool file_write(const char *path, struct str bytes, struct err *err);

struct file {
  struct str path, text; // path relative to the folder it was found in
};
struct files {
  struct file *v;
  size_t n, cap;
};

enum { RULE_FILES_LIMIT = 500 };

// Appends all files below `dir` whose name ends with `suffix`, sorted by path.
bool files_below(struct arena *a, const char *dir, const char *suffix, struct files *out,
                 struct err *err);

// Where the rules that relance brings lie: $RELANCE_RULES, above the program in a source tree,
// beside it in share/, or where it was built to be installed.
const char *rules_dir(struct arena *a);

void fd_close(const int *fd); // for auto_fd; leaves 0, 1, 2 and negative numbers alone
#define auto_fd __attribute__((cleanup(fd_close))) int
