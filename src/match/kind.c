// kind.c: who wrote this: a person, a payer's system, a bank, a robot, a mail server.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "author.h"
#include "collect.h"

#include <string.h>

const struct hit *said(const struct collecting *c, const char *signal) {
  const struct hit *h = NULL;
  for (size_t i = 0; i < c->facts.n; i++)
    for (size_t k = 0; k < c->facts.v[i].text->hits.n; k++) {
      const struct facts *f = &c->facts.v[i];
      h = &f->text->hits.v[k];
      enum span_kind span = fact_span(f, h->place.offset);
      bool quoted = span == SPAN_QUOTED || span == SPAN_OURS;
      if (str_starts(h->signal, str_of(signal)) && !quoted && f->text->role != TEXT_RETURNED)
        return h;
    }
  return NULL;
}

struct str header_of(const struct message *m, const char *name) {
  for (size_t i = 0; i < m->headers.n; i++)
    if (str_eq_ci(m->headers.v[i].name, str_of(name)))
      return m->headers.v[i].value;
  return S("");
}

// ---------------------------------------------------------------- robots

static bool has_intent(const struct reading *r, enum intent_kind kind) {
  for (size_t i = 0; i < r->intents.n; i++)
    if (r->intents.v[i].kind == kind)
      return true;
  return false;
}

// The weights were learnt from what people answer, and say nothing of what machines write.
static bool is_sound(const struct intent *i) {
  return str_find(i->rule, S(".weights."), NULL);
}

enum { SURELY = 900 }; // thousandths: what only sounds like an intent does not make a reply

// Something that a person wants, and no robot says.
static bool speaks_of_money(const struct reading *r) {
  for (size_t i = 0; i < r->intents.n; i++) {
    enum intent_kind k = r->intents.v[i].kind;
    if (r->intents.v[i].permille >= SURELY && k != INTENT_OUT_OF_OFFICE &&
        k != INTENT_WRONG_CONTACT && k != INTENT_THANKS && k != INTENT_QUESTION)
      return true;
  }
  return false;
}

static bool has_header(const struct message *m, const char *name) {
  return header_of(m, name).n > 0;
}

// A list that people talk on marks all of their mail as sent by a program.
static bool from_forum(const struct message *m) {
  return has_header(m, "List-Post") || has_header(m, "X-BeenThere") ||
         has_header(m, "X-Mailing-List");
}

static bool is_auto_reply(const struct collecting *c) {
  const struct report *report = c->in->report;
  bool robot = said(c, "auto.reply") || said(c, "auto.ticket") || said(c, "auto.receipt");
  bool absent = has_intent(c->out, INTENT_OUT_OF_OFFICE) && !from_forum(c->in->message);
  if (report && report->kind == REPORT_DISPOSITION)
    return true;
  if (c->in->auto_mark == AUTO_REPLY)
    return robot || absent || !speaks_of_money(c->out);
  if (c->in->auto_mark == AUTO_SENT)
    return (robot || absent) && !speaks_of_money(c->out);
  return robot && !speaks_of_money(c->out);
}

// ---------------------------------------------------------------- advices and notices

// The facts of a notice ("notice.line") make none.
static bool is_notice(const struct collecting *c) {
  static const char *const signals[] = {
      "notice.received", "notice.returned", "notice.pending", "notice.payout",
      "notice.refund",   "notice.fee",      "notice.debit",   NULL};
  for (const char *const *s = signals; *s; s++)
    if (said(c, *s))
      return true;
  return false;
}

static bool has_lines(const struct reading *r) {
  for (size_t i = 0; i < r->evidence.n; i++)
    if (r->evidence.v[i].what == EV_LINE && r->evidence.v[i].own)
      return true;
  return false;
}

// Lines that add up to a total that stands there too, or lines out of a machine.
static bool is_tabled(const struct reading *r) {
  struct money sum = {0};
  struct err ignored;
  size_t lines = 0;
  bool headed = false;
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    if (e->what != EV_LINE || !e->own)
      continue;
    if (str_eq(e->rule, S("advice.edi")))
      return true;
    headed |= str_eq(e->rule, S("advice.table"));
    lines += money_add(sum, e->amount, &sum, &ignored);
  }
  for (size_t i = 0; i < r->evidence.n && lines >= 2; i++) {
    const struct evidence *e = &r->evidence.v[i];
    bool sums = e->what == EV_TOTAL || (e->what == EV_AMOUNT && headed);
    if (sums && e->own && money_eq(e->amount, sum))
      return true;
  }
  return false;
}

static bool is_advice(struct collecting *c) {
  if (said(c, "advice.is") || is_tabled(c->out) || (said(c, "advice.") && has_lines(c->out)))
    return true;
  for (size_t i = 0; i < c->facts.n; i++)
    if (advice_titled(c, &c->facts.v[i]))
      return true;
  return false;
}

// ---------------------------------------------------------------- the rest

