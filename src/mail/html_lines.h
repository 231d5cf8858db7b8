// html_lines.h: text and breaks of a page in, lines out.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// Depths are quote levels counted from the page; a piece that began inside a quote (`base`) writes
// only the levels that are its own.
struct lines {
  struct buf out, line;
  int base, depth, last_depth; // depth of the line, of the one before
  size_t mark;                 // bytes of a list mark that waits for its text
  bool space, blank;           // a space, an empty line is due
};

struct lines lines_in(struct arena *a, int base);
// White space becomes one space, unless `pre`.
void lines_text(struct lines *l, struct str s, int depth, bool pre);
void lines_end(struct lines *l);   // of the line that is being written, if there is one
void lines_break(struct lines *l); // the same, or an empty line
void lines_mark(struct lines *l);  // what was written on this line is a list mark: it stays open
void lines_put(struct lines *l, struct str line, int depth); // a whole line

struct str lines_trim(struct str line);
bool lines_is_blank(struct str line); // nothing but spaces and no-break spaces
