// scenario.h: one client on one day, written as a line of text.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parts are separated by ";":
//   today DAY [HH:MM]             FR clock; 09:00 without
//   client KEY=VALUE...           country, group, method, language, name, email; no_reminders,
//                                 consumer, valued
//   invoice F1 due DAY AMOUNT [CURRENCY]     due none: unknown; 0.00: paid
//   part F1 AMOUNT                so much of it is still open
//   credit A1 AMOUNT [CURRENCY]
//   sent STEP DAY [until DAY] [bounced] [to ADDRESS] F1 F2
//   hold F1|all until DAY|person [insolvent] [from DAY]
//   letter STEP STATE [as NAME] [says AMOUNT] [until DAY] F1 F2 [on DATE]  of the outbox
//   money AMOUNT                  received and not allocated
//   instalment DAY AMOUNT [paid|broken] [agreed DAY]
#pragma once
#include "relance/dunning.h"
#include "table.h"

struct scenario {
  struct arena *a;
  struct snapshot s;
  struct now now;
};

static inline struct day scenario_day(struct str s) {
  struct day d = DAY_NONE;
  if (!day_parse_iso(s, &d) && !str_eq(s, S("none")) && !str_eq(s, S("person")))
    fail_msg("no day: %.*s", STR_ARG(s));
  return d;
}

static inline struct str scenario_word(struct str *rest) {
  struct str w = {0};
  str_word(rest, &w);
  return w;
}

static inline struct money scenario_money(struct scenario *sc, struct str *rest) {
  struct money m = {0};
  struct err err;
  struct str amount = scenario_word(rest), currency = scenario_word(rest);
  if (!money_parse(amount, currency.n ? str_c(sc->a, currency) : "EUR", &m, &err))
    fail_msg("no amount: %.*s", STR_ARG(amount));
  return m;
}

static inline void scenario_today(struct scenario *sc, struct str rest) {
  sc->now.today = scenario_day(scenario_word(&rest));
  struct str clock = scenario_word(&rest), h = S("9"), m = S("00");
  int64_t hour = 9, minute = 0;
  if (clock.n && str_cut(clock, ':', &h, &m) && str_int(h, &hour))
    str_int(m, &minute);
  sc->now.minute_of_day = (int)(hour * 60 + minute);
  struct civil c =
      day_civil(sc->now.today); // French clocks, near enough: summer is April to October
  int zone = c.month >= 4 && c.month <= 10 ? 120 : 60;
  sc->now.utc = (int64_t)sc->now.today.n * 86400 + (sc->now.minute_of_day - zone) * 60;
}

static inline void scenario_client(struct scenario *sc, struct str rest) {
  struct client *c = &sc->s.clients.v[0];
  struct str word, key, value;
  while (str_word(&rest, &word)) {
    str_cut(word, '=', &key, &value);
    if (str_eq(key, S("country")))
      c->country = value;
    else if (str_eq(key, S("group")))
      c->group = value;
    else if (str_eq(key, S("method")))
      c->payment_method = value;
    else if (str_eq(key, S("language")))
      c->language = value;
    else if (str_eq(key, S("email")))
      *LIST_PUSH(sc->a, &c->emails) = value;
    else if (str_eq(key, S("no_reminders")))
      c->no_reminders = true;
    else if (str_eq(key, S("consumer")))
      c->consumer = true;
    else if (str_eq(key, S("valued")))
      c->valued = true;
    else
      fail_msg("client: %.*s", STR_ARG(word));
  }
}

static inline void scenario_invoice(struct scenario *sc, struct str rest, enum invoice_kind kind) {
  struct invoice in = {.kind = kind, .client = S("C1"), .due = DAY_NONE, .issued = DAY_NONE};
  in.number = scenario_word(&rest);
  if (kind == INVOICE) {
    scenario_word(&rest);
    in.due = scenario_day(scenario_word(&rest));
  }
  in.total = in.open = scenario_money(sc, &rest);
  *LIST_PUSH(sc->a, &sc->s.invoices) = in;
}

static inline void scenario_part_paid(struct scenario *sc, struct str rest) {
  struct str number = scenario_word(&rest);
  for (size_t i = 0; i < sc->s.invoices.n; i++)
    if (str_eq(sc->s.invoices.v[i].number, number))
      sc->s.invoices.v[i].open = scenario_money(sc, &rest);
}

static inline void scenario_sent(struct scenario *sc, struct str rest) {
  struct reminder r = {.client = S("C1"), .deadline = DAY_NONE, .to = S("ann@client.example")};
  int64_t step = 0;
  str_int(scenario_word(&rest), &step);
  r.step = (int)step;
  r.sent = scenario_day(scenario_word(&rest));
  r.sent_at = (int64_t)r.sent.n * 86400 + 8 * 3600;
  r.message_id = str_printf(sc->a, "r%zu@us.example", sc->s.reminders.n + 1);
  for (struct str w; (w = scenario_word(&rest)).n;) {
    if (str_eq(w, S("until")))
      r.deadline = scenario_day(scenario_word(&rest));
    else if (str_eq(w, S("bounced")))
      r.undelivered = true;
    else if (str_eq(w, S("full")))
      r.undelivered = r.full = true;
    else if (str_eq(w, S("to")))
      r.to = scenario_word(&rest);
    else
      *LIST_PUSH(sc->a, &r.invoices) = w;
  }
  *LIST_PUSH(sc->a, &sc->s.reminders) = r;
}

