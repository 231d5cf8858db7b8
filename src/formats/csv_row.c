// csv_row.c: records to clients, invoices, reminders and payments.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "csv.h"

#include <string.h>

static bool is_gap(char c) {
  return c == ' ' || c == ';' || c == ',' || c == '|' || (c >= '\t' && c <= '\r');
}

// Words parted by white space, comma, semicolon or bar.
static void cell_list(struct csv_cells *r, enum csv_field f, bool lower, struct strs *out) {
  struct str s = csv_field_text(r->c, f);
  for (size_t i = 0; i < s.n;) {
    size_t from = i;
    while (i < s.n && !is_gap(s.p[i]))
      i++;
    struct str word = str_sub(s, from, i - from);
    if (word.n)
      *LIST_PUSH(r->a, out) = lower ? str_lower(r->a, word) : word;
    i++;
  }
}

static struct str bare(struct str s) { // without < >
  bool in = s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>';
  return in ? str_sub(s, 1, s.n - 2) : s;
}

// Of "Marie Martin <m@x.example>, b@x.example" the words with an @ count.
static bool cell_addresses(struct csv_cells *r, enum csv_field f, struct strs *out) {
  struct strs words = {0};
  cell_list(r, f, true, &words);
  for (size_t i = 0; i < words.n; i++) {
    struct str local, domain, word = bare(words.v[i]);
    if (str_cut(word, '@', &local, &domain) && local.n && domain.n &&
        !memchr(domain.p, '@', domain.n))
      *LIST_PUSH(r->a, out) = word;
  }
  return out->n > 0 || words.n == 0 || cell_refuse(r, f, "holds no e-mail address");
}

// "FR", "fr_FR", "Français": a code of our tables, or the two letters before _ or -.
static bool cell_code(struct csv_cells *r, enum csv_field f, const struct csv_names *names,
                      bool upper, struct str *out) {
  struct str s = csv_field_text(r->c, f), head, tail;
  *out = S("");
  if (s.n == 0)
    return true;
  const struct csv_name *name = name_find(names, name_key(r->a, s));
  str_cut(s, '_', &head, &tail);
  if (head.n > 2)
    str_cut(head, '-', &head, &tail);
  if (name)
    *out = name->code;
  else if (head.n == 2)
    *out = str_lower(r->a, head);
  else
    return cell_refuse(
        r, f, upper ? "is no country we know: write FR" : "is no language we know: write fr");
  if (!name && upper) {
    char *p = arena_alloc(r->a, 1, 2);
    for (int i = 0; i < 2; i++)
      p[i] = (char)(out->p[i] >= 'a' && out->p[i] <= 'z' ? out->p[i] - 32 : out->p[i]);
    *out = (struct str){p, 2};
  }
  return true;
}

static bool cell_yes(struct csv_cells *r, enum csv_field f, bool *out) {
  enum csv_word w = cell_word(r, f, WORD_YES, WORD_NO);
  *out = w == WORD_YES;
  if (w == WORD_NONE && csv_field_text(r->c, f).n)
    return cell_refuse(r, f, "is neither yes nor no");
  return true;
}

static void read_postal(struct csv_cells *r, struct client *c) {
  struct str street = csv_field_text(r->c, CLIENT_STREET), line;
  struct str postcode = csv_field_text(r->c, CLIENT_POSTCODE);
  struct str town = csv_field_text(r->c, CLIENT_CITY);
  while (str_line(&street, &line))
    if (str_trim(line).n)
      *LIST_PUSH(r->a, &c->postal) = str_trim(line);
  if (postcode.n || town.n)
    *LIST_PUSH(r->a, &c->postal) =
        str_trim(str_printf(r->a, "%.*s %.*s", STR_ARG(postcode), STR_ARG(town)));
}

// A form of address that is not known is left out: no word is better than a wrong one.
static struct str read_title(struct csv_cells *r, const struct csv_names *titles) {
  struct str text = csv_field_text(r->c, CLIENT_TITLE);
  const struct csv_name *found = text.n ? name_find(titles, name_key(r->a, text)) : NULL;
  return found ? found->code : S("");
}

