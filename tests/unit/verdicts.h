// verdicts.h: a small register, and readings written in one line, for tests of verdicts.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/match.h"
#include "table.h"

// kind auth from [word...]; words:
//   re=1                 answers reminder 1
//   reply-to=ADDR  name=DISPLAY_NAME (_ for a space)  today=DAY
//   writer=ADDR          who wrote what one of us sends on
//   heard_paid ...       as the next, but only if a person wrote it
//   paid@2=640.00:2026-09-01#118,121   an intent in sentence 2, with amount, day and numbers
//   num@2:500 (a bare number)  inv@2:118  inv@2:118..121  ref@2:RF18...  amt@2:640.00  total:640.00
//   scope@2:month:7 body=TEXT (_ for a space, | for a line end): evidence that it holds stands
//   there payer:NAME  iban:...  line:REF=NET/GROSS  subj:118  quote:118  file:118  fileamt:640.00
// Sentence 0 may be left out.
struct case_of {
  struct arena *a;
  struct reading r;
  struct day today;
};

static inline struct money case_money(struct str s) {
  struct money m = {0};
  struct err err;
  bool bare = str_ends(s, S("?")); // no currency was written
  bool gbp = str_ends(s, S("GBP"));
  s = bare ? str_sub(s, 0, s.n - 1) : gbp ? str_sub(s, 0, s.n - 3) : s;
  if (s.n && !money_parse(s, gbp ? "GBP" : "EUR", &m, &err))
    fail_msg("%s", err.text);
  if (bare)
    memset(m.currency, 0, sizeof m.currency);
  return m;
}

static inline struct day case_day(struct str s) {
  struct day d = DAY_NONE;
  if (s.n && !day_parse_iso(s, &d))
    fail_msg("no day: %.*s", STR_ARG(s));
  return d;
}

static inline struct str spaced(struct arena *a, struct str s) {
  char *p = arena_alloc(a, 1, s.n + 1);
  for (size_t i = 0; i < s.n; i++)
    p[i] = s.p[i] == '_' ? ' ' : s.p[i] == '|' ? '\n' : s.p[i];
  return (struct str){p, s.n};
}

static inline bool case_intent(struct case_of *c, struct str name, int sentence, struct str rest) {
  bool heard = str_starts(name, S("heard_"));
  struct intents *list = heard ? &c->r.heard : &c->r.intents;
  int kind = 0;
  name = heard ? str_skip(name, 6) : name;
  while (kind < INTENT_COUNT && !str_eq(name, str_of(intent_name((enum intent_kind)kind))))
    kind++;
  if (kind == INTENT_COUNT)
    return false;
  struct str numbers, day, amount, number, tail;
  str_cut(rest, '#', &rest, &numbers);
  str_cut(rest, ':', &amount, &day);
  if (str_starts(amount, S("=")))
    amount = str_skip(amount, 1);
  struct intent *i = LIST_PUSH(c->a, list);
  *i = (struct intent){.kind = (enum intent_kind)kind,
                       .day = case_day(day),
                       .amount = case_money(amount),
                       .permille = 950,
                       .rule = c->r.kind == KIND_BANK_NOTICE ? S("advice") : S("test"),
                       .sentence = sentence};
  for (tail = numbers; tail.n && str_field(&tail, ',', &number);)
    *LIST_PUSH(c->a, &i->invoices) = number;
  return true;
}

