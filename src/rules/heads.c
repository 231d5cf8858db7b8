// heads.c: how a match of a pattern can begin, reckoned while literals.c reads the pattern.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every match begins with one of the heads of its piece. A whole head is all that the piece
// matches, so what follows the piece makes it longer; of the others more is not known.
#include "ruleset.h"

#include <string.h>

enum { HEADS_LIMIT = 400, SHORT_HEAD = 2 };

void heads_add(struct arena *a, struct heads *h, struct head one) {
  one.whole &= one.text.n <= HEAD_MOST;
  one.text = str_sub(one.text, 0, HEAD_MOST);
  *LIST_PUSH(a, h) = one;
}

void heads_add_all(struct arena *a, struct heads *h, const struct heads *more) {
  for (size_t i = 0; i < more->n; i++)
    heads_add(a, h, more->v[i]);
}

void heads_cut(struct heads *h) {
  for (size_t i = 0; i < h->n; i++)
    h->v[i].whole = false;
}

static struct head glue(struct arena *a, const struct head *x, const struct head *y) {
  return (struct head){.text = literal_joined(a, x->text, y->text),
                       .whole = y->whole,
                       .edge = x->edge || x->text.n ? x->edge : y->edge};
}

struct heads heads_then(struct arena *a, const struct heads *h, const struct heads *next) {
  struct heads out = {0};
  bool told = next->n && h->n * next->n <= HEADS_LIMIT;
  for (size_t i = 0; i < h->n; i++) {
    struct head one = h->v[i];
    bool longer = told && one.whole && one.text.n < HEAD_MOST;
    for (size_t k = 0; longer && k < next->n; k++)
      heads_add(a, &out, glue(a, &one, &next->v[k]));
    one.whole = false;
    if (!longer)
      heads_add(a, &out, one);
  }
  return out;
}

static struct heads shortened(struct arena *a, const struct heads *h, size_t most) {
  struct heads out = {0};
  struct strmap seen = {0};
  for (size_t i = 0; i < h->n; i++) {
    struct head one = h->v[i];
    one.whole &= one.text.n <= most;
    one.text = str_sub(one.text, 0, most);
    struct str edge = str_sub(S("-wl"), one.edge, 1);
    uint32_t *place = strmap_put(a, &seen, literal_joined(a, edge, one.text));
    if (!*place) {
      heads_add(a, &out, one);
      *place = (uint32_t)out.n;
    }
    out.v[*place - 1].whole &= one.whole;
  }
  return out;
}

struct heads heads_once(struct arena *a, const struct heads *h) {
  struct heads out = shortened(a, h, HEAD_MOST);
  for (size_t most = HEAD_MOST - 1; out.n > HEADS_LIMIT && most >= SHORT_HEAD; most--)
    out = shortened(a, h, most);
  if (out.n > HEADS_LIMIT) { // anything
    out.n = 0;
    heads_add(a, &out, (struct head){.whole = false});
  }
  return out;
}

bool heads_tell(const struct heads *h) {
  for (size_t i = 0; i < h->n; i++)
    if (!h->v[i].text.n && h->v[i].edge == EDGE_NONE)
      return false;
  return h->n > 0;
}
