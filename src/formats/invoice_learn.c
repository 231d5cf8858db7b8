// invoice_learn.c: one page and its confirmed values to a rule that finds them on the next page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "invoice_rules.h"

#include "charset.h"

struct wanted { // a value that stands somewhere on the page
  enum invoice_label label;
  const struct einvoice *e;
};

struct learning {
  struct arena *a;
  struct months months;
  struct sheet sheet;
};

static bool reads(const struct learning *l, const struct wanted *w, struct str text) {
  struct str number;
  struct day day;
  struct money money;
  switch (w->label) {
  case LABEL_NUMBER:
    return value_number(text, &number) && str_eq(number, w->e->number);
  case LABEL_ISSUED:
    return value_day(l->a, &l->months, text, &day) && day.n == w->e->issued.n;
  case LABEL_DUE:
    return value_day(l->a, &l->months, text, &day) && day.n == w->e->due.n;
  default:
    return value_amount(text, 0, &money) &&
           (money.minor == w->e->payable.minor || money.minor == -w->e->payable.minor);
  }
}

static bool has_digit(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= '0' && s.p[i] <= '9')
      return true;
  return false;
}

// The words from `first` on, up to `end`; empty when one of them is a value itself.
static struct str words_between(const struct learning *l, size_t first, size_t end) {
  struct buf b = buf_in(l->a);
  for (size_t i = first; i < end; i++) {
    if (has_digit(l->sheet.words.v[i].key))
      return S("");
    buf_printf(&b, "%s%.*s", b.n ? " " : "", STR_ARG(l->sheet.words.v[i].key));
  }
  return buf_str(&b);
}

static struct str cell_words(const struct learning *l, size_t cell) {
  const struct sheet_cell *c = &l->sheet.cells.v[cell];
  return words_between(l, c->first, c->first + c->n);
}

// Behind words of its own cell, else beside the cell to the left, else below one.
static struct str label_of(const struct learning *l, const struct wanted *w, size_t cell) {
  const struct sheet *p = &l->sheet;
  const struct sheet_cell *c = &p->cells.v[cell];
  struct str end = {c->text.p + c->text.n, 0}, label;
  for (size_t i = c->first + 1; i < c->first + c->n; i++) {
    const char *from = p->text.p + p->words.v[i].from;
    label = words_between(l, c->first, i);
    if (label.n && reads(l, w, (struct str){from, (size_t)(end.p - from)}))
      return label;
  }
  if (!reads(l, w, c->text))
    return S("");
  label = c->column ? cell_words(l, cell - 1) : S("");
  size_t line = c->line;
  if (label.n || !line)
    return label;
  size_t above = p->lines.v[line - 1] + c->column;
  return above < p->lines.v[line] ? cell_words(l, above) : S("");
}

static struct str find_label(const struct learning *l, const struct wanted *w) {
  for (size_t cell = l->sheet.cells.n; cell-- > 0;) { // sums stand at the end, and repeat
    struct str label = label_of(l, w, cell);
    if (label.n)
      return label;
  }
  return S("");
}

static void put_page(struct buf *b, struct str text) {
  struct str line;
  const char *lead = "";
  while (str_line(&text, &line)) {
    line = str_trim(line);
    if (line.n)
      buf_printf(b, "%s%.*s\n", lead, STR_ARG(line));
    lead = line.n ? "  " : lead;
  }
}

static void put_example(struct learning *l, struct buf *b, struct str seller,
                        const struct einvoice *e) {
  buf_add(b, S("ok = "));
  put_page(b, l->sheet.text);
  buf_printf(b, "gives = %.*s\n", STR_ARG(invoice_gives(l->a, e)));
  buf_printf(b, "no = %.*s\n", STR_ARG(seller));
}

bool invoice_rule_learn(struct arena *a, const struct invoice_rules *rules, struct str text,
                        struct str name, struct str seller, const struct einvoice *e,
                        struct str *stanza, struct err *err) {
  static const enum invoice_label labels[] = {LABEL_NUMBER, LABEL_ISSUED, LABEL_DUE, LABEL_PAYABLE};
  struct learning l = {.a = a, .months = rules->months};
  struct buf b = buf_in(a);
  sheet_of(a, text_clip(text, INVOICE_TEXT_LIMIT), INVOICE_WORDS_LIMIT, &l.sheet);
  buf_printf(&b, "[invoice %.*s]\nseller = %.*s\ncurrency = %s\n", STR_ARG(name), STR_ARG(seller),
             e->payable.currency);
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
    struct wanted w = {labels[i], e};
    if (labels[i] == LABEL_DUE && !day_is(e->due))
      continue;
    struct str label = find_label(&l, &w);
    if (!label.n)
      return err_set(err, ERR_INPUT,
                     "the %s of this invoice does not stand behind, beside or "
                     "below any words of the page",
                     invoice_labels[labels[i]]);
    buf_printf(&b, "%s = %.*s\n", invoice_labels[labels[i]], STR_ARG(label));
    if (labels[i] == LABEL_NUMBER)
      buf_printf(&b, "%s = %.*s\n", invoice_labels[LABEL_TITLE], STR_ARG(label));
  }
  put_example(&l, &b, seller, e);
  *stanza = buf_str(&b);
  return true;
}
