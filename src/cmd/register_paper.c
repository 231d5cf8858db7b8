// register_paper.c: whose it is, whether it is ours, whether it is known, and then the rows.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/register_paper.h"

#include "ledger/outbox.h"
#include "ledger/paper_store.h"
#include "ledger/register_store.h"
#include "relance/checkdigit.h"
#include "relance/fold.h"

struct job {
  const struct acting *x;
  const struct conf *conf;
  struct sent_mail mail;
  struct papers_done *done;
  struct str asked; // JSON of the paper that the owner says yes to, or empty
  bool added;       // it had brought its invoice into the register before
};

static void say(struct job *j, struct strs *list, struct str words) {
  *LIST_PUSH(j->x->a, list) = words;
}

static struct str sum_of(struct arena *a, const struct einvoice *e) {
  return str_printf(a, "%.*s over %.*s %s",
                    STR_ARG(e->number.n ? e->number : S("a paper without number")),
                    STR_ARG(money_plain(a, e->total)), e->total.currency);
}

// ---------------------------------------------------------------- is it ours?

enum ours { OURS_NO, OURS_MAYBE, OURS };

static bool pays_to_us(struct arena *a, const struct conf *conf, const struct einvoice *e) {
  struct str ours = reference_bare(a, conf->sender.iban);
  for (size_t i = 0; ours.n && i < e->ibans.n; i++)
    if (str_eq(reference_bare(a, e->ibans.v[i]), ours))
      return true;
  return false;
}

static bool contains(struct str all, struct str part) {
  return part.n && str_find(all, part, NULL);
}

static enum ours is_ours(struct arena *a, const struct conf *conf, const struct found_invoice *f) {
  struct str us = fold_words(a, conf->company.name), seller = fold_words(a, f->e.seller.name);
  if (pays_to_us(a, conf, &f->e))
    return OURS;
  if (!str_eq(f->e.syntax, S("text"))) {
    if (contains(fold_words(a, f->e.buyer.name), us))
      return OURS_NO;
    return contains(seller, us) || contains(us, seller) ? OURS : OURS_MAYBE;
  }
  if (f->e.seller.id.n) // its layout was learnt
    return OURS;
  return contains(fold_words(a, f->text), us) ? OURS_MAYBE : OURS_NO;
}

// ---------------------------------------------------------------- writing it down

static bool note(struct job *j, struct str client, struct str invoice, struct str words,
                 struct err *err) {
  int64_t id;
  struct journal_entry e = {.at = j->x->now.utc,
                            .kind = S("register"),
                            .message = j->x->message,
                            .client = client,
                            .invoice = invoice,
                            .say = words};
  return journal_add(j->x->l, &e, &id, err);
}

static struct paper_row row_of(const struct job *j, const struct found_invoice *f,
                               enum paper_state state) {
  return (struct paper_row){.message = j->x->message,
                            .state = state,
                            .filename = f->filename.n ? f->filename : S("invoice.pdf"),
                            .bytes = f->bytes,
                            .invoice = state == PAPER_REGISTERED ? f->e.number : S("")};
}

static bool keep(struct job *j, const struct found_invoice *f, bool added, struct str *file,
                 struct err *err) {
  int64_t id;
  struct paper_row row = row_of(j, f, PAPER_REGISTERED);
  row.found = j->asked;
  row.added = j->asked.n && (added || j->added);
  if (!paper_put(j->x->l, &row, &id, err))
    return false;
  *file = paper_name(j->x->a, id, row.filename);
  return true;
}

static struct invoice invoice_of(const struct job *j, const struct einvoice *e, struct str client) {
  struct invoice i = einvoice_invoice(e);
  i.client = client;
  i.thread = j->mail.r->message_id;
  i.sent_to = j->mail.to.n ? j->mail.to.v[0].addr : S("");
  i.lowers = e->lowers.n ? e->lowers.v[0] : S("");
  return i;
}

static bool put_new(struct job *j, const struct found_invoice *f, const struct paper_client *c,
                    struct err *err) {
  struct arena *a = j->x->a;
  struct str client, file, words;
  struct strs keys = number_keys(a, f->e.number);
  enum put what;
  if (!paper_client_put(j->x, &j->mail, c, &client, err))
    return false;
  struct invoice i = invoice_of(j, &f->e, client);
  // The paper names the invoice and the invoice names the paper: the invoice comes first.
  if (!register_put_invoice(j->x->l, &i, &keys, &what, err) ||
      !keep(j, f, what == PUT_ADDED, &file, err) ||
      !register_complete_invoice(j->x->l, i.number, i.thread, i.sent_to, file, err) ||
      !register_settle_credit(j->x->l, i.number, j->x->message, j->x->now.utc, err))
    return false;
  words = str_printf(a, "%s %.*s registered for %.*s",
                     i.kind == CREDIT_NOTE ? "credit note" : "invoice", STR_ARG(sum_of(a, &f->e)),
                     STR_ARG(c->client.name));
  for (size_t n = 0; n < f->e.missing.n; n++)
    words = str_printf(a, "%.*s; it %.*s", STR_ARG(words), STR_ARG(f->e.missing.v[n]));
  j->done->client = client;
  say(j, &j->done->words, words);
  return note(j, client, i.number, words, err);
}

