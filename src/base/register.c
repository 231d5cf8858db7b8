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
