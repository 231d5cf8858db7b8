// history.c: the story of an invoice, a client, a message or a letter, in the order of time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/journal.h"

#define COLUMNS "at, what, client, invoice, message, letter, say, reasons, rank, seq"
#define NEWEST " ORDER BY at DESC, rank DESC, seq DESC LIMIT ?2"

static bool told(struct ledger *l, struct arena *a, const char *sql, struct bind key,
                 struct events *out, struct err *err) {
  struct rows r;
  struct events newest_first = {0}, got = {0};
  rows_open(&r, l, sql, WITH(key, INT(HISTORY_LIMIT)));
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

// What was said of the invoice itself; of messages that decided something about it; of the letters
// and reminders it stood in; and holds on the whole client.
bool history_of_invoice(struct ledger *l, struct arena *a, struct str number, struct events *out,
                        struct err *err) {
  return told(l, a,
              "SELECT " COLUMNS " FROM history WHERE invoice = ?1"
              " UNION SELECT " COLUMNS " FROM history WHERE what = 'message' AND message IN"
              "  (SELECT message FROM journal WHERE invoice = ?1"
              "   UNION SELECT message FROM hold WHERE invoice = ?1"
              "   UNION SELECT message FROM allocation WHERE invoice = ?1)"
              " UNION SELECT " COLUMNS " FROM history WHERE letter IN"
              "  (SELECT letter FROM letter_invoice WHERE invoice = ?1)"
              " UNION SELECT " COLUMNS " FROM history WHERE what IN ('hold', 'hold_end')"
              "  AND invoice IS NULL AND client = (SELECT client FROM invoice WHERE number = ?1)"
              " UNION SELECT sent_at, 'reminder', client, ?1, NULL, NULL, coalesce(subject, ''), "
              "NULL, 6, id"
              "  FROM reminder WHERE letter IS NULL AND id IN"
              "  (SELECT reminder FROM reminder_invoice WHERE invoice = ?1)"
              " ORDER BY 1 DESC, 9 DESC, 10 DESC LIMIT ?2",
              TEXT(number), out, err);
}