// Its mail is found, or it is sent again: what is open stays as it is.
static bool complete(struct job *j, const struct found_invoice *f, const struct invoice *there,
                     struct err *err) {
  struct paper_client c = {.known = true};
  struct str file = S(""), client = there->client;
  struct strs ignored = {0};
  bool found, known;
  if (!paper_client(j->x, &j->mail, f, &c, &ignored, err) ||
      !register_client(j->x->l, j->x->a, there->client, &c.client, &found, err) ||
      !paper_known(j->x->l, j->x->a, f->bytes, &(struct str){0}, &known, err) ||
      (!known && !keep(j, f, false, &file, err)))
    return false;
  bool first = !there->thread.n && !ignored.n;
  if (first && !paper_client_put(j->x, &j->mail, &c, &client, err))
    return false;
  j->done->client = there->client;
  say(j, &j->done->words,
      str_printf(j->x->a, "invoice %.*s is in the register already", STR_ARG(there->number)));
  return register_complete_invoice(j->x->l, there->number, j->mail.r->message_id,
                                   j->mail.to.n && first ? j->mail.to.v[0].addr : S(""), file, err);
}

static bool wait(struct job *j, struct found_invoice *f, const struct strs *doubts,
                 const struct paper_client *c, struct err *err) {
  int64_t id;
  struct paper_row row = row_of(j, f, PAPER_WAITING);
  f->doubts = *doubts;
  for (size_t i = 0; i < j->mail.to.n; i++)
    *LIST_PUSH(j->x->a, &f->sent_to) = j->mail.to.v[i].addr;
  row.found = found_json(j->x->a, f);
  for (size_t i = 0; i < doubts->n; i++)
    say(j, &j->done->doubts,
        str_printf(j->x->a, "%.*s: %.*s", STR_ARG(sum_of(j->x->a, &f->e)), STR_ARG(doubts->v[i])));
  say(j, &j->done->words,
      str_printf(j->x->a, "%.*s waits for you", STR_ARG(sum_of(j->x->a, &f->e))));
  if (c->known)
    j->done->client = c->client.id;
  j->done->waiting++;
  return paper_put(j->x->l, &row, &id, err);
}

// ---------------------------------------------------------------- one paper

static bool is_same(const struct invoice *there, const struct einvoice *e) {
  return there->kind == e->kind && money_eq(there->total, e->total);
}

static bool complete_fields(const struct einvoice *e) {
  return e->number.n && e->total.currency[0] && money_same_currency(e->total, e->payable);
}

static bool take(struct job *j, struct found_invoice *f, struct err *err) {
  struct arena *a = j->x->a;
  struct strs doubts = f->doubts;
  struct paper_client c = {0};
  struct invoice there;
  bool found = false;
  enum ours ours = is_ours(a, j->conf, f);
  if (ours == OURS_NO)
    return true;
  if (ours == OURS_MAYBE)
    say(j, &doubts, S("it does not show our IBAN: is it ours?"));
  if (f->e.number.n && !register_invoice(j->x->l, a, f->e.number, &there, &found, err))
    return false;
  if (found && is_same(&there, &f->e))
    return complete(j, f, &there, err);
  if (found)
    say(j, &doubts,
        str_printf(a, "the register has %.*s with %.*s %s", STR_ARG(there.number),
                   STR_ARG(money_plain(a, there.total)), there.total.currency));
  if (!paper_client(j->x, &j->mail, f, &c, &doubts, err))
    return false;
  if (doubts.n || !f->certain)
    return wait(j, f, &doubts, &c, err);
  return put_new(j, f, &c, err);
}

