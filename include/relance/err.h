// err.h: errors sorted by what the caller should do next, with one sentence for a person.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stdbool.h>

enum err_kind {
  ERR_NONE,
  ERR_INPUT, // this input is bad: set it aside, go on with the next
  ERR_RETRY, // try again at once
  ERR_WAIT,  // try again later: network, server, lock
  ERR_SETUP, // a person must mend it: configuration, rights, password
};

// The text names the file, line or message and the way out. Functions that can fail are
// `bool f(..., out, struct err *err)`: on false `err` is set and `out` is untouched.
struct err {
  enum err_kind kind;
  char text[1024];
};

// Fills `err` and returns false, so `return err_set(err, ...)` is a whole failure path.
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

// Puts `context: ` before the text; returns false. The kind stays.
bool err_in(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
