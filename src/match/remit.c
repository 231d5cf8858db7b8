// remit.c: the lines and totals of a remittance advice, in tables of any shape.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remit.h"
#include "relance/fold.h"

#include <stdlib.h>

enum {
  CELLS = 24,
  ROW_WORDS = 4,   // words that a row without heading may hold beside its numbers
  TITLE_LINES = 8, // lines among which a document calls itself an advice
};

// ---------------------------------------------------------------- lines and cells

struct cells {
  struct str v[CELLS];
  size_t n;
};

struct row { // one line of the text
  size_t offset, length;
  struct str text;
};

static char separator_of(struct str line) {
  static const char candidates[] = "\t|;";
  for (const char *p = candidates; *p; p++) {
    size_t n = 0;
    for (size_t i = 0; i < line.n; i++)
      n += line.p[i] == *p;
    if (n >= (*p == '\t' ? 1u : 2u))
      return *p;
  }
  return 0;
}

static size_t blanks(struct str s, size_t i) {
  size_t n = 0;
  while (i + n < s.n && s.p[i + n] == ' ')
    n++;
  return n;
}

static void push_cell(struct cells *out, struct str cell) {
  cell = str_trim(cell);
  if (cell.n >= 2 && cell.p[0] == '"' && cell.p[cell.n - 1] == '"')
    cell = str_sub(cell, 1, cell.n - 2);
  if (out->n < CELLS)
    out->v[out->n++] = cell;
}

// Cells parted by a sign, or by two blanks and more.
static struct cells cells_of(struct str line) {
  struct cells out = {0};
  char sep = separator_of(line);
  struct str rest = str_trim(line), cell;
  if (sep) {
    rest = sep == '|' ? str_trim(line) : line;
    if (sep == '|' && rest.n && rest.p[0] == '|')
      rest = str_skip(rest, 1);
    while (str_field(&rest, sep, &cell))
      push_cell(&out, cell);
    return out;
  }
  size_t from = 0;
  for (size_t i = 0; i < rest.n; i++)
    if (blanks(rest, i) >= 2) {
      push_cell(&out, str_sub(rest, from, i - from));
      i += blanks(rest, i) - 1;
      from = i + 1;
    }
  push_cell(&out, str_skip(rest, from));
  return out;
}

static bool has_digit(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= '0' && s.p[i] <= '9')
      return true;
  return false;
}

struct heading {
  enum column v[CELLS];
  size_t n, sums; // columns; how many of them hold sums
};

static bool holds_sums(enum column c) {
  return c >= COLUMN_GROSS && c <= COLUMN_DEBIT;
}

static bool read_heading(struct arena *a, const struct advice_words *w, const struct cells *cells,
                         struct heading *out) {
  struct heading h = {.n = cells->n};
  bool reference = false;
  if (cells->n < 2)
    return false;
  for (size_t i = 0; i < cells->n; i++) {
    h.v[i] = cells->v[i].n > 40 ? COLUMN_NONE : column_of(w, fold_words(a, cells->v[i]), false);
    h.sums += holds_sums(h.v[i]);
    reference |= h.v[i] == COLUMN_REFERENCE;
  }
  if (!reference || !h.sums)
    return false;
  *out = h;
  return true;
}

// ---------------------------------------------------------------- sums of one line

struct sums {
  struct money gross, discount, net;
};

static struct money minus_size(struct money from, struct money what) {
  struct money m = from;
  m.minor -= from.minor < 0 ? -llabs(what.minor) : llabs(what.minor);
  return m;
}

static void put_sum(struct sums *s, enum column c, struct money m) {
  struct err ignored;
  if (c == COLUMN_GROSS)
    s->gross = m;
  else if (c == COLUMN_NET)
    s->net = m;
  else if (c == COLUMN_DEBIT && m.minor)
    s->net = m.minor > 0 ? money_neg(m) : m;
  else if (c == COLUMN_DISCOUNT || c == COLUMN_DEDUCTION) {
    if (m.minor < 0 && s->gross.minor >= 0)
      m = money_neg(m);
    money_add(s->discount, m, &s->discount, &ignored);
  }
}

static void finish_sums(struct sums *s) {
  if (!s->net.currency[0] && s->gross.currency[0])
    s->net = s->discount.currency[0] ? minus_size(s->gross, s->discount) : s->gross;
}

