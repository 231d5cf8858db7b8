// blocks.h: light Markdown (CommonMark and tables) to the two bodies of a letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "letter/language.h"

enum { TABLE_COLUMNS = 8, TEXT_WIDTH = 72 };

enum block_kind { BLOCK_PROSE, BLOCK_TABLE };

struct row {
  struct str cells[TABLE_COLUMNS]; // Markdown
};

// A table is a run of lines that begin with "|": head, a line of dashes ("--:" aligns to the
// right), rows. Everything else is prose.
struct block {
  enum block_kind kind;
  struct str prose;
  struct row head;
  LIST(struct row) rows;
  bool right[TABLE_COLUMNS];
  size_t columns;
};
struct blocks {
  struct block *v;
  size_t n, cap;
};

struct blocks blocks_of(struct arena *a, struct str markdown);

struct str blocks_text(struct arena *a, const struct language *l, const struct blocks *b);
struct str blocks_html(struct arena *a, const struct language *l, const struct blocks *b,
                       struct str title);
struct str inline_text(struct arena *a, const struct language *l, struct str markdown); // one line