static bool is_answer(const struct collecting *c) {
  const struct message *m = c->in->message;
  if (m->in_reply_to.n || m->references.n)
    return true;
  for (size_t i = 0; i < c->out->evidence.n; i++)
    if (c->out->evidence.v[i].what == EV_TOKEN)
      return true;
  return false;
}

static bool from_list(const struct collecting *c) {
  return has_header(c->in->message, "List-Unsubscribe") || has_header(c->in->message, "List-Id") ||
         said(c, "auto.list");
}

static bool from_us(const struct collecting *c) {
  return company_owns(c->in->us, c->in->message->from.addr);
}

// "Thank you for your business" is what suppliers write.
static bool wants_something(const struct reading *r) {
  for (size_t i = 0; i < r->intents.n; i++)
    if (r->intents.v[i].kind != INTENT_THANKS || !is_sound(&r->intents.v[i]))
      return true;
  return false;
}

// "Write to our accountants from now on."
static bool redirects(const struct reading *r) {
  for (size_t i = 0; i < r->intents.n; i++)
    if (r->intents.v[i].kind == INTENT_WRONG_CONTACT && r->intents.v[i].permille >= SURELY)
      return true;
  return false;
}

static bool names_invoice(const struct reading *r) {
  for (size_t i = 0; i < r->evidence.n; i++)
    if (r->evidence.v[i].what == EV_INVOICE &&
        !str_eq(r->evidence.v[i].rule, S("reference.number")))
      return true;
  return false;
}

// An answer in our thread is no bank's, whatever its words: only a machine's address may be one.
static bool answers_in_person(const struct collecting *c) {
  return is_answer(c) && !address_is_machine(c->in->message->from.addr);
}

static bool is_reply(const struct collecting *c) {
  if (from_us(c))
    return false;
  if (is_answer(c))
    return true;
  return !from_list(c) && wants_something(c->out) &&
         (speaks_of_money(c->out) || names_invoice(c->out) || redirects(c->out));
}

// ---------------------------------------------------------------- what they say

static bool stands_there(const struct reading *r, struct money sum) {
  for (size_t i = 0; i < r->evidence.n; i++)
    if (r->evidence.v[i].what == EV_AMOUNT && r->evidence.v[i].own &&
        money_eq(r->evidence.v[i].amount, sum))
      return true;
  return false;
}

// What the lines add up to, where that stands somewhere: what only we have reckoned, nobody said.
static bool sum_of_lines(const struct reading *r, struct money *out) {
  struct money sum = {0};
  struct err ignored;
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    if (e->what == EV_LINE && e->own && !money_add(sum, e->amount, &sum, &ignored))
      return false;
  }
  if (sum.currency[0])
    *out = stands_there(r, sum) ? sum : (struct money){0};
  return sum.currency[0] != 0;
}

static struct money only_total(const struct reading *r) {
  struct money total = {0};
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    if (e->what == EV_TOTAL && e->own && !total.currency[0])
      total = e->amount;
  }
  if (total.currency[0] || sum_of_lines(r, &total))
    return total;
  for (size_t i = 0; i < r->evidence.n; i++) { // one sum and no other
    const struct evidence *e = &r->evidence.v[i];
    if (e->what != EV_AMOUNT || !e->own)
      continue;
    if (total.currency[0] && !money_eq(total, e->amount))
      return (struct money){0};
    total = e->amount;
  }
  return total;
}

enum { ADVICE_DAYS_BEFORE = 15, ADVICE_DAYS_AFTER = 4 };

// The day that a rule on notices has taken.
static struct day day_by_rule(const struct reading *r) {
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    if (e->what == EV_DATE && e->own && !str_eq(e->rule, S("date")))
      return e->day;
  }
  return DAY_NONE;
}

// The day of the payment: beside its name, else the latest day shortly before the mail.
static struct day day_of_payment(struct collecting *c) {
  struct day sent = c->in->message->sent, best = day_by_rule(c->out);
  if (day_is(best))
    return best;
  for (size_t i = 0; i < c->facts.n; i++) {
    struct day named = advice_paid_on(c, &c->facts.v[i]);
    if (day_is(named))
      return named;
  }
  for (size_t i = 0; i < c->out->evidence.n && day_is(sent); i++) {
    const struct evidence *e = &c->out->evidence.v[i];
    bool near = e->what == EV_DATE && e->own && e->day.n >= sent.n - ADVICE_DAYS_BEFORE &&
                e->day.n <= sent.n + ADVICE_DAYS_AFTER;
    if (near && (!day_is(best) || e->day.n > best.n))
      best = e->day;
  }
  return day_is(best) ? best : sent;
}