// Without a heading the numbers must explain themselves.
static struct sums guess_sums(const struct moneys *m) {
  struct sums s = {.net = m->v[m->n - 1]};
  if (m->n == 1)
    return s;
  s.gross = m->v[0];
  struct money rest = minus_size(s.gross, m->v[1]);
  if (m->n == 2 && llabs(m->v[1].minor) * 2 < llabs(s.gross.minor)) { // gross and discount
    s.discount = m->v[1];
    s.net = rest;
  } else if (m->n >= 3)
    s.discount = m->v[1];
  if (s.discount.minor < 0 && s.gross.minor > 0)
    s.discount = money_neg(s.discount);
  return s;
}

static bool sums_by_cell(const struct collecting *c, const struct heading *h,
                         const struct cells *cells, struct sums *out) {
  bool any = false;
  if (cells->n != h->n)
    return false;
  for (size_t i = 0; i < h->n; i++) {
    struct amount_found m;
    if (!holds_sums(h->v[i]) || !amount_whole(cells->v[i], c->money_words, c->amount_from, &m))
      continue;
    put_sum(out, h->v[i], m.amount);
    any = true;
  }
  finish_sums(out);
  return any && out->net.currency[0];
}

static bool sums_by_order(const struct heading *h, const struct moneys *m, struct sums *out) {
  size_t k = 0;
  if (!h->n || m->n != h->sums)
    return false;
  for (size_t i = 0; i < h->n; i++)
    if (holds_sums(h->v[i]))
      put_sum(out, h->v[i], m->v[k++]);
  finish_sums(out);
  return out->net.currency[0];
}

// ---------------------------------------------------------------- what stands in one line

struct item { // a reference or a sum
  size_t offset, length;
  struct str ref;
  enum reference_why why;
  struct money sum;
  bool negative; // in brackets: counts as less than zero below a heading
};

struct items {
  struct item *v;
  size_t n, cap;
};

static bool inside(const struct row *r, size_t offset) {
  return offset >= r->offset && offset - r->offset < r->length;
}

static int by_offset(const void *x, const void *y) {
  const struct item *a = x, *b = y;
  return (a->offset > b->offset) - (a->offset < b->offset);
}

// Walks over a text row by row: what was found in it, in the order of place, is looked at once.
struct walk {
  const struct facts *f;
  struct items found;
  size_t item, token; // the first that may lie in the row
};

static struct walk walk_of(const struct collecting *c, const struct facts *f) {
  struct walk w = {.f = f};
  for (size_t i = 0; i < f->proven.n; i++)
    if (f->proven.v[i].proof != PROOF_IBAN)
      *LIST_PUSH(c->a, &w.found) = (struct item){.offset = f->proven.v[i].offset,
                                                 .length = f->proven.v[i].length,
                                                 .ref = f->proven.v[i].bare,
                                                 .why = REFERENCE_WORD};
  for (size_t i = 0; i < f->references.n; i++) {
    const struct reference_found *x = &f->references.v[i];
    if (!x->last.n)
      *LIST_PUSH(c->a, &w.found) =
          (struct item){.offset = x->offset, .length = x->length, .ref = x->ref, .why = x->why};
  }
  for (size_t i = 0; i < f->amounts.n; i++) {
    const struct amount_found *x = &f->amounts.v[i];
    *LIST_PUSH(c->a, &w.found) = (struct item){.offset = x->offset,
                                               .length = x->length,
                                               .why = REFERENCE_WORD,
                                               .sum = x->amount,
                                               .negative = x->parentheses};
  }
  if (w.found.n)
    qsort(w.found.v, w.found.n, sizeof *w.found.v, by_offset);
  return w;
}

static struct items items_of(struct walk *w, const struct row *r) {
  while (w->item < w->found.n && w->found.v[w->item].offset < r->offset)
    w->item++;
  struct items out = {.v = w->found.v + w->item};
  while (w->item + out.n < w->found.n && inside(r, out.v[out.n].offset))
    out.n++;
  return out;
}

static struct moneys sums_among(struct arena *a, const struct items *items) {
  struct moneys out = {0};
  for (size_t i = 0; i < items->n; i++)
    if (!items->v[i].ref.n)
      *LIST_PUSH(a, &out) = items->v[i].sum;
  return out;
}

