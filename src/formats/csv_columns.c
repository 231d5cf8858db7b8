// csv_columns.c: rules/csv*.rules to the table of column names and words.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv.h"

#include "relance/fold.h"

static const struct {
  enum csv_kind kind;
  const char *name;
} fields[FIELD_COUNT] = {
    [CLIENT_ID] = {CSV_CLIENTS, "client_id"},
    [CLIENT_NAME] = {CSV_CLIENTS, "name"},
    [CLIENT_CONTACT] = {CSV_CLIENTS, "contact_name"},
    [CLIENT_EMAILS] = {CSV_CLIENTS, "emails"},
    [CLIENT_DOMAINS] = {CSV_CLIENTS, "domains"},
    [CLIENT_LANGUAGE] = {CSV_CLIENTS, "language"},
    [CLIENT_COUNTRY] = {CSV_CLIENTS, "country"},
    [CLIENT_GROUP] = {CSV_CLIENTS, "group"},
    [CLIENT_PHONE] = {CSV_CLIENTS, "phone"},
    [CLIENT_PAYMENT_METHOD] = {CSV_CLIENTS, "payment_method"},
    [CLIENT_NO_REMINDERS] = {CSV_CLIENTS, "no_reminders"},
    [CLIENT_REGISTRATION] = {CSV_CLIENTS, "registration"},
    [CLIENT_CONSUMER] = {CSV_CLIENTS, "consumer"},
    [CLIENT_VALUED] = {CSV_CLIENTS, "valued"},
    [CLIENT_STREET] = {CSV_CLIENTS, "street"},
    [CLIENT_POSTCODE] = {CSV_CLIENTS, "postcode"},
    [CLIENT_CITY] = {CSV_CLIENTS, "city"},
    [CLIENT_TITLE] = {CSV_CLIENTS, "title"},
    [INVOICE_NUMBER] = {CSV_INVOICES, "number"},
    [INVOICE_CLIENT] = {CSV_INVOICES, "client_id"},
    [INVOICE_CLIENT_NAME] = {CSV_INVOICES, "client_name"},
    [INVOICE_CLIENT_EMAIL] = {CSV_INVOICES, "client_email"},
    [INVOICE_KIND] = {CSV_INVOICES, "kind"},
    [INVOICE_ISSUED] = {CSV_INVOICES, "issue_date"},
    [INVOICE_DUE] = {CSV_INVOICES, "due_date"},
    [INVOICE_TOTAL] = {CSV_INVOICES, "total"},
    [INVOICE_OPEN] = {CSV_INVOICES, "open_amount"},
    [INVOICE_PAID] = {CSV_INVOICES, "paid_amount"},
    [INVOICE_DEBIT] = {CSV_INVOICES, "debit"},
    [INVOICE_CREDIT] = {CSV_INVOICES, "credit"},
    [INVOICE_SIDE] = {CSV_INVOICES, "side"},
    [INVOICE_CURRENCY] = {CSV_INVOICES, "currency"},
    [INVOICE_REFERENCE] = {CSV_INVOICES, "payment_reference"},
    [INVOICE_IBAN] = {CSV_INVOICES, "iban"},
    [INVOICE_FILE] = {CSV_INVOICES, "file"},
    [INVOICE_CREDITS] = {CSV_INVOICES, "credits"},
    [INVOICE_STATUS] = {CSV_INVOICES, "status"},
    [REMINDER_MESSAGE_ID] = {CSV_REMINDERS, "message_id"},
    [REMINDER_CLIENT] = {CSV_REMINDERS, "client_id"},
    [REMINDER_INVOICES] = {CSV_REMINDERS, "invoices"},
    [REMINDER_STEP] = {CSV_REMINDERS, "step"},
    [REMINDER_SENT_AT] = {CSV_REMINDERS, "sent_at"},
    [REMINDER_TO] = {CSV_REMINDERS, "to"},
    [REMINDER_SUBJECT] = {CSV_REMINDERS, "subject"},
    [PAYMENT_ID] = {CSV_PAYMENTS, "payment_id"},
    [PAYMENT_DATE] = {CSV_PAYMENTS, "date"},
    [PAYMENT_AMOUNT] = {CSV_PAYMENTS, "amount"},
    [PAYMENT_CURRENCY] = {CSV_PAYMENTS, "currency"},
    [PAYMENT_PAYER] = {CSV_PAYMENTS, "payer"},
    [PAYMENT_REFERENCE] = {CSV_PAYMENTS, "reference"},
    [PAYMENT_IBAN] = {CSV_PAYMENTS, "iban"},
    [PAYMENT_INVOICE] = {CSV_PAYMENTS, "invoice"},
    [STATEMENT_DATE] = {CSV_STATEMENT, "booking_date"},
    [STATEMENT_VALUE_DATE] = {CSV_STATEMENT, "value_date"},
    [STATEMENT_AMOUNT] = {CSV_STATEMENT, "amount"},
    [STATEMENT_DEBIT] = {CSV_STATEMENT, "debit"},
    [STATEMENT_CREDIT] = {CSV_STATEMENT, "credit"},
    [STATEMENT_SIDE] = {CSV_STATEMENT, "side"},
    [STATEMENT_CURRENCY] = {CSV_STATEMENT, "currency"},
    [STATEMENT_BALANCE] = {CSV_STATEMENT, "balance"},
    [STATEMENT_PAYER] = {CSV_STATEMENT, "payer"},
    [STATEMENT_IBAN] = {CSV_STATEMENT, "iban"},
    [STATEMENT_TEXT] = {CSV_STATEMENT, "text"},
    [STATEMENT_REFERENCE] = {CSV_STATEMENT, "reference"},
    [STATEMENT_REF] = {CSV_STATEMENT, "bank_reference"},
    [STATEMENT_ACCOUNT] = {CSV_STATEMENT, "account"},
};

