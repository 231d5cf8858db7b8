// gate.c: who is let in at all.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/http.h"

static bool one_of(struct str s, const struct strs *list) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq_ci(s, list->v[i]))
      return true;
  return false;
}

static bool origin_is(struct str origin, struct str host) {
  struct str bare = str_starts(origin, S("https://"))  ? str_skip(origin, 8)
                    : str_starts(origin, S("http://")) ? str_skip(origin, 7)
                                                       : S("");
  return bare.n && str_eq_ci(bare, host);
}

// Under Referrer-Policy: no-referrer browsers send "Origin: null" with our own forms; those that do
// also send Sec-Fetch-Site, which a page cannot forge.
static bool from_our_page(const struct http_request *r) {
  if (r->fetch_site.n)
    return str_eq(r->fetch_site, S("same-origin"));
  return !r->origin.n || origin_is(r->origin, r->host);
}

static bool is_form(struct str type) {
  struct str bare, parameters;
  str_cut(type, ';', &bare, &parameters);
  return str_eq_ci(str_trim(bare), S("application/x-www-form-urlencoded"));
}

int http_gate(const struct http_request *r, const struct strs *hosts) {
  bool post = str_eq(r->method, S("POST"));
  if (!one_of(r->host, hosts))
    return 421;
  if (!post && !str_eq(r->method, S("GET")) && !str_eq(r->method, S("HEAD")))
    return 405;
  if (post && !is_form(r->type))
    return 415;
  return post && !from_our_page(r) ? 403 : 0;
}

struct str http_cookie(struct str header, struct str name) {
  struct str pair, key, value;
  while (header.n && str_field(&header, ';', &pair)) {
    str_cut(str_trim(pair), '=', &key, &value);
    if (str_eq(key, name))
      return value;
  }
  return S("");
}

bool http_same_secret(struct str a, struct str b) {
  unsigned char differ = a.n != b.n;
  for (size_t i = 0; i < a.n && i < b.n; i++)
    differ |= (unsigned char)(a.p[i] ^ b.p[i]);
  return !differ && a.n;
}
