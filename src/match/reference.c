// reference.c: what may be an invoice number, in lists, ranges and broken lines.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "references.h"
#include "relance/fold.h"

#include <string.h>

enum {
  CHUNK_LIMIT = 32, // bytes of one invoice number
  LIST_GAP = 12,    // tokens between two numbers of a list: an amount and a date may stand there
  RANGE_GAP = 4,    // tokens of "up to and including"
  BARE_RANGE = 5,   // digits of numbers whose range needs no invoice word
  CONTEXT = 6,      // tokens looked at before a number
};

struct reference_words {
  const struct stanza *stanza;
  struct str lang;
  struct strs invoice, other, of, filler, link, range; // folded words, or signs
};

const char *reference_rule(enum reference_why why) {
  static const char *const names[] = {"reference.word", "reference.shape", "reference.number"};
  return names[why];
}

// ---------------------------------------------------------------- the words

static void folded_list(struct arena *a, struct str value, struct strs *out) {
  struct str word;
  while (str_word(&value, &word)) {
    struct str key = fold_words(a, word);
    *LIST_PUSH(a, out) = key.n ? key : word;
  }
}

static bool in_list(const struct strs *list, struct str s) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(list->v[i], s))
      return true;
  return false;
}

bool reference_words_make(struct arena *a, const struct stanza *s, struct reference_words **out,
                          struct err *err) {
  static const char *const known[] = {"invoice", "other", "of", "filler",
                                      "link",    "range", "ok", NULL};
  struct reference_words *w = ARENA_NEW(a, struct reference_words);
  struct strs *lists[] = {&w->invoice, &w->other, &w->of, &w->filler, &w->link, &w->range};
  w->stanza = s;
  w->lang = s->name;
  if (!stanza_check_keys(s, known, err))
    return false;
  for (size_t i = 0; i < s->entries.n; i++)
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
      if (str_eq(s->entries.v[i].key, str_of(known[k])))
        folded_list(a, s->entries.v[i].value, lists[k]);
  *out = w;
  return true;
}

struct str reference_words_lang(const struct reference_words *w) {
  return w->lang;
}

// ---------------------------------------------------------------- one number

// A run of letters and digits, joined by single signs: "FA-2026-0012", "2026/ENT/0100".
struct chunk {
  size_t first, last; // tokens
  size_t offset, length;
  struct str ref;
  size_t digits, letters;
  bool grouped; // "12 500"
};

static bool is_joint(const struct tokens *t, size_t i) {
  const struct token *x = &t->v[i];
  return x->kind == TOKEN_SIGN && !x->spaced && x->length == 1 && strchr("-/._#", x->key.p[0]) &&
         i + 1 < t->n && t->v[i + 1].kind != TOKEN_SIGN;
}

static void count(const struct token *t, struct chunk *c) {
  if (t->kind == TOKEN_NUMBER)
    c->digits += t->length;
  if (t->kind == TOKEN_WORD)
    c->letters += t->length;
}

// "FA-2026-" at the end of a line and "0012" on the next.
static bool wrapped(const struct tokens *t, size_t joint) {
  const struct token *next = &t->v[joint + 1];
  return next->broken && next->kind == TOKEN_NUMBER && t->v[joint].key.p[0] != '.';
}

static struct chunk chunk_at(struct arena *a, struct str text, const struct tokens *t, size_t i) {
  struct chunk c = {.first = i, .last = i, .offset = t->v[i].offset};
  bool broken = false;
  count(&t->v[i], &c);
  while (c.last + 1 < t->n) {
    size_t next = c.last + 1;
    if (is_joint(t, next) && (!t->v[next + 1].spaced || wrapped(t, next))) {
      broken |= t->v[next + 1].broken;
      c.last = next + 1;
    } else if (!t->v[next].spaced && t->v[next].kind != TOKEN_SIGN)
      c.last = next;
    else
      break;
    count(&t->v[c.last], &c);
  }
  c.length = token_end(&t->v[c.last]) - c.offset;
  struct buf b = buf_in(a);
  for (size_t k = c.offset; k < c.offset + c.length; k++)
    if (!broken || !strchr(" \t\r\n", text.p[k]))
      buf_c(&b, text.p[k]);
  c.ref = buf_str(&b);
  return c;
}

static bool is_upper(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < 'A' || s.p[i] > 'Z')
      return false;
  return s.n > 0;
}

