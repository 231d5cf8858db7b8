// collect.c: runs the finders over every text of a message and keeps what they find as evidence.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect.h"

#include <string.h>

enum { TOKEN_LETTERS = 16 }; // of our own letters: see host/token.h

// Spans and sentences stand in order and do not overlap: the last that begins at or before
// `offset`.
enum span_kind fact_span(const struct facts *f, size_t offset) {
  const struct spans *spans = &f->text->spans;
  size_t low = 0, high = spans->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (spans->v[mid].offset <= offset)
      low = mid + 1;
    else
      high = mid;
  }
  bool inside = low && offset - spans->v[low - 1].offset < spans->v[low - 1].length;
  return inside ? spans->v[low - 1].kind : SPAN_OWN;
}

// The subject of an answer is ours, not his.
static bool answers(const struct message *m) {
  return m->in_reply_to.n > 0 || m->references.n > 0;
}

bool fact_is_own(const struct collecting *c, const struct facts *f, size_t offset) {
  enum span_kind span = fact_span(f, offset);
  switch (f->text->role) {
  case TEXT_BODY: // what one of us writes above a mail that he sends on is not the client's
    return span == SPAN_FORWARDED || (span == SPAN_OWN && !c->out->writer.addr.n);
  case TEXT_FORWARDED:
    return span == SPAN_OWN || span == SPAN_FORWARDED;
  case TEXT_FILE:
    return true;
  case TEXT_SUBJECT:
    return !answers(c->in->message) && !c->out->writer.addr.n;
  case TEXT_REPORT:
  case TEXT_RETURNED:
    return false;
  }
  return false;
}

int fact_sentence(const struct facts *f, size_t offset) {
  const struct sentences *s = &f->text->sentences;
  size_t low = 0, high = s->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (s->v[mid].offset <= offset)
      low = mid + 1;
    else
      high = mid;
  }
  bool inside = low && offset - s->v[low - 1].offset < s->v[low - 1].length;
  return inside ? f->sentence_base + (int)low - 1 : -1;
}

struct evidence *add_evidence(struct collecting *c, const struct facts *f, enum evidence_what what,
                              size_t offset, size_t length, const char *rule) {
  if (c->out->evidence.n >= READING_EVIDENCE_LIMIT)
    return NULL;
  struct evidence *e = LIST_PUSH(c->a, &c->out->evidence);
  *e = (struct evidence){.what = what,
                         .text = str_sub(f->text->text, offset, length),
                         .rule = str_of(rule),
                         .place = {f->text->part, offset, length},
                         .day = DAY_NONE,
                         .own = fact_is_own(c, f, offset),
                         .sentence = fact_sentence(f, offset)};
  return e;
}

// ---------------------------------------------------------------- the finders, one after another

// What one finder has taken, the next leaves alone.
static void find_all(struct collecting *c, struct facts *f) {
  struct str text = f->text->text;
  struct marks taken = marks_of(c->a, text);
  struct date_from from = c->date_from;
  from.compact = f->text->role == TEXT_FILE && str_starts(text, S("UN")); // EDIFACT
  f->tokens = tokens_of(c->a, text);
  proven_find(c->a, text, &f->tokens, &f->proven);
  for (size_t i = 0; i < f->proven.n; i++)
    marks_add(&taken, f->proven.v[i].offset, f->proven.v[i].length);
  dates_find(c->a, &f->tokens, c->date_words, from, &f->dates);
  for (size_t i = 0; i < f->dates.n; i++)
    if (f->dates.v[i].role != DATE_NONE)
      marks_add(&taken, f->dates.v[i].offset, f->dates.v[i].length);
  amounts_find(c->a, text, &f->tokens, c->money_words, c->amount_from, &taken, &f->amounts);
  for (size_t i = 0; i < f->amounts.n; i++)
    marks_add(&taken, f->amounts.v[i].offset, f->amounts.v[i].length);
  references_find(c->a, text, &f->tokens, c->reference_words, &taken, &f->references);
}

