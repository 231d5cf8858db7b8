// outbox_rows.h: inside the ledger room: rows of letters to values.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/db.h"
#include "ledger/outbox.h"

#define LETTER_COLUMNS                                                                             \
  "l.id, l.state, l.kind, l.mailbox, l.client, l.step, l.cycle, l.invoices, l.message_id, "        \
  "l.token,"                                                                                       \
  " l.subject, l.env_from, l.env_to, l.sha256, l.deadline, l.plan, l.created_at, l.not_before,"    \
  " l.changed_at, l.in_doubt_at, l.sent_at, l.attempts, l.reply_code, l.reply, l.evidence, l.why," \
  " l.filed_at, l.open, l.template, l.needs_person, l.dedup_key,"                                  \
  " l.approved_at, l.draft, l.draft_at"
enum { LETTER_COLUMN_COUNT = 34 };
struct outbox_letter letter_of_row(const struct rows *r, struct arena *a);
struct str outbox_kind_name(enum outbox_kind k);
