// blocks.c: parting Markdown into prose and tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/blocks.h"

static bool table_line(struct str line) {
  return str_starts(str_trim(line), S("|"));
}

// Splits at "|" that no backslash precedes; the outer ones are borders.
static struct row read_row(struct str line, size_t *columns) {
  struct row row = {0};
  size_t from = 1, n = 0;
  line = str_trim(line);
  for (size_t i = 1; i < line.n && n < TABLE_COLUMNS; i++) {
    if (line.p[i] == '\\')
      i++;
    else if (line.p[i] == '|') {
      row.cells[n++] = str_trim(str_sub(line, from, i - from));
      from = i + 1;
    }
  }
  *columns = n;
  return row;
}

static bool is_rule(const struct row *row, size_t columns) {
  for (size_t i = 0; i < columns; i++)
    for (size_t k = 0; k < row->cells[i].n; k++)
      if (row->cells[i].p[k] != '-' && row->cells[i].p[k] != ':')
        return false;
  return columns > 0;
}

static void add_row(struct arena *a, struct block *t, struct str line) {
  size_t columns;
  struct row row = read_row(line, &columns);
  if (t->columns == 0) {
    t->head = row;
    t->columns = columns;
  } else if (!t->rows.n && is_rule(&row, columns)) {
    for (size_t i = 0; i < columns; i++)
      t->right[i] = str_ends(row.cells[i], S(":"));
  } else
    *LIST_PUSH(a, &t->rows) = row;
}

static void add_prose(struct arena *a, struct blocks *out, struct buf *prose) {
  if (str_trim(buf_str(prose)).n)
    *LIST_PUSH(a, out) = (struct block){.kind = BLOCK_PROSE, .prose = buf_str(prose)};
  *prose = buf_in(a);
}

struct blocks blocks_of(struct arena *a, struct str markdown) {
  struct blocks out = {0};
  struct buf prose = buf_in(a);
  bool in_table = false;
  for (struct str line; str_line(&markdown, &line);) {
    if (!table_line(line)) {
      buf_printf(&prose, "%.*s\n", STR_ARG(line));
      in_table = false;
      continue;
    }
    if (!in_table) {
      add_prose(a, &out, &prose);
      *LIST_PUSH(a, &out) = (struct block){.kind = BLOCK_TABLE};
    }
    in_table = true;
    add_row(a, &out.v[out.n - 1], line);
  }
  add_prose(a, &out, &prose);
  return out;
}
