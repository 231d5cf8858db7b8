// html_style.c: what an element is by its attributes: hidden, quoted.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The marks are those that mail programs put around what they quote. They are no language; words
// such as "De :" are left to the rules.
#include "html.h"

#include <string.h>

enum {
  LABELS_OF_A_HEADER = 3,
  LOOK_LIMIT = 200,   // nodes looked at for such a header
  STYLE_LIMIT = 2000, // bytes of one style attribute: they are read again for each child
};

struct str html_attr(const xmlNode *n, const char *name) {
  for (const xmlAttr *at = n->properties; at; at = at->next)
    if (strcmp((const char *)at->name, name) == 0)
      return at->children ? str_of((const char *)at->children->content) : S("");
  return S("");
}

bool html_is(const xmlNode *n, const char *tag) {
  return n && n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, tag) == 0;
}

// ------------------------------------------------------------------ style

// Takes the next "name: value" off a style attribute.
static bool style_next(struct str *rest, struct str *name, struct str *value) {
  struct str one;
  while (str_field(rest, ';', &one))
    if (str_cut(one, ':', name, value)) {
      *name = str_trim(*name);
      *value = str_trim(*value);
      return true;
    }
  return false;
}

static struct str style_value(const xmlNode *n, struct str wanted) {
  struct str rest = str_sub(html_attr(n, "style"), 0, STYLE_LIMIT), name, value;
  while (style_next(&rest, &name, &value))
    if (str_eq_ci(name, wanted))
      return value;
  return S("");
}

// "0", "0px", "0.0em", "0 !important"
static bool is_zero(struct str v) {
  size_t i = 0;
  while (i < v.n && (v.p[i] == '0' || v.p[i] == '.'))
    i++;
  return i > 0 && (i == v.n || v.p[i] < '1' || v.p[i] > '9');
}

static bool is_white(struct str v) {
  return str_eq_ci(v, S("white")) || str_eq_ci(v, S("#fff")) || str_eq_ci(v, S("#ffffff")) ||
         str_eq_ci(v, S("rgb(255,255,255)")) || str_eq_ci(v, S("rgb(255, 255, 255)"));
}

static bool on_colour(const xmlNode *n) {
  for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
    struct str b = style_value(n, S("background")), c = style_value(n, S("background-color"));
    struct str old = html_attr(n, "bgcolor");
    if ((b.n && !is_white(b)) || (c.n && !is_white(c)) || (old.n && !is_white(old)) ||
        html_attr(n, "class").n || html_attr(n, "background").n)
      return true; // a class may colour it, too
  }
  return false;
}

bool html_hidden(const xmlNode *n) {
  if (n->properties == NULL)
    return false;
  struct str rest = str_sub(html_attr(n, "style"), 0, STYLE_LIMIT), name, value;
  bool white = html_is(n, "font") && is_white(html_attr(n, "color"));
  while (style_next(&rest, &name, &value)) {
    if ((str_eq_ci(name, S("display")) && str_starts_ci(value, S("none"))) ||
        (str_eq_ci(name, S("visibility")) && str_starts_ci(value, S("hidden"))) ||
        (str_eq_ci(name, S("mso-hide")) && str_starts_ci(value, S("all"))) ||
        ((str_eq_ci(name, S("font-size")) || str_eq_ci(name, S("max-height")) ||
          str_eq_ci(name, S("opacity"))) &&
         is_zero(value)))
      return true;
    white |= str_eq_ci(name, S("color")) && is_white(value);
  }
  for (const xmlAttr *at = n->properties; at; at = at->next)
    if (strcmp((const char *)at->name, "hidden") == 0)
      return true;
  return white && !on_colour(n);
}

bool html_tight(const xmlNode *n) {
  struct str margin = style_value(n, S("margin"));
  return str_starts(html_attr(n, "class"), S("Mso")) || is_zero(margin);
}

// ------------------------------------------------------------------ quotes

