// render.c: a planned letter and its template to subject, text and HTML.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/blocks.h"
#include "letter/occasion.h"
#include "letter/pdf.h"
#include "letter/templates.h"

struct shelf { // where the partials of a letter are found
  const struct templates *t;
  struct str language;
};

static const struct mustache *partial(const void *of, struct str name) {
  const struct shelf *s = of;
  return templates_partial(s->t, s->language, name);
}

// The client's language, else the company's, else English.
static const struct template *choose(const struct templates *t, struct str wanted,
                                     const struct client *c, const struct snapshot *s,
                                     struct str letter) {
  struct str order[] = {wanted, c->language, s->company.language, S("en")};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
    const struct template *found = templates_letter(t, str_sub(order[i], 0, 2), letter);
    if (order[i].n && found)
      return found;
  }
  return NULL;
}

static struct strs files(struct arena *a, const struct due_letter *d, const struct snapshot *s) {
  struct strs out = {0};
  for (size_t i = 0; i < d->invoices.n; i++) {
    const struct invoice *in = snapshot_invoice(s, d->invoices.v[i]);
    if (in && in->file.n)
      *LIST_PUSH(a, &out) = in->file;
  }
  return out;
}

static struct strs letter_head(struct arena *a, const struct sender *from,
                               const struct snapshot *s) {
  struct strs lines = {0};
  *LIST_PUSH(a, &lines) = from->company.n ? from->company : s->company.name;
  for (size_t i = 0; i < from->address.n; i++)
    *LIST_PUSH(a, &lines) = from->address.v[i];
  struct str more[] = {from->registration, from->phone, from->email};
  for (size_t i = 0; i < sizeof more / sizeof *more; i++)
    if (more[i].n)
      *LIST_PUSH(a, &lines) = more[i];
  return lines;
}

bool letter_render(struct arena *a, const struct templates *t, const struct due_letter *due,
                   const struct snapshot *s, const struct sender *from, const struct now *now,
                   const struct occasion *occasion, struct letter *out, struct err *err) {
  static const struct occasion nothing = {.promised = {INT32_MIN}};
  const struct client *client = snapshot_client(s, due->client);
  if (!client)
    return err_set(err, ERR_INPUT, "letter %.*s: client %.*s is not in the register",
                   STR_ARG(due->key), STR_ARG(due->client));
  occasion = occasion ? occasion : &nothing;
  const struct template *l = choose(t, occasion->language, client, s, due->letter);
  if (!l)
    return err_set(err, ERR_SETUP, "no language has the letter %.*s.md", STR_ARG(due->letter));
  struct writing w = {.a = a,
                      .l = templates_language(t, l->language),
                      .due = due,
                      .s = s,
                      .client = client,
                      .from = from,
                      .occasion = occasion,
                      .today = day_is(due->send) && due->send.n ? due->send : now->today};
  struct shelf shelf = {t, l->language};
  struct mustache_host host = {partial, &shelf, escape_markdown};
  struct fact *facts = facts_of(&w);
  struct blocks body = blocks_of(a, mustache_render(a, &l->body, facts, &host));
  out->language = l->language;
  out->subject = inline_text(a, w.l, mustache_render(a, &l->subject, facts, &host));
  out->text = blocks_text(a, w.l, &body);
  out->html = blocks_html(a, w.l, &body, out->subject);
  out->attach = files(a, due, s);
  struct strs head = letter_head(a, from, s);
  out->pdf = str_eq(l->kind, S("formal")) ? blocks_pdf(a, w.l, &body, out->subject, w.today, &head)
                                          : S("");
  return true;
}
