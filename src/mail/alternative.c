// alternative.c: plain text or HTML, where a message has both.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plain text is what people type and what quotes are marked in, so it is preferred. But payers'
// systems send an empty or "see the HTML" plain form, and mail programs tear table rows into lines.
#include "room.h"

#include <string.h>

enum {
  POORER_PERCENT = 60,  // plain text with fewer words than this share of the HTML's is a stub
  FOREIGN_PERCENT = 50, // plain text of whose words fewer stand in the HTML says something else
  WORDS_LOOKED_AT = 200,
  ROWS_LOOKED_AT = 50,
  ROWS_OF_A_TABLE = 2,
};

static size_t words_count(struct str s) {
  size_t n = 0;
  for (struct str word; str_word(&s, &word);)
    n += !str_eq(word, S(">"));
  return n;
}

// Of the longer words of the plain text, how many in a hundred stand in the HTML.
static size_t shared_percent(struct str plain, struct str html) {
  size_t looked = 0, found = 0;
  for (struct str word; looked < WORDS_LOOKED_AT && str_word(&plain, &word);) {
    if (word.n < 4 || str_find(word, S("://"), NULL))
      continue;
    looked++;
    found += str_find(html, word, NULL);
  }
  return looked ? found * 100 / looked : 100;
}

static bool has_digit(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= '0' && s.p[i] <= '9')
      return true;
  return false;
}

// Whether some line of the plain text holds the row's first and last cell.
static bool row_stands_in(struct str row, struct str plain) {
  struct str first = {0}, last = {0};
  for (struct str cell; str_field(&row, '\t', &cell);)
    if (str_trim(cell).n) {
      first = first.n ? first : str_trim(cell);
      last = str_trim(cell);
    }
  for (struct str line; str_line(&plain, &line);)
    if (str_find(line, first, NULL) && str_find(line, last, NULL))
      return true;
  return false;
}

static bool rows_are_torn(struct str plain, struct str html) {
  size_t torn = 0, looked = 0;
  for (struct str line; looked < ROWS_LOOKED_AT && str_line(&html, &line);) {
    if (!line.n || !memchr(line.p, '\t', line.n) || !has_digit(line))
      continue;
    looked++;
    torn += !row_stands_in(line, plain);
  }
  return torn >= ROWS_OF_A_TABLE;
}

bool html_is_better(struct str plain, struct str html) {
  if (words_count(html) == 0 || words_count(plain) == 0)
    return words_count(html) > 0;
  return words_count(plain) * 100 < words_count(html) * POORER_PERCENT ||
         shared_percent(plain, html) < FOREIGN_PERCENT || rows_are_torn(plain, html);
}