static bool read_client(struct csv_cells *r, struct csv_row *row) {
  struct client *c = &row->client;
  const struct csv_columns *names = r->c->columns;
  if (!cell_needed(r, CLIENT_NAME, &c->name) || !cell_addresses(r, CLIENT_EMAILS, &c->emails))
    return false;
  c->id = c->name;
  if (r->c->column[CLIENT_ID] != NO_COLUMN && !cell_needed(r, CLIENT_ID, &c->id))
    return false;
  if (!cell_code(r, CLIENT_LANGUAGE, &names->languages, false, &c->language) ||
      !cell_code(r, CLIENT_COUNTRY, &names->countries, true, &c->country) ||
      !cell_yes(r, CLIENT_NO_REMINDERS, &c->no_reminders) ||
      !cell_yes(r, CLIENT_CONSUMER, &c->consumer) || !cell_yes(r, CLIENT_VALUED, &c->valued))
    return false;
  read_postal(r, c);
  c->registration = csv_field_text(r->c, CLIENT_REGISTRATION);
  cell_list(r, CLIENT_DOMAINS, true, &c->domains);
  c->contact_name = csv_field_text(r->c, CLIENT_CONTACT);
  c->title = read_title(r, &names->titles);
  c->group = csv_field_text(r->c, CLIENT_GROUP);
  c->phone = csv_field_text(r->c, CLIENT_PHONE);
  c->payment_method = csv_field_text(r->c, CLIENT_PAYMENT_METHOD);
  return true;
}

// ---------------------------------------------------------------- invoices

struct figures { // as written, before the kind gives them their sign
  struct money total, open, paid, debit, credit;
  bool has_total, has_open, has_paid, has_debit, has_credit;
};

static bool read_figures(struct csv_cells *r, struct figures *f) {
  static const enum csv_field amounts[] = {INVOICE_TOTAL, INVOICE_OPEN,   INVOICE_PAID,
                                           INVOICE_DEBIT, INVOICE_CREDIT, FIELD_NONE};
  char cur[4];
  return cell_currency(r, INVOICE_CURRENCY, amounts, cur) &&
         cell_amount(r, INVOICE_TOTAL, cur, &f->total, &f->has_total) &&
         cell_amount(r, INVOICE_OPEN, cur, &f->open, &f->has_open) &&
         cell_amount(r, INVOICE_PAID, cur, &f->paid, &f->has_paid) &&
         cell_amount(r, INVOICE_DEBIT, cur, &f->debit, &f->has_debit) &&
         cell_amount(r, INVOICE_CREDIT, cur, &f->credit, &f->has_credit);
}

static int64_t size_of(struct money m) {
  return m.minor < 0 ? -m.minor : m.minor;
}

static bool read_kind(struct csv_cells *r, struct money total, enum invoice_kind *kind) {
  enum csv_word w = cell_word(r, INVOICE_KIND, WORD_INVOICE, WORD_NO_INVOICE);
  if (w == WORD_NO_INVOICE)
    return cell_refuse(r, INVOICE_KIND, "is no invoice");
  if (w == WORD_NONE && csv_field_text(r->c, INVOICE_KIND).n)
    return cell_refuse(r, INVOICE_KIND, "is no kind we know: write invoice or credit_note");
  *kind = w == WORD_CREDIT_NOTE || total.minor < 0 ? CREDIT_NOTE : INVOICE;
  return true;
}

// A column of its own may say whether an amount is debit or credit (DATEV's S and H). Right behind
// the open amount it is that amount's: less than the total on the other side was paid too much.
static bool read_side(struct csv_cells *r, struct figures *f) {
  struct str text = csv_field_text(r->c, INVOICE_SIDE);
  enum csv_word side = cell_word(r, INVOICE_SIDE, WORD_DEBIT, WORD_CREDIT);
  if (text.n && side == WORD_NONE)
    return cell_refuse(r, INVOICE_SIDE, "is neither debit nor credit");
  if (side != WORD_CREDIT)
    return true;
  bool of_open = r->c->column[INVOICE_SIDE] == r->c->column[INVOICE_OPEN] + 1;
  if (f->has_open && (of_open || !f->has_total))
    f->open.minor = -size_of(f->open);
  if (f->has_total && (!of_open || !f->has_open || size_of(f->open) == size_of(f->total)))
    f->total.minor = -size_of(f->total);
  return true;
}

