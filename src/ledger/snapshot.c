// snapshot.c: everything of some clients that could matter for one question, in one look.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/db.h"
#include "ledger/learned.h"
#include "ledger/lookup.h"
#include "ledger/outbox_rows.h"
#include "ledger/register_rows.h"
#include "ledger/register_store.h"
#include "ledger/snapshot_parts.h"

enum { DAY_SECONDS = 86400 };

static bool add_client(struct ledger *l, struct arena *a, struct str id, struct snapshot *s,
                       struct err *err) {
  struct rows r;
  rows_open(&r, l, "SELECT " CLIENT_COLUMNS " FROM client c WHERE c.id = ?", WITH(TEXT(id)));
  while (rows_next(&r))
    *LIST_PUSH(a, &s->clients) = client_of_row(&r, a);
  return rows_close(&r, err);
}

static bool add_open(struct ledger *l, struct arena *a, struct str id, struct snapshot *s,
                     struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " INVOICE_COLUMNS " FROM invoice i WHERE i.client = ? AND i.open_minor <> 0"
            " ORDER BY i.due LIMIT ?",
            WITH(TEXT(id), INT(SNAPSHOT_INVOICES_LIMIT)));
  while (rows_next(&r))
    *LIST_PUSH(a, &s->invoices) = invoice_of_row(&r, a);
  return rows_close(&r, err);
}

#define ALIASES(letter)                                                                            \
  "(SELECT group_concat(x.message_id, char(10)) FROM letter_alias x WHERE x.letter = " letter ")"

// A letter whose fate is unknown may have arrived: whoever plans must count with it. Its day is
// that of UTC; letters leave within sending hours, when both days are the same.
static bool add_reminders(struct ledger *l, struct arena *a, struct str id, struct snapshot *s,
                          struct err *err) {
  struct rows r;
  rows_open(
      &r, l,
      "SELECT message_id, token, client, recipient, subject, invoices, step, sent_at AS at,"
      " sent, deadline, undelivered, " ALIASES(
          "letter") ", full FROM reminder WHERE client = ?1"
                    " UNION ALL SELECT message_id, token, client, env_to, subject, invoices, step,"
                    " in_doubt_at, in_doubt_at / ?3, deadline, 0, " ALIASES(
                        "id") ", 0 FROM letter WHERE client = ?1"
                              " AND kind = 'reminder' AND state IN ('in_doubt', 'ask_owner')"
                              " ORDER BY at DESC LIMIT ?2",
      WITH(TEXT(id), INT(SNAPSHOT_RECENT_LIMIT), INT(DAY_SECONDS)));
  while (rows_next(&r))
    *LIST_PUSH(a, &s->reminders) = (struct reminder){
        .message_id = row_text(&r, a, 0),
        .token = row_text(&r, a, 1),
        .client = row_text(&r, a, 2),
        .to = row_text(&r, a, 3),
        .subject = row_text(&r, a, 4),
        .invoices = list_split(a, row_borrowed(&r, 5)),
        .step = (int)row_int(&r, 6),
        .sent_at = row_int(&r, 7),
        .sent = row_day(&r, 8),
        .deadline = row_day(&r, 9),
        .undelivered = row_int(&r, 10) != 0,
        .aliases = list_split(a, row_borrowed(&r, 11)),
        .full = row_int(&r, 12) != 0,
    };
  return rows_close(&r, err);
}

static bool add_payments(struct ledger *l, struct arena *a, struct str id, struct snapshot *s,
                         struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT id, payer, reference, iban, invoice, source, day, minor, currency"
            " FROM payment WHERE client = ? ORDER BY day DESC LIMIT ?",
            WITH(TEXT(id), INT(SNAPSHOT_RECENT_LIMIT)));
  while (rows_next(&r))
    *LIST_PUSH(a, &s->payments) = (struct payment){
        .id = row_text(&r, a, 0),
        .client = id,
        .payer = row_text(&r, a, 1),
        .reference = row_text(&r, a, 2),
        .iban = row_text(&r, a, 3),
        .invoice = row_text(&r, a, 4),
        .source = row_text(&r, a, 5),
        .day = row_day(&r, 6),
        .amount = row_money(&r, 7, 8),
    };
  return rows_close(&r, err);
}

