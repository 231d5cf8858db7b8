// html.h: pages as text. What comes from outside can only enter as an argument, and every argument
// is escaped.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/money.h"
#include "relance/str.h"
#include "web/speech.h"

struct html {
  struct arena *a;
  struct buf out;
  const struct speech *speech;
};

struct html html_in(struct arena *a, const struct speech *speech);
struct str html_done(const struct html *h);

// Adds a string constant as it is. With html_put each $ in it takes the next argument, a struct
// str, escaped for text and for quoted attributes. Their numbers must agree: else it aborts.
#define html_raw(h, literal) html_fill((h), S(literal), NULL, 0)
#define html_put(h, literal, ...)                                                                  \
  html_fill((h), S(literal), (struct str[]){__VA_ARGS__},                                          \
            sizeof((struct str[]){__VA_ARGS__}) / sizeof(struct str))
void html_fill(struct html *h, struct str literal, const struct str *v, size_t n);
// Adds HTML that another html_done gave.
void html_add(struct html *h, struct str html);

// Words in the reader's language, as plain text: to be given to html_put. `tell` fills each $.
struct str say(const struct html *h, const char *words);
#define tell(h, words, ...)                                                                        \
  tell_fill((h), say((h), words), (struct str[]){__VA_ARGS__},                                     \
            sizeof((struct str[]){__VA_ARGS__}) / sizeof(struct str))
struct str tell_fill(const struct html *h, struct str words, const struct str *v, size_t n);
struct str tell_count(const struct html *h, const char *one, const char *many, size_t n);
struct str tell_money(const struct html *h, struct money m);
struct str tell_day(const struct html *h, struct day d);
struct str html_number(const struct html *h, int64_t n);
// For one segment of a path or one value of a query: RFC 3986, everything but the unreserved.
struct str url_part(const struct html *h, struct str s);
