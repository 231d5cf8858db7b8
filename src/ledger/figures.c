// figures.c: sums for the dashboard.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/figures.h"
#include "ledger/db.h"

enum {
  DAY_SECONDS = 86400,
  PAID_LOOKED_AT = 4, // times as many by due date as are wanted by day of payment
};

// ---------------------------------------------------------------- sums by day

static bool add_sums(struct rows *r, struct arena *a, struct day_sums *to, struct err *err) {
  while (rows_next(r))
    *LIST_PUSH(a, to) =
        (struct day_sum){.day = row_day(r, 0), .sum = row_money(r, 1, 2), .n = row_int(r, 3)};
  return rows_close(r, err);
}

static bool sums(struct rows *r, struct arena *a, struct day_sums *out, struct err *err) {
  struct day_sums got = {0};
  if (!add_sums(r, a, &got, err))
    return false;
  *out = got;
  return true;
}

bool figures_open(struct ledger *l, struct arena *a, struct day_sums *out, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT due, sum(open_minor), currency, count(*) FROM invoice"
            " WHERE open_minor > 0 AND kind = 'invoice' GROUP BY currency, due",
            NOTHING);
  return sums(&r, a, out, err);
}

bool figures_credits(struct ledger *l, struct arena *a, struct day_sums *out, struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT NULL, sum(open_minor), currency, count(*) FROM"
            " (SELECT open_minor, currency FROM invoice WHERE open_minor <> 0 AND open_minor < 0"
            "  UNION ALL SELECT open_minor, currency FROM invoice"
            "   WHERE open_minor > 0 AND kind = 'credit_note') GROUP BY currency",
            NOTHING);
  return sums(&r, a, out, err);
}

bool figures_sales(struct ledger *l, struct arena *a, struct day from, struct day_sums *out,
                   struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT day, minor, currency, invoices FROM sold WHERE day >= ?"
            " AND invoices > 0 ORDER BY currency, day",
            WITH(DAY(from)));
  return sums(&r, a, out, err);
}

// Allocated money, payments that name their invoice, and what only the books tell of: each walks
// its own index, so that nothing has to be sorted.
bool figures_received(struct ledger *l, struct arena *a, struct day from, struct day_sums *out,
                      struct err *err) {
  static const char *const parts[] = {
      "SELECT coalesce(p.day, a.at / 86400), a.minor, a.currency, 1"
      " FROM allocation a LEFT JOIN payment p ON p.id = a.payment"
      " WHERE a.ended_at IS NULL AND coalesce(p.day, a.at / 86400) >= ?",
      "SELECT p.day, sum(p.minor), p.currency, count(*) FROM payment p"
      " WHERE p.invoice IS NOT NULL AND p.day >= ? AND NOT EXISTS"
      "  (SELECT 1 FROM allocation WHERE payment = p.id AND ended_at IS NULL)"
      " GROUP BY p.day, p.currency",
      "SELECT day, minor, currency, 1 FROM booked JOIN invoice ON number = invoice WHERE day >= ?",
  };
  struct day_sums got = {0};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    struct rows r;
    rows_open(&r, l, parts[i], WITH(DAY(from)));
    if (!add_sums(&r, a, &got, err))
      return false;
  }
  *out = got;
  return true;
}

// Among the newest 1,000 there is the last day: statements come in the order of days, or nearly.
bool figures_newest_payment(struct ledger *l, struct day *out, struct err *err) {
  struct rows r;
  rows_open(&r, l, "SELECT max(day) FROM (SELECT day FROM payment ORDER BY pk DESC LIMIT 1000)",
            NOTHING);
  struct day newest = rows_next(&r) ? row_day(&r, 0) : DAY_NONE;
  if (!rows_close(&r, err))
    return false;
  *out = newest;
  return true;
}

// ---------------------------------------------------------------- promises

// Of the invoice h.invoice, from day A up to the day B, without.
#define CAME_IN(A, B)                                                                              \
  "(SELECT coalesce(sum(a.minor), 0) FROM allocation a LEFT JOIN payment p ON p.id = a.payment"    \
  "  WHERE a.invoice = h.invoice AND a.ended_at IS NULL"                                           \
  "  AND coalesce(p.day, a.at / 86400) >= " A " AND coalesce(p.day, a.at / 86400) < " B ")"        \
  " + (SELECT coalesce(sum(minor), 0) FROM payment p WHERE p.invoice = h.invoice"                  \
  "  AND p.day >= " A " AND p.day < " B " AND NOT EXISTS"                                          \
  "  (SELECT 1 FROM allocation WHERE payment = p.id AND ended_at IS NULL))"                        \
  " + (SELECT coalesce(sum(minor), 0) FROM booked WHERE invoice = h.invoice"                       \
  "  AND day >= " A " AND day < " B ")"