static bool is_noise(enum span_kind span) {
  return span == SPAN_SIGNATURE || span == SPAN_DISCLAIMER;
}

static void add_days(struct collecting *c, const struct facts *f) {
  for (size_t i = 0; i < f->dates.n; i++) {
    const struct date_found *d = &f->dates.v[i];
    if (d->role == DATE_NONE || !fact_is_own(c, f, d->offset))
      continue;
    struct evidence *e = add_evidence(c, f, EV_DATE, d->offset, d->length, "date");
    if (e)
      e->day = d->nearest;
  }
}

static void add_sums(struct collecting *c, const struct facts *f) {
  for (size_t i = 0; i < f->amounts.n; i++) {
    const struct amount_found *m = &f->amounts.v[i];
    if (!fact_is_own(c, f, m->offset))
      continue;
    struct evidence *e = add_evidence(c, f, EV_AMOUNT, m->offset, m->length, "amount");
    if (!e)
      continue;
    e->amount = m->amount;
    e->other = m->other;
  }
}

static void add_references(struct collecting *c, const struct facts *f) {
  for (size_t i = 0; i < f->proven.n; i++) {
    const struct proven_found *p = &f->proven.v[i];
    enum evidence_what what = p->proof == PROOF_IBAN ? EV_IBAN : EV_REFERENCE;
    struct evidence *e = add_evidence(c, f, what, p->offset, p->length, proof_rule(p->proof));
    if (e)
      e->ref = p->bare;
  }
  for (size_t i = 0; i < f->references.n; i++) {
    const struct reference_found *r = &f->references.v[i];
    if (is_noise(fact_span(f, r->offset)))
      continue;
    struct evidence *e =
        add_evidence(c, f, EV_INVOICE, r->offset, r->length, reference_rule(r->why));
    if (!e)
      continue;
    e->ref = r->ref;
    e->last = r->last;
  }
}

// ---------------------------------------------------------------- our own token

static bool is_token(struct str s) {
  static const char letters[] = "abcdefghjkmnpqrstuvwxyz234567890";
  bool digit = false;
  for (size_t i = 0; i < s.n; i++) {
    if (!strchr(letters, s.p[i]))
      return false;
    digit |= s.p[i] >= '0' && s.p[i] <= '9';
  }
  return digit && s.n == TOKEN_LETTERS;
}

static bool is_alnum(char ch) {
  return (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

static void add_tokens(struct collecting *c, const struct facts *f) {
  struct str text = f->text->text;
  for (size_t i = 0, n; i < text.n; i += n + 1) {
    for (n = 0; i + n < text.n && is_alnum(text.p[i + n]);)
      n++;
    struct str word = n == TOKEN_LETTERS ? str_lower(c->a, str_sub(text, i, n)) : S("");
    if (!is_token(word))
      continue;
    struct evidence *e = add_evidence(c, f, EV_TOKEN, i, n, "token");
    if (e)
      e->ref = word;
  }
}

// ---------------------------------------------------------------- the whole message

static void collect_text(struct collecting *c, const struct read_text *t, int base) {
  struct facts *f = LIST_PUSH(c->a, &c->facts);
  f->text = t;
  f->sentence_base = base;
  find_all(c, f);
  add_tokens(c, f);
  add_references(c, f);
  if (t->role == TEXT_REPORT || t->role == TEXT_RETURNED)
    return;
  add_days(c, f);
  add_sums(c, f);
  collect_captures(c, f);
  collect_lines(c, f);
  collect_edi(c, f);
}

void collect_facts(struct collecting *c) {
  int base = 0;
  for (size_t i = 0; i < c->in->texts.n; i++) {
    const struct read_text *t = &c->in->texts.v[i];
    collect_text(c, t, base);
    base += (int)t->sentences.n;
  }
  if (c->out->evidence.n >= READING_EVIDENCE_LIMIT)
    *LIST_PUSH(c->a, &c->out->trouble) = str_printf(
        c->a, "more than %d numbers, sums and days: the rest was not read", READING_EVIDENCE_LIMIT);
}