static bool in_reference_column(const struct heading *h, const struct cells *cells,
                                const struct facts *f, size_t offset) {
  for (size_t i = 0; cells->n == h->n && i < h->n; i++) {
    size_t from = (size_t)(cells->v[i].p - f->text->text.p);
    if (h->v[i] == COLUMN_REFERENCE && offset >= from && offset - from < cells->v[i].n)
      return true;
  }
  return false;
}

// What stands under the name of a reference; then a number with letters beats a bare one: the bare
// one beside it is the payer's own.
static const struct item *reference_among(const struct items *items, const struct heading *h,
                                          const struct cells *cells, const struct facts *f) {
  const struct item *best = NULL;
  int most = -1;
  for (size_t i = 0; i < items->n; i++) {
    const struct item *x = &items->v[i];
    int rank = 2 * in_reference_column(h, cells, f, x->offset) + (x->why != REFERENCE_NUMBER);
    if (x->ref.n && rank > most) {
      best = x;
      most = rank;
    }
  }
  return best;
}

// "12" under the name of a reference is an invoice, though nothing else says so.
static bool reference_cell(struct arena *a, const struct heading *h, const struct cells *cells,
                           const struct facts *f, struct item *out) {
  for (size_t i = 0; cells->n == h->n && i < h->n; i++) {
    struct str cell = cells->v[i];
    if (h->v[i] != COLUMN_REFERENCE || !cell.n || cell.n > 30 || !has_digit(cell))
      continue;
    *out = (struct item){
        .offset = (size_t)(cell.p - f->text->text.p), .length = cell.n, .ref = str_dup(a, cell)};
    return true;
  }
  return false;
}

static size_t plain_words(const struct collecting *c, struct walk *w, const struct row *r,
                          const struct items *items) {
  const struct tokens *tokens = &w->f->tokens;
  size_t words = 0, item = 0;
  while (w->token < tokens->n && tokens->v[w->token].offset < r->offset)
    w->token++;
  for (size_t i = w->token; i < tokens->n && inside(r, tokens->v[i].offset); i++) {
    const struct token *t = &tokens->v[i];
    if (t->kind != TOKEN_WORD)
      continue;
    while (item < items->n && items->v[item].offset + items->v[item].length <= t->offset)
      item++;
    bool taken = item < items->n && t->offset >= items->v[item].offset;
    words += !taken && column_of(c->advice_words, t->key, true) == COLUMN_NONE && t->length > 1;
  }
  return words;
}

// ---------------------------------------------------------------- lines and totals

static void add_line(struct collecting *c, const struct facts *f, const struct item *ref,
                     size_t end, const struct sums *s, const char *rule) {
  size_t from = ref->offset < end ? ref->offset : end;
  size_t to = end > ref->offset + ref->length ? end : ref->offset + ref->length;
  struct evidence *e = add_evidence(c, f, EV_LINE, from, to - from, rule);
  if (!e)
    return;
  e->ref = ref->ref;
  e->amount = s->net;
  e->gross = s->gross;
  e->discount = s->discount;
}

static void add_total(struct collecting *c, const struct facts *f, const struct item *sum,
                      struct money m) {
  struct evidence *e = add_evidence(c, f, EV_TOTAL, sum->offset, sum->length, "advice.total");
  if (e)
    e->amount = m;
}

// "0012 1234,56 / 0018 2480,00": numbers and sums by turns in one line.
static bool add_pairs(struct collecting *c, const struct facts *f, const struct items *items) {
  size_t refs = 0, pairs = 0;
  for (size_t i = 0; i < items->n; i++) {
    refs += items->v[i].ref.n > 0;
    pairs += items->v[i].ref.n && i + 1 < items->n && !items->v[i + 1].ref.n &&
             items->v[i + 1].offset - items->v[i].offset - items->v[i].length <= 12;
  }
  if (refs < 2 || refs != pairs)
    return false;
  for (size_t i = 0; i + 1 < items->n; i++) {
    struct sums s = {.net = items->v[i + 1].sum};
    if (items->v[i].ref.n)
      add_line(c, f, &items->v[i], items->v[i + 1].offset + items->v[i + 1].length, &s,
               "advice.row");
  }
  return true;
}

static const struct item *last_sum(const struct items *items) {
  const struct item *last = NULL;
  for (size_t i = 0; i < items->n; i++)
    if (!items->v[i].ref.n)
      last = &items->v[i];
  return last;
}

