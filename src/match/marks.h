// marks.h: which bytes of a text already mean something, so that nothing is read twice.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

struct marks {
  unsigned char *v;
  size_t n;
};

struct marks marks_of(struct arena *a, struct str text);
void marks_add(struct marks *m, size_t offset, size_t length);
bool marks_cover(const struct marks *m, size_t offset, size_t length); // any byte of it