static void claim_payment(struct collecting *c) {
  struct reading *r = c->out;
  struct day day = day_of_payment(c), sent = c->in->message->sent;
  bool later = day_is(day) && day_is(sent) && day.n > sent.n + ADVICE_DAYS_AFTER;
  struct intent i = {.kind = later ? INTENT_PROMISE_TO_PAY : INTENT_PAID,
                     .day = day,
                     .amount = only_total(r),
                     .permille = 970,
                     .rule = S("advice"),
                     .sentence = -1};
  for (size_t k = 0; k < r->evidence.n; k++)
    if (r->evidence.v[k].what == EV_LINE && r->evidence.v[k].own)
      *LIST_PUSH(c->a, &i.invoices) = r->evidence.v[k].ref;
  if (r->intents.n < READING_INTENT_LIMIT)
    *LIST_PUSH(c->a, &r->intents) = i;
}

// What a rule heard of the payment, with the day and the sum that the document gives.
static void complete_payment(struct collecting *c) {
  for (size_t i = 0; i < c->out->intents.n; i++) {
    struct intent *p = &c->out->intents.v[i];
    if (p->kind != INTENT_PAID)
      continue;
    if (!day_is(p->day))
      p->day = day_of_payment(c);
    if (!p->amount.currency[0])
      p->amount = only_total(c->out);
    return;
  }
}

static void keep_intents(struct reading *r, bool (*keep)(enum intent_kind)) {
  size_t n = 0;
  for (size_t i = 0; i < r->intents.n; i++)
    if (keep(r->intents.v[i].kind) && (r->kind == KIND_AUTO_REPLY || !is_sound(&r->intents.v[i])))
      r->intents.v[n++] = r->intents.v[i];
  r->intents.n = n;
}

static bool robot_says(enum intent_kind k) {
  return k == INTENT_OUT_OF_OFFICE || k == INTENT_WRONG_CONTACT;
}

static bool bank_says(enum intent_kind k) {
  return k == INTENT_PAID; // whether it is part of an invoice, the register knows
}

static bool payer_says(enum intent_kind k) {
  return k == INTENT_PAID || k == INTENT_DISPUTE; // when it will be paid, its own day says
}

static bool nobody_says(enum intent_kind k) {
  (void)k;
  return false;
}

static enum message_kind kind_of(struct collecting *c) {
  if (is_bounce(c))
    return KIND_BOUNCE;
  if (is_auto_reply(c))
    return KIND_AUTO_REPLY;
  if (from_us(c))
    return KIND_OTHER;
  if (is_notice(c) && !answers_in_person(c))
    return KIND_BANK_NOTICE;
  if (is_advice(c) && (has_lines(c->out) || !answers_in_person(c)))
    return KIND_REMITTANCE;
  return is_reply(c) ? KIND_REPLY : KIND_OTHER;
}

static void settle_intents(struct collecting *c) {
  struct reading *r = c->out;
  bool no_money = said(c, "notice.refund") || said(c, "notice.pending") ||
                  said(c, "notice.payout") || said(c, "notice.fee") || said(c, "notice.debit");
  // What a bank takes back it describes as it once came in.
  bool none = said(c, "notice.returned") || (no_money && !said(c, "notice.received"));
  if (r->kind == KIND_BANK_NOTICE) {
    keep_intents(r, none ? nobody_says : bank_says);
    complete_payment(c);
    if (!none && !has_intent(r, INTENT_PAID))
      claim_payment(c);
  } else if (r->kind == KIND_REMITTANCE) {
    keep_intents(r, payer_says);
    complete_payment(c);
    if (!has_intent(r, INTENT_PAID))
      claim_payment(c);
  } else if (r->kind == KIND_AUTO_REPLY)
    keep_intents(r, robot_says);
  else if (r->kind == KIND_OTHER || r->kind == KIND_BOUNCE)
    keep_intents(r, nobody_says);
  for (size_t i = 0; i < r->intents.n && said(c, "netting"); i++)
    if (r->intents.v[i].kind == INTENT_PAID)
      r->intents.v[i].permille = 700; // settled, but no money comes
}

// Lists and robots are no person, whoever the register says they are; nor are we, but for what we
// send on.
static bool may_be_a_person(const struct collecting *c) {
  bool unsure = c->out->kind == KIND_OTHER || c->out->kind == KIND_BANK_NOTICE;
  return unsure && c->in->auto_mark == AUTO_NO && !from_list(c) &&
         (!from_us(c) || c->out->writer.addr.n);
}

static void keep_heard(struct collecting *c) {
  for (size_t i = 0; may_be_a_person(c) && i < c->out->intents.n; i++)
    *LIST_PUSH(c->a, &c->out->heard) = c->out->intents.v[i];
}

void collect_kind(struct collecting *c) {
  struct reading *r = c->out;
  r->kind = kind_of(c);
  keep_heard(c);
  if (r->kind == KIND_BOUNCE)
    fill_bounce(c);
  const struct hit *robot = said(c, "auto.");
  if (c->in->auto_mark != AUTO_NO)
    r->auto_why = c->in->auto_words;
  else if (r->kind == KIND_AUTO_REPLY && robot)
    r->auto_why = robot->text;
  settle_intents(c);
}
