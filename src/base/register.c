// register.c: finding one row of a snapshot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/register.h"

const struct client *snapshot_client(const struct snapshot *s, struct str id) {
  for (size_t i = 0; i < s->clients.n; i++)
    if (str_eq(s->clients.v[i].id, id))
      return &s->clients.v[i];
  return NULL;
}

const struct invoice *snapshot_invoice(const struct snapshot *s, struct str number) {
  for (size_t i = 0; i < s->invoices.n; i++)
    if (str_eq(s->invoices.v[i].number, number))
      return &s->invoices.v[i];
  return NULL;
}

bool company_owns(const struct company *c, struct str address) {
  struct str local, domain;
  for (size_t i = 0; i < c->addresses.n; i++)
    if (str_eq_ci(c->addresses.v[i], address))
      return true;
  for (size_t i = 0; str_cut(address, '@', &local, &domain) && i < c->domains.n; i++)
    if (str_eq_ci(c->domains.v[i], domain))
      return true;
  return false;
}

bool company_banks_with(const struct company *c, struct str address) {
  struct str local, domain = S("");
  str_cut(address, '@', &local, &domain);
  for (size_t i = 0; i < c->banks.n; i++)
    if (str_eq_ci(c->banks.v[i], address) || str_eq_ci(c->banks.v[i], domain))
      return true;
  return false;
}