static bool is_year(const struct token *t) {
  int n = token_number(t);
  return t->length == 4 && n >= 1990 && n <= 2099;
}

// A number that stands alone: "2000" is rather a sum.
static bool is_near_year(const struct token *t) {
  int n = token_number(t);
  return t->length == 4 && n >= 2010 && n <= 2049;
}

// "FA 2026 0012": a short prefix in capitals, the year, the number.
static bool spaced_chunk(struct arena *a, struct str text, const struct tokens *t, size_t i,
                         struct chunk *out) {
  const struct token *x = &t->v[i];
  if (i + 2 >= t->n || x->kind != TOKEN_WORD || x->length > 4 ||
      !is_upper(str_sub(text, x->offset, x->length)) || !is_year(&t->v[i + 1]) ||
      t->v[i + 2].kind != TOKEN_NUMBER || t->v[i + 2].length < 2 || t->v[i + 2].length > 6 ||
      t->v[i + 2].broken)
    return false;
  size_t end = token_end(&t->v[i + 2]);
  *out = (struct chunk){.first = i,
                        .last = i + 2,
                        .offset = x->offset,
                        .length = end - x->offset,
                        .ref = str_dup(a, str_sub(text, x->offset, end - x->offset)),
                        .digits = 4 + t->v[i + 2].length,
                        .letters = x->length};
  return true;
}

// One blank of whatever kind, not the gap between columns.
static bool is_one_blank(struct str text, const struct token *before, const struct token *after) {
  size_t from = token_end(before), n = after->offset - from;
  return n == 1 || (n <= 3 && (unsigned char)text.p[from] >= 0x80);
}

// "2 000", "12 500": a number whose thousands stand apart, which may be a sum without its currency.
// Never "118 119": there the first has three digits too.
static bool grouped_chunk(struct arena *a, struct str text, const struct tokens *t, size_t i,
                          struct chunk *out) {
  size_t last = i;
  if (t->v[i].kind != TOKEN_NUMBER || t->v[i].length > 2 ||
      (i && t->v[i - 1].kind == TOKEN_NUMBER && !t->v[i].broken))
    return false;
  while (last + 1 < t->n && t->v[last + 1].kind == TOKEN_NUMBER && t->v[last + 1].spaced &&
         !t->v[last + 1].broken && t->v[last + 1].length == 3 &&
         is_one_blank(text, &t->v[last], &t->v[last + 1]))
    last++;
  if (last == i || (last + 1 < t->n && t->v[last + 1].kind == TOKEN_NUMBER))
    return false;
  size_t from = t->v[i].offset, length = token_end(&t->v[last]) - from;
  *out = (struct chunk){.first = i,
                        .last = last,
                        .offset = from,
                        .length = length,
                        .ref = str_dup(a, str_sub(text, from, length)),
                        .digits = t->v[i].length + 3 * (last - i),
                        .grouped = true};
  return true;
}

// ---------------------------------------------------------------- what stands around it

enum context { CONTEXT_NONE, CONTEXT_INVOICE, CONTEXT_OTHER };

// The nearest word that says what the number counts; "the transfer of 118" is one of an invoice.
static enum context context_before(const struct tokens *t, size_t i,
                                   const struct reference_words *w) {
  bool of = false;
  for (size_t back = 1; w && back <= CONTEXT && back <= i; back++) {
    struct str key = t->v[i - back].key;
    of |= in_list(&w->of, key);
    if (in_list(&w->other, key))
      return of ? CONTEXT_NONE : CONTEXT_OTHER;
    if (in_list(&w->invoice, key))
      return CONTEXT_INVOICE;
    if (!in_list(&w->filler, key) && !in_list(&w->of, key))
      return CONTEXT_NONE;
  }
  return CONTEXT_NONE;
}

enum gap { GAP_NONE, GAP_LIST, GAP_RANGE };

// "to", "t/m", "up to and including".
static bool is_range(const struct tokens *t, size_t from, size_t to,
                     const struct reference_words *w) {
  bool range = false;
  for (size_t i = from; i < to && i < from + RANGE_GAP; i++) {
    const struct token *x = &t->v[i];
    range |= in_list(&w->range, x->key);
    if (!in_list(&w->range, x->key) && !in_list(&w->link, x->key) && !in_list(&w->filler, x->key))
      return false;
  }
  return range && to - from <= RANGE_GAP && !in_list(&w->link, t->v[from].key);
}

