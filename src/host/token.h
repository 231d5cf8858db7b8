// token.h: names that nobody else can make: tokens of our letters.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

enum { TOKEN_KEY_BYTES = 32, TOKEN_LETTERS = 16 };

struct str token_key_new(struct arena *a); // random, in hexadecimal
// The same key and words always give the same token: TOKEN_LETTERS of base32 (HMAC-SHA256), lower
// case, without letters that are misread.
struct str token_of(struct arena *a, struct str key, struct str words);
