// formats_say.c: prints what the formats room reads in files, as JSON lines, for the measuring
// scripts.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// formats_say invoice|statement FILE...
// A file that is refused gives {"file":…,"refused":"the reason"}.
#include "relance/einvoice.h"
#include "relance/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *comma = "";

static void put(const char *name, struct str s) {
  printf("%s\"%s\":\"", comma, name);
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == '"' || c == '\\')
      printf("\\%c", c);
    else if (c < 0x20)
      printf("\\u%04x", c);
    else
      putchar(c);
  }
  putchar('"');
  comma = ",";
}

static void put_list(const char *name, struct strs list) {
  struct arena a;
  arena_init(&a, 64 << 20);
  struct buf b = buf_in(&a);
  for (size_t i = 0; i < list.n; i++)
    buf_printf(&b, "%s%.*s", i ? "|" : "", STR_ARG(list.v[i]));
  put(name, buf_str(&b));
  arena_free(&a);
}

static void put_day(struct arena *a, const char *name, struct day d) {
  put(name, day_iso(a, d));
}

static void put_money(struct arena *a, const char *name, struct money m) {
  put(name, money_plain(a, m));
}

static void say_invoice(struct arena *a, const struct einvoice *e) {
  put("syntax", e->syntax);
  put("profile", e->profile);
  put("number", e->number);
  put("type", e->type_code);
  put("kind", e->kind == CREDIT_NOTE ? S("credit_note") : S("invoice"));
  put_day(a, "issued", e->issued);
  put_day(a, "due", e->due);
  put("currency", str_of(e->payable.currency));
  put_money(a, "total", e->total);
  put_money(a, "prepaid", e->prepaid);
  put_money(a, "payable", e->payable);
  put("seller", e->seller.name);
  put("buyer", e->buyer.name);
  put("email", e->buyer.email);
  put("reference", e->payment_reference);
  put("terms", e->terms);
  put_list("ibans", e->ibans);
  put_list("lowers", e->lowers);
  put_list("missing", e->missing);
}

static void say_movement(struct arena *a, const struct movement *m) {
  put("amount", m->amount.currency[0] ? money_plain(a, m->amount) : S(""));
  put("payer", m->payer);
  put("iban", m->payer_iban);
  put("end_to_end", m->end_to_end);
  put("text", m->text);
  put("reference", m->reference);
  put_list("documents", m->documents);
  put("return", m->return_reason);
}

static void open_object(const char *name) {
  printf("%s\"%s\":[", comma, name);
  comma = "";
}

static void say_entry(struct arena *a, const struct statement_entry *e) {
  printf("%s{", comma);
  comma = "";
  put_day(a, "booked", e->booked);
  put_day(a, "value", e->value);
  put("ref", e->ref);
  put("code", e->code);
  put("pending", e->pending ? S("1") : S(""));
  put("reversal", e->reversal ? S("1") : S(""));
  put("uneven", e->uneven ? S("1") : S(""));
  say_movement(a, &e->sum);
  open_object("details");
  for (size_t i = 0; i < e->details.n; i++) {
    printf("%s{", comma);
    comma = "";
    say_movement(a, &e->details.v[i]);
    printf("}");
  }
  printf("]}");
  comma = ",";
}

static void say_statement(struct arena *a, const struct statement *s) {
  printf("%s{", comma);
  comma = "";
  put("format", s->format);
  put("account", s->account);
  put("id", s->id);
  put("sequence", s->sequence);
  put("currency", str_of(s->currency));
  put("opening", s->has_opening ? money_plain(a, s->opening) : S(""));
  put("closing", s->has_closing ? money_plain(a, s->closing) : S(""));
  put_day(a, "opened", s->opened);
  put_day(a, "closed", s->closed);
  put("difference", money_plain(a, s->difference));
  open_object("entries");
  for (size_t i = 0; i < s->entries.n; i++)
    say_entry(a, &s->entries.v[i]);
  printf("]}");
  comma = ",";
}

static void say_statements(struct arena *a, const struct statements *all) {
  put_list("trouble", all->trouble);
  open_object("statements");
  for (size_t i = 0; i < all->n; i++)
    say_statement(a, &all->v[i]);
  printf("]");
}

static struct str file_read(struct arena *a, const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    perror(path);
    exit(2);
  }
  struct buf b = buf_in(a);
  static char chunk[1 << 16];
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, (struct str){chunk, n});
  fclose(f);
  return buf_str(&b);
}

static void say(const char *what, const char *path) {
  struct arena a;
  struct err err;
  struct einvoice e;
  struct statements all;
  arena_init(&a, 1 << 30);
  struct str bytes = file_read(&a, path);
  comma = "";
  putchar('{');
  put("file", str_of(path));
  put("seems", str_of(file_kind_name(file_kind(bytes))));
  if (strcmp(what, "invoice") == 0 && einvoice_read(&a, bytes, &e, &err))
    say_invoice(&a, &e);
  else if (strcmp(what, "statement") == 0 && statements_read(&a, bytes, "EUR", NULL, &all, &err))
    say_statements(&a, &all);
  else
    put("refused", str_of(err.text));
  puts("}");
  arena_free(&a);
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  for (int i = 2; i < argc; i++)
    say(argv[1], argv[i]);
  return 0;
}