static bool settle_figures(struct csv_cells *r, struct figures *f) {
  if (!f->has_total && (f->has_debit || f->has_credit)) {
    f->total.minor = f->debit.minor - f->credit.minor;
    f->has_total = true;
  }
  if (!f->has_total && !f->has_open)
    return cell_refuse(r, INVOICE_TOTAL, "is empty");
  if (!f->has_total)
    f->total.minor = f->open.minor + (f->open.minor < 0 ? -size_of(f->paid) : size_of(f->paid));
  if (!f->has_open) {
    f->open = f->total;
    f->open.minor = f->has_paid ? size_of(f->total) - size_of(f->paid) : size_of(f->total);
  } else if ((f->total.minor < 0) == (f->open.minor < 0) || f->total.minor < 0)
    f->open.minor = size_of(f->open);
  return true;
}

// What a file says in words of an invoice whose open amount it does not give. A word that we do not
// know may mean "paid", so it is refused rather than reminded.
static bool read_status(struct csv_cells *r, struct figures *f) {
  struct str text = csv_field_text(r->c, INVOICE_STATUS);
  enum csv_word state = cell_word(r, INVOICE_STATUS, WORD_PAID, WORD_VOID);
  if (state == WORD_VOID)
    return cell_refuse(r, INVOICE_STATUS, "says that this is no open invoice");
  if (text.n == 0 || f->has_open || f->has_paid)
    return true;
  enum csv_word yes = cell_word(r, INVOICE_STATUS, WORD_YES, WORD_NO);
  if (state == WORD_NONE && yes == WORD_NONE)
    return cell_refuse(r, INVOICE_STATUS, "does not tell whether it is paid, and no column does");
  if (state == WORD_PAID || yes == WORD_YES)
    f->open.minor = 0;
  return true;
}

static bool read_amounts(struct csv_cells *r, struct csv_row *row) {
  struct figures f = {0};
  struct invoice *i = &row->invoice;
  if (!read_figures(r, &f) || !read_side(r, &f) || !settle_figures(r, &f) || !read_status(r, &f) ||
      !read_kind(r, f.total, &i->kind))
    return false;
  bool credit = i->kind == CREDIT_NOTE;
  int64_t open = credit ? size_of(f.open) : f.open.minor;
  if (open > size_of(f.total))
    return cell_refuse(r, INVOICE_OPEN, "is more than the total");
  if (open < 0) {
    row->note = S("paid more than its total: nothing is open");
    open = 0;
  }
  i->total = f.total;
  i->open = f.open;
  i->total.minor = credit ? -size_of(f.total) : f.total.minor;
  i->open.minor = credit ? -open : open;
  return true;
}

static bool read_who(struct csv_cells *r, struct csv_row *row) {
  struct strs emails = {0};
  row->invoice.client = csv_field_text(r->c, INVOICE_CLIENT);
  row->client_name = csv_field_text(r->c, INVOICE_CLIENT_NAME);
  if (!cell_addresses(r, INVOICE_CLIENT_EMAIL, &emails))
    return false;
  if (emails.n)
    row->client_email = emails.v[0];
  if (row->invoice.client.n || row->client_name.n || row->client_email.n)
    return true;
  bool by_id = r->c->column[INVOICE_CLIENT] != NO_COLUMN;
  return cell_refuse(r, by_id ? INVOICE_CLIENT : INVOICE_CLIENT_NAME, "is empty");
}

static bool read_invoice(struct csv_cells *r, struct csv_row *row) {
  struct invoice *i = &row->invoice;
  if (!cell_needed(r, INVOICE_NUMBER, &i->number) || !read_who(r, row) ||
      !cell_day(r, INVOICE_ISSUED, &i->issued) || !cell_day(r, INVOICE_DUE, &i->due) ||
      !read_amounts(r, row))
    return false;
  if (!day_is(i->issued) && !day_is(i->due))
    return cell_refuse(r, INVOICE_ISSUED, "is empty, and there is no due date either");
  if (day_is(i->issued) && day_is(i->due) && i->due.n < i->issued.n && i->kind == INVOICE)
    row->note = S("due before it was issued");
  if (!day_is(i->due) && i->kind == INVOICE)
    row->note = S("no due date: the policy's term counts");
  i->payment_reference = csv_field_text(r->c, INVOICE_REFERENCE);
  i->iban = csv_field_text(r->c, INVOICE_IBAN);
  i->file = csv_field_text(r->c, INVOICE_FILE);
  row->credits = csv_field_text(r->c, INVOICE_CREDITS);
  return true;
}

// ---------------------------------------------------------------- reminders and payments

