// xml.c: the one door to libxml2.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "xml.h"

#include "amount.h"
#include "charset.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

// XML 1.0 without its DTD part (section 2.8, doctypedecl): what we read has no use for one, and
// every known way to make a parser fetch or swell begins there.
static void refuse_doctype(void *ctx, const xmlChar *name, const xmlChar *external,
                           const xmlChar *system) {
  (void)name;
  (void)external;
  (void)system;
  xmlParserCtxt *p = ctx;
  p->_private = p;
  xmlStopParser(p);
}

static bool parse_failed(xmlParserCtxt *p, struct err *err) {
  const xmlError *e = xmlCtxtGetLastError(p);
  if (p->_private)
    return err_set(err, ERR_INPUT, "line %d: a DOCTYPE stands in it: refused",
                   p->input ? p->input->line : 1);
  struct str text = str_trim(str_of(e && e->message ? e->message : "no XML"));
  return err_set(err, ERR_INPUT, "line %d: broken or cut XML: %.*s", e ? e->line : 1,
                 STR_ARG(text_clip(text, 160)));
}

static bool count_nodes(const xmlNode *n, size_t *left) {
  for (; n; n = n->next) {
    if (*left == 0)
      return false;
    *left -= 1;
    if (n->type == XML_ELEMENT_NODE && !count_nodes(n->children, left))
      return false;
  }
  return true;
}

static bool declares_1252(struct str bytes) {
  struct str head = str_sub(bytes, 0, 200);
  return str_starts(head, S("<?xml")) &&
         (str_find_ci(head, S("windows-1252"), NULL) || str_find_ci(head, S("iso-8859-15"), NULL));
}

bool xml_parse(struct str bytes, size_t limit, xmlDoc **doc, const xmlNode **root,
               struct err *err) {
  struct arena own;
  *doc = NULL;
  if (bytes.n > limit)
    return err_set(err, ERR_INPUT, "the XML has %zu bytes, more than %zu", bytes.n, limit);
  arena_init(&own, limit * 8);
  // libxml2 would ask the C library for a table, a file that the sandbox does not let it open.
  bool old = declares_1252(bytes);
  if (old)
    bytes = text_utf8(&own, bytes);
  xmlParserCtxt *p = xmlNewParserCtxt();
  p->sax->internalSubset = refuse_doctype;
  *doc = xmlCtxtReadMemory(p, bytes.p, (int)bytes.n, NULL, old ? "UTF-8" : NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                               XML_PARSE_BIG_LINES | XML_PARSE_COMPACT);
  size_t left = XML_NODE_LIMIT;
  bool ok = *doc && !p->_private;
  if (!ok)
    parse_failed(p, err);
  else if (!count_nodes((*doc)->children, &left))
    ok = err_set(err, ERR_INPUT, "the XML has more than %d nodes", XML_NODE_LIMIT);
  xmlFreeParserCtxt(p);
  arena_free(&own);
  if (ok)
    *root = xmlDocGetRootElement(*doc);
  return ok;
}

static struct str skip_markup(struct str s) { // declarations, comments, white space
  for (;;) {
    size_t at;
    s = str_trim(s);
    bool comment = str_starts(s, S("<!--"));
    if (!comment && !str_starts(s, S("<?")))
      return s;
    if (!str_find(s, comment ? S("-->") : S("?>"), &at))
      return S("");
    s = str_skip(s, at + (comment ? 3 : 2));
  }
}

static bool ends_name(char c) {
  return c == ' ' || c == '>' || c == '/' || (c >= '\t' && c <= '\r');
}

struct str xml_root_name(struct str bytes) {
  struct str s = str_sub(bytes, 0, 16384), prefix, name;
  if (str_starts(s, S("\xEF\xBB\xBF")))
    s = str_skip(s, 3);
  s = skip_markup(s);
  if (!str_starts(s, S("<")))
    return S("");
  size_t n = 1;
  while (n < s.n && !ends_name(s.p[n]))
    n++;
  s = str_sub(s, 1, n - 1);
  return str_cut(s, ':', &prefix, &name) ? name : s;
}