static bool was_answered(struct job *j, const struct found_invoice *f, bool *yes, struct err *err) {
  struct paper_rows rows = {0};
  *yes = false;
  if (!papers_of_message(j->x->l, j->x->a, j->x->message, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++)
    *yes |= rows.v[i].state != PAPER_WAITING && str_eq(rows.v[i].bytes, f->bytes);
  return true;
}

static bool ask(struct job *j, struct err *err) {
  int64_t id;
  struct verdict v = {
      .client = j->done->client, .resume_on = DAY_NONE, .decision = DECISION_SUGGEST};
  for (size_t i = 0; i < j->done->doubts.n; i++)
    *LIST_PUSH(j->x->a, &v.reasons) = (struct reason){.say = j->done->doubts.v[i]};
  struct suggestion s = {
      .message = j->x->message,
      .client = v.client,
      .say = str_printf(j->x->a, "we sent %.*s: is this an invoice of ours?",
                        STR_ARG(j->done->doubts.n ? j->done->doubts.v[0] : S("a paper"))),
      .verdict = verdict_json(j->x->a, &v)};
  return !j->done->waiting || suggestion_put(j->x->l, &s, j->x->now.utc, &id, err);
}

bool register_papers(const struct acting *x, const struct conf *conf, const struct reading *r,
                     const struct papers *p, struct papers_done *done, struct err *err) {
  struct job j = {.x = x, .conf = conf, .done = done};
  j.mail = sent_mail_of(x->a, &conf->company, r, &p->bcc);
  if (!is_our_address(&conf->company, r->from.addr))
    return true;
  for (size_t i = 0; i < p->invoices.n; i++) {
    struct found_invoice f = p->invoices.v[i];
    bool answered;
    if (!was_answered(&j, &f, &answered, err) || (!answered && !take(&j, &f, err)))
      return false;
  }
  return ask(&j, err);
}

// ---------------------------------------------------------------- the owner's word

static bool accept_one(struct job *j, struct paper_row *row, struct str client, struct err *err) {
  struct found_invoice f;
  struct paper_client c = {0};
  struct strs ignored = {0};
  struct addresses bcc = {0};
  bool found;
  if (!found_parse(j->x->a, row->found, &f, err))
    return false;
  if (!complete_fields(&f.e))
    return err_set(err, ERR_INPUT,
                   "%.*s: its number or total could not be read: import it, or teach its layout "
                   "with `relance learn-invoice`",
                   STR_ARG(row->filename));
  f.bytes = row->bytes;
  j->asked = row->found;
  j->added = row->added;
  for (size_t i = 0; i < f.sent_to.n; i++)
    *LIST_PUSH(j->x->a, &bcc) = (struct address){S(""), f.sent_to.v[i]};
  j->mail = sent_mail_of(j->x->a, &j->conf->company, j->mail.r, &bcc);
  if (!paper_client(j->x, &j->mail, &f, &c, &ignored, err))
    return false;
  if (client.n &&
      (!register_client(j->x->l, j->x->a, client, &c.client, &found, err) ||
       (!found && !err_set(err, ERR_INPUT, "client %.*s is not in the register", STR_ARG(client)))))
    return false;
  return put_new(j, &f, &c, err);
}

bool papers_wait(const struct acting *x, bool *yes, struct err *err) {
  struct paper_rows rows = {0};
  if (!papers_of_message(x->l, x->a, x->message, &rows, err))
    return false;
  *yes = false;
  for (size_t i = 0; i < rows.n; i++)
    *yes |= rows.v[i].state == PAPER_WAITING;
  return true;
}

bool papers_accept(const struct acting *x, const struct conf *conf, const struct reading *r,
                   struct str client, struct err *err) {
  struct papers_done done = {0};
  struct job j = {.x = x, .conf = conf, .mail = {.us = &conf->company, .r = r}, .done = &done};
  struct paper_rows rows = {0};
  if (!papers_of_message(x->l, x->a, x->message, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++)
    if (rows.v[i].state == PAPER_WAITING && !accept_one(&j, &rows.v[i], client, err))
      return false;
  return true;
}

bool papers_refuse(const struct acting *x, struct err *err) {
  struct paper_rows rows = {0};
  int64_t id;
  if (!papers_of_message(x->l, x->a, x->message, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++) {
    rows.v[i].state = PAPER_REFUSED;
    if (!rows.v[i].invoice.n && !paper_put(x->l, &rows.v[i], &id, err))
      return false;
  }
  return true;
}

// ---------------------------------------------------------------- and back again

static bool take_back(struct job *j, struct str invoice, struct err *err) {
  struct invoice i;
  bool found;
  size_t n;
  struct str why = S("the owner has taken back his yes to it");
  if (!register_invoice(j->x->l, j->x->a, invoice, &i, &found, err))
    return false;
  if (!found)
    return true;
  return letters_withdraw(j->x->l, i.client, invoice, true, why, j->x->now.utc, &n, err) &&
         register_take_back_invoice(j->x->l, &i, err) &&
         note(j, i.client, invoice, S("taken back: nothing is claimed by it any more"), err);
}

bool papers_reopen(const struct acting *x, struct err *err) {
  struct job j = {.x = x};
  struct paper_rows rows = {0};
  int64_t id;
  if (!papers_of_message(x->l, x->a, x->message, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++) {
    struct paper_row row = rows.v[i];
    if (!row.found.n || row.state == PAPER_WAITING)
      continue;
    if (row.state == PAPER_REGISTERED && !row.added)
      return err_set(err, ERR_INPUT,
                     "invoice %.*s was in the register before your yes changed it: import it as it "
                     "should be",
                     STR_ARG(row.invoice));
    struct str invoice = row.invoice;
    row.state = PAPER_WAITING;
    row.invoice = S("");
    if (!paper_put(x->l, &row, &id, err) || (invoice.n && !take_back(&j, invoice, err)))
      return false;
  }
  return true;
}
