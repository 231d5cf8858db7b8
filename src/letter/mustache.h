// mustache.h: templates without logic (mustache 1.4 without set delimiters, lambdas, inheritance).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "letter/fact.h"
#include "relance/err.h"

enum {
  MUSTACHE_SIZE_LIMIT = 256 << 10, // bytes of a template
  MUSTACHE_DEPTH_LIMIT = 20,       // sections and partials within each other
  MUSTACHE_OUTPUT_LIMIT = 4 << 20, // bytes
};

enum node_kind {
  NODE_TEXT,
  NODE_VALUE,    // {{name}}, escaped
  NODE_RAW,      // {{{name}}} or {{&name}}
  NODE_SECTION,  // {{#name}}
  NODE_INVERTED, // {{^name}}
  NODE_PARTIAL,  // {{>name}}
};

struct node {
  enum node_kind kind;
  struct str text;   // text, or name
  struct str indent; // of a partial that stands alone on its line
  size_t end;        // of a section: index after its last node
  int line;
};

struct mustache {
  struct str file;
  LIST(struct node) nodes;
};

// `first_line`: number of the first line of `text` within `file`. ERR_SETUP with file:line.
bool mustache_parse(struct arena *a, struct str file, int first_line, struct str text,
                    struct mustache *out, struct err *err);

struct mustache_host {
  const struct mustache *(*partial)(const void *of, struct str name); // NULL: none, renders nothing
  const void *of;
  void (*escape)(struct buf *b, struct str text); // for NODE_VALUE
};

void escape_html(struct buf *b, struct str text);
void escape_markdown(struct buf *b, struct str text); // one line: line ends become spaces

struct str mustache_render(struct arena *a, const struct mustache *t, const struct fact *facts,
                           const struct mustache_host *host);
