// paper_client.c: buyer's name, recipients and page against the register.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/paper_client.h"

#include "ledger/register_store.h"
#include "relance/fold.h"

enum { LABEL_LENGTH = 4, NAME_LENGTH = 80 }; // shorter names of domains say too little

static struct str domain_of(struct str address) {
  struct str local, domain;
  return str_cut(address, '@', &local, &domain) ? domain : S("");
}

bool is_our_address(const struct company *us, struct str address) {
  struct str domain = domain_of(address);
  for (size_t i = 0; i < us->addresses.n; i++)
    if (str_eq_ci(us->addresses.v[i], address))
      return true;
  for (size_t i = 0; i < us->domains.n; i++)
    if (str_eq_ci(us->domains.v[i], domain))
      return true;
  return false;
}

static void add_others(struct arena *a, const struct company *us, const struct addresses *from,
                       struct addresses *to) {
  for (size_t i = 0; i < from->n; i++) {
    bool twice = false;
    for (size_t k = 0; k < to->n; k++)
      twice |= str_eq(to->v[k].addr, from->v[i].addr);
    if (from->v[i].addr.n && !twice && !is_our_address(us, from->v[i].addr))
      *LIST_PUSH(a, to) = from->v[i];
  }
}

struct sent_mail sent_mail_of(struct arena *a, const struct company *us, const struct reading *r,
                              const struct addresses *bcc) {
  struct sent_mail m = {.us = us, .r = r};
  add_others(a, us, &r->to, &m.to);
  add_others(a, us, &r->cc, &m.to);
  if (!m.to.n)
    add_others(a, us, bcc, &m.to);
  return m;
}

// ---------------------------------------------------------------- looking

static bool look(const struct acting *x, enum lookup_kind kind, const struct strs *keys,
                 struct snapshot *out, struct err *err) {
  struct lookups q = {0};
  for (size_t i = 0; i < keys->n; i++)
    *LIST_PUSH(x->a, &q) = (struct lookup){.kind = kind, .key = keys->v[i]};
  return !q.n || ledger_snapshot(x->l, x->a, &q, out, err);
}

static struct strs keys_of(struct arena *a, const struct addresses *list, bool domains) {
  struct strs keys = {0};
  for (size_t i = 0; i < list->n; i++)
    *LIST_PUSH(a, &keys) = domains ? domain_of(list->v[i].addr) : list->v[i].addr;
  return keys;
}

static bool has_word(const struct strs *words, struct str word) {
  for (size_t i = 0; i < words->n; i++)
    if (str_eq(words->v[i], word))
      return true;
  return false;
}

// How many of the words that make up the first name are in the second; -1: all of both.
static int shared_words(struct arena *a, struct str one, struct str other) {
  struct strs x = name_keys(a, one), y = name_keys(a, other);
  size_t n = 0;
  for (size_t i = 0; i < x.n; i++)
    n += has_word(&y, x.v[i]);
  return n && n == x.n && n == y.n ? -1 : (int)n;
}

struct page_text {
  struct str words; // folded, one space before and behind each
  struct str key;   // folded, without spaces
};

static struct page_text page_text_of(struct arena *a, struct str text) {
  return (struct page_text){str_printf(a, " %.*s ", STR_ARG(fold_words(a, text))),
                            fold_key(a, text)};
}

// All words of the name stand on the page.
static bool page_names(struct arena *a, const struct page_text *page, struct str name) {
  struct strs keys = name_keys(a, name);
  for (size_t i = 0; i < keys.n; i++)
    if (!str_find(page->words, str_printf(a, " %.*s ", STR_ARG(keys.v[i])), NULL))
      return false;
  return keys.n > 0;
}

// "dupont-bois" of "compta@mail.dupont-bois.fr"
static struct str domain_label(struct arena *a, struct str address) {
  struct str rest = domain_of(address), field, before = S(""), last = S("");
  while (str_field(&rest, '.', &field)) {
    before = last;
    last = field;
  }
  return fold_key(a, before);
}

static bool page_shows(struct arena *a, const struct page_text *page, const struct address *to) {
  struct str label = domain_label(a, to->addr);
  return page_names(a, page, to->name) ||
         (label.n >= LABEL_LENGTH && str_find(page->key, label, NULL));
}

// ---------------------------------------------------------------- deciding

struct choice {
  const struct client *one; // the first that fits
  size_t n;
};

static void count(struct choice *c, const struct client *client) {
  c->one = c->n++ ? c->one : client;
}

static void doubt(const struct acting *x, struct strs *doubts, struct str why) {
  *LIST_PUSH(x->a, doubts) = why;
}

// The cell of the page that names the recipient: what the client calls himself there.
static struct str name_on_page(struct arena *a, struct str text, const struct address *to) {
  struct str line, cell;
  while (str_line(&text, &line))
    while (str_field(&line, '\t', &cell)) {
      struct page_text one = page_text_of(a, cell);
      cell = str_trim(cell);
      if (cell.n && cell.n <= NAME_LENGTH && !str_find(cell, S("@"), NULL) &&
          !str_find(cell, S("www."), NULL) && page_shows(a, &one, to)) {
        struct str head, tail;
        return str_cut(cell, ':', &head, &tail) && str_trim(tail).n ? str_trim(tail) : cell;
      }
    }
  return S("");
}

