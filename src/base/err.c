// err.c: filling in an error.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  err->kind = kind;
  vsnprintf(err->text, sizeof err->text, fmt, ap);
  va_end(ap);
  return false;
}

bool err_in(struct err *err, const char *fmt, ...) {
  char old[sizeof err->text];
  memcpy(old, err->text, sizeof old);
  va_list ap;
  va_start(ap, fmt);
  int n = vsnprintf(err->text, sizeof err->text, fmt, ap);
  va_end(ap);
  size_t used = n < 0 ? 0 : (size_t)n;
  if (used + 3 < sizeof err->text)
    snprintf(err->text + used, sizeof err->text - used, ": %.*s",
             (int)(sizeof err->text - used) - 3, old);
  return false;
}