static inline void scenario_hold(struct scenario *sc, struct str rest) {
  struct str what = scenario_word(&rest);
  scenario_word(&rest);
  struct hold *h = LIST_PUSH(sc->a, &sc->s.holds);
  *h = (struct hold){.client = S("C1"),
                     .invoice = str_eq(what, S("all")) ? S("") : what,
                     .from = day_of(2020, 1, 1),
                     .until = scenario_day(scenario_word(&rest)),
                     .why = S("held")};
  for (struct str w; (w = scenario_word(&rest)).n;)
    if (str_eq(w, S("insolvent")))
      h->kind = HOLD_INSOLVENT;
    else if (str_eq(w, S("from")))
      h->from = scenario_day(scenario_word(&rest));
}

static inline void scenario_letter(struct scenario *sc, struct str rest) {
  static const char *const states[] = {"planned",   "queued", "sending",     "in_doubt",
                                       "ask_owner", "sent",   "undelivered", "failed",
                                       "withdrawn", NULL};
  struct pending p = {.client = S("C1"), .to = S("ann@client.example"), .deadline = DAY_NONE};
  int64_t step = 0;
  str_int(scenario_word(&rest), &step);
  p.step = (int)step;
  struct str state = scenario_word(&rest);
  for (int i = 0; states[i]; i++)
    if (str_eq(state, str_of(states[i])))
      p.state = (enum letter_state)i;
  for (struct str w; (w = scenario_word(&rest)).n;) {
    if (str_eq(w, S("as")))
      p.letter = scenario_word(&rest);
    else if (str_eq(w, S("until")))
      p.deadline = scenario_day(scenario_word(&rest));
    else if (str_eq(w, S("says"))) {
      struct str amount = scenario_word(&rest);
      *LIST_PUSH(sc->a, &p.open) = scenario_money(sc, &amount);
    } else if (str_eq(w, S("on")))
      p.not_before = (int64_t)scenario_day(scenario_word(&rest)).n * 86400;
    else
      *LIST_PUSH(sc->a, &p.invoices) = w;
  }
  *LIST_PUSH(sc->a, &sc->s.letters) = p;
}

static inline void scenario_instalment(struct scenario *sc, struct str rest) {
  struct instalment in = {.client = S("C1"), .plan = S("P1")};
  in.due = scenario_day(scenario_word(&rest));
  struct str amount = scenario_word(&rest), how = scenario_word(&rest);
  in.amount = scenario_money(sc, &amount);
  in.paid = str_eq(how, S("paid")) ? in.amount : money_of(0, "EUR");
  in.broken = str_eq(how, S("broken"));
  in.agreed = DAY_NONE;
  if (str_eq(how, S("agreed")))
    in.agreed = scenario_day(scenario_word(&rest));
  *LIST_PUSH(sc->a, &sc->s.instalments) = in;
}

static inline void scenario_part(struct scenario *sc, struct str part) {
  struct str kind = scenario_word(&part);
  if (str_eq(kind, S("today")))
    scenario_today(sc, part);
  else if (str_eq(kind, S("client")))
    scenario_client(sc, part);
  else if (str_eq(kind, S("invoice")))
    scenario_invoice(sc, part, INVOICE);
  else if (str_eq(kind, S("credit")))
    scenario_invoice(sc, part, CREDIT_NOTE);
  else if (str_eq(kind, S("part")))
    scenario_part_paid(sc, part);
  else if (str_eq(kind, S("sent")))
    scenario_sent(sc, part);
  else if (str_eq(kind, S("hold")))
    scenario_hold(sc, part);
  else if (str_eq(kind, S("letter")))
    scenario_letter(sc, part);
  else if (str_eq(kind, S("instalment")))
    scenario_instalment(sc, part);
  else if (str_eq(kind, S("money")))
    *LIST_PUSH(sc->a, &sc->s.payments) =
        (struct payment){.client = S("C1"), .amount = scenario_money(sc, &part)};
  else
    fail_msg("scenario: %.*s", STR_ARG(kind));
}

static inline struct scenario scenario_read(struct arena *a, struct str text) {
  struct scenario sc = {.a = a};
  struct client c = {.id = S("C1"), .name = S("Client SARL"), .contact_name = S("Ann Doe")};
  *LIST_PUSH(a, &c.emails) = S("ann@client.example");
  *LIST_PUSH(a, &sc.s.clients) = c;
  sc.s.company.name = S("Us SAS");
  sc.s.company.country = S("FR");
  sc.s.company.language = S("fr");
  for (struct str part; str_field(&text, ';', &part);)
    if (str_trim(part).n)
      scenario_part(&sc, str_trim(part));
  return sc;
}
