// register_put.c: writing clients, invoices, reminders and payments; equal values change nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/allocation.h"
#include "ledger/db.h"
#include "ledger/invoice_keys.h"
#include "ledger/register_store.h"
#include "ledger/sold.h"
#include "relance/fold.h"

enum { PUT_SCRATCH_LIMIT = 64 << 20 }; // bytes: one row's joined lists; far above what files hold

// Runs an INSERT ... ON CONFLICT DO NOTHING; PUT_ADDED when a row came of it.
static bool insert(struct ledger *l, const char *sql, const struct bind *v, size_t n,
                   enum put *what, struct err *err) {
  if (!db_run(l, sql, v, n, err))
    return false;
  *what = db_changes(l) ? PUT_ADDED : PUT_UNCHANGED;
  return true;
}

// Runs an UPDATE that touches the row only when something differs.
static bool update(struct ledger *l, const char *sql, const struct bind *v, size_t n,
                   enum put *what, struct err *err) {
  if (!db_run(l, sql, v, n, err))
    return false;
  *what = db_changes(l) ? PUT_CHANGED : PUT_UNCHANGED;
  return true;
}

static bool client_known(struct ledger *l, struct str id, const char *thing, struct str name,
                         struct err *err) {
  int64_t known;
  if (!db_number(l, "SELECT 1 FROM client WHERE id = ?", WITH(TEXT(id)), 0, &known, err))
    return false;
  return known || err_set(err, ERR_INPUT,
                          "%s %.*s: client \"%.*s\" is not in the register: import the clients "
                          "first",
                          thing, STR_ARG(name), STR_ARG(id));
}

// ---------------------------------------------------------------- clients

static bool add_keys(struct ledger *l, struct str client, const char *kind,
                     const struct strs *values, struct err *err) {
  for (size_t i = 0; values && i < values->n; i++)
    if (!db_run(l,
                "INSERT INTO client_key (kind, value, client) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET seen = 0",
                WITH(TEXT(str_of(kind)), TEXT(values->v[i]), TEXT(client)), err))
      return false;
  return true;
}

static bool index_client(struct ledger *l, const struct client *c, const struct strs *name_keys,
                         struct err *err) {
  return db_run(l, "DELETE FROM client_key WHERE client = ? AND seen = 0", WITH(TEXT(c->id)),
                err) &&
         add_keys(l, c->id, "email", &c->emails, err) &&
         add_keys(l, c->id, "domain", &c->domains, err) &&
         add_keys(l, c->id, "word", name_keys, err);
}

static bool put_client(struct ledger *l, struct arena *a, const struct client *c,
                       const struct strs *name_keys, enum put *what, struct err *err) {
  struct str words = name_keys ? list_join(a, name_keys) : S("");
  struct bind v[] = {
      TEXT(c->id),
      TEXT(c->name),
      TEXT_OR_NULL(c->contact_name),
      TEXT_OR_NULL(c->language),
      TEXT_OR_NULL(c->country),
      TEXT_OR_NULL(c->group),
      TEXT_OR_NULL(c->phone),
      TEXT_OR_NULL(c->payment_method),
      TEXT_OR_NULL(list_join(a, &c->emails)),
      TEXT_OR_NULL(list_join(a, &c->domains)),
      TEXT_OR_NULL(words),
      INT(c->no_reminders),
      TEXT_OR_NULL(c->title),
      TEXT_OR_NULL(list_join(a, &c->postal)),
      TEXT_OR_NULL(c->registration),
      INT(c->consumer),
      INT(c->valued),
  };
  enum { COLUMNS = sizeof v / sizeof *v };
  if (!insert(l,
              "INSERT INTO client (id, name, contact_name, language, country, client_group, phone,"
              " payment_method, emails, domains, name_keys, no_reminders, title, postal,"
              " registration, consumer, valued)"
              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
              v, COLUMNS, what, err))
    return false;
  if (*what == PUT_UNCHANGED &&
      !update(l,
              "UPDATE client SET name = ?2, contact_name = ?3, language = ?4, country = ?5,"
              " client_group = ?6, phone = ?7, payment_method = ?8, emails = ?9, domains = ?10,"
              " name_keys = ?11, no_reminders = ?12, title = ?13, postal = ?14,"
              " registration = ?15, consumer = ?16, valued = ?17 WHERE id = ?1 AND NOT (name IS ?2"
              " AND contact_name IS ?3 AND language IS ?4 AND country IS ?5 AND client_group IS ?6"
              " AND phone IS ?7 AND payment_method IS ?8 AND emails IS ?9 AND domains IS ?10"
              " AND name_keys IS ?11 AND no_reminders IS ?12 AND title IS ?13 AND postal IS ?14"
              " AND registration IS ?15 AND consumer IS ?16 AND valued IS ?17)",
              v, COLUMNS, what, err))
    return false;
  return *what == PUT_UNCHANGED || index_client(l, c, name_keys, err);
}

