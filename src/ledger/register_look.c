// register_look.c: rows of the register to values; single looks and lists.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/register_rows.h"
#include "ledger/register_store.h"

// ---------------------------------------------------------------- rows

struct client client_of_row(const struct rows *r, struct arena *a) {
  return (struct client){
      .id = row_text(r, a, 0),
      .name = row_text(r, a, 1),
      .contact_name = row_text(r, a, 2),
      .language = row_text(r, a, 3),
      .country = row_text(r, a, 4),
      .group = row_text(r, a, 5),
      .phone = row_text(r, a, 6),
      .payment_method = row_text(r, a, 7),
      .emails = list_split(a, row_borrowed(r, 8)),
      .domains = list_split(a, row_borrowed(r, 9)),
      .no_reminders = row_int(r, 10) != 0,
      .title = row_text(r, a, 11),
      .postal = list_split(a, row_borrowed(r, 12)),
      .registration = row_text(r, a, 13),
      .consumer = row_int(r, 14) != 0,
      .valued = row_int(r, 15) != 0,
      .policy = row_text(r, a, 16),
  };
}

struct invoice invoice_of_row(const struct rows *r, struct arena *a) {
  return (struct invoice){
      .number = row_text(r, a, 0),
      .client = row_text(r, a, 1),
      .kind = str_eq(row_borrowed(r, 2), S("credit_note")) ? CREDIT_NOTE : INVOICE,
      .issued = row_day(r, 3),
      .due = row_day(r, 4),
      .total = row_money(r, 6, 5),
      .open = row_money(r, 7, 5),
      .payment_reference = row_text(r, a, 8),
      .iban = row_text(r, a, 9),
      .file = row_text(r, a, 10),
      .thread = row_text(r, a, 11),
      .sent_to = row_text(r, a, 12),
      .lowers = row_text(r, a, 13),
  };
}

static const char *const hold_kinds[] = {
    [HOLD_ANNOUNCED] = "announced",
    [HOLD_PROMISED] = "promised",
    [HOLD_DISPUTED] = "disputed",
    [HOLD_INSOLVENT] = "insolvent",
    [HOLD_UNCLASSIFIED] = "unclassified",
    [HOLD_ASKED] = "asked",
    [HOLD_OWNER] = "owner",
};

struct str hold_kind_name(enum hold_kind k) {
  return str_of(hold_kinds[k]);
}

static enum hold_kind hold_kind_of(struct str name) {
  size_t i = 0;
  while (i < HOLD_OWNER && !str_eq(name, str_of(hold_kinds[i])))
    i++;
  return (enum hold_kind)i;
}

struct hold hold_of_row(const struct rows *r, struct arena *a) {
  return (struct hold){
      .id = row_int(r, 0),
      .client = row_text(r, a, 1),
      .invoice = row_text(r, a, 2),
      .kind = hold_kind_of(row_borrowed(r, 3)),
      .from = row_day(r, 4),
      .until = row_day(r, 5),
      .why = row_text(r, a, 6),
  };
}

// ---------------------------------------------------------------- looks

bool register_client(struct ledger *l, struct arena *a, struct str id, struct client *out,
                     bool *found, struct err *err) {
  struct rows r;
  struct client got = {0};
  rows_open(&r, l, "SELECT " CLIENT_COLUMNS " FROM client c WHERE c.id = ?", WITH(TEXT(id)));
  bool there = rows_next(&r);
  if (there)
    got = client_of_row(&r, a);
  if (!rows_close(&r, err))
    return false;
  *found = there;
  if (there)
    *out = got;
  return true;
}

bool register_invoice(struct ledger *l, struct arena *a, struct str number, struct invoice *out,
                      bool *found, struct err *err) {
  struct rows r;
  struct invoice got = {0};
  rows_open(&r, l, "SELECT " INVOICE_COLUMNS " FROM invoice i WHERE i.number = ?",
            WITH(TEXT(number)));
  bool there = rows_next(&r);
  if (there)
    got = invoice_of_row(&r, a);
  if (!rows_close(&r, err))
    return false;
  *found = there;
  if (there)
    *out = got;
  return true;
}

bool register_overdue(struct ledger *l, struct arena *a, struct day today, struct str after,
                      size_t limit, struct strs *clients, struct err *err) {
  struct rows r;
  struct strs got = {0};
  rows_open(
      &r, l,
      "SELECT DISTINCT client FROM invoice WHERE open_minor <> 0 AND open_minor > 0 AND due < ?"
      " AND client > ?"
      " ORDER BY client LIMIT ?",
      WITH(INT(today.n), TEXT(after), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = row_text(&r, a, 0);
  if (!rows_close(&r, err))
    return false;
  *clients = got;
  return true;
}

bool register_each_open(struct ledger *l, bool (*each)(void *ctx, const struct invoice *i),
                        void *ctx, struct err *err) {
  struct rows r;
  bool more = true;
  rows_open(&r, l,
            "SELECT " INVOICE_COLUMNS " FROM invoice i WHERE i.open_minor <> 0"
            " ORDER BY i.client, i.due",
            NOTHING);
  while (more && rows_next(&r)) {
    struct arena one;
    arena_init(&one, 1 << 20);
    struct invoice i = invoice_of_row(&r, &one);
    more = each(ctx, &i);
    arena_free(&one);
  }
  return rows_close(&r, err);
}

bool register_reminders(struct ledger *l, struct arena *a, int64_t from, int64_t until,
                        size_t limit, struct reminders *out, struct err *err) {
  struct rows r;
  struct reminders got = {0};
  rows_open(&r, l,
            "SELECT message_id, client, recipient, subject, invoices, step, sent_at, sent,"
            " undelivered FROM reminder WHERE sent_at >= ? AND sent_at < ?"
            " ORDER BY sent_at, id LIMIT ?",
            WITH(INT(from), INT(until), INT((int64_t)limit)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = (struct reminder){.message_id = row_text(&r, a, 0),
                                            .client = row_text(&r, a, 1),
                                            .to = row_text(&r, a, 2),
                                            .subject = row_text(&r, a, 3),
                                            .invoices = list_split(a, row_borrowed(&r, 4)),
                                            .step = (int)row_int(&r, 5),
                                            .sent_at = row_int(&r, 6),
                                            .sent = row_day(&r, 7),
                                            .deadline = DAY_NONE,
                                            .undelivered = row_int(&r, 8) != 0};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

bool register_sales(struct ledger *l, struct arena *a, struct day from, struct day until,
                    struct moneys *out, struct err *err) {
  struct rows r;
  struct moneys got = {0};
  rows_open(&r, l,
            "SELECT sum(minor), currency FROM sold WHERE day >= ? AND day < ?"
            " GROUP BY currency ORDER BY currency",
            WITH(INT(from.n), INT(until.n)));
  while (rows_next(&r))
    *LIST_PUSH(a, &got) = row_money(&r, 0, 1);
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}
