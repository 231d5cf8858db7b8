// import_files.c: bank statements and e-invoices into the register.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/import.h"
#include "cmd/statement_chain.h"
#include "host/clock.h"
#include "relance/einvoice.h"
#include "relance/fold.h"
#include "relance/statement.h"

static bool put_payments(struct import *im, struct arena *a, const struct statement *s,
                         struct err *err) {
  struct payments payments = {0};
  statement_payments(a, s, &payments);
  for (size_t i = 0; i < payments.n; i++) {
    enum put what;
    if (!register_put_payment(im->ledger, &payments.v[i], &what, err))
      return false;
    im->count[what]++;
  }
  return true;
}

static bool adds_up(const struct statements *all, struct err *err) {
  for (size_t i = 0; i < all->n; i++)
    if (all->v[i].difference.minor)
      return err_set(err, ERR_INPUT, "nothing taken: %.*s",
                     STR_ARG(all->trouble.n ? all->trouble.v[0] : S("it does not add up")));
  return true;
}

bool import_statement(struct import *im, struct arena *a, struct str bytes, struct err *err) {
  struct statements all;
  if (!know(im->app, KNOW_CSV, err) ||
      !statements_read(a, bytes, "EUR", im->app->know->columns, &all, err) || !adds_up(&all, err))
    return false;
  for (size_t i = 0; i < all.trouble.n; i++)
    import_note(im, 1, all.trouble.v[i]);
  for (size_t i = 0; i < all.n; i++) {
    struct account_span span;
    struct str gap = S("");
    if (!put_payments(im, a, &all.v[i], err) ||
        (account_span_of(&all.v[i], &span) && !statement_chain(im->ledger, a, &span, &gap, err)))
      return false;
    if (gap.n)
      import_note(im, 1, gap);
  }
  return true;
}

// Where the file has no date it may have words: "30 jours fin de mois".
static bool find_due(struct import *im, struct arena *a, struct einvoice *e, struct err *err) {
  struct terms_words *words;
  if (day_is(e->due) || !e->terms.n)
    return true;
  if (!know(im->app, KNOW_CSV, err) || !terms_load(a, &im->app->know->stanzas, &words, err))
    return false;
  einvoice_set_due(e, terms_due(a, words, e->terms, e->issued));
  return true;
}

// What others send us is an e-invoice too, and nobody owes it to us.
static bool is_ours(struct import *im, struct arena *a, const struct einvoice *e) {
  struct str own = fold_words(a, im->app->conf.company.name);
  return !own.n || !str_eq(fold_words(a, e->buyer.name), own);
}

// What the books say of an invoice that is there is not undone by its own file.
static bool put_file(struct import *im, struct arena *a, struct csv_row *row, enum put *what,
                     struct err *err) {
  struct invoice there;
  bool found;
  if (!register_invoice(im->ledger, a, row->invoice.number, &there, &found, err))
    return false;
  *what = PUT_UNCHANGED;
  if (found && there.kind == row->invoice.kind && money_eq(there.total, row->invoice.total))
    return register_complete_invoice(im->ledger, there.number, S(""), S(""), row->invoice.file,
                                     err);
  return import_put_invoice(im, row, what, err) &&
         register_settle_credit(im->ledger, row->invoice.number, 0, clock_now().utc, err);
}

bool import_einvoice(struct import *im, struct arena *a, struct str bytes, struct err *err) {
  struct einvoice e;
  struct csv_row row = {.line = 1};
  enum put what;
  if (!einvoice_read(a, bytes, &e, err) || !find_due(im, a, &e, err))
    return false;
  if (!is_ours(im, a, &e))
    return err_set(err, ERR_INPUT, "invoice %.*s is one that %.*s sent to us", STR_ARG(e.number),
                   STR_ARG(e.seller.name));
  if (!e.buyer.name.n && !e.buyer.email.n)
    return err_set(err, ERR_INPUT, "invoice %.*s names no buyer", STR_ARG(e.number));
  row.invoice = einvoice_invoice(&e);
  row.invoice.file = str_of(im->file);
  row.credits = e.lowers.n ? e.lowers.v[0] : S("");
  row.client_name = e.buyer.name;
  row.client_email = e.buyer.email;
  if (!put_file(im, a, &row, &what, err))
    return false;
  im->count[what]++;
  for (size_t i = 0; i < e.missing.n; i++)
    import_note(im, 1, e.missing.v[i]);
  return true;
}
