// settled.h: reminders whose invoices have all been paid since.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"
#include "relance/register.h"

struct settled {
  struct str client, to, message_id; // of the client's last reminder
  struct strs invoices;
  struct day sent, paid; // paid: day of the last payment, DAY_NONE where none is known
};
struct settleds {
  struct settled *v;
  size_t n, cap;
};
// Clients whose last reminder left at `since` or later, who have paid all that it named and owe
// nothing overdue on `today`, and who were not thanked since. Money that relance saw counts, not
// what the books alone say. At most `limit`.
bool reminders_settled(struct ledger *l, struct arena *a, int64_t since, struct day today,
                       size_t limit, struct settleds *out, struct err *err);
