// tokens.h: text as words, numbers and signs, for the finders of this room.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_SIGN };

struct token {
  enum token_kind kind;
  size_t offset, length;
  struct str key;      // word: fold_words; number: its digits; sign: itself
  bool spaced, broken; // white space, a line end before it
};

struct tokens {
  struct token *v;
  size_t n, cap;
};

// "15th" is a number and a word, "12.11" three tokens. Apostrophes only part words: "d'ici" and
// "d ici" are alike. Text must be valid UTF-8.
struct tokens tokens_of(struct arena *a, struct str text);
// The number of a token of at most 9 digits, else -1.
int token_number(const struct token *t);
static inline size_t token_end(const struct token *t) {
  return t->offset + t->length;
}
