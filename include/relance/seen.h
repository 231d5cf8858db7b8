// seen.h: how often a key came before.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// Two payments may be alike in all that a file says of them. The count tells them apart, and the
// same file gives the same counts again. Keys are kept as 64-bit hashes: that two different ones
// fall together among a million is less likely than one in ten million, and would cost a number.
struct seen {
  struct seen_slot *slot;
  size_t used, cap; // cap: a power of two
};

int seen_count(struct arena *a, struct seen *s, struct str key); // 0 the first time, then 1, 2, …
