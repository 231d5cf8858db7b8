// import_owner.c: whose invoice it is, where a file knows a name only.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/import.h"
#include "relance/fold.h"

static size_t bucket_of(struct str name) {
  size_t h = 5381;
  for (size_t i = 0; i < name.n; i++)
    h = h * 33 + (unsigned char)name.p[i];
  return h & (IMPORT_OWNERS_KNOWN - 1);
}

static struct import_owner *remembered(struct import *im, struct str name) {
  if (!im->owners)
    im->owners = arena_alloc(&im->app->arena, sizeof *im->owners, IMPORT_OWNERS_KNOWN);
  return &im->owners[bucket_of(name)];
}

static bool has_address(const struct client *c, struct str email) {
  for (size_t i = 0; i < c->emails.n; i++)
    if (str_eq(c->emails.v[i], email))
      return true;
  return false;
}

static bool fits(struct arena *a, const struct client *c, const struct csv_row *row) {
  if (row->client_email.n && has_address(c, row->client_email))
    return true;
  return row->client_name.n && str_eq(fold_words(a, c->name), fold_words(a, row->client_name));
}

static bool look(struct import *im, struct arena *a, const struct csv_row *row,
                 struct snapshot *out, struct err *err) {
  struct lookups q = {0};
  struct strs words = name_keys(a, row->client_name);
  if (row->client_email.n)
    *LIST_PUSH(a, &q) = (struct lookup){.kind = LOOKUP_EMAIL, .key = row->client_email};
  for (size_t i = 0; i < words.n; i++)
    *LIST_PUSH(a, &q) = (struct lookup){.kind = LOOKUP_NAME, .key = words.v[i]};
  return ledger_snapshot(im->ledger, a, &q, out, err);
}

static bool new_client(struct import *im, struct arena *a, const struct csv_row *row,
                       struct str *id, struct err *err) {
  struct client c = {.name = row->client_name.n ? row->client_name : row->client_email};
  struct strs keys = name_keys(a, c.name);
  enum put what;
  c.id = c.name;
  if (row->client_email.n)
    *LIST_PUSH(a, &c.emails) = row->client_email;
  *id = c.id;
  return register_put_client(im->ledger, &c, &keys, &what, err);
}

static bool find(struct import *im, struct arena *a, const struct csv_row *row, struct str *id,
                 struct err *err) {
  struct client c;
  struct snapshot s = {0};
  size_t n = 0;
  bool found = false;
  if (row->client_name.n && !register_client(im->ledger, a, row->client_name, &c, &found, err))
    return false;
  if (found) {
    *id = c.id;
    return true;
  }
  if (!look(im, a, row, &s, err))
    return false;
  for (size_t i = 0; i < s.clients.n; i++)
    if (fits(a, &s.clients.v[i], row)) {
      *id = s.clients.v[i].id;
      n++;
    }
  if (n > 1)
    return err_set(err, ERR_INPUT, "%zu clients are called \"%.*s\": say which by its client_id", n,
                   STR_ARG(row->client_name));
  return n == 1 || new_client(im, a, row, id, err);
}

bool import_owner(struct import *im, struct arena *a, struct csv_row *row, struct err *err) {
  struct str name = row->client_name.n ? row->client_name : row->client_email, id = S("");
  if (row->invoice.client.n)
    return true;
  struct import_owner *known = remembered(im, name);
  if (!str_eq(known->name, name) || !name.n) {
    if (!find(im, a, row, &id, err))
      return false;
    *known = (struct import_owner){str_dup(&im->app->arena, name), str_dup(&im->app->arena, id)};
  }
  row->invoice.client = known->id;
  return true;
}

// A number twice in one file, as exports by due date write it: alike is harmless, but which sum and
// which day hold where they differ nobody can tell.
static bool fits_before(struct import *im, const struct invoice *i, struct err *err) {
  struct invoice there;
  bool found = false;
  if (!seen_count(im->whole, &im->numbers, i->number))
    return true;
  if (!register_invoice(im->ledger, &im->row, i->number, &there, &found, err))
    return false;
  if (!found || (money_eq(there.total, i->total) && there.due.n == i->due.n))
    return true;
  return err_set(err, ERR_INPUT,
                 "invoice %.*s stands in this file before, with another sum or due date; give it"
                 " one row, with all that is open and the first due date",
                 STR_ARG(i->number));
}

bool import_put_invoice(struct import *im, struct csv_row *row, enum put *what, struct err *err) {
  struct strs keys = number_keys(&im->row, row->invoice.number);
  row->invoice.seen = im->today;
  row->invoice.lowers = row->credits;
  return fits_before(im, &row->invoice, err) && import_owner(im, &im->row, row, err) &&
         register_put_invoice(im->ledger, &row->invoice, &keys, what, err);
}