// What stands between two numbers: a list goes on over commas, "and", sums and dates.
static enum gap gap_between(const struct tokens *t, size_t from, size_t to,
                            const struct reference_words *w, const struct marks *taken) {
  bool link = false;
  if (!w || to <= from || to - from > LIST_GAP)
    return GAP_NONE;
  if (is_range(t, from, to, w))
    return GAP_RANGE;
  for (size_t i = from; i < to; i++) {
    const struct token *x = &t->v[i];
    if (in_list(&w->link, x->key))
      link = true;
    else if (!marks_cover(taken, x->offset, x->length) && !in_list(&w->filler, x->key) &&
             !(x->kind == TOKEN_SIGN && strchr("():=", x->key.p[0])))
      return GAP_NONE;
  }
  return link || marks_cover(taken, t->v[from].offset, t->v[to].offset - t->v[from].offset)
             ? GAP_LIST
             : GAP_NONE;
}

// "121" after "F2026-118" is F2026-121; after "118" it is 121.
static struct str carried(struct arena *a, struct str before, struct str digits) {
  size_t group = 0;
  while (group < before.n && before.p[before.n - 1 - group] >= '0' &&
         before.p[before.n - 1 - group] <= '9')
    group++;
  if (group == 0 || group == before.n)
    return digits;
  size_t keep = before.n - (digits.n < group ? digits.n : group);
  return str_printf(a, "%.*s%.*s", (int)keep, before.p, STR_ARG(digits));
}

// ---------------------------------------------------------------- the finder

struct search {
  struct str text;
  const struct tokens *t;
  const struct reference_words *w;
  const struct marks *taken;
  size_t after;    // the token behind the last number of a list
  bool bare;       // which began without an invoice word: only a range may go on
  struct str last; // that number
};

static bool is_phone(const struct chunk *c, const struct tokens *t) {
  size_t groups = (c->last - c->first) / 2 + 1;
  const struct token *x = &t->v[c->first];
  return !c->letters && groups >= 4 && x->length <= 4 && c->digits >= 8;
}

static bool in_address(const struct chunk *c, const struct tokens *t) {
  const struct token *before = c->first ? &t->v[c->first - 1] : NULL;
  const struct token *after = c->last + 1 < t->n ? &t->v[c->last + 1] : NULL;
  bool at_before = before && !t->v[c->first].spaced && strchr("@:/&?=%+", before->key.p[0]) &&
                   before->kind == TOKEN_SIGN && !before->spaced && c->first > 1 &&
                   t->v[c->first - 2].kind != TOKEN_NUMBER;
  return at_before || (after && !after->spaced && str_eq(after->key, S("@"))) ||
         str_find_ci(c->ref, S("www."), NULL);
}

// Bare digits in a row of numbers, spaced like a phone or an account: "02 35 00 00 71".
static bool in_digit_row(const struct chunk *c, const struct tokens *t) {
  size_t row = 0;
  for (size_t i = c->last + 1; i < t->n && t->v[i].kind == TOKEN_NUMBER && !t->v[i].broken; i++)
    row++;
  for (size_t i = c->first; i > 0 && t->v[i - 1].kind == TOKEN_NUMBER && !t->v[i].broken; i--)
    row++;
  return row >= 2;
}

static bool judge(const struct search *s, const struct chunk *c, enum reference_why *why) {
  enum context context = context_before(s->t, c->first, s->w);
  bool bare = c->first == c->last || c->grouped;
  if (!c->digits || c->length > CHUNK_LIMIT || is_phone(c, s->t) || in_address(c, s->t) ||
      context == CONTEXT_OTHER || marks_cover(s->taken, c->offset, c->length))
    return false;
  if (context == CONTEXT_INVOICE && !(bare && is_year(&s->t->v[c->first])) && c->letters <= 12) {
    *why = REFERENCE_WORD;
    return true;
  }
  if (bare) {
    *why = REFERENCE_NUMBER;
    return c->digits >= 3 && c->digits <= 12 && !is_near_year(&s->t->v[c->first]) &&
           !in_digit_row(c, s->t);
  }
  *why = REFERENCE_SHAPE;
  return c->digits >= 3 && c->letters <= 10;
}

static void push(struct arena *a, struct references_found *out, const struct chunk *c,
                 struct str ref, enum reference_why why) {
  *LIST_PUSH(a, out) = (struct reference_found){c->offset, c->length, ref, S(""), why};
}

