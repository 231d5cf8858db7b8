// message_files.h: raw messages named on the command line: files, mboxes, Maildirs, standard input.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"

// Calls `each` with every message in the order of the arguments, a folder's files by name; stops
// when it says false. `a` is emptied after each. A file that cannot be read is an error.
bool each_message(const struct args *args, struct arena *a,
                  bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw,
                               struct err *err),
                  void *ctx, struct err *err);