static const struct {
  const char *attr, *value;
  enum html_quote quote;
} marks[] = {
    {"class", "gmail_quote", QUOTE_HEAD},
    {"class", "yahoo_quoted", QUOTE_SELF},
    {"class", "yahooquoted", QUOTE_SELF},
    {"id", "yahoo_quoted", QUOTE_SELF},
    {"class", "moz-cite-prefix", QUOTE_SELF},
    {"class", "moz-forward-container", QUOTE_SELF},
    {"class", "moz-email-headers-table", QUOTE_SELF},
    {"class", "protonmail_quote", QUOTE_SELF},
    {"class", "tutanota_quote", QUOTE_SELF},
    {"class", "zmail_extra", QUOTE_SELF},
    {"class", "ms-outlook-mobile-reference-message", QUOTE_SELF},
    {"class", "OutlookMessageHeader", QUOTE_REST},
    {"id", "divRplyFwdMsg", QUOTE_REST},
    {"id", "appendonsend", QUOTE_REST},
    {"id", "stopSpelling", QUOTE_REST},
    {"id", "zwchr", QUOTE_REST},
    {"id", "mail-editor-reference-message-container", QUOTE_SELF},
    {"id", "OLK_SRC_BODY_SECTION", QUOTE_SELF},
    {"id", "reply-intro", QUOTE_SELF},
    {"id", "isForwardContent", QUOTE_SELF},
    {"name", "quote", QUOTE_SELF},
    {"name", "messageReplySection", QUOTE_SELF},
    {"data-marker", "__QUOTED_TEXT__", QUOTE_SELF},
    {"data-marker", "__HEADERS__", QUOTE_SELF},
};

// Webmails put "x_" or "ecx" before the names of what they quote.
static struct str without_prefix(struct str s) {
  while (str_starts(s, S("x_")))
    s = str_skip(s, 2);
  return str_starts(s, S("ecx")) ? str_skip(s, 3) : s;
}

static bool can_mark(const xmlAttr *at) {
  static const char *const names[] = {"class", "id", "name", "data-marker"};
  for (size_t i = 0; at->children && i < sizeof names / sizeof *names; i++)
    if (strcmp((const char *)at->name, names[i]) == 0)
      return true;
  return false;
}

static enum html_quote quote_marked(const xmlNode *n) {
  for (const xmlAttr *at = n->properties; at; at = at->next) {
    struct str rest, word;
    if (!can_mark(at))
      continue;
    rest = str_of((const char *)at->children->content);
    while (str_word(&rest, &word))
      for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strcmp((const char *)at->name, marks[i].attr) == 0 &&
            str_eq_ci(without_prefix(word), str_of(marks[i].value)))
          return marks[i].quote;
  }
  return QUOTE_NONE;
}

static const xmlNode *next_node(const xmlNode *n, const xmlNode *top) {
  if (n->children)
    return n->children;
  while (n && n != top && !n->next)
    n = n->parent;
  return !n || n == top ? NULL : n->next;
}

static bool is_text(const xmlNode *n) {
  return n->type == XML_TEXT_NODE && str_trim(str_of((const char *)n->content)).n > 0;
}

static struct str last_text(const xmlNode *top) {
  struct str text = S("");
  const xmlNode *n = top;
  for (int i = 0; n && i < LOOK_LIMIT; n = next_node(n, top), i++)
    if (is_text(n))
      text = str_trim(str_of((const char *)n->content));
  return text;
}

static bool is_label(const xmlNode *n) {
  return (html_is(n, "b") || html_is(n, "strong")) && str_ends(last_text(n), S(":"));
}

// The block "From: / Sent: / To: / Subject:" of an earlier mail, in whatever language: bold labels
// that end with a colon, the first of them before any other text. Looks from n on, in `top`.
static bool has_mail_header(const xmlNode *n, const xmlNode *top) {
  int labels = 0;
  for (int i = 0; n && i < LOOK_LIMIT && labels < LABELS_OF_A_HEADER; n = next_node(n, top), i++) {
    if (is_label(n))
      labels++;
    else if (labels == 0 && is_text(n))
      return false;
  }
  return labels >= LABELS_OF_A_HEADER;
}

static bool has_border(const xmlNode *n, struct str side) {
  struct str v = style_value(n, side);
  return v.n && !str_starts_ci(v, S("none")) && !is_zero(v);
}

enum html_quote html_quote(const xmlNode *n) {
  enum html_quote q = n->properties ? quote_marked(n) : QUOTE_NONE;
  if (html_is(n, "blockquote")) {
    bool plain = html_attr(n, "style").n == 0 || has_border(n, S("border-left"));
    bool cited = str_eq_ci(html_attr(n, "type"), S("cite"));
    return plain || cited || q ? QUOTE_SELF : QUOTE_NONE; // else it only indents
  }
  if (q)
    return q;
  if (html_is(n, "div") && has_mail_header(n, n) &&
      (has_border(n, S("border-top")) || has_border(n, S("border-top-style"))))
    return QUOTE_REST;
  if (html_is(n, "hr") && has_mail_header(next_node(n, NULL), NULL))
    return QUOTE_REST;
  return QUOTE_NONE;
}