static inline void case_evidence(struct case_of *c, struct str what, int sentence,
                                 struct str value) {
  struct evidence e = {
      .own = true, .sentence = sentence, .day = DAY_NONE, .text = value, .place = {.part = S("1")}};
  struct str head, tail;
  if (str_eq(what, S("inv")) || str_eq(what, S("subj")) || str_eq(what, S("quote")) ||
      str_eq(what, S("file"))) {
    size_t at;
    e.what = EV_INVOICE;
    e.ref = value;
    if (str_find(value, S(".."), &at))
      e.ref = str_sub(value, 0, at), e.last = str_skip(value, at + 2);
    e.own = !str_eq(what, S("quote"));
    if (!str_eq(what, S("inv")))
      e.sentence = -1;
    if (str_eq(what, S("subj")))
      e.place.part = S("subject");
    if (str_eq(what, S("file")))
      e.place.part = S("2");
  } else if (str_eq(what, S("num"))) {
    e.what = EV_INVOICE, e.ref = value, e.rule = S("reference.number");
  } else if (str_eq(what, S("ref"))) {
    e.what = EV_REFERENCE, e.ref = value;
  } else if (str_eq(what, S("iban"))) {
    e.what = EV_IBAN, e.ref = value;
  } else if (str_eq(what, S("payer"))) {
    e.what = EV_NAME, e.ref = spaced(c->a, value);
  } else if (str_eq(what, S("amt"))) {
    e.what = EV_AMOUNT, e.amount = case_money(value);
  } else if (str_eq(what, S("fileamt"))) {
    e.what = EV_AMOUNT, e.amount = case_money(value), e.sentence = -1, e.place.part = S("2");
  } else if (str_eq(what, S("total"))) {
    e.what = EV_TOTAL, e.amount = case_money(value), e.sentence = -1;
  } else if (str_eq(what, S("scope"))) {
    e.what = EV_SCOPE;
    str_cut(value, ':', &e.ref, &tail);
    if (str_eq(e.ref, S("until")))
      e.day = case_day(tail);
    else
      e.rule = str_printf(c->a, "fr.scope.%.*s", STR_ARG(tail));
  } else if (str_eq(what, S("line"))) {
    e.what = EV_LINE, e.sentence = -1;
    str_cut(value, '=', &e.ref, &tail);
    if (str_cut(tail, '/', &head, &tail))
      e.gross = case_money(tail);
    e.amount = case_money(head);
  } else {
    fail_msg("no such word: %.*s", STR_ARG(what));
  }
  for (size_t i = 0; i < c->r.parts.n; i++)
    str_find(c->r.parts.v[i].text, value, &e.place.offset);
  *LIST_PUSH(c->a, &c->r.evidence) = e;
}

static inline void case_word(struct case_of *c, struct str word) {
  struct str key, value;
  if (str_starts(word, S("re=")))
    *LIST_PUSH(c->a, &c->r.in_reply_to) =
        str_printf(c->a, "r%.*s@us.example", STR_ARG(str_skip(word, 3)));
  else if (str_starts(word, S("reply-to=")))
    c->r.reply_to.addr = str_skip(word, 9);
  else if (str_starts(word, S("writer=")))
    c->r.writer.addr = str_skip(word, 7);
  else if (str_starts(word, S("name=")))
    c->r.from.name = spaced(c->a, str_skip(word, 5));
  else if (str_starts(word, S("today=")))
    c->today = case_day(str_skip(word, 6));
  else if (str_starts(word, S("body=")))
    *LIST_PUSH(c->a, &c->r.parts) =
        (struct read_part){.id = S("1"), .text = spaced(c->a, str_skip(word, 5)), .own = true};
  else if (str_starts(word, S("subject=")))
    c->r.subject = spaced(c->a, str_skip(word, 8));
  else if (str_starts(word, S("text=")))
    c->r.fresh = spaced(c->a, str_skip(word, 5));
  else {
    size_t n = 0;
    while (n < word.n && ((word.p[n] >= 'a' && word.p[n] <= 'z') || word.p[n] == '_'))
      n++;
    key = str_sub(word, 0, n);
    value = str_skip(word, n);
    int sentence = 0;
    if (str_starts(value, S("@"))) {
      sentence = value.p[1] - '0';
      value = str_skip(value, 2);
    }
    if (!case_intent(c, key, sentence, value))
      case_evidence(c, key, sentence, str_skip(value, 1));
  }
}

