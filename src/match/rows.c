// rows.c: one notice, several payments: each row is judged as if it had come alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deciding.h"

#include <string.h>

enum { ROWS_LIMIT = 60 };

struct row {
  int sentence;
  struct money amount;
  struct reading r;
};
struct rows {
  struct row *v;
  size_t n, cap;
};

static struct row *row_at(struct rows *rows, int sentence) {
  for (size_t i = 0; i < rows->n; i++)
    if (rows->v[i].sentence == sentence)
      return &rows->v[i];
  return NULL;
}

static struct row *row_new(struct arena *a, struct rows *rows, const struct reading *r,
                           int sentence) {
  struct row *row = LIST_PUSH(a, rows);
  *row = (struct row){.sentence = sentence, .r = *r};
  memset(&row->r.evidence, 0, sizeof row->r.evidence);
  memset(&row->r.intents, 0, sizeof row->r.intents);
  memset(&row->r.attachments, 0, sizeof row->r.attachments);
  memset(&row->r.parts, 0, sizeof row->r.parts);
  row->r.fresh = row->r.subject = S("");
  return row;
}

// The whole line in which it stands.
static struct str line_of(const struct reading *r, const struct place *at) {
  const struct read_part *part = reading_part(r, at->part);
  struct str rest, line;
  if (!part)
    return S("");
  rest = part->text;
  while (str_line(&rest, &line))
    if (at->offset < (size_t)(line.p - part->text.p) + line.n)
      return line;
  return S("");
}

static void collect_rows(struct arena *a, const struct reading *r, struct rows *rows) {
  for (size_t i = 0; i < r->evidence.n && rows->n < ROWS_LIMIT; i++) {
    const struct evidence *e = &r->evidence.v[i];
    if (!e->own || e->sentence < 0 || e->what == EV_TOTAL)
      continue;
    struct row *row = row_at(rows, e->sentence);
    if (!row) {
      row = row_new(a, rows, r, e->sentence);
      row->r.fresh = line_of(r, &e->place);
    }
    *LIST_PUSH(a, &row->r.evidence) = *e;
    if ((e->what == EV_AMOUNT || e->what == EV_LINE) && !row->amount.minor)
      row->amount = e->amount;
  }
}

static const struct intent *paid_intent(const struct reading *r) {
  for (size_t i = 0; i < r->intents.n; i++)
    if (r->intents.v[i].kind == INTENT_PAID)
      return &r->intents.v[i];
  return NULL;
}

static bool has_allocation(const struct verdict *v, struct str invoice) {
  for (size_t i = 0; i < v->allocations.n; i++)
    if (str_eq(v->allocations.v[i].invoice, invoice))
      return true;
  return false;
}

// Two rows for one invoice: the second is somebody's mistake, and a person finds out whose.
static void add_verdict(struct arena *a, const struct verdict *v, struct verdict *out) {
  for (size_t i = 0; i < v->allocations.n; i++)
    if (has_allocation(out, v->allocations.v[i].invoice)) {
      struct str invoice = v->allocations.v[i].invoice;
      out->decision = DECISION_SUGGEST;
      *LIST_PUSH(a, &out->reasons) = (struct reason){
          .doubt = true,
          .about = invoice,
          .say = str_printf(a, "two rows name invoice %.*s", STR_ARG(invoice))};
      return;
    }
  for (size_t i = 0; i < v->intents.n; i++)
    *LIST_PUSH(a, &out->intents) = v->intents.v[i];
  for (size_t i = 0; i < v->allocations.n; i++)
    *LIST_PUSH(a, &out->allocations) = v->allocations.v[i];
  for (size_t i = 0; i < v->pause.n; i++)
    *LIST_PUSH(a, &out->pause) = v->pause.v[i];
  for (size_t i = 0; i < v->reasons.n; i++)
    *LIST_PUSH(a, &out->reasons) = v->reasons.v[i];
  if (v->decision < out->decision)
    out->decision = v->decision;
}

bool rows_verdict(struct arena *a, const struct reading *r, const struct snapshot *s,
                  const struct match_weights *w, struct day today, struct verdict *out) {
  const struct intent *paid = paid_intent(r);
  struct rows rows = {0};
  struct str first = {0};
  bool several = false;
  if (r->kind != KIND_BANK_NOTICE || !paid)
    return false;
  collect_rows(a, r, &rows);
  struct verdict all = {.file = r->file,
                        .language = r->language,
                        .kind = r->kind,
                        .resume_on = DAY_NONE,
                        .decision = DECISION_APPLY};
  for (size_t i = 0; i < rows.n; i++) {
    struct row *row = &rows.v[i];
    struct verdict one;
    if (row->amount.minor <= 0)
      continue;
    struct intent *in = LIST_PUSH(a, &row->r.intents);
    *in = *paid;
    in->amount = row->amount;
    in->invoices = (struct strs){0};
    in->rule = S("advice");
    in->sentence = row->sentence;
    verdict_of(a, &row->r, s, w, today, &one);
    if (!one.client.n || !one.allocations.n)
      continue;
    several |= first.n && !str_eq(first, one.client);
    first = one.client;
    add_verdict(a, &one, &all);
  }
  if (several)
    *out = all;
  return several;
}