static bool named(const xmlNode *n, struct str name) {
  return n->type == XML_ELEMENT_NODE && str_eq(str_of((const char *)n->name), name);
}

bool xml_is(const xmlNode *n, const char *name) {
  return n && named(n, str_of(name));
}

static const xmlNode *find(const xmlNode *n, struct str path) {
  struct str name, rest;
  bool last = !str_cut(path, '/', &name, &rest);
  for (const xmlNode *c = n->children; c; c = c->next) {
    if (!named(c, name))
      continue;
    const xmlNode *found = last ? c : find(c, rest);
    if (found)
      return found;
  }
  return NULL;
}

const xmlNode *xml_find(const xmlNode *n, const char *path) {
  return n ? find(n, str_of(path)) : NULL;
}

const xmlNode *xml_next(const xmlNode *n) {
  for (const xmlNode *c = n->next; c; c = c->next)
    if (named(c, str_of((const char *)n->name)))
      return c;
  return NULL;
}

int xml_line(const xmlNode *n) {
  return n ? (int)xmlGetLineNo(n) : 0;
}

struct str xml_text(struct arena *a, const xmlNode *n) {
  struct buf b = buf_in(a);
  for (const xmlNode *c = n ? n->children : NULL; c; c = c->next)
    if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
      buf_add(&b, str_of((const char *)c->content));
  return str_trim(buf_str(&b));
}

struct str xml_get(struct arena *a, const xmlNode *n, const char *path) {
  return xml_text(a, xml_find(n, path));
}

struct str xml_words(struct arena *a, const xmlNode *n, const char *path) {
  struct str rest = xml_get(a, n, path), word;
  struct buf b = buf_in(a);
  while (str_word(&rest, &word))
    buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(word));
  return buf_str(&b);
}

struct str xml_attribute(struct arena *a, const xmlNode *n, const char *name) {
  for (const xmlAttr *at = n ? n->properties : NULL; at; at = at->next)
    if (strcmp((const char *)at->name, name) == 0)
      return at->children ? str_dup(a, str_trim(str_of((const char *)at->children->content)))
                          : S("");
  return S("");
}

static void all(struct arena *a, const xmlNode *n, struct str path, struct strs *out) {
  struct str name, rest;
  bool last = !str_cut(path, '/', &name, &rest);
  for (const xmlNode *c = n ? n->children : NULL; c; c = c->next) {
    if (!named(c, name))
      continue;
    struct str text = last ? xml_text(a, c) : S("");
    if (!last)
      all(a, c, rest, out);
    else if (text.n)
      *LIST_PUSH(a, out) = text;
  }
}

void xml_all(struct arena *a, const xmlNode *n, const char *path, struct strs *out) {
  all(a, n, str_of(path), out);
}

static bool refuse(const xmlNode *n, struct str text, const char *what, struct err *err) {
  return err_set(err, ERR_INPUT, "line %d: %s \"%.*s\" %s", xml_line(n), n->name,
                 STR_ARG(text_clip(text, 60)), what);
}

bool xml_node_money(struct arena *a, const xmlNode *at, const char *currency, struct money *out,
                    bool *given, struct err *err) {
  struct str text = xml_text(a, at);
  *given = text.n > 0;
  *out = money_of(0, currency);
  if (!*given)
    return true;
  enum amount_trouble trouble = decimal_money(text, '.', currency, out);
  return trouble == AMOUNT_GOOD || refuse(at, text, amount_says(trouble), err);
}

bool xml_money(struct arena *a, const xmlNode *n, const char *path, const char *currency,
               struct money *out, bool *given, struct err *err) {
  return xml_node_money(a, xml_find(n, path), currency, out, given, err);
}

bool xml_day(struct arena *a, const xmlNode *n, const char *path, struct day *out,
             struct err *err) {
  const xmlNode *at = xml_find(n, path);
  struct str text = xml_text(a, at);
  *out = DAY_NONE;
  if (text.n == 0)
    return true;
  bool tail = text.n == 10 || strchr("TZ+-", text.p[10 < text.n ? 10 : 0]);
  if (text.n >= 10 && tail && day_parse_iso(str_sub(text, 0, 10), out))
    return true;
  return refuse(at, text, "is no day", err);
}
