// fold.h: comparison keys, so that what people write alike compares alike.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

enum { FOLD_LIMIT = 64 << 10 }; // bytes of input; the rest is ignored

// Lower case without accents, NFKD, every run of other signs one space: "Société  Étoile-Sud" and
// "SOCIETE ETOILE SUD" both give "societe etoile sud". Input must be valid UTF-8.
struct str fold_words(struct arena *a, struct str s);

// As fold_words, but only [a-z0-9] remain and spaces go: "FA-2026 0012" gives "fa20260012".
struct str fold_key(struct arena *a, struct str s);

// Optimal string alignment distance of two byte strings (insert, delete, change, swap), or limit +
// 1 when it is greater. Both at most 256 bytes; longer ones are farther than any limit.
size_t fold_distance(struct str a, struct str b, size_t limit);
