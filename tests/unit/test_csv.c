// test_csv.c: records, amounts, days, headers and rows of CSV files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/charset.h"
#include "formats/csv.h"
#include "table.h"

static struct arena kept;
static struct csv_columns *columns;

static struct str file_read(struct arena *a, const char *path) {
  struct buf b = buf_in(a);
  FILE *f = fopen(path, "rb");
  if (!f)
    fail_msg("%s: cannot open", path);
  char chunk[65536];
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  return buf_str(&b);
}

static int load(void **state) {
  (void)state;
  struct stanzas rules = {0};
  struct err err;
  arena_init(&kept, 256 << 20);
  if (!stanza_parse(&kept, S("rules/csv.rules"), file_read(&kept, "rules/csv.rules"), &rules,
                    &err) ||
      !csv_columns_load(&kept, &rules, &columns, &err))
    fail_msg("%s", err.text);
  return 0;
}

static int unload(void **state) {
  (void)state;
  arena_free(&kept);
  return 0;
}

static struct str record_row(struct arena *a, struct str in) {
  struct csv_records r = {.bytes = in, .line = 1, .separator = ','};
  struct csv_record *rec = ARENA_NEW(a, struct csv_record);
  struct buf b = buf_in(a);
  while (record_next(&r, a, rec)) {
    buf_printf(&b, "%s%zu:", b.n ? " " : "", rec->line);
    if (rec->why)
      buf_add(&b, S("!"));
    for (size_t i = 0; i < rec->n && !rec->why; i++)
      buf_printf(&b, "<%.*s>", STR_ARG(rec->field[i]));
  }
  return buf_str(&b);
}

// "TEXT | decimal sign, or ? | currency"
static struct str amount_row(struct arena *a, struct str in) {
  static const char *const trouble[] = {"", "unreadable", "two amounts", "too fine"};
  struct str text, decimal, currency;
  struct amount_text t;
  struct money m;
  str_cut(in, '|', &text, &decimal);
  str_cut(decimal, '|', &decimal, &currency);
  decimal = str_trim(decimal);
  char sign = decimal.p[0] == '?' ? 0 : decimal.p[0];
  enum amount_trouble e = amount_read(text, sign, &t);
  if (e == AMOUNT_GOOD)
    e = amount_money(&t, str_c(a, str_trim(currency)), &m);
  if (e != AMOUNT_GOOD)
    return str_of(trouble[e]);
  return str_printf(a, "%.*s%s%.*s", STR_ARG(money_plain(a, m)), t.currency.n ? " " : "",
                    STR_ARG(t.currency));
}

static struct str day_row(struct arena *a, struct str in) {
  struct day d;
  if (!day_read(in, &d))
    return day_month_first(in) ? S("month first") : S("no");
  return day_iso(a, d);
}

static struct str header_row(struct arena *a, struct str in) {
  struct csv *c;
  struct err err;
  if (!csv_open(a, in, CSV_ANY, "EUR", columns, &c, &err))
    return str_dup(a, str_of(err.text));
  const struct csv_about *about = csv_about(c);
  struct buf b = buf_in(a);
  buf_printf(&b, "%s %s %zu:", csv_kind_name(about->kind),
             about->separator == '\t' ? "TAB" : str_c(a, (struct str){&about->separator, 1}),
             about->header_line);
  for (int f = 1; f < FIELD_COUNT; f++)
    if (c->column[f] != NO_COLUMN)
      buf_printf(&b, " %s=%d", field_name((enum csv_field)f), c->column[f]);
  return buf_str(&b);
}

static void show_list(struct buf *b, const struct strs *s) {
  for (size_t i = 0; i < s->n; i++)
    buf_printf(b, "%s%.*s", i ? "+" : "", STR_ARG(s->v[i]));
}

static void show_client(struct arena *a, struct buf *b, const struct csv_row *r) {
  const struct client *c = &r->client;
  buf_printf(b, "%.*s/%.*s/", STR_ARG(c->id), STR_ARG(c->name));
  show_list(b, &c->emails);
  buf_c(b, '/');
  show_list(b, &c->domains);
  buf_printf(b, "/%.*s/%.*s%s", STR_ARG(c->language), STR_ARG(c->country),
             c->no_reminders ? "/never" : "");
  (void)a;
}

static void show_invoice(struct arena *a, struct buf *b, const struct csv_row *r) {
  const struct invoice *i = &r->invoice;
  buf_printf(b, "%s %.*s/%.*s%.*s%.*s/%.*s/%.*s/%.*s %s/%.*s", i->kind ? "credit" : "invoice",
             STR_ARG(i->number), STR_ARG(i->client), STR_ARG(r->client_name),
             STR_ARG(r->client_email), STR_ARG(day_iso(a, i->issued)), STR_ARG(day_iso(a, i->due)),
             STR_ARG(money_plain(a, i->total)), i->total.currency,
             STR_ARG(money_plain(a, i->open)));
  if (r->note.n)
    buf_printf(b, " (%.*s)", STR_ARG(r->note));
}

static void show_reminder(struct arena *a, struct buf *b, const struct csv_row *r) {
  const struct reminder *m = &r->reminder;
  buf_printf(b, "%.*s/%.*s/", STR_ARG(m->message_id), STR_ARG(m->client));
  show_list(b, &m->invoices);
  buf_printf(b, "/%d/%.*s/%.*s", m->step, STR_ARG(time_utc(a, m->sent_at)), STR_ARG(m->to));
}