bool figures_promises(struct ledger *l, struct arena *a, struct str client, struct day since,
                      struct promise_rows *out, struct err *err) {
  struct rows r;
  struct promise_rows got = {0};
  rows_open(
      &r, l,
      "SELECT h.client, h.invoice, h.at / 86400, h.until_day,"
      " i.total_minor - (" CAME_IN(
          "0", "h.at / 86400") "), i.currency,"
                               " " CAME_IN("h.at / 86400",
                                           "h.until_day") " AS received"
                                                          " FROM hold h JOIN invoice i ON i.number "
                                                          "= h.invoice WHERE h.kind = 'promised'"
                                                          " AND h.until_day IS NOT NULL AND h.at "
                                                          ">= ?1 AND (?2 = '' OR h.client = ?2)"
                                                          " AND (h.ended_at IS NULL OR h.ended_at "
                                                          "/ 86400 >= h.until_day OR received > 0)"
                                                          " ORDER BY h.id",
      WITH(INT((int64_t)since.n * DAY_SECONDS), TEXT(client)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct promise_row){.client = row_text(&r, a, 0),
                                               .invoice = row_text(&r, a, 1),
                                               .given = row_day(&r, 2),
                                               .until = row_day(&r, 3),
                                               .promised = row_money(&r, 4, 5),
                                               .received = row_money(&r, 6, 5)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

// ---------------------------------------------------------------- letters

// When an invoice that is no longer open was paid, or NULL where nobody knows.
#define PAID_ON                                                                                    \
  "(SELECT max(day) FROM (SELECT max(coalesce(p.day, a.at / 86400)) AS day"                        \
  "   FROM allocation a LEFT JOIN payment p ON p.id = a.payment"                                   \
  "   WHERE a.invoice = i.number AND a.ended_at IS NULL"                                           \
  "  UNION ALL SELECT max(day) FROM payment WHERE invoice = i.number"                              \
  "  UNION ALL SELECT max(day) FROM booked WHERE invoice = i.number))"

bool figures_steps(struct ledger *l, struct arena *a, int64_t since, int64_t until,
                   struct step_rows *out, struct err *err) {
  struct rows r;
  struct step_rows got = {0};
  rows_open(&r, l,
            "SELECT step, sum(invoices), sum(paid), count(*), sum(answered) FROM"
            " (SELECT r.step,"
            "  (SELECT count(*) FROM reminder_invoice ri JOIN invoice i ON i.number = ri.invoice"
            "   WHERE ri.reminder = r.id) AS invoices,"
            "  (SELECT count(*) FROM reminder_invoice ri JOIN invoice i ON i.number = ri.invoice"
            "   WHERE ri.reminder = r.id AND i.open_minor <= 0"
            "   AND " PAID_ON " BETWEEN r.sent_at / 86400 AND r.sent_at / 86400 + 7) AS paid,"
            "  EXISTS (SELECT 1 FROM message m WHERE m.client = r.client AND m.kind = 'inbox'"
            "   AND m.arrived_at BETWEEN r.sent_at AND r.sent_at + 14 * 86400) AS answered"
            " FROM reminder r WHERE r.sent_at >= ? AND r.sent_at < ? AND r.undelivered = 0)"
            " GROUP BY step ORDER BY step",
            WITH(INT(since), INT(until)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct step_row){.step = (int)row_int(&r, 0),
                                            .sent = row_int(&r, 1),
                                            .paid = row_int(&r, 2),
                                            .letters = row_int(&r, 3),
                                            .answered = row_int(&r, 4)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

// A mail crossed a letter when it lay in the mailbox before and was only worked after the letter
// had left, and then held something of that client.
#define CROSSED                                                                                    \
  "(EXISTS (SELECT 1 FROM message m JOIN hold h ON h.message = m.id"                               \
  "   WHERE m.client = r.client AND m.arrived_at < r.sent_at"                                      \
  "   AND m.worked_at >= r.sent_at AND h.client = r.client)"                                       \
  " OR EXISTS (SELECT 1 FROM reminder_invoice ri"                                                  \
  "   JOIN payment p ON p.invoice = ri.invoice"                                                    \
  "   WHERE ri.reminder = r.id AND p.day < r.sent_at / 86400)"                                     \
  " OR EXISTS (SELECT 1 FROM reminder_invoice ri"                                                  \
  "   JOIN allocation a ON a.invoice = ri.invoice AND a.ended_at IS NULL"                          \
  "   JOIN payment p ON p.id = a.payment"                                                          \
  "   WHERE ri.reminder = r.id AND p.day < r.sent_at / 86400))"

static bool count_letters(struct ledger *l, int64_t since, struct honesty *t, struct err *err) {
  return db_number(l, "SELECT count(*) FROM reminder WHERE sent_at >= ? AND letter IS NOT NULL",
                   WITH(INT(since)), 0, &t->sent, err) &&
         db_number(l,
                   "SELECT count(*) FROM reminder r WHERE r.sent_at >= ? AND r.letter IS NOT NULL"
                   " AND " CROSSED,
                   WITH(INT(since)), 0, &t->crossed, err) &&
         db_number(l,
                   "SELECT count(DISTINCT e.letter) FROM letter_event e"
                   " JOIN letter t ON t.id = e.letter AND t.kind = 'reminder'"
                   " JOIN journal j ON j.client = t.client AND j.kind = 'withdraw' AND j.at = e.at"
                   " WHERE e.to_state = 'withdrawn' AND e.at >= ? AND j.message IS NOT NULL",
                   WITH(INT(since)), 0, &t->withdrawn, err);
}

static bool count_decisions(struct ledger *l, int64_t since, struct honesty *t, struct err *err) {
  const struct {
    int64_t *to;
    const char *sql;
  } counts[] = {
      {&t->decided,
       "SELECT count(DISTINCT j.message) FROM journal j WHERE j.kind IN ('hold', 'allocate')"
       " AND j.message IS NOT NULL AND j.at >= ? AND NOT EXISTS"
       " (SELECT 1 FROM suggestion s WHERE s.message = j.message)"},
      {&t->undone, "SELECT count(DISTINCT u.message) FROM journal u WHERE u.kind = 'undo'"
                   " AND u.message IS NOT NULL AND u.at >= ? AND NOT EXISTS"
                   " (SELECT 1 FROM suggestion s WHERE s.message = u.message)"},
      {&t->accepted,
       "SELECT count(*) FROM suggestion WHERE state = 'accepted' AND resolved_at >= ?"},
      {&t->corrected,
       "SELECT count(*) FROM suggestion WHERE state = 'corrected' AND resolved_at >= ?"},
      {&t->rejected,
       "SELECT count(*) FROM suggestion WHERE state = 'rejected' AND resolved_at >= ?"},
  };
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    if (!db_number(l, counts[i].sql, WITH(INT(since)), 0, counts[i].to, err))
      return false;
  return true;
}

bool figures_honesty(struct ledger *l, int64_t since, struct honesty *out, struct err *err) {
  struct honesty t = {0};
  if (!count_letters(l, since, &t, err) || !count_decisions(l, since, &t, err))
    return false;
  *out = t;
  return true;
}

// ---------------------------------------------------------------- experiments

#define PAID_BY(DAY) "(i.open_minor <= 0 AND coalesce(" PAID_ON ", " DAY ") <= " DAY ")"

bool figures_trial(struct ledger *l, struct arena *a, struct day from, struct day today, int days,
                   struct trial_rows *out, struct err *err) {
  struct rows r;
  struct trial_rows got = {0};
  rows_open(&r, l,
            "SELECT r.client,"
            " NOT EXISTS (SELECT 1 FROM reminder_invoice ri JOIN invoice i ON i.number = ri.invoice"
            "  WHERE ri.reminder = r.id AND i.due + ?2 >= ?3),"
            " NOT EXISTS (SELECT 1 FROM reminder_invoice ri JOIN invoice i ON i.number = ri.invoice"
            "  WHERE ri.reminder = r.id AND NOT " PAID_BY(
                "i.due + ?2") "),"
                              " EXISTS (SELECT 1 FROM hold h WHERE h.client = r.client AND h.kind "
                              "= 'disputed'"
                              "  AND h.at BETWEEN r.sent_at AND r.sent_at + 30 * 86400), " CROSSED
                              " FROM reminder r WHERE r.id IN (SELECT min(id) FROM reminder WHERE "
                              "sent_at >= ?1"
                              "  AND letter IS NOT NULL AND undelivered = 0 GROUP BY client) ORDER "
                              "BY r.client",
            WITH(INT((int64_t)from.n * DAY_SECONDS), INT(days), INT(today.n)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct trial_row){.client = row_text(&r, a, 0),
                                             .known = row_int(&r, 1) != 0,
                                             .paid = row_int(&r, 2) != 0,
                                             .complained = row_int(&r, 3) != 0,
                                             .crossed = row_int(&r, 4) != 0};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

// ---------------------------------------------------------------- clients

static bool add_paid(struct rows *r, struct arena *a, struct paid_rows *out, struct err *err) {
  while (rows_next(r))
    *LIST_PUSH(a, out) = (struct paid_row){
        .invoice = row_text(r, a, 0), .due = row_day(r, 1), .paid = row_day(r, 2)};
  return rows_close(r, err);
}

// An invoice is known to be paid by what came in on it: from there, not from all that he ever got.
bool figures_paid(struct ledger *l, struct arena *a, struct str client, struct day today,
                  size_t limit, struct paid_rows *out, struct err *err) {
  struct rows r;
  struct paid_rows got = {0};
  rows_open(&r, l,
            "SELECT number, due, paid FROM (SELECT i.number, i.due, " PAID_ON " AS paid"
            "  FROM (SELECT p.number, p.due FROM"
            "    (SELECT invoice FROM allocation WHERE client = ?1"
            "     UNION SELECT invoice FROM payment WHERE client = ?1 AND invoice IS NOT NULL"
            "     UNION SELECT invoice FROM booked WHERE client = ?1) x"
            "   CROSS JOIN invoice p ON p.number = x.invoice WHERE p.client = ?1"
            "   AND p.kind = 'invoice' AND p.open_minor <= 0 AND p.due IS NOT NULL"
            "   ORDER BY p.due DESC LIMIT ?2) i"
            "  WHERE paid IS NOT NULL ORDER BY paid DESC, i.due DESC LIMIT ?3) ORDER BY paid, due",
            WITH(TEXT(client), INT((int64_t)limit * PAID_LOOKED_AT), INT((int64_t)limit)));
  if (!add_paid(&r, a, &got, err))
    return false;
  rows_open(&r, l,
            "SELECT number, due, NULL FROM invoice WHERE client = ? AND kind = 'invoice'"
            " AND open_minor <> 0 AND open_minor > 0 AND due < ? ORDER BY due LIMIT ?",
            WITH(TEXT(client), INT(today.n), INT((int64_t)limit)));
  if (!add_paid(&r, a, &got, err))
    return false;
  *out = got;
  return true;
}

bool figures_owing(struct ledger *l, struct arena *a, struct day today, size_t limit,
                   struct owings *out, struct err *err) {
  struct rows r;
  struct owings got = {0};
  rows_open(&r, l,
            "SELECT o.client, c.name, o.minor, o.currency, o.n FROM"
            " (SELECT client, currency, sum(open_minor) AS minor, count(*) AS n FROM invoice"
            "  WHERE open_minor <> 0 AND open_minor > 0 AND kind = 'invoice' AND due < ? GROUP BY "
            "client, currency"
            "  ORDER BY minor DESC LIMIT ?) o JOIN client c ON c.id = o.client"
            " ORDER BY o.minor DESC, o.client",
            WITH(INT(today.n), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct owing){.client = row_text(&r, a, 0),
                                         .name = row_text(&r, a, 1),
                                         .overdue = row_money(&r, 2, 3),
                                         .n = row_int(&r, 4)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

// ---------------------------------------------------------------- alerts

bool alerts_standing(struct ledger *l, struct arena *a, size_t limit, struct alerts *out,
                     struct err *err) {
  struct rows r;
  struct alerts got = {0};
  rows_open(&r, l,
            "SELECT id, client, found, usual, late FROM alert WHERE ended IS NULL"
            " ORDER BY found DESC, id LIMIT ?",
            WITH(INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct alert){.id = row_int(&r, 0),
                                         .client = row_text(&r, a, 1),
                                         .found = row_day(&r, 2),
                                         .usual = (int)row_int(&r, 3),
                                         .late = (int)row_int(&r, 4)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

bool alert_put(struct ledger *l, const struct alert *t, bool *fresh, struct err *err) {
  if (!db_run(l,
              "INSERT INTO alert (client, found, usual, late) VALUES (?, ?, ?, ?)"
              " ON CONFLICT DO NOTHING",
              WITH(TEXT(t->client), DAY(t->found), INT(t->usual), INT(t->late)), err))
    return false;
  *fresh = db_changes(l) > 0;
  return true;
}

bool alert_end(struct ledger *l, struct str client, struct day today, struct err *err) {
  return db_run(l, "UPDATE alert SET ended = ? WHERE client = ? AND ended IS NULL",
                WITH(DAY(today), TEXT(client)), err);
}
