// flowed.c: format=flowed text back to paragraphs (RFC 3676, section 4).
// SPDX-License-Identifier: GPL-3.0-or-later
#include "room.h"

static size_t quote_depth(struct str *line) {
  size_t depth = 0;
  while (depth < line->n && line->p[depth] == '>')
    depth++;
  *line = str_skip(*line, depth);
  if (str_starts(*line, S(" "))) // space-stuffing
    *line = str_skip(*line, 1);
  return depth;
}

// Lines that end with a space go on in the next one of the same quote depth; the signature's "-- "
// does not. Quote depth comes back as one "> " for each level.
struct str flowed_unwrap(struct arena *a, struct str text, bool delsp) {
  struct buf b = buf_in(a);
  size_t open = 0; // depth of the paragraph that goes on
  bool flowing = false;
  for (struct str line; str_line(&text, &line);) {
    size_t depth = quote_depth(&line);
    bool fixed = str_eq(line, S("-- ")) || !str_ends(line, S(" "));
    if (flowing && (depth != open || str_eq(line, S("-- ")))) {
      buf_c(&b, '\n');
      flowing = false;
    }
    for (size_t i = 0; !flowing && i < depth; i++)
      buf_add(&b, S("> "));
    if (!fixed && delsp)
      line.n--;
    buf_add(&b, line);
    if (fixed)
      buf_c(&b, '\n');
    flowing = !fixed;
    open = depth;
  }
  if (flowing)
    buf_c(&b, '\n');
  return buf_str(&b);
}
