// amounts.h: sums of money as people write them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "marks.h"
#include "relance/money.h"
#include "relance/stanza.h"
#include "tokens.h"

// A stanza [money LANG]: words of currencies, of numbers, and what stands before a number that is
// no payment. Its format is in rules/words/README.md.
struct money_words;
bool money_words_make(struct arena *a, const struct stanza *s, struct money_words **out,
                      struct err *err);
bool money_words_check(struct arena *a, const struct money_words *w, struct err *err);
struct str money_words_lang(const struct money_words *w);

struct amount_from {
  const char *currency; // where the text names none
  bool point;           // 1,234.56 is how the writer's country writes it; else 1.234,56
};

struct amount_found {
  size_t offset, length;
  struct money amount;
  struct money other;  // the second reading of "1.234", unset when there is only one
  bool currency_named; // stands beside it
  bool decimals;       // written to the last digit: "12,50", "1.234,-"
  bool parentheses;    // "(1 234,56)": less than zero in a table, nothing in a sentence
};

struct amounts_found {
  struct amount_found *v;
  size_t n, cap;
};

// Sums that show as such by a currency or by decimals, in order of place; never inside a place that
// is marked already. `w` may be NULL.
void amounts_find(struct arena *a, struct str text, const struct tokens *t,
                  const struct money_words *w, struct amount_from from, const struct marks *taken,
                  struct amounts_found *out);
// The whole of `s` is one amount, with or without currency: a table cell, the capture of a rule.
bool amount_whole(struct str s, const struct money_words *w, struct amount_from from,
                  struct amount_found *out);
// A currency that is the whole of `s`: sign, code or word.
bool currency_read(struct str s, const struct money_words *w, char out[4]);
