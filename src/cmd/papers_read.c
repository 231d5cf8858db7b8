// papers_read.c: inside the sandboxed reader: files to invoices and statements, by content alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/knowledge.h"
#include "cmd/papers.h"

struct search {
  struct arena *a;
  const struct knowledge *know;
  struct papers *out;
};

static void trouble(const struct search *s, struct str filename, const char *why) {
  *LIST_PUSH(s->a, &s->out->trouble) =
      str_printf(s->a, "%.*s: %s", STR_ARG(filename.n ? filename : S("a file")), why);
}

// Where the file has no date it may have words: "30 jours fin de mois".
static void find_due(const struct search *s, struct einvoice *e) {
  if (!day_is(e->due) && e->terms.n)
    einvoice_set_due(e, terms_due(s->a, s->know->terms, e->terms, e->issued));
}

static void add_invoice(const struct search *s, const struct part *p, struct found_invoice f) {
  find_due(s, &f.e);
  f.filename = p->filename;
  f.bytes = p->bytes;
  *LIST_PUSH(s->a, &s->out->invoices) = f;
}

static void look_at_xml(const struct search *s, const struct part *p, struct str xml) {
  struct found_invoice f = {.certain = true};
  struct err err;
  if (einvoice_read(s->a, xml, &f.e, &err))
    add_invoice(s, p, f);
  else
    trouble(s, p->filename, err.text);
}

static struct str page_text(struct arena *a, const struct part *p) {
  return str_utf8_clean(a, str_sub(p->text, 0, INVOICE_TEXT_LIMIT));
}

static void look_at_page(const struct search *s, const struct part *p) {
  struct found_invoice f = {0};
  enum paper what = invoice_text_read(s->a, s->know->invoices, p->text, &f.e, &f.doubts);
  f.certain = what == PAPER_INVOICE;
  f.text = page_text(s->a, p);
  if (what != PAPER_OTHER)
    add_invoice(s, p, f);
}

static void look_at_pdf(const struct search *s, const struct part *p) {
  struct str xml;
  struct err err;
  if (!einvoice_embedded(s->a, p->bytes, &xml, &err))
    trouble(s, p->filename, err.text);
  else if (xml.n)
    look_at_xml(s, p, xml);
  else
    look_at_page(s, p);
}

static void look_at_statement(const struct search *s, const struct part *p) {
  struct statements all = {0};
  struct err err;
  if (!statements_read(s->a, p->bytes, "EUR", s->know->columns, &all, &err)) {
    trouble(s, p->filename, err.text);
    return;
  }
  bool adds_up = true;
  for (size_t i = 0; i < all.trouble.n; i++)
    trouble(s, p->filename, str_c(s->a, all.trouble.v[i]));
  for (size_t i = 0; i < all.n; i++) {
    bool cut = all.v[i].has_opening && !all.v[i].has_closing; // only its end tells that it is whole
    if (cut)
      trouble(s, p->filename, "has no closing balance: if it is whole, import it yourself");
    adds_up &= !cut && all.v[i].difference.minor == 0;
  }
  for (size_t i = 0; adds_up && i < all.n; i++) {
    struct account_span span;
    statement_payments(s->a, &all.v[i], &s->out->payments);
    if (account_span_of(&all.v[i], &span))
      *LIST_PUSH(s->a, &s->out->spans) = span;
  }
}

static bool is_statement_table(const struct search *s, struct str bytes) {
  struct csv *csv;
  struct err ignored;
  return csv_open(s->a, bytes, CSV_ANY, "EUR", s->know->columns, &csv, &ignored) &&
         csv_about(csv)->kind == CSV_STATEMENT;
}

static void look_at_file(const struct search *s, const struct part *p) {
  switch (file_kind(p->bytes)) {
  case FILE_PDF:
    look_at_pdf(s, p);
    break;
  case FILE_INVOICE:
    look_at_xml(s, p, p->bytes);
    break;
  case FILE_STATEMENT:
    look_at_statement(s, p);
    break;
  case FILE_CSV:
    if (is_statement_table(s, p->bytes))
      look_at_statement(s, p);
    break;
  case FILE_UNKNOWN:
    break;
  }
}

static bool look_at_mail(const struct search *s, struct str raw, struct err *err) {
  struct message m;
  size_t seen = 0;
  if (!message_read(s->a, raw, &m, err))
    return false;
  s->out->bcc = m.bcc;
  for (size_t i = 0; i < m.parts.n; i++) {
    const struct part *p = &m.parts.v[i];
    if (p->role != PART_FILE || !p->bytes.n || p->bytes.n > PAPERS_FILE_LIMIT)
      continue;
    if (seen++ == PAPERS_LIMIT) {
      trouble(s, p->filename, "is one file too many, and was not looked at");
      break;
    }
    look_at_file(s, p);
  }
  return true;
}

static bool look_at_one(const struct search *s, struct str bytes, struct err *err) {
  struct part p = {.role = PART_FILE, .filename = S(""), .bytes = bytes};
  if (file_kind(bytes) == FILE_PDF && !attachment_text(s->a, &p, &p.text, err))
    return err_in(err, "the file");
  s->out->text = page_text(s->a, &p);
  look_at_file(s, &p);
  return true;
}

struct str papers_answer(struct arena *a, const struct knowledge *know, enum papers_of what,
                         struct str bytes) {
  struct papers papers = {0};
  struct search s = {a, know, &papers};
  struct err err;
  bool ok = what == PAPERS_OF_MAIL ? look_at_mail(&s, bytes, &err) : look_at_one(&s, bytes, &err);
  return ok ? papers_json(a, &papers) : str_printf(a, "!%s", err.text);
}
