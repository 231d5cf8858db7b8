// starts.c: where in a text the matches of all rules can begin, told in one pass.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Heads are a trie whose steps lie in one hash table: from a node and a byte to a node. Most places
// of a text are left at once, since no head begins with the two bytes there. Heads that need the
// edge of a word or a line before them, which most do, are looked for there only.
#include "ruleset.h"

#include <string.h>

enum { STEPS_FIRST = 256, ROOT = 0 };

// As \b of PCRE2 without UCP has it.
static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// ---------------------------------------------------------------- a trie of heads

static uint32_t step_key(uint32_t node, char c) {
  return (node + 1) << 8 | (unsigned char)c;
}

static struct trie_step *step_at(const struct trie *t, uint32_t key) {
  size_t at = (key * UINT64_C(0x9E3779B97F4A7C15)) >> 40 & (t->size - 1);
  while (t->steps[at].from && t->steps[at].from != key)
    at = (at + 1) & (t->size - 1);
  return &t->steps[at];
}

// The node after this one; ROOT: none.
static inline uint32_t step(const struct trie *t, uint32_t node, char c) {
  return step_at(t, step_key(node, c))->to;
}

static void grow(struct arena *a, struct trie *t) {
  struct trie_step *old = t->steps;
  size_t size = t->size;
  t->size = size ? 4 * size : STEPS_FIRST;
  t->steps = arena_alloc(a, sizeof *t->steps, t->size);
  for (size_t i = 0; i < size; i++)
    if (old[i].from)
      *step_at(t, old[i].from) = old[i];
}

static uint32_t new_node(struct arena *a, struct trie *t) {
  *LIST_PUSH(a, &t->starts) = 0;
  return (uint32_t)t->starts.n - 1;
}

static void add_pair(struct trie *t, unsigned char first, unsigned char second) {
  size_t pair = (size_t)first << 8 | second;
  t->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
}

static bool has_pair(const struct trie *t, struct str text, size_t i) {
  size_t pair = (size_t)(unsigned char)text.p[i] << 8;
  pair |= i + 1 < text.n ? (unsigned char)text.p[i + 1] : 0;
  return t->pairs[pair / 64] >> pair % 64 & 1;
}

// The node where the head ends.
static uint32_t add_head(struct arena *a, struct trie *t, struct str head) {
  uint32_t node = t->starts.n ? ROOT : new_node(a, t);
  for (unsigned second = 0; second < 256; second++)
    if (head.n == 1 || (unsigned char)head.p[1] == second)
      add_pair(t, (unsigned char)head.p[0], (unsigned char)second);
  for (size_t i = 0; i < head.n; i++) {
    if (2 * (t->n + 1) > t->size)
      grow(a, t);
    struct trie_step *s = step_at(t, step_key(node, head.p[i]));
    if (!s->from) {
      *s = (struct trie_step){step_key(node, head.p[i]), new_node(a, t)};
      t->n++;
    }
    node = s->to;
  }
  return node;
}

void starts_add(struct arena *a, struct starts *s, const struct head *head, uint32_t rule) {
  if (!head->text.n) {
    *LIST_PUSH(a, &s->at[head->edge]) = rule;
    return;
  }
  bool ends_word = head->edge == EDGE_WORD && !is_word(head->text.p[0]);
  struct trie *t = &s->after[ends_word ? EDGE_NONE : head->edge];
  uint32_t node = add_head(a, t, head->text), *first = &t->starts.v[node];
  *LIST_PUSH(a, &s->v) = (struct start){rule, *first};
  *first = (uint32_t)s->v.n;
}

// ---------------------------------------------------------------- places in a text

struct candidates candidates_new(struct arena *a, const struct ruleset *rs) {
  return (struct candidates){.first = arena_alloc(a, sizeof(uint32_t), rs->rules.n),
                             .last = arena_alloc(a, sizeof(uint32_t), rs->rules.n),
                             .rules = rs->rules.n};
}

void candidates_clear(struct candidates *c) {
  memset(c->first, 0, c->rules * sizeof *c->first);
  c->n = 0;
}

static void add(struct arena *a, struct candidates *c, uint32_t rule, size_t at) {
  if (c->first[rule] && c->v[c->last[rule] - 1].at == at)
    return;
  *LIST_PUSH(a, c) = (struct place_of){.at = (uint32_t)at};
  *(c->first[rule] ? &c->v[c->last[rule] - 1].next : &c->first[rule]) = (uint32_t)c->n;
  c->last[rule] = (uint32_t)c->n;
}

static void walk(const struct starts *s, const struct trie *t, struct arena *a, struct str text,
                 size_t from, struct candidates *out) {
  uint32_t node = ROOT;
  if (!has_pair(t, text, from))
    return;
  for (size_t i = from; i < text.n && (node = step(t, node, text.p[i])) != ROOT; i++)
    for (uint32_t k = t->starts.v[node]; k; k = s->v.v[k - 1].next)
      add(a, out, s->v.v[k - 1].rule, from);
}

static void find_at(const struct starts *s, enum edge edge, struct arena *a, size_t at,
                    struct candidates *out) {
  for (size_t k = 0; k < s->at[edge].n; k++)
    add(a, out, s->at[edge].v[k], at);
}

void starts_find(const struct starts *s, struct arena *a, struct str text, struct candidates *out) {
  bool before = false;
  for (size_t i = 0; i < text.n; i++) {
    bool line = i == 0 || text.p[i - 1] == '\n', word = is_word(text.p[i]);
    if (line)
      find_at(s, EDGE_LINE, a, i, out);
    if (word != before)
      find_at(s, EDGE_WORD, a, i, out);
    if (line)
      walk(s, &s->after[EDGE_LINE], a, text, i, out);
    if (word && !before)
      walk(s, &s->after[EDGE_WORD], a, text, i, out);
    walk(s, &s->after[EDGE_NONE], a, text, i, out);
    before = word;
  }
}
