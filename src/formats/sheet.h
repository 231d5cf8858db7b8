// sheet.h: a printed page as lines, cells and words, and the values that stand beside its words.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/money.h"

struct sheet_word {
  struct str key;        // folded
  size_t from, to, cell; // bytes of the text; index of its cell
};

struct sheet_cell {
  struct str text; // trimmed
  size_t line, column;
  size_t first, n; // words
};

struct sheet {
  struct str text;
  LIST(struct sheet_word) words;
  LIST(struct sheet_cell) cells;
  LIST(size_t) lines; // index of each line's first cell; one more at the end
};

// Cells are parted by TAB; empty ones and empty lines are left out.
void sheet_of(struct arena *a, struct str text, size_t words_limit, struct sheet *out);

struct phrase { // words of one label, folded
  struct str *v;
  size_t n, cap;
};
struct phrase phrase_of(struct arena *a, struct str label);
// The phrase stands at that word, all of it in one cell.
bool sheet_says(const struct sheet *p, size_t word, const struct phrase *what);

// Month names of all languages in lists of twelve, for days in words.
struct month_name {
  struct str key;
  int month;
};
struct months {
  struct month_name *v;
  size_t n, cap;
};

// What may stand at the start of `s`, after signs and words without digits where they are harmless.
bool value_number(struct str s, struct str *out);
bool value_day(struct arena *a, const struct months *m, struct str s, struct day *out);
bool value_amount(struct str s, char decimal, struct money *out); // currency "" where none is said
