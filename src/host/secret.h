// secret.h: passwords and tokens from where the configuration says they are.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "host/conf.h"

enum { SECRET_LIMIT = 16 << 10, SECRET_SECONDS = 10 };

// The secret without its last newline, NUL-terminated. It is never logged; the caller wipes it with
// secret_wipe. A command runs under sh -c with no standard input, for SECRET_SECONDS at most; what
// it says on standard error goes into the error. A file that others can read is refused.
bool secret_read(struct arena *a, const struct secret_source *from, struct str *out,
                 struct err *err);
bool token_read(struct arena *a, struct str command, struct str *out, struct err *err);
void secret_wipe(struct str *secret);
