// history.c: the story of an invoice, a client, a message or a letter, in the order of time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/journal.h"

#define COLUMNS "at, what, client, invoice, message, letter, say, reasons, rank, seq"
#define NEWEST " ORDER BY at DESC, rank DESC, seq DESC LIMIT ?2"

static bool told_of(struct ledger *l, struct arena *a, const char *sql, struct bind key,
                    size_t limit, struct events *out, struct err *err) {
  struct rows r;
  struct events newest_first = {0}, got = {0};
  rows_open(&r, l, sql, WITH(key, INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &newest_first) = (struct event){
        .at = row_int(&r, 0),
        .what = row_text(&r, a, 1),
        .client = row_text(&r, a, 2),
        .invoice = row_text(&r, a, 3),
        .message = row_int(&r, 4),
        .letter = row_int(&r, 5),
        .say = row_text(&r, a, 6),
        .reasons = row_text(&r, a, 7),
    };
  if (!rows_close(&r, err))
    return false;
  for (size_t i = newest_first.n; i > 0; i--)
    *LIST_PUSH(a, &got) = newest_first.v[i - 1];
  *out = got;
  return true;
}

static bool told(struct ledger *l, struct arena *a, const char *sql, struct bind key,
                 struct events *out, struct err *err) {
  return told_of(l, a, sql, key, HISTORY_LIMIT, out, err);
}

bool history_of_client(struct ledger *l, struct arena *a, struct str client, struct events *out,
                       struct err *err) {
  return told(l, a, "SELECT " COLUMNS " FROM history WHERE client = ?1" NEWEST, TEXT(client), out,
              err);
}

bool history_of_message(struct ledger *l, struct arena *a, int64_t message, struct events *out,
                        struct err *err) {
  return told(l, a, "SELECT " COLUMNS " FROM history WHERE message = ?1" NEWEST, INT(message), out,
              err);
}

bool history_of_letter(struct ledger *l, struct arena *a, int64_t letter, struct events *out,
                       struct err *err) {
  return told(l, a, "SELECT " COLUMNS " FROM history WHERE letter = ?1" NEWEST, INT(letter), out,
              err);
}

// What was said of the invoice itself; the messages that decided something about it; the letters
// and reminders it stood in; and holds on the whole client. Written out, since the view would be
// read whole for a list of messages or letters.
static const char invoice_sql[] =
    "SELECT " COLUMNS " FROM history WHERE invoice = ?1"
    " UNION ALL SELECT arrived_at, 'message', client, NULL, id, NULL,"
    "  coalesce(words, 'waits to be read'), NULL, 0, id FROM message WHERE id IN"
    "  (SELECT message FROM journal WHERE invoice = ?1"
    "   UNION SELECT message FROM hold WHERE invoice = ?1"
    "   UNION SELECT message FROM allocation WHERE invoice = ?1)"
    " UNION ALL SELECT e.at, 'letter_' || e.to_state, l.client, NULL, NULL, l.id,"
    "  e.why || iif(instr(e.why, e.reply) > 0, '', coalesce(' (' || e.reply || ')', '')), NULL, 5, "
    "e.id"
    "  FROM letter_invoice i JOIN letter l ON l.id = i.letter JOIN letter_event e ON e.letter = "
    "l.id"
    "  WHERE i.invoice = ?1"
    " UNION ALL SELECT h.at, 'hold', h.client, NULL, h.message, NULL, h.why, NULL, 2, h.id"
    "  FROM invoice i JOIN hold h ON h.client = i.client WHERE i.number = ?1 AND h.invoice IS NULL"
    " UNION ALL SELECT h.ended_at, 'hold_end', h.client, NULL, h.message, NULL, h.ended_why, NULL,"
    "  2, h.id FROM invoice i JOIN hold h ON h.client = i.client"
    "  WHERE i.number = ?1 AND h.invoice IS NULL AND h.ended_at IS NOT NULL"
    " UNION ALL SELECT r.sent_at, 'reminder', r.client, NULL, NULL, NULL, coalesce(r.subject, ''),"
    "  NULL, 6, r.id FROM reminder_invoice i JOIN reminder r ON r.id = i.reminder"
    "  WHERE i.invoice = ?1 AND r.letter IS NULL"
    " ORDER BY 1 DESC, 9 DESC, 10 DESC LIMIT ?2";

bool history_of_invoice(struct ledger *l, struct arena *a, struct str number, struct events *out,
                        struct err *err) {
  return told(l, a, invoice_sql, TEXT(number), out, err);
}

// Both tables only grow, so the newest rows are those with the highest numbers.
static const char newest_sql[] =
    "SELECT * FROM (SELECT at, kind, client, invoice, message, letter, say, reasons, 1, id"
    "  FROM journal WHERE id > ?1 ORDER BY id DESC LIMIT ?2)"
    " UNION ALL SELECT * FROM (SELECT e.at, 'letter_' || e.to_state, l.client, NULL, NULL, l.id,"
    "  e.why || iif(instr(e.why, e.reply) > 0, '', coalesce(' (' || e.reply || ')', '')), NULL, 5, "
    "e.id"
    "  FROM letter_event e JOIN letter l ON l.id = e.letter"
    "  ORDER BY e.id DESC LIMIT ?2)"
    " ORDER BY 1 DESC, 9 DESC, 10 DESC LIMIT ?2";

bool history_of_folders(struct ledger *l, struct arena *a, int64_t since, size_t limit,
                        struct events *out, struct err *err) {
  return told_of(l, a,
                 "SELECT at, kind, client, invoice, message, letter, say, reasons, 1, id"
                 "  FROM journal WHERE kind = 'folder' AND at >= ?1 ORDER BY id DESC LIMIT ?2",
                 INT(since), limit, out, err);
}

bool history_newest(struct ledger *l, struct arena *a, size_t limit, struct events *out,
                    struct err *err) {
  return told_of(l, a, newest_sql, INT(0), limit, out, err);
}
