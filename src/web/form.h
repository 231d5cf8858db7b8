// form.h: what a browser sends with a form or after a question mark.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

enum { FORM_BYTES_LIMIT = 64 << 10, FORM_FIELDS_LIMIT = 200 };

struct form_field {
  struct str name, value;
};
struct form {
  struct form_field *v;
  size_t n, cap;
};

// application/x-www-form-urlencoded (URL Standard, 5.1): name=value pairs between &, + for a space,
// %XX for a byte. Stricter than browsers: a bad %XX, a NUL, what is no UTF-8 and what is beyond the
// limits are ERR_INPUT.
bool form_parse(struct arena *a, struct str body, struct form *out, struct err *err);
struct str form_get(const struct form *f, const char *name); // first of that name, or empty
int64_t form_number(const struct form *f, const char *name); // 0 when it is none or negative
// Undoes %XX (in a path, where + is a plus).
bool percent_decode(struct arena *a, struct str s, bool plus_is_space, struct str *out);