static inline struct case_of case_read(struct arena *a, struct str line) {
  static const char *const auths[] = {"none", "fail", "pass"};
  struct case_of c = {.a = a, .today = day_of(2026, 9, 10)};
  struct str word, kind, auth;
  str_word(&line, &kind), str_word(&line, &auth), str_word(&line, &c.r.from.addr);
  for (int k = 0; k <= KIND_BOUNCE; k++)
    if (str_eq(kind, str_of(kind_name((enum message_kind)k))))
      c.r.kind = (enum message_kind)k;
  for (int k = 0; k < 3; k++)
    if (str_eq(auth, str_of(auths[k])))
      c.r.auth = (enum auth)k;
  *LIST_PUSH(a, &c.r.attachments) = (struct read_part){.id = S("2")};
  while (str_word(&line, &word))
    case_word(&c, word);
  c.r.sent = c.today;
  return c;
}

// ---- the register

static inline void add_client(struct arena *a, struct snapshot *s, const char *id, const char *name,
                              const char *contact, const char *email, const char *domain) {
  struct client *c = LIST_PUSH(a, &s->clients);
  *c = (struct client){.id = str_of(id), .name = str_of(name), .contact_name = str_of(contact)};
  *LIST_PUSH(a, &c->emails) = str_of(email);
  if (domain)
    *LIST_PUSH(a, &c->domains) = str_of(domain);
}

static inline struct invoice *add_invoice(struct arena *a, struct snapshot *s, const char *client,
                                          const char *number, const char *issued, const char *due,
                                          int64_t total, int64_t open) {
  struct invoice *i = LIST_PUSH(a, &s->invoices);
  const char *currency = str_eq(str_of(client), S("C5")) ? "GBP" : "EUR";
  *i = (struct invoice){.number = str_of(number),
                        .client = str_of(client),
                        .kind = number[0] == 'A' ? CREDIT_NOTE : INVOICE,
                        .issued = case_day(str_of(issued)),
                        .due = case_day(str_of(due)),
                        .total = money_of(total, currency),
                        .open = money_of(open, currency)};
  return i;
}

static inline void add_reminder(struct arena *a, struct snapshot *s, const char *id,
                                const char *client, const char *x, const char *y) {
  struct reminder *r = LIST_PUSH(a, &s->reminders);
  *r = (struct reminder){
      .message_id = str_of(id), .client = str_of(client), .step = 1, .sent = day_of(2026, 9, 1)};
  r->subject = str_printf(a, "Reminder of %s%s%s", x, y ? " and " : "", y ? y : "");
  *LIST_PUSH(a, &r->invoices) = str_of(x);
  if (y)
    *LIST_PUSH(a, &r->invoices) = str_of(y);
}

