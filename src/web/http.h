// http.h: a request and its response as values, and what every request must fulfil first.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "web/form.h"

enum { HTTP_BODY_LIMIT = FORM_BYTES_LIMIT };

struct http_request { // headers that are missing are empty; they are as sent, not decoded
  struct str method, path, host, origin, fetch_site, cookie, type, language;
  struct form query;
  struct str body;
};

struct http_response {
  int status;
  struct str body, type; // type empty: text/html
  struct str location;   // with 303
  struct str cookie;     // Set-Cookie, or empty
  bool lasting;          // style and script: may be kept for a while
};

// 0 when the request may be answered, else the status to refuse it with:
//   421 a Host that is none of ours (DNS rebinding)
//   405 another method than GET, HEAD and POST
//   415 a POST that is no form
//   403 a POST that another site's page made, by Sec-Fetch-Site, else by Origin
int http_gate(const struct http_request *r, const struct strs *hosts);
// The value of a cookie in a Cookie header (RFC 6265, 5.4), or empty.
struct str http_cookie(struct str header, struct str name);
// Equal, in a time that does not depend on where they differ.
bool http_same_secret(struct str a, struct str b);
