// mbox.h: messages one after the other in one file (RFC 4155, and mboxrd's quoting).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

enum { MBOX_MESSAGES_LIMIT = 1000000 };

// True when the file begins like an mbox.
bool mbox_is(const char *path);
// Calls `each` for every message, named FILE:N; stops when it says false. `a` is emptied after
// each. A message above MAIL_SIZE_LIMIT is ERR_INPUT.
bool mbox_each(const char *path, struct arena *a,
               bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw,
                            struct err *err),
               void *ctx, struct err *err);