static const char *const words[WORD_COUNT] = {
    [WORD_INVOICE] = "invoice",
    [WORD_CREDIT_NOTE] = "credit_note",
    [WORD_NO_INVOICE] = "no_invoice",
    [WORD_YES] = "yes",
    [WORD_NO] = "no",
    [WORD_DEBIT] = "debit",
    [WORD_CREDIT] = "credit",
    [WORD_PAID] = "paid",
    [WORD_OPEN] = "open",
    [WORD_VOID] = "void",
};

static const char *const kinds[CSV_KINDS] = {"",          "clients",  "invoices",
                                             "reminders", "payments", "statement"};

const char *csv_kind_name(enum csv_kind k) {
  return kinds[k];
}

bool csv_kind_of(struct str name, enum csv_kind *k) {
  for (int i = CSV_CLIENTS; i < CSV_KINDS; i++)
    if (str_eq(name, str_of(kinds[i]))) {
      *k = (enum csv_kind)i;
      return true;
    }
  return false;
}

enum csv_kind field_kind(enum csv_field f) {
  return fields[f].kind;
}

const char *field_name(enum csv_field f) {
  return fields[f].name;
}

bool field_is_amount(enum csv_field f) {
  return (f >= INVOICE_TOTAL && f <= INVOICE_CREDIT) || f == PAYMENT_AMOUNT ||
         (f >= STATEMENT_AMOUNT && f <= STATEMENT_CREDIT) || f == STATEMENT_BALANCE;
}

bool field_is_day(enum csv_field f) {
  return f == INVOICE_ISSUED || f == INVOICE_DUE || f == REMINDER_SENT_AT || f == PAYMENT_DATE ||
         f == STATEMENT_DATE || f == STATEMENT_VALUE_DATE;
}

struct str name_key(struct arena *a, struct str s) {
  struct str key = fold_key(a, s);
  return key.n ? key : str_lower(a, str_trim(s));
}

const struct csv_name *name_find(const struct csv_names *names, struct str key) {
  for (size_t i = 0; i < names->n; i++)
    if (str_eq(names->v[i].key, key))
      return &names->v[i];
  return NULL;
}

