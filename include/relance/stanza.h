// stanza.h: the one format of the files that people edit, relance.conf and rules/.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/str.h"

//   file   = *( blank / comment / head / entry )
//   comment= "#" at the start of a line
//   head   = "[" kind [ SP name ] "]"
//   entry  = key "=" value      ; value runs to the end of the line, trimmed, no escapes
// A repeated key makes a list. A line that begins with white space continues the value above it,
// joined by a newline.
enum { STANZA_FILE_LIMIT = 4 << 20, STANZA_LINE_LIMIT = 64 << 10 };

struct entry {
  struct str key, value;
  int line;
};

struct stanza {
  struct str file, kind, name; // file as given, for messages
  int line;
  LIST(struct entry) entries;
};

struct stanzas {
  struct stanza *v;
  size_t n, cap;
};

// Appends the stanzas of `text` to `out`. Errors are ERR_SETUP and begin with `file:line: `.
bool stanza_parse(struct arena *a, struct str file, struct str text, struct stanzas *out,
                  struct err *err);

struct str stanza_get(const struct stanza *s, const char *key); // first value, or empty
const struct entry *stanza_next(const struct stanza *s, const char *key, size_t *i); // *i from 0

// Every key must be in `known` (NULL-terminated): else ERR_SETUP "file:line: unknown key "x" (did
// you mean "y"?)".
bool stanza_check_keys(const struct stanza *s, const char *const *known, struct err *err);
// The nearest of `known` within two changes, or NULL. For unknown keys, verbs and kinds alike.
const char *nearest_name(struct str got, const char *const *known);