static void show_payment(struct arena *a, struct buf *b, const struct csv_row *r) {
  const struct payment *p = &r->payment;
  buf_printf(b, "%.*s/%.*s %s/%.*s/%.*s/%.*s", STR_ARG(day_iso(a, p->day)),
             STR_ARG(money_plain(a, p->amount)), p->amount.currency, STR_ARG(p->payer),
             STR_ARG(p->reference), STR_ARG(p->invoice));
}

static struct str rows_row(struct arena *a, struct str in) {
  static void (*const show[])(struct arena *, struct buf *, const struct csv_row *) = {
      [CSV_CLIENTS] = show_client,
      [CSV_INVOICES] = show_invoice,
      [CSV_REMINDERS] = show_reminder,
      [CSV_PAYMENTS] = show_payment,
  };
  struct csv *c;
  struct err err;
  struct csv_row row;
  if (!csv_open(a, in, CSV_ANY, "EUR", columns, &c, &err))
    return str_dup(a, str_of(err.text));
  struct buf b = buf_in(a);
  while (csv_next(c, a, &row)) {
    buf_printf(&b, "%s%zu:", b.n ? " ; " : "", row.line);
    if (row.why.n)
      buf_printf(&b, "! %.*s", STR_ARG(row.why));
    else
      show[csv_about(c)->kind](a, &b, &row);
  }
  return buf_str(&b);
}

static void tables(void **state) {
  (void)state;
  table_run("csv_record.tbl", record_row);
  table_run("csv_amount.tbl", amount_row);
  table_run("csv_day.tbl", day_row);
  table_run("csv_header.tbl", header_row);
  table_run("csv_rows.tbl", rows_row);
}

// A quote that is never closed costs one line, wherever it stands.
static void one_bad_line_costs_one_line(void **state) {
  (void)state;
  for (int bad = 0; bad < 5; bad++) {
    struct arena a;
    struct err err;
    struct csv *c;
    struct csv_row row;
    int good = 0, refused = 0;
    arena_init(&a, 16 << 20);
    struct buf b = buf_in(&a);
    buf_add(&b, S("number,client_id,due_date,total\n"));
    for (int i = 0; i < 5; i++)
      buf_printf(&b, "%sF%d,C1,2026-11-30,%d.00\n", i == bad ? "\"" : "", i, i + 1);
    assert_true(csv_open(&a, buf_str(&b), CSV_ANY, "EUR", columns, &c, &err));
    while (csv_next(c, &a, &row)) {
      good += row.why.n == 0;
      refused += row.why.n > 0;
      assert_true(row.why.n == 0 || row.line == (size_t)bad + 2);
    }
    assert_int_equal(good, 4);
    assert_int_equal(refused, 1);
    arena_free(&a);
  }
}

// What stands behind the end of the file is never looked at, and every cut still ends.
static void every_cut_ends(void **state) {
  (void)state;
  struct str whole = S("number;client;\"due \"\"date\";total\r\nF1;\"A;\r\nB\";30/11/2026;\"1 "
                       "234,56\"\r\nF2;C;2026-11-30;5\r\n");
  for (size_t n = 0; n <= whole.n; n++) {
    struct arena a;
    struct err err;
    struct csv *c;
    struct csv_row row;
    arena_init(&a, 16 << 20);
    char *exact = malloc(n ? n : 1);
    memcpy(exact, whole.p, n);
    if (csv_open(&a, (struct str){exact, n}, CSV_ANY, "EUR", columns, &c, &err))
      while (csv_next(c, &a, &row))
        assert_true(row.line >= 2 && row.line <= 4);
    free(exact);
    arena_free(&a);
  }
}

static void payments_have_ids(void **state) {
  (void)state;
  struct arena a;
  struct err err;
  struct csv *c;
  struct csv_row row[3];
  struct str file = S("date,amount,payer,reference\n2026-11-20,10.00,A,F1\n2026-11-20,10.00,A,F1\n"
                      "2026-11-20,10.00,A,F2\n");
  struct str before[3] = {{0}};
  arena_init(&a, 64 << 20);
  for (int again = 0; again < 2; again++) {
    assert_true(csv_open(&a, file, CSV_ANY, "EUR", columns, &c, &err));
    for (int i = 0; i < 3; i++) {
      assert_true(csv_next(c, &a, &row[i]));
      assert_true(again == 0 || str_eq(row[i].payment.id, before[i]));
      before[i] = row[i].payment.id;
    }
    assert_false(str_eq(before[0], before[1]) || str_eq(before[0], before[2]));
  }
  arena_free(&a);
}

static void old_charsets(void **state) {
  (void)state;
  struct arena a;
  arena_init(&a, 1 << 20);
  assert_true(str_eq(text_utf8(&a, S("Soci\xE9t\xE9 \x80")), S("Société €")));
  assert_true(str_eq(text_utf8(&a, S("Société")), S("Société")));
  assert_true(str_eq(text_from_utf16(&a, S("\xFF\xFE\xE9\0\xAC\x20\x3D\xD8\x00\xDE")),
                     S("é€\xF0\x9F\x98\x80")));
  assert_true(str_eq(text_from_utf16(&a, S("\xFE\xFF\x00\xE9")), S("é")));
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables),         cmocka_unit_test(one_bad_line_costs_one_line),
      cmocka_unit_test(every_cut_ends), cmocka_unit_test(payments_have_ids),
      cmocka_unit_test(old_charsets),
  };
  return cmocka_run_group_tests_name("csv", tests, load, unload);
}
