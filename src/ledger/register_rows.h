// register_rows.h: inside the ledger room: rows of the register to values.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/db.h"
#include "relance/register.h"

#define CLIENT_COLUMNS                                                                             \
  "c.id, c.name, c.contact_name, c.language, c.country, c.client_group, c.phone,"                  \
  " c.payment_method, c.emails, c.domains, c.no_reminders, c.title, c.postal, c.registration,"     \
  " c.consumer, c.valued, c.owner_policy"
struct client client_of_row(const struct rows *r, struct arena *a);

#define INVOICE_COLUMNS                                                                            \
  "i.number, i.client, i.kind, i.issued, i.due, i.currency, i.total_minor, i.open_minor,"          \
  " i.payment_reference, i.iban, i.file, i.thread, i.sent_to, i.lowers"
struct invoice invoice_of_row(const struct rows *r, struct arena *a);

#define HOLD_COLUMNS "h.id, h.client, h.invoice, h.kind, h.from_day, h.until_day, h.why"
struct hold hold_of_row(const struct rows *r, struct arena *a);
struct str hold_kind_name(enum hold_kind k);
