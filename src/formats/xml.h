// xml.h: XML of strangers to a tree, and ways through it by local names.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/err.h"
#include "relance/money.h"

#include <libxml/tree.h>

enum {
  XML_NODE_LIMIT = 2000000, // elements, attributes and texts of one document
};

static inline void xml_done(xmlDoc **doc) {
  xmlFreeDoc(*doc);
}
#define auto_xml __attribute__((cleanup(xml_done)))

// The root of a document without DOCTYPE, entities of its own or anything fetched from elsewhere;
// libxml2's own bounds hold (256 levels, 10 MB a text). ERR_INPUT "line 3: …" else.
bool xml_parse(struct str bytes, size_t limit, xmlDoc **doc, const xmlNode **root, struct err *err);

// The root's local name by a look at the first bytes, without parsing; empty when it is no XML.
struct str xml_root_name(struct str bytes);

bool xml_is(const xmlNode *n, const char *name); // an element of that local name
// The first element at "A/B/C" below `n`, namespaces left aside; NULL without, or when n is NULL.
const xmlNode *xml_find(const xmlNode *n, const char *path);
// The next sibling with the name of `n`.
const xmlNode *xml_next(const xmlNode *n);
int xml_line(const xmlNode *n);

struct str xml_text(struct arena *a, const xmlNode *n); // its own text, trimmed; "" for NULL
struct str xml_get(struct arena *a, const xmlNode *n, const char *path);
// As xml_get, every run of white space being one space.
struct str xml_words(struct arena *a, const xmlNode *n, const char *path);
struct str xml_attribute(struct arena *a, const xmlNode *n, const char *name);
void xml_all(struct arena *a, const xmlNode *n, const char *path, struct strs *out);

// xs:decimal at `path` as money. `given` false and `out` zero when it is not there or empty.
bool xml_money(struct arena *a, const xmlNode *n, const char *path, const char *currency,
               struct money *out, bool *given, struct err *err);
bool xml_node_money(struct arena *a, const xmlNode *at, const char *currency, struct money *out,
                    bool *given, struct err *err);
// xs:date or xs:dateTime (the day as written, whatever the zone). DAY_NONE when not there.
bool xml_day(struct arena *a, const xmlNode *n, const char *path, struct day *out, struct err *err);
