// amount_parts.h: what the files of the amount finder share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "amounts.h"

#define AMOUNT_LIMIT INT64_C(999999999999) // whole units: larger ones are account numbers

struct number_word {
  struct str word;
  int64_t value;
};

struct currency_word {
  struct str word; // as written in the file, small letters
  char code[4];
};

struct money_words {
  const struct stanza *stanza;
  struct str lang;
  LIST(struct currency_word) currencies;
  LIST(struct number_word) numbers;
  struct strs joins, cents; // folded
  struct strs no_payment;   // folded: "capital" before a sum
  struct strs units;        // folded: "h" after a number
};

// The number at byte `at` with its currency; gives the bytes from `at` to its end, 0 for none.
size_t amount_at(struct str s, size_t at, const struct money_words *w, struct amount_from from,
                 struct amount_found *out);
size_t currency_at(struct str s, size_t i, const struct money_words *w, char out[4]);
size_t money_word_at(const struct money_words *w, struct str rest, char out[4]);
// A sum in words that begins with token i: "trois cents euros". Gives its tokens, 0 for none.
size_t amount_in_words(const struct tokens *t, size_t i, const struct money_words *w,
                       struct amount_found *out);