static inline struct snapshot small_register(struct arena *a) {
  struct snapshot s = {.company = {.name = S("Us")}};
  *LIST_PUSH(a, &s.company.domains) = S("us.example");
  add_client(a, &s, "C1", "Dupont Menuiserie SAS", "Anne Brissac", "anne@dupont-bois.example",
             "dupont-bois.example");
  add_client(a, &s, "C2", "Dupont & Fils", "Luc Dupont", "luc.dupont@freemail.example", NULL);
  add_client(a, &s, "C3", "Lumen Optique SARL", "Nadia Courtois", "compta@lumen-optique.example",
             "lumen-optique.example");
  add_client(a, &s, "C4", "Valmont Industries SA", "Jean Roux", "ap@valmont.example",
             "valmont.example");
  add_client(a, &s, "C5", "Valmont UK Ltd", "Tom Ashdown", "uk@valmont.example", "valmont.example");
  add_client(a, &s, "C6", "Arnulf Getriebe GmbH", "Petra Lindner", "lindner@arnulf.example",
             "arnulf.example");
  add_invoice(a, &s, "C1", "F2026-005", "2026-02-01", "2026-03-01", 50000, 0);
  add_invoice(a, &s, "C1", "F2026-012", "2026-05-04", "2026-06-04", 120000, 120000);
  add_invoice(a, &s, "C1", "F2026-118", "2026-07-06", "2026-08-06", 151200, 151200);
  add_invoice(a, &s, "C1", "F2026-121", "2026-07-20", "2026-08-20", 64000, 64000);
  add_invoice(a, &s, "C1", "A2026-02", "2026-08-01", "2026-08-01", 10000, 10000);
  add_invoice(a, &s, "C2", "F2026-020", "2026-05-10", "2026-06-10", 120000, 120000);
  add_invoice(a, &s, "C2", "F2026-119", "2026-07-07", "2026-08-07", 30000, 30000);
  add_invoice(a, &s, "C3", "F2026-130", "2026-07-01", "2026-08-01", 34800, 34800);
  add_invoice(a, &s, "C3", "F2026-131", "2026-08-01", "2026-09-01", 34800, 34800);
  add_invoice(a, &s, "C3", "F2026-132", "2026-09-01", "2026-10-01", 34800, 34800);
  add_invoice(a, &s, "C3", "F2026-133", "2026-06-15", "2026-07-15", 300000, 200000);
  add_invoice(a, &s, "C4", "F2026-140", "2026-07-01", "2026-08-01", 98000, 98000)
      ->payment_reference = S("RF38F2026140");
  add_invoice(a, &s, "C4", "F2026-141", "2026-07-15", "2026-08-15", 4550, 4550);
  add_invoice(a, &s, "C5", "F2026-150", "2026-07-01", "2026-08-01", 98000, 98000);
  add_invoice(a, &s, "C6", "RE261307", "2026-07-02", "2026-08-02", 71300, 71300);
  add_invoice(a, &s, "C6", "RE261342", "2026-07-09", "2026-08-09", 88900, 88900);
  add_invoice(a, &s, "C6", "RE261377", "2026-07-23", "2026-08-23", 43100, 43100);
  add_invoice(a, &s, "C6", "RE251377", "2025-07-23", "2025-08-23", 19900, 0);
  add_invoice(a, &s, "C6", "RE261431", "2026-07-25", "2026-08-25", 27700, 27700);
  *LIST_PUSH(a, &s.learned) = (struct taught){LEARNED_WRITER, S("tax@cabinet.example"), S("C1")};
  *LIST_PUSH(a, &s.learned) = (struct taught){LEARNED_PAYER, S("mme petit"), S("C4")};
  add_reminder(a, &s, "r1@us.example", "C1", "F2026-118", "F2026-121");
  add_reminder(a, &s, "r2@us.example", "C3", "F2026-130", "F2026-131");
  add_reminder(a, &s, "r3@us.example", "C2", "F2026-020", NULL);
  add_reminder(a, &s, "r4@us.example", "C1", "F2026-012", NULL);
  add_reminder(a, &s, "r6@us.example", "C6", "RE261307", "RE261342");
  return s;
}

// "C1 apply F2026-118=1512.00 pause F2026-118 resume 2026-09-30 hold"
static inline struct str verdict_line(struct arena *a, const struct verdict *v) {
  struct buf b = buf_in(a);
  buf_printf(&b, "%.*s", STR_ARG(v->client.n ? v->client : S("-")));
  for (size_t i = 0; i < v->candidates.n; i++)
    buf_printf(&b, "%s%.*s", i ? "," : " ?", STR_ARG(v->candidates.v[i]));
  buf_printf(&b, " %s", decision_name(v->decision));
  for (size_t i = 0; i < v->allocations.n; i++) {
    const struct allocation *l = &v->allocations.v[i];
    struct str m = l->amount.currency[0] ? money_plain(a, l->amount) : S("?");
    buf_printf(&b, " %.*s=%.*s", STR_ARG(l->invoice), STR_ARG(m));
  }
  for (size_t i = 0; i < v->pause.n; i++)
    buf_printf(&b, "%s%.*s", i ? "," : " pause ", STR_ARG(v->pause.v[i]));
  if (day_is(v->resume_on))
    buf_printf(&b, " resume %.*s", STR_ARG(day_iso(a, v->resume_on)));
  if (v->hold_client)
    buf_printf(&b, " hold");
  return buf_str(&b);
}