static bool add_holds(struct ledger *l, struct arena *a, struct str id, struct snapshot *s,
                      struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " HOLD_COLUMNS " FROM hold h WHERE h.client = ? AND h.ended_at IS NULL"
            " ORDER BY h.id",
            WITH(TEXT(id)));
  while (rows_next(&r))
    *LIST_PUSH(a, &s->holds) = hold_of_row(&r, a);
  return rows_close(&r, err);
}

static struct pending pending_of(struct arena *a, const struct outbox_letter *l) {
  struct pending p = {.id = l->id,
                      .key = l->key,
                      .client = l->client,
                      .to = l->env_to,
                      .letter = l->letter,
                      .invoices = l->invoices,
                      .step = l->step,
                      .state = l->state,
                      .not_before = l->not_before,
                      .deadline = l->deadline};
  for (size_t i = 0; i < l->open.n; i++)
    *LIST_PUSH(a, &p.open) = l->open.v[i];
  return p;
}

// Those that are not sent; a plan counts with withdrawn and failed ones too.
static bool add_letters(struct ledger *l, struct arena *a, struct str id, struct snapshot *s,
                        struct err *err) {
  struct rows r;
  rows_open(&r, l,
            "SELECT " LETTER_COLUMNS " FROM letter l WHERE l.client = ? AND l.kind = 'reminder'"
            " AND l.state NOT IN ('sent', 'undelivered') ORDER BY l.id DESC LIMIT ?",
            WITH(TEXT(id), INT(SNAPSHOT_RECENT_LIMIT)));
  while (rows_next(&r)) {
    struct outbox_letter letter = letter_of_row(&r, a);
    *LIST_PUSH(a, &s->letters) = pending_of(a, &letter);
  }
  return rows_close(&r, err);
}

static bool add_all_of(struct ledger *l, struct arena *a, struct str client, struct snapshot *s,
                       struct err *err) {
  return add_client(l, a, client, s, err) && add_open(l, a, client, s, err) &&
         add_reminders(l, a, client, s, err) && add_payments(l, a, client, s, err) &&
         add_holds(l, a, client, s, err) && add_letters(l, a, client, s, err) &&
         snapshot_add_instalments(l, a, client, s, err) &&
         snapshot_add_learned(l, a, client, s, err);
}

static bool has_client(const struct snapshot *s, struct str id) {
  for (size_t i = 0; i < s->clients.n; i++)
    if (str_eq(s->clients.v[i].id, id))
      return true;
  return false;
}

static bool has_invoice(const struct snapshot *s, size_t from, struct str number) {
  for (size_t i = from; i < s->invoices.n; i++)
    if (str_eq(s->invoices.v[i].number, number))
      return true;
  return false;
}

static bool add_closed(struct ledger *l, struct arena *a, const struct strs *numbers,
                       struct snapshot *s, struct err *err) {
  size_t from = s->invoices.n;
  for (size_t i = 0; i < numbers->n; i++) {
    struct invoice one;
    bool found;
    if (has_invoice(s, from, numbers->v[i]))
      continue;
    if (!register_invoice(l, a, numbers->v[i], &one, &found, err))
      return false;
    if (found && has_client(s, one.client))
      *LIST_PUSH(a, &s->invoices) = one;
  }
  return true;
}

static bool look(struct ledger *l, struct arena *a, const struct lookups *q, struct snapshot *s,
                 struct err *err) {
  struct found found;
  if (!lookup_clients(l, a, q, &found, err))
    return false;
  for (size_t i = 0; i < found.clients.n; i++)
    if (!add_all_of(l, a, found.clients.v[i], s, err))
      return false;
  return add_closed(l, a, &found.closed, s, err);
}

bool ledger_snapshot(struct ledger *l, struct arena *a, const struct lookups *q,
                     struct snapshot *out, struct err *err) {
  bool own;
  struct snapshot s = {0};
  if (!db_look(l, &own, err))
    return false;
  bool ok = look(l, a, q, &s, err);
  db_looked(l, own);
  if (ok)
    *out = s;
  return ok;
}

bool ledger_snapshot_client(struct ledger *l, struct arena *a, struct str client,
                            struct snapshot *out, struct err *err) {
  bool own;
  struct snapshot s = {0};
  if (!db_look(l, &own, err))
    return false;
  bool ok = add_all_of(l, a, client, &s, err);
  db_looked(l, own);
  if (ok)
    *out = s;
  return ok;
}
