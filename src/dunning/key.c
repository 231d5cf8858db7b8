// key.c: the name of a letter that must exist only once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/dunning.h"

#include <stdlib.h>

static void add_part(struct buf *b, struct str part) {
  for (size_t i = 0; i < part.n; i++) {
    unsigned char c = (unsigned char)part.p[i];
    if (c == '/' || c == '+' || c == '%' || c <= ' ' || c == 127)
      buf_printf(b, "%%%02X", c);
    else
      buf_c(b, (char)c);
  }
}

static int by_bytes(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct str letter_key(struct arena *a, struct str client, int step, int cycle, struct strs invoices,
                      struct str to) {
  struct strs sorted = {0};
  for (size_t i = 0; i < invoices.n; i++)
    *LIST_PUSH(a, &sorted) = invoices.v[i];
  if (sorted.n)
    qsort(sorted.v, sorted.n, sizeof *sorted.v, by_bytes);
  struct buf b = buf_in(a);
  add_part(&b, client);
  buf_printf(&b, "/%d/%d/", step, cycle);
  for (size_t i = 0; i < sorted.n; i++) {
    if (i)
      buf_c(&b, '+');
    add_part(&b, sorted.v[i]);
  }
  buf_c(&b, '/');
  add_part(&b, str_lower(a, to));
  return buf_str(&b);
}
