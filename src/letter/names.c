// names.c: every name that templates know, and what a letter of each kind must say.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letter/templates.h"

static const struct letter_name names[] = {
    {"name", "the person as addressed: Amandine Vasseur, Madame Vasseur; absent when unknown",
     false},
    {"client", "the client's company", false},
    {"client_id", "the client's number", false},
    {"client_postal", "lines of the client's postal address", true},
    {"client_registration", "the client's company number", false},
    {"company", "our company", false},
    {"service", "the service that signs", false},
    {"signatory", "the person who signs, when there is one", false},
    {"address", "lines of our address", true},
    {"phone", "our telephone number", false},
    {"email", "our address for answers", false},
    {"web", "our web site", false},
    {"registration", "our company number", false},
    {"place", "the town of a formal letter", false},
    {"line", "one line of an address", false},
    {"today", "the day on which the letter leaves", false},
    {"deadline", "the last day to pay that this letter gives", false},
    {"previous", "the day of the letter before; absent for the first", false},
    {"step", "number of the step", false},
    {"ordinal", "the step in words of the language: 1er, 2nd", false},
    {"one", "there is exactly one invoice", true},
    {"many", "there are several invoices", true},
    {"count", "how many invoices", false},
    {"invoices", "the invoices and open credit notes", true},
    {"numbers", "the numbers of all of them, joined", false},
    {"number", "number of the invoice; outside of invoices: of the oldest", false},
    {"issued", "day of issue of the invoice", false},
    {"due", "due date of the invoice, short; outside of invoices: of the oldest, in words", false},
    {"late", "days late; absent for a credit note", false},
    {"open", "what is still open of it", false},
    {"full", "the total of the invoice", false},
    {"partial", "a part of it has been paid", true},
    {"credit", "it is a credit note", true},
    {"has_partial", "a part of at least one invoice has been paid", true},
    {"has_credit", "a credit note is among them", true},
    {"total", "all that is open, per currency", false},
    {"instalments", "this client may pay in instalments", true},
    {"discount", "percent that who pays early may take off", false},
    {"discount_until", "the last day for that", false},
    {"discounted", "what is then to be paid", false},
    {"charges", "late interest and lump sums", true},
    {"charge", "amount of the charge", false},
    {"interest", "the charge is late interest", true},
    {"rate", "its rate a year", false},
    {"days", "its days", false},
    {"law", "the law it rests on", false},
    {"charges_total", "all charges", false},
    {"grand_total", "all that is open, with charges", false},
    {"iban", "our IBAN, in groups of four", false},
    {"bic", "our BIC", false},
    {"bank", "our bank", false},
    {"reference", "the payment reference, when there is one invoice and it has one", false},
    {"pay_link", "address of the payment page", false},
    {"has_ways", "there are further ways to pay", true},
    {"ways", "further ways to pay", true},
    {"way", "one of them", false},
    {"qr", "address of the payment QR code, for a picture", false},
    {"attached", "a copy of every invoice is attached", true},
    {"attached_many", "more than one is attached", true},
    {"next_letter", "another letter follows this one", true},
    {"next_legal", "the next letter is a formal one", true},
    {"consumer", "the client is a private person", true},
    {"promised", "the day that was promised or agreed; of a plan: of its next instalment", false},
    {"amount", "the amount that was promised, agreed or received; that instalment", false},
    {"question", "free words of the owner", false},
    {"crossed", "our last letter crossed the payment", true},
    {"by_phone", "it was agreed by telephone", true},
    {"plan", "the instalments of the payment plan", true},
    {"paid", "this instalment is paid", true},
    {"token", "the reference of this letter, by which answers are recognised", false},
};

const struct letter_name *letter_names(size_t *n) {
  *n = sizeof names / sizeof *names;
  return names;
}

// What a letter of each kind must say; ">" marks a partial.
static const struct {
  const char *kind, *needs;
} duties[] = {
    {"reminder", "invoices"},  {"reminder", "total"},    {"reminder", "deadline"},
    {"reminder", ">crossing"}, {"reminder", ">pay"},     {"reminder", ">signature"},
    {"formal", "invoices"},    {"formal", "total"},      {"formal", "deadline"},
    {"formal", ">pay"},        {"formal", ">signature"}, {"answer", ">signature"},
    {"notice", ">signature"},
};

static bool known(struct str name) {
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (str_eq(name, str_of(names[i].name)))
      return true;
  return str_eq(name, S("."));
}

static const char *nearest(struct str name) {
  const char *all[sizeof names / sizeof *names + 1] = {0};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    all[i] = names[i].name;
  return nearest_name(name, all);
}

static bool node_known(const struct templates *t, struct str language, const struct mustache *m,
                       const struct node *n, struct err *err) {
  if (n->kind == NODE_PARTIAL && !templates_partial(t, language, n->text))
    return err_set(err, ERR_SETUP, "%.*s:%d: there is no _%.*s.md beside it", STR_ARG(m->file),
                   n->line, STR_ARG(n->text));
  if (n->kind == NODE_TEXT || n->kind == NODE_PARTIAL || known(n->text))
    return true;
  const char *near = nearest(n->text);
  return err_set(err, ERR_SETUP, "%.*s:%d: unknown name {{%.*s}}%s%s%s", STR_ARG(m->file), n->line,
                 STR_ARG(n->text), near ? " (did you mean {{" : "", near ? near : "",
                 near ? "}}?)" : "");
}

static bool names_known(const struct templates *t, struct str language, const struct mustache *m,
                        struct err *err) {
  for (size_t i = 0; i < m->nodes.n; i++)
    if (!node_known(t, language, m, &m->nodes.v[i], err))
      return false;
  return true;
}

static bool says(const struct templates *t, struct str language, const struct mustache *m,
                 struct str what, int depth) {
  bool partial = str_starts(what, S(">"));
  struct str name = partial ? str_skip(what, 1) : what;
  for (size_t i = 0; i < m->nodes.n; i++) {
    const struct node *n = &m->nodes.v[i];
    if (n->kind != NODE_TEXT && (n->kind == NODE_PARTIAL) == partial && str_eq(n->text, name))
      return true;
    const struct mustache *p =
        n->kind == NODE_PARTIAL ? templates_partial(t, language, n->text) : NULL;
    if (p && depth > 0 && says(t, language, p, what, depth - 1))
      return true;
  }
  return false;
}

static bool duties_done(const struct templates *t, const struct template *l, struct err *err) {
  for (size_t i = 0; i < sizeof duties / sizeof *duties; i++) {
    struct str needs = str_of(duties[i].needs);
    if (str_eq(l->kind, str_of(duties[i].kind)) && !says(t, l->language, &l->body, needs, 3))
      return err_set(err, ERR_SETUP, "%.*s:1: a letter of kind %.*s must have {{%.*s}}",
                     STR_ARG(l->body.file), STR_ARG(l->kind), STR_ARG(needs));
  }
  return true;
}

bool names_check(const struct templates *t, struct err *err) {
  for (size_t i = 0; i < t->partials.n; i++)
    if (!names_known(t, t->partials.v[i].language, &t->partials.v[i].body, err))
      return false;
  for (size_t i = 0; i < t->letters.n; i++) {
    const struct template *l = &t->letters.v[i];
    if (!names_known(t, l->language, &l->subject, err) ||
        !names_known(t, l->language, &l->body, err) || !duties_done(t, l, err))
      return false;
  }
  return true;
}
