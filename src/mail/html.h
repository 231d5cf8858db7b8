// html.h: what html.c asks html_style.c about one element.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

#include <libxml/tree.h>

struct str html_attr(const xmlNode *n, const char *name);
bool html_is(const xmlNode *n, const char *tag);

bool html_hidden(const xmlNode *n); // by display, size, height, opacity, white on white
bool html_tight(const xmlNode *n);  // a paragraph without space around it

enum html_quote {
  QUOTE_NONE,
  QUOTE_SELF, // the element is a quote
  QUOTE_HEAD, // it is one up to its last blockquote before own words come again (Gmail)
  QUOTE_REST, // it and everything behind it
};
enum html_quote html_quote(const xmlNode *n);