// "2026-08-12T09:02:48+02:00" gives the moment; a day alone gives its noon, in UTC.
static bool read_sent_at(struct csv_cells *r, struct reminder *m) {
  struct str s;
  if (!cell_needed(r, REMINDER_SENT_AT, &s))
    return false;
  if (time_parse(s, &m->sent_at, &m->sent))
    return true;
  if (!cell_day(r, REMINDER_SENT_AT, &m->sent))
    return false;
  m->sent_at = (int64_t)m->sent.n * 86400 + 43200;
  return true;
}

static bool read_step(struct csv_cells *r, int *out) {
  struct str s = csv_field_text(r->c, REMINDER_STEP);
  int64_t step = 1;
  if (s.n && (!str_int(s, &step) || step < 1 || step > 20))
    return cell_refuse(r, REMINDER_STEP, "is no step: write 1, 2, 3");
  *out = (int)step;
  return true;
}

static bool read_reminder(struct csv_cells *r, struct csv_row *row) {
  struct reminder *m = &row->reminder;
  struct strs to = {0};
  if (!read_sent_at(r, m) || !read_step(r, &m->step) || !cell_addresses(r, REMINDER_TO, &to))
    return false;
  m->deadline = DAY_NONE;
  m->message_id = bare(csv_field_text(r->c, REMINDER_MESSAGE_ID));
  m->client = csv_field_text(r->c, REMINDER_CLIENT);
  m->subject = csv_field_text(r->c, REMINDER_SUBJECT);
  if (to.n)
    m->to = to.v[0];
  cell_list(r, REMINDER_INVOICES, false, &m->invoices);
  if (m->invoices.n == 0)
    return cell_refuse(r, REMINDER_INVOICES, "is empty");
  if (m->client.n == 0 && m->to.n == 0)
    return cell_refuse(r, REMINDER_CLIENT, "is empty");
  return true;
}

static bool read_payment(struct csv_cells *r, struct csv_row *row) {
  static const enum csv_field amounts[] = {PAYMENT_AMOUNT, FIELD_NONE};
  struct payment *p = &row->payment;
  struct str text;
  char cur[4];
  bool given;
  if (!cell_needed(r, PAYMENT_DATE, &text) || !cell_day(r, PAYMENT_DATE, &p->day) ||
      !cell_needed(r, PAYMENT_AMOUNT, &text) || !cell_currency(r, PAYMENT_CURRENCY, amounts, cur) ||
      !cell_amount(r, PAYMENT_AMOUNT, cur, &p->amount, &given))
    return false;
  p->id = csv_field_text(r->c, PAYMENT_ID);
  p->payer = csv_field_text(r->c, PAYMENT_PAYER);
  p->reference = csv_field_text(r->c, PAYMENT_REFERENCE);
  p->iban = csv_field_text(r->c, PAYMENT_IBAN);
  p->invoice = csv_field_text(r->c, PAYMENT_INVOICE);
  return true;
}

// A payment without an id of its own is known by all that is said of it.
static void name_payment(struct csv *c, struct arena *a, struct payment *p) {
  if (p->id.n)
    return;
  struct str key =
      str_printf(a, "%.*s %.*s%s %.*s %.*s %.*s %.*s", STR_ARG(day_iso(a, p->day)),
                 STR_ARG(money_plain(a, p->amount)), p->amount.currency, STR_ARG(p->payer),
                 STR_ARG(p->reference), STR_ARG(p->iban), STR_ARG(p->invoice));
  p->id = str_printf(a, "%.*s #%d", STR_ARG(key), seen_count(c->a, &c->seen, key));
}

bool csv_next(struct csv *c, struct arena *row_arena, struct csv_row *row) {
  static bool (*const read[CSV_KINDS])(struct csv_cells *, struct csv_row *) = {
      [CSV_CLIENTS] = read_client,
      [CSV_INVOICES] = read_invoice,
      [CSV_REMINDERS] = read_reminder,
      [CSV_PAYMENTS] = read_payment,
  };
  struct csv_cells cells = {.c = c, .a = row_arena};
  if (!read[c->about.kind] || !csv_record_next(c, row_arena, &cells.why))
    return false;
  *row = (struct csv_row){.line = c->record.line};
  if (cells.why.n || !read[c->about.kind](&cells, row))
    *row = (struct csv_row){.line = c->record.line, .why = cells.why};
  else if (c->about.kind == CSV_PAYMENTS)
    name_payment(c, row_arena, &row->payment);
  return true;
}