static void name_add(struct arena *a, struct csv_names *to, struct str text, struct csv_name as) {
  as.key = name_key(a, text);
  as.rank = (int)to->n;
  if (as.key.n)
    *LIST_PUSH(a, to) = as;
}

// Each `is` line holds names parted by commas.
static void names_add(struct arena *a, const struct stanza *s, struct csv_names *to,
                      struct csv_name as) {
  size_t i = 0;
  for (const struct entry *e; (e = stanza_next(s, "is", &i));) {
    struct str rest = e->value, name;
    while (str_field(&rest, ',', &name))
      name_add(a, to, name, as);
  }
}

static bool unknown(const struct stanza *s, struct err *err) {
  return err_set(err, ERR_SETUP, "%.*s:%d: there is no %.*s \"%.*s\"", STR_ARG(s->file), s->line,
                 STR_ARG(s->kind), STR_ARG(s->name));
}

static bool load_column(struct arena *a, const struct stanza *s, struct csv_columns *c,
                        struct err *err) {
  struct str kind, name;
  str_cut(s->name, '.', &kind, &name);
  for (int f = FIELD_NONE + 1; f < FIELD_COUNT; f++) {
    if (!str_eq(kind, str_of(kinds[fields[f].kind])) || !str_eq(name, str_of(fields[f].name)))
      continue;
    names_add(a, s, &c->fields, (struct csv_name){.field = (enum csv_field)f});
    return true;
  }
  return unknown(s, err);
}

static bool load_word(struct arena *a, const struct stanza *s, struct csv_columns *c,
                      struct err *err) {
  for (int w = WORD_NONE + 1; w < WORD_COUNT; w++)
    if (str_eq(s->name, str_of(words[w]))) {
      names_add(a, s, &c->words, (struct csv_name){.word = (enum csv_word)w});
      return true;
    }
  return unknown(s, err);
}

// "country.FR", "currency.EUR", "language.fr", "title.mrs"
static bool load_code(struct arena *a, const struct stanza *s, struct csv_columns *c) {
  struct str what, code;
  if (!str_cut(s->name, '.', &what, &code))
    return false;
  struct csv_names *to = str_eq(what, S("country"))    ? &c->countries
                         : str_eq(what, S("currency")) ? &c->currencies
                         : str_eq(what, S("language")) ? &c->languages
                         : str_eq(what, S("title"))    ? &c->titles
                                                       : NULL;
  if (!to)
    return false;
  name_add(a, to, code, (struct csv_name){.code = code});
  names_add(a, s, to, (struct csv_name){.code = code});
  return true;
}

static bool load_stanza(struct arena *a, const struct stanza *s, struct csv_columns *c,
                        struct err *err) {
  static const char *const keys[] = {"is", NULL};
  bool column = str_eq(s->kind, S("column"));
  if (!column && !str_eq(s->kind, S("cell")))
    return true;
  if (!stanza_check_keys(s, keys, err))
    return false;
  if (column)
    return load_column(a, s, c, err);
  return load_code(a, s, c) || load_word(a, s, c, err);
}

bool csv_columns_load(struct arena *a, const struct stanzas *rules, struct csv_columns **out,
                      struct err *err) {
  struct csv_columns *c = ARENA_NEW(a, struct csv_columns);
  for (int f = FIELD_NONE + 1; f < FIELD_COUNT;
       f++) // our own names first: they are always understood
    name_add(a, &c->fields, str_of(fields[f].name), (struct csv_name){.field = (enum csv_field)f});
  for (int w = WORD_NONE + 1; w < WORD_COUNT; w++)
    name_add(a, &c->words, str_of(words[w]), (struct csv_name){.word = (enum csv_word)w});
  for (size_t i = 0; i < rules->n; i++)
    if (!load_stanza(a, &rules->v[i], c, err))
      return false;
  *out = c;
  return true;
}