bool register_put_client(struct ledger *l, const struct client *c, const struct strs *name_keys,
                         enum put *what, struct err *err) {
  struct arena a;
  bool own;
  enum put got = PUT_UNCHANGED;
  if (!c->id.n)
    return err_set(err, ERR_INPUT, "a client without client_id");
  if (!db_enter(l, "put client", &own, err))
    return false;
  arena_init(&a, PUT_SCRATCH_LIMIT);
  bool ok = put_client(l, &a, c, name_keys, &got, err);
  arena_free(&a);
  if (!db_leave(l, own, ok, err))
    return false;
  *what = got;
  return true;
}

static bool learn(struct ledger *l, const char *kind, struct str client, struct str value,
                  struct err *err) {
  bool own;
  if (!db_enter(l, "learn key", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO client_key (kind, value, client, seen) VALUES (?, ?, ?, 1)"
                   " ON CONFLICT DO NOTHING",
                   WITH(TEXT(str_of(kind)), TEXT(value), TEXT(client)), err);
  return db_leave(l, own, ok, err);
}

bool register_learn_email(struct ledger *l, struct str client, struct str email, struct err *err) {
  return learn(l, "email", client, email, err);
}

bool register_learn_iban(struct ledger *l, struct str client, struct str iban, struct err *err) {
  return learn(l, "iban", client, iban, err);
}

// ---------------------------------------------------------------- invoices

enum { INVOICE_VALUES = 14 };

// What an invoice's row says against the values: not there, equal, or with another open amount.
struct standing {
  bool known, equal, same_reference;
  int64_t id, books;
  struct day issued;
  struct money total;
};

static bool look_up(struct ledger *l, const struct bind *v, struct standing *out, struct err *err) {
  struct rows r;
  struct standing got = {0};
  rows_open(&r, l,
            "SELECT books_minor, client IS ?2 AND kind IS ?3 AND issued IS ?4 AND due IS ?5"
            " AND currency IS ?6 AND total_minor IS ?7 AND books_minor IS ?8"
            " AND payment_reference IS coalesce(?9, payment_reference)"
            " AND iban IS coalesce(?10, iban) AND file IS coalesce(?11, file)"
            " AND thread IS coalesce(?12, thread) AND sent_to IS coalesce(?13, sent_to)"
            " AND lowers IS coalesce(?14, lowers), ?9 IS NULL OR payment_reference IS ?9,"
            " id, issued, total_minor, currency FROM invoice WHERE number = ?1",
            v, INVOICE_VALUES);
  if (rows_next(&r))
    got = (struct standing){.known = true,
                            .books = row_int(&r, 0),
                            .equal = row_int(&r, 1) != 0,
                            .same_reference = row_int(&r, 2) != 0,
                            .id = row_int(&r, 3),
                            .issued = row_day(&r, 4),
                            .total = row_money(&r, 5, 6)};
  if (!rows_close(&r, err))
    return false;
  *out = got;
  return true;
}

// What the books took off beyond the money that is known of came in unseen.
static bool note_booked(struct ledger *l, const struct invoice *i, int64_t fall, struct err *err) {
  if (fall <= 0 || i->seen.n <= 0)
    return true;
  return db_run(
      l,
      "INSERT INTO booked (invoice, client, day, minor) SELECT ?1, client, ?2, unknown FROM"
      " (SELECT i.client, min(?3, i.total_minor - i.books_minor -"
      "  (SELECT coalesce(sum(minor), 0) FROM allocation"
      "   WHERE invoice = ?1 AND ended_at IS NULL) -"
      "  (SELECT coalesce(sum(minor), 0) FROM payment p WHERE p.invoice = ?1 AND NOT EXISTS"
      "   (SELECT 1 FROM allocation WHERE payment = p.id AND ended_at IS NULL)) -"
      "  (SELECT coalesce(sum(minor), 0) FROM booked WHERE invoice = ?1)) AS unknown"
      "  FROM invoice i WHERE i.number = ?1 AND i.kind = 'invoice') WHERE unknown > 0"
      " ON CONFLICT (invoice, day) DO UPDATE SET minor = minor + excluded.minor",
      WITH(TEXT(i->number), DAY(i->seen), INT(fall)), err);
}

static bool put_reference(struct ledger *l, int64_t id, const struct invoice *i, struct err *err) {
  if (!i->payment_reference.n)
    return true;
  arena_reset(&l->scratch);
  return invoice_keys_put_reference(l, id, fold_key(&l->scratch, i->payment_reference), err);
}

static bool change_invoice(struct ledger *l, const struct invoice *i, const struct bind *v,
                           const struct standing *was, struct err *err) {
  int64_t fall = was->books - i->open.minor;
  return db_run(l,
                "UPDATE invoice SET client = ?2, kind = ?3, issued = ?4, due = ?5, currency = ?6,"
                " total_minor = ?7, books_minor = ?8,"
                " payment_reference = coalesce(?9, payment_reference), iban = coalesce(?10, iban),"
                " file = coalesce(?11, file), thread = coalesce(?12, thread),"
                " sent_to = coalesce(?13, sent_to), lowers = coalesce(?14, lowers)"
                " WHERE number = ?1",
                v, INVOICE_VALUES, err) &&
         (was->same_reference || put_reference(l, was->id, i, err)) &&
         sold_add(l, was->issued, was->total, -1, err) &&
         sold_add(l, i->issued, i->total, 1, err) && note_booked(l, i, fall, err) &&
         allocations_booked(l, i->number, fall, err) && allocation_reckon(l, i->number, err);
}

// *added: false where there is one of that number.
static bool add_invoice(struct ledger *l, const struct invoice *i, const struct bind *v,
                        const struct strs *keys, bool *added, struct err *err) {
  if (!db_run(l,
              "INSERT INTO invoice (number, client, kind, issued, due, currency, total_minor,"
              " books_minor, open_minor, payment_reference, iban, file, thread, sent_to, lowers)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
              " ON CONFLICT (number) DO NOTHING",
              v, INVOICE_VALUES, err))
    return false;
  *added = db_changes(l) > 0;
  int64_t id = db_last_id(l);
  return !*added || (put_reference(l, id, i, err) && sold_add(l, i->issued, i->total, 1, err) &&
                     invoice_keys_put(l, id, keys, err));
}

// The likeliest reason, in words that help; SQLite's own words when it is another.
static bool refused(struct ledger *l, const struct invoice *i, struct err *err) {
  struct err better = *err;
  if (err->kind == ERR_INPUT && !client_known(l, i->client, "invoice", i->number, &better))
    *err = better;
  return false;
}

// Files bring new invoices, or the same again: as the one before was, this one likely is.
static bool put_invoice(struct ledger *l, const struct invoice *i, const struct strs *keys,
                        enum put *what, struct err *err) {
  struct standing standing = {0};
  struct bind v[] = {
      TEXT(i->number),
      TEXT(i->client),
      TEXT(i->kind == CREDIT_NOTE ? S("credit_note") : S("invoice")),
      DAY(i->issued),
      DAY(i->due),
      TEXT(str_of(i->total.currency)),
      INT(i->total.minor),
      INT(i->open.minor),
      TEXT_OR_NULL(i->payment_reference),
      TEXT_OR_NULL(i->iban),
      TEXT_OR_NULL(i->file),
      TEXT_OR_NULL(i->thread),
      TEXT_OR_NULL(i->sent_to),
      TEXT_OR_NULL(i->lowers),
  };
  _Static_assert(sizeof v / sizeof *v == INVOICE_VALUES, "one for each question mark");
  if (!l->adding && !look_up(l, v, &standing, err))
    return false;
  *what = PUT_UNCHANGED;
  if (standing.equal)
    return true;
  *what = standing.known ? PUT_CHANGED : PUT_ADDED;
  if (standing.known)
    return change_invoice(l, i, v, &standing, err) || refused(l, i, err);
  if (!add_invoice(l, i, v, keys, &l->adding, err))
    return refused(l, i, err);
  return l->adding || put_invoice(l, i, keys, what, err);
}

static bool invoice_sound(const struct invoice *i, struct err *err) {
  if (!i->number.n)
    return err_set(err, ERR_INPUT, "an invoice without number");
  if (!i->total.currency[0] || !money_same_currency(i->total, i->open))
    return err_set(err, ERR_INPUT, "invoice %.*s: total and open amount need one currency",
                   STR_ARG(i->number));
  return true;
}

bool register_put_invoice(struct ledger *l, const struct invoice *i, const struct strs *number_keys,
                          enum put *what, struct err *err) {
  bool own;
  enum put got = PUT_UNCHANGED;
  if (!db_enter(l, "put invoice", &own, err))
    return false;
  if (!db_leave(l, own, invoice_sound(i, err) && put_invoice(l, i, number_keys, &got, err), err))
    return false;
  *what = got;
  return true;
}

bool register_choose_policy(struct ledger *l, struct str client, struct str policy,
                            struct err *err) {
  bool own;
  if (!db_enter(l, "choose policy", &own, err))
    return false;
  bool ok = db_run(l, "UPDATE client SET owner_policy = ? WHERE id = ?",
                   WITH(TEXT_OR_NULL(policy), TEXT(client)), err);
  return db_leave(l, own, ok, err);
}

bool register_complete_invoice(struct ledger *l, struct str number, struct str thread,
                               struct str sent_to, struct str file, struct err *err) {
  bool own;
  if (!db_enter(l, "complete invoice", &own, err))
    return false;
  bool ok = db_run(
      l,
      "UPDATE invoice SET thread = coalesce(thread, ?2),"
      " sent_to = coalesce(sent_to, ?3), file = CASE WHEN ?4 IS NOT NULL"
      " AND (file IS NULL OR file LIKE 'paper:%.xml') THEN ?4 ELSE file END"
      " WHERE number = ?1",
      WITH(TEXT(number), TEXT_OR_NULL(thread), TEXT_OR_NULL(sent_to), TEXT_OR_NULL(file)), err);
  return db_leave(l, own, ok, err);
}

// ---------------------------------------------------------------- reminders

static struct str identity_of(struct arena *a, const struct reminder *r, struct str invoices) {
  if (r->message_id.n)
    return r->message_id;
  return str_printf(a, "%.*s\n%d\n%d\n%.*s", STR_ARG(r->client), r->sent.n, r->step,
                    STR_ARG(invoices));
}

static bool reminder_invoices(struct ledger *l, const struct reminder *r, struct str identity,
                              struct err *err) {
  int64_t id;
  if (!db_number(l, "SELECT id FROM reminder WHERE identity = ?", WITH(TEXT(identity)), 0, &id,
                 err) ||
      !db_run(l, "DELETE FROM reminder_invoice WHERE reminder = ?", WITH(INT(id)), err))
    return false;
  for (size_t i = 0; i < r->invoices.n; i++)
    if (!db_run(l,
                "INSERT INTO reminder_invoice (invoice, reminder) VALUES (?, ?)"
                " ON CONFLICT DO NOTHING",
                WITH(TEXT(r->invoices.v[i]), INT(id)), err))
      return false;
  return true;
}

static bool put_reminder(struct ledger *l, struct arena *a, const struct reminder *r,
                         enum put *what, struct err *err) {
  struct str invoices = list_join(a, &r->invoices);
  struct str identity = identity_of(a, r, invoices);
  struct bind v[] = {
      TEXT(identity),         TEXT_OR_NULL(r->message_id),
      TEXT_OR_NULL(r->token), TEXT(r->client),
      TEXT_OR_NULL(r->to),    TEXT_OR_NULL(r->subject),
      TEXT_OR_NULL(invoices), INT(r->step),
      INT(r->sent_at),        DAY(r->sent),
      DAY(r->deadline),       INT(r->undelivered),
  };
  if (!insert(l,
              "INSERT INTO reminder (identity, message_id, token, client, recipient, subject,"
              " invoices, step, sent_at, sent, deadline, undelivered)"
              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
              v, 12, what, err))
    return false;
  // What relance sent itself it knows better than any file.
  if (*what == PUT_UNCHANGED &&
      !update(l,
              "UPDATE reminder SET message_id = ?2, token = ?3, client = ?4, recipient = ?5,"
              " subject = ?6, invoices = ?7, step = ?8, sent_at = ?9, sent = ?10, deadline = ?11,"
              " undelivered = ?12 WHERE identity = ?1 AND letter IS NULL"
              " AND NOT (message_id IS ?2 AND token IS ?3 AND client IS ?4 AND recipient IS ?5"
              " AND subject IS ?6 AND invoices IS ?7 AND step IS ?8 AND sent_at IS ?9"
              " AND sent IS ?10 AND deadline IS ?11 AND undelivered IS ?12)",
              v, 12, what, err))
    return false;
  return *what == PUT_UNCHANGED || reminder_invoices(l, r, identity, err);
}

bool register_put_reminder(struct ledger *l, const struct reminder *r, enum put *what,
                           struct err *err) {
  struct arena a;
  bool own;
  enum put got = PUT_UNCHANGED;
  if (!db_enter(l, "put reminder", &own, err))
    return false;
  arena_init(&a, PUT_SCRATCH_LIMIT);
  bool ok = client_known(l, r->client, "reminder", r->message_id, err) &&
            put_reminder(l, &a, r, &got, err);
  arena_free(&a);
  if (!db_leave(l, own, ok, err))
    return false;
  *what = got;
  return true;
}

// ---------------------------------------------------------------- payments

// The client is known by the invoice that the payment names, or by the account it came from.
static bool put_payment(struct ledger *l, const struct payment *p, enum put *what,
                        struct err *err) {
  struct bind v[] = {
      TEXT(p->id),
      DAY(p->day),
      INT(p->amount.minor),
      TEXT(str_of(p->amount.currency)),
      TEXT_OR_NULL(p->payer),
      TEXT_OR_NULL(p->reference),
      TEXT_OR_NULL(p->iban),
      TEXT_OR_NULL(p->invoice),
      TEXT_OR_NULL(p->source),
  };
  if (!insert(l,
              "INSERT INTO payment (id, day, minor, currency, payer, reference, iban, invoice,"
              " source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
              v, 9, what, err))
    return false;
  if (*what == PUT_UNCHANGED &&
      !update(l,
              "UPDATE payment SET day = ?2, minor = ?3, currency = ?4, payer = ?5, reference = ?6,"
              " iban = ?7, invoice = ?8, source = ?9 WHERE id = ?1 AND NOT (day IS ?2"
              " AND minor IS ?3 AND currency IS ?4 AND payer IS ?5 AND reference IS ?6"
              " AND iban IS ?7 AND invoice IS ?8 AND source IS ?9)",
              v, 9, what, err))
    return false;
  if (*what == PUT_UNCHANGED)
    return true;
  return db_run(l,
                "UPDATE payment SET client = coalesce("
                " (SELECT client FROM invoice WHERE number = payment.invoice),"
                " (SELECT min(client) FROM client_key WHERE kind = 'iban' AND value = payment.iban"
                "  HAVING count(*) = 1), client) WHERE id = ?",
                WITH(TEXT(p->id)), err);
}

bool register_put_payment(struct ledger *l, const struct payment *p, enum put *what,
                          struct err *err) {
  bool own;
  enum put got = PUT_UNCHANGED;
  if (!p->id.n || !p->amount.currency[0])
    return err_set(err, ERR_INPUT, "a payment needs an id and a currency");
  if (!db_enter(l, "put payment", &own, err))
    return false;
  if (!db_leave(l, own, put_payment(l, p, &got, err), err))
    return false;
  *what = got;
  return true;
}

// ---------------------------------------------------------------- imports

bool import_put(struct ledger *l, const struct import_run *r, struct err *err) {
  bool own;
  if (!db_enter(l, "import run", &own, err))
    return false;
  bool ok = db_run(l,
                   "INSERT INTO import_run (at, file, kind, added, changed, unchanged, refused)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?)",
                   WITH(INT(r->at), TEXT(r->file), TEXT(r->kind), INT(r->added), INT(r->changed),
                        INT(r->unchanged), INT(r->refused)),
                   err);
  return db_leave(l, own, ok, err);
}

bool import_seen(struct ledger *l, struct str file, bool *seen, struct err *err) {
  int64_t n;
  if (!db_number(l, "SELECT 1 FROM import_run WHERE file = ? LIMIT 1", WITH(TEXT(file)), 0, &n,
                 err))
    return false;
  *seen = n != 0;
  return true;
}