// A nought beside another sum is what is left to pay.
static const struct item *last_payment(const struct items *items) {
  const struct item *last = NULL;
  for (size_t i = 0; i < items->n; i++)
    if (!items->v[i].ref.n && items->v[i].sum.minor)
      last = &items->v[i];
  return last ? last : last_sum(items);
}

// "220,00 CR" in what a payer writes lowers the payment; in brackets below a heading as well.
static void turn_credits(const struct facts *f, const struct row *r, const struct heading *h,
                         struct items *items) {
  for (size_t i = 0; i < items->n; i++) {
    struct item *x = &items->v[i];
    size_t end = x->offset + x->length;
    struct str rest = str_trim(str_sub(f->text->text, end, r->offset + r->length - end));
    bool credit = str_eq_ci(rest, S("CR")) || (x->negative && h->n);
    if (!x->ref.n && credit && x->sum.minor > 0)
      x->sum = money_neg(x->sum);
  }
}

// A row that begins like "Total", with the sum of the heading's net column or the last one.
static bool read_total(struct collecting *c, const struct facts *f, const struct row *r,
                       const struct heading *h, const struct cells *cells,
                       const struct items *items, const struct item *ref) {
  const struct item *last = last_payment(items);
  const struct moneys sums = sums_among(c->a, items);
  struct item whole = {.offset = r->offset, .length = r->length};
  struct sums s = {0};
  if (!last && !h->n)
    return false;
  if ((ref && ref->why != REFERENCE_NUMBER) ||
      column_of(c->advice_words, fold_words(c->a, r->text), true) != COLUMN_TOTAL)
    return false;
  if (last)
    add_total(c, f, last, sums_by_order(h, &sums, &s) && s.net.minor ? s.net : last->sum);
  else if (h->n && sums_by_cell(c, h, cells, &s)) // "5410" in a cell of a spreadsheet
    add_total(c, f, &whole, s.net);
  return last || s.net.currency[0];
}

static void read_row(struct collecting *c, struct walk *w, const struct row *r,
                     const struct heading *h) {
  const struct facts *f = w->f;
  struct items items = items_of(w, r);
  turn_credits(f, r, h, &items);
  struct moneys sums = sums_among(c->a, &items);
  struct cells cells = cells_of(r->text);
  const struct item *ref = reference_among(&items, h, &cells, f), *last = last_sum(&items);
  struct item cell;
  struct sums s = {0};
  if (read_total(c, f, r, h, &cells, &items, ref))
    return;
  if (!(ref && in_reference_column(h, &cells, f, ref->offset)) &&
      reference_cell(c->a, h, &cells, f, &cell))
    ref = &cell;
  if (!ref || row_is_held(c->advice_words, fold_words(c->a, r->text)))
    return;
  if (h->n && sums_by_cell(c, h, &cells, &s)) {
    add_line(c, f, ref, last ? last->offset + last->length : ref->offset, &s, "advice.table");
    return;
  }
  if (!sums.n)
    return;
  bool bare = plain_words(c, w, r, &items) <= ROW_WORDS;
  if (!h->n && !bare)
    return;
  if (sums_by_order(h, &sums, &s)) {
    add_line(c, f, ref, last->offset + last->length, &s, "advice.table");
    return;
  }
  if (!bare || add_pairs(c, f, &items) || last->offset < ref->offset)
    return;
  s = guess_sums(&sums);
  add_line(c, f, ref, last->offset + last->length, &s, h->n ? "advice.table" : "advice.row");
}

void collect_lines(struct collecting *c, const struct facts *f) {
  struct str rest = f->text->text, line;
  struct heading heading = {0};
  enum text_role role = f->text->role;
  if ((role != TEXT_BODY && role != TEXT_FILE && role != TEXT_FORWARDED) || is_edi(f->text->text))
    return;
  struct walk walk = walk_of(c, f);
  while (str_line(&rest, &line)) {
    struct row r = {(size_t)(line.p - f->text->text.p), line.n, line};
    if (line.n > 1000 || !fact_is_own(c, f, r.offset))
      continue;
    struct cells cells = cells_of(line);
    struct items items = items_of(&walk, &r);
    bool names = !last_sum(&items) && read_heading(c->a, c->advice_words, &cells, &heading);
    if (!names)
      read_row(c, &walk, &r, &heading);
  }
}