// "F2026118-120", "118/119/120": several numbers in one chunk of digits. Gives how many.
static size_t split_chunk(struct arena *a, const struct search *s, const struct chunk *c,
                          enum reference_why why, struct references_found *out) {
  const struct token *first = &s->t->v[c->first], *last = &s->t->v[c->last];
  if (c->letters || c->last != c->first + 4 || first->length < 2 || first->length > 4 ||
      first->length != last->length || s->t->v[c->first + 2].length != first->length ||
      is_year(first))
    return 0;
  for (size_t i = c->first; i <= c->last; i += 2) {
    const struct token *x = &s->t->v[i];
    *LIST_PUSH(a, out) = (struct reference_found){x->offset, x->length, x->key, S(""), why};
  }
  return 3;
}

static bool goes_on(struct arena *a, struct search *s, const struct chunk *c,
                    struct references_found *out) {
  if (!s->after || c->letters || c->first != c->last || is_year(&s->t->v[c->first]) ||
      marks_cover(s->taken, c->offset, c->length) ||
      context_before(s->t, c->first, s->w) == CONTEXT_OTHER)
    return false;
  enum gap gap = gap_between(s->t, s->after, c->first, s->w, s->taken);
  if (gap == GAP_NONE || (s->bare && (gap != GAP_RANGE || c->ref.n != s->last.n)))
    return false;
  struct str ref = carried(a, s->last, c->ref);
  if (gap == GAP_RANGE) {
    struct reference_found *r = &out->v[out->n - 1];
    r->last = ref;
    r->length = c->offset + c->length - r->offset;
  } else
    push(a, out, c, ref, REFERENCE_WORD);
  s->last = ref;
  s->after = c->last + 1;
  return true;
}

void references_find(struct arena *a, struct str text, const struct tokens *t,
                     const struct reference_words *w, const struct marks *taken,
                     struct references_found *out) {
  struct search s = {.text = text, .t = t, .w = w, .taken = taken};
  for (size_t i = 0; i < t->n;) {
    struct chunk c;
    enum reference_why why;
    if (t->v[i].kind == TOKEN_SIGN) {
      i++;
      continue;
    }
    if (!spaced_chunk(a, text, t, i, &c) && !grouped_chunk(a, text, t, i, &c))
      c = chunk_at(a, text, t, i);
    i = c.last + 1;
    if (!c.digits || goes_on(a, &s, &c, out) || !judge(&s, &c, &why))
      continue;
    if (!split_chunk(a, &s, &c, why, out))
      push(a, out, &c, c.ref, why);
    if (why != REFERENCE_NUMBER || c.digits >= BARE_RANGE) {
      s.bare = why == REFERENCE_NUMBER;
      s.last = out->v[out->n - 1].ref;
      s.after = i;
    }
  }
}

// ---------------------------------------------------------------- examples

// "vos factures 118, 119 et 121 => 118 119 121"; a range as "118..120"
static bool example_holds(struct arena *a, const struct reference_words *w, struct str example) {
  size_t at;
  struct references_found found = {0};
  struct buf b = buf_in(a);
  if (!str_find(example, S("=>"), &at))
    return false;
  struct str text = str_trim(str_sub(example, 0, at));
  struct tokens t = tokens_of(a, text);
  struct marks none = marks_of(a, text);
  references_find(a, text, &t, w, &none, &found);
  for (size_t i = 0; i < found.n; i++) {
    const struct reference_found *r = &found.v[i];
    buf_printf(&b, "%s%.*s%s%.*s", i ? " " : "", STR_ARG(r->ref), r->last.n ? ".." : "",
               STR_ARG(r->last));
  }
  return str_eq(b.n ? buf_str(&b) : S("none"), str_trim(str_skip(example, at + 2)));
}

bool reference_words_check(struct arena *a, const struct reference_words *w, struct err *err) {
  size_t i = 0;
  const struct entry *e;
  while ((e = stanza_next(w->stanza, "ok", &i)))
    if (!example_holds(a, w, e->value))
      return err_set(err, ERR_SETUP, "%.*s:%d: the example does not give these numbers: \"%.*s\"",
                     STR_ARG(w->stanza->file), e->line, STR_ARG(str_sub(e->value, 0, 120)));
  return true;
}
