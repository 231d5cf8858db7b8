// settled.c: one look at what reminders have brought in.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/settled.h"
#include "ledger/db.h"

static const char settled_sql[] =
    "SELECT r.client, r.recipient, r.message_id, r.invoices, r.sent,"
    " (SELECT max(p.day) FROM reminder_invoice x JOIN allocation al ON al.invoice = x.invoice"
    "  JOIN payment p ON p.id = al.payment WHERE x.reminder = r.id AND al.ended_at IS NULL)"
    " FROM reminder r WHERE r.sent_at >= ?1 AND r.undelivered = 0 AND r.step > 0"
    " AND r.letter IS NOT NULL AND r.recipient IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM reminder_invoice x JOIN invoice i ON i.number = x.invoice"
    "  WHERE x.reminder = r.id AND i.kind = 'invoice' AND (i.open_minor > 0 OR NOT EXISTS"
    "  (SELECT 1 FROM allocation al WHERE al.invoice = i.number AND al.ended_at IS NULL)))"
    " AND NOT EXISTS (SELECT 1 FROM reminder n WHERE n.client = r.client AND n.sent_at > r.sent_at"
    "  AND n.undelivered = 0)"
    " AND NOT EXISTS (SELECT 1 FROM invoice o WHERE o.client = r.client"
    "  AND o.open_minor <> 0 AND o.open_minor > 0"
    "  AND o.due < ?2)"
    " AND NOT EXISTS (SELECT 1 FROM letter t WHERE t.client = r.client AND t.template = 'thanks'"
    "  AND t.created_at >= r.sent_at)"
    " ORDER BY r.client LIMIT ?3";

bool reminders_settled(struct ledger *l, struct arena *a, int64_t since, struct day today,
                       size_t limit, struct settleds *out, struct err *err) {
  struct rows r;
  struct settleds got = {0};
  rows_open(&r, l, settled_sql, WITH(INT(since), INT(today.n), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct settled){.client = row_text(&r, a, 0),
                                           .to = row_text(&r, a, 1),
                                           .message_id = row_text(&r, a, 2),
                                           .invoices = list_split(a, row_borrowed(&r, 3)),
                                           .sent = row_day(&r, 4),
                                           .paid = row_day(&r, 5)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}