static struct client new_client(const struct acting *x, const struct sent_mail *m,
                                const struct found_invoice *f) {
  const struct address *to = m->to.n ? &m->to.v[0] : NULL;
  struct client c = {.name = f->e.buyer.name,
                     .contact_name = f->e.buyer.contact,
                     .country = f->e.buyer.country,
                     .registration = f->e.buyer.legal_id,
                     .language = m->r->language};
  if (!c.name.n && to)
    c.name = name_on_page(x->a, f->text, to);
  if (!c.name.n && to)
    c.name = to->name.n ? to->name : to->addr;
  if (!c.contact_name.n && to && !str_eq(to->name, c.name))
    c.contact_name = to->name;
  c.id = c.name;
  return c;
}

static bool by_buyer(const struct acting *x, const struct sent_mail *m,
                     const struct found_invoice *f, const struct snapshot *address,
                     struct choice *out, struct strs *doubts, struct err *err) {
  struct snapshot named = {0};
  struct strs keys = name_keys(x->a, f->e.buyer.name);
  struct choice same = {0}, both = {0};
  (void)m;
  if (!look(x, LOOKUP_NAME, &keys, &named, err))
    return false;
  for (size_t i = 0; i < named.clients.n; i++)
    if (shared_words(x->a, named.clients.v[i].name, f->e.buyer.name) < 0) {
      count(&same, &named.clients.v[i]);
      if (snapshot_client(address, named.clients.v[i].id))
        count(&both, &named.clients.v[i]);
    }
  *out = both.n == 1 ? both : same;
  if (out->n > 1)
    doubt(x, doubts,
          str_printf(x->a, "%zu clients are called %.*s", out->n, STR_ARG(f->e.buyer.name)));
  if (out->n || !address->clients.n)
    return true;
  count(out, &address->clients.v[0]);
  if (address->clients.n > 1 || !shared_words(x->a, out->one->name, f->e.buyer.name))
    doubt(x, doubts,
          str_printf(x->a, "%.*s is to pay it, and it went to an address of %.*s",
                     STR_ARG(f->e.buyer.name), STR_ARG(out->one->name)));
  return true;
}

static void by_page(const struct acting *x, const struct sent_mail *m,
                    const struct found_invoice *f, const struct snapshot *address,
                    struct choice *out, struct strs *doubts) {
  struct page_text page = page_text_of(x->a, f->text);
  bool shown = false;
  for (size_t i = 0; i < m->to.n; i++)
    shown |= page_shows(x->a, &page, &m->to.v[i]);
  for (size_t i = 0; i < address->clients.n; i++)
    if (page_names(x->a, &page, address->clients.v[i].name))
      count(out, &address->clients.v[i]);
  if (out->n == 0 && address->clients.n == 1 && shown)
    count(out, &address->clients.v[0]);
  if (out->n > 1)
    doubt(x, doubts, S("it names more than one client of this address"));
  if (out->n)
    return;
  if (address->clients.n)
    count(out, &address->clients.v[0]);
  if (!m->to.n)
    doubt(x, doubts, S("this mail names no recipient"));
  else if (out->n || !shown)
    doubt(x, doubts,
          str_printf(x->a, "it went to %.*s, and the page does not name him",
                     STR_ARG(m->to.v[0].addr)));
}

bool paper_client(const struct acting *x, const struct sent_mail *mail,
                  const struct found_invoice *f, struct paper_client *out, struct strs *doubts,
                  struct err *err) {
  struct snapshot address = {0};
  struct choice c = {0};
  struct strs emails = keys_of(x->a, &mail->to, false), domains = keys_of(x->a, &mail->to, true);
  if (!look(x, LOOKUP_EMAIL, &emails, &address, err) ||
      (!address.clients.n && !look(x, LOOKUP_DOMAIN, &domains, &address, err)))
    return false;
  if (!f->e.buyer.name.n)
    by_page(x, mail, f, &address, &c, doubts);
  else if (!by_buyer(x, mail, f, &address, &c, doubts, err))
    return false;
  if (c.n) {
    *out = (struct paper_client){*c.one, true};
    return true;
  }
  out->client = new_client(x, mail, f);
  out->known = false;
  if (!out->client.id.n)
    doubt(x, doubts, S("nobody is named who is to pay it"));
  struct client there;
  if (!register_client(x->l, x->a, out->client.id, &there, &out->known, err))
    return false;
  if (out->known)
    out->client = there;
  return true;
}

// ---------------------------------------------------------------- writing

// Somebody who is copied in on several clients' invoices is none of them.
static bool is_others(const struct acting *x, struct str id, struct str address, bool *yes,
                      struct err *err) {
  struct snapshot s = {0};
  struct strs keys = {&address, 1, 1};
  if (!look(x, LOOKUP_EMAIL, &keys, &s, err))
    return false;
  *yes = s.clients.n > 0 && !snapshot_client(&s, id);
  return true;
}

bool paper_client_put(const struct acting *x, const struct sent_mail *mail,
                      const struct paper_client *c, struct str *id, struct err *err) {
  struct client client = c->client;
  struct strs emails = {0};
  enum put what;
  for (size_t i = 0; i < client.emails.n; i++)
    *LIST_PUSH(x->a, &emails) = client.emails.v[i];
  for (size_t i = 0; i < mail->to.n; i++) {
    struct str address = mail->to.v[i].addr;
    bool others = false;
    if (i > 0 && !is_others(x, client.id, address, &others, err))
      return false;
    if (!others && !has_word(&emails, address))
      *LIST_PUSH(x->a, &emails) = address;
  }
  client.emails = emails;
  struct strs keys = name_keys(x->a, client.name);
  *id = client.id;
  return register_put_client(x->l, &client, &keys, &what, err);
}
