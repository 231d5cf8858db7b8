// kind.c: who wrote this: a person, a payer's system, a bank, a robot, a mail server.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect.h"

#include <string.h>

// The first hit whose signal begins so, in what the sender himself wrote or his machine did.
static const struct hit *said(const struct collecting *c, const char *signal) {
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

// ---------------------------------------------------------------- bounces

static bool from_mailer(const struct message *m) {
  static const char *const names[] = {
      "mailer-daemon@",    "postmaster@", "mail-daemon@", "mailerdaemon@",
      "microsoftexchange", "bounce@",     "mdaemon@",     NULL};
  for (const char *const *n = names; *n; n++)
    if (str_starts_ci(m->from.addr, str_of(*n)))
      return true;
  return m->from.addr.n == 0 || str_find_ci(m->from.name, S("mail delivery"), NULL);
}

// RFC 3463, as far as a dunning letter cares.
static const char *class_of_status(struct str status) {
  static const struct {
    const char *status, *class;
  } table[] = {
      {"5.2.2", "soft"}, {"5.2.3", "soft"},  {"5.3.1", "soft"},  {"5.3.4", "soft"},
      {"5.4.7", "soft"}, {"5.4.6", "soft"},  {"5.7.", "policy"}, {"5.1.", "hard"},
      {"5.2.1", "hard"}, {"5.4.1", "hard"},  {"5.4.4", "hard"},  {"5.4.3", "soft"},
      {"5.5.", "hard"},  {"5.6.", "policy"}, {"4.", "soft"},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (str_starts(status, str_of(table[i].status)))
      return table[i].class;
  return "";
}

static const char *class_of_words(const struct collecting *c) {
  static const struct {
    const char *signal, *class;
  } table[] = {{"bounce.full", "soft"},
               {"bounce.delay", "soft"},
               {"bounce.policy", "policy"},
               {"bounce.hard", "hard"},
               {"bounce.soft", "soft"}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (said(c, table[i].signal))
      return table[i].class;
  return "";
}

// The server's own words know better than an unspecific status.
static const char *bounce_class(const struct collecting *c, const struct report_recipient *r) {
  const char *by_words = class_of_words(c), *by_status = r ? class_of_status(r->status) : "";
  if (r && str_eq_ci(r->action, S("delayed")))
    return "soft";
  bool vague = !by_status[0] || str_ends(r->status, S(".0.0")) || strcmp(by_status, "policy") == 0;
  if (vague && by_words[0])
    return by_words;
  return by_status[0] ? by_status : by_words[0] ? by_words : "soft";
}

static bool is_failure(const struct report_recipient *r) {
  return str_eq_ci(r->action, S("failed")) || str_eq_ci(r->action, S("delayed")) ||
         (!r->action.n && r->status.n && r->status.p[0] != '2');
}

static const struct report_recipient *failed_recipient(const struct report *report) {
  for (size_t i = 0; report && i < report->recipients.n; i++)
    if (is_failure(&report->recipients.v[i]))
      return &report->recipients.v[i];
  return NULL;
}

static bool is_bounce(const struct collecting *c) {
  const struct report *report = c->in->report;
  if (report && report->kind == REPORT_DELIVERY)
    return failed_recipient(report) || !report->recipients.n;
  return said(c, "bounce.") && from_mailer(c->in->message);
}

static struct str captured(const struct hit *h, const char *name) {
  for (size_t i = 0; h && i < h->captures.n; i++)
    if (str_eq(h->captures.v[i].name, str_of(name)))
      return h->captures.v[i].text;
  return S("");
}

static void fill_bounce(struct collecting *c) {
  const struct report *report = c->in->report;
  const struct report_recipient *r = failed_recipient(report);
  const struct hit *h = said(c, "bounce.");
  struct bounce *b = &c->out->bounce;
  c->out->bounced = true;
  b->class = str_of(bounce_class(c, r));
  b->recipient = r ? r->recipient : S("");
  b->status = r ? r->status : S("");
  b->reason = r && r->diagnostic.n ? r->diagnostic : h ? h->text : S("");
  b->original_message_id = report ? report->original_message_id : S("");
  for (size_t i = 0; i < c->facts.n && (!b->recipient.n || !b->status.n); i++)
    for (size_t k = 0; k < c->facts.v[i].text->hits.n; k++) {
      const struct hit *x = &c->facts.v[i].text->hits.v[k];
      if (!str_starts(x->signal, S("bounce.")))
        continue;
      if (!b->recipient.n)
        b->recipient = str_lower(c->a, captured(x, "recipient"));
      if (!b->status.n)
        b->status = captured(x, "status");
    }
}

// ---------------------------------------------------------------- robots

static bool has_intent(const struct reading *r, enum intent_kind kind) {
  for (size_t i = 0; i < r->intents.n; i++)
    if (r->intents.v[i].kind == kind)
      return true;
  return false;
}

// Something that a person wants, and no robot says.
static bool speaks_of_money(const struct reading *r) {
  for (size_t i = 0; i < r->intents.n; i++) {
    enum intent_kind k = r->intents.v[i].kind;
    if (k != INTENT_OUT_OF_OFFICE && k != INTENT_WRONG_CONTACT && k != INTENT_THANKS &&
        k != INTENT_QUESTION)
      return true;
  }
  return false;
}

static bool is_auto_reply(const struct collecting *c) {
  const struct report *report = c->in->report;
  bool robot = said(c, "auto.reply") || said(c, "auto.ticket") || said(c, "auto.receipt");
  bool absent = has_intent(c->out, INTENT_OUT_OF_OFFICE);
  if (report && report->kind == REPORT_DISPOSITION)
    return true;
  if (c->in->auto_mark == AUTO_REPLY)
    return robot || absent || !speaks_of_money(c->out);
  if (c->in->auto_mark == AUTO_SENT)
    return (robot || absent) && !speaks_of_money(c->out);
  return robot && !speaks_of_money(c->out);
}

// ---------------------------------------------------------------- advices and notices

static bool is_notice(const struct collecting *c) {
  return said(c, "notice.") != NULL;
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
  if (said(c, "advice.") || is_tabled(c->out))
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

static bool has_header(const struct message *m, const char *name) {
  for (size_t i = 0; i < m->headers.n; i++)
    if (str_eq_ci(m->headers.v[i].name, str_of(name)))
      return true;
  return false;
}

static bool from_list(const struct collecting *c) {
  return has_header(c->in->message, "List-Unsubscribe") || has_header(c->in->message, "List-Id") ||
         said(c, "auto.list");
}

static bool from_us(const struct collecting *c) {
  struct str addr = c->in->message->from.addr;
  for (size_t i = 0; i < c->in->us->domains.n; i++) {
    struct str domain = c->in->us->domains.v[i];
    if (str_ends_ci(addr, domain) && addr.n > domain.n && addr.p[addr.n - domain.n - 1] == '@')
      return true;
  }
  return false;
}

static bool names_invoice(const struct reading *r) {
  for (size_t i = 0; i < r->evidence.n; i++)
    if (r->evidence.v[i].what == EV_INVOICE &&
        !str_eq(r->evidence.v[i].rule, S("reference.number")))
      return true;
  return false;
}

static bool is_reply(const struct collecting *c) {
  if (from_us(c))
    return false;
  if (is_answer(c))
    return true;
  return !from_list(c) && c->out->intents.n > 0 &&
         (speaks_of_money(c->out) || names_invoice(c->out));
}

// ---------------------------------------------------------------- what they say

static struct money only_total(const struct reading *r) {
  struct money total = {0};
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    if (e->what == EV_TOTAL && e->own && !total.currency[0])
      total = e->amount;
  }
  for (size_t i = 0; i < r->evidence.n && !total.currency[0]; i++) {
    const struct evidence *e = &r->evidence.v[i];
    struct err ignored;
    if (e->what == EV_LINE && e->own && !money_add(total, e->amount, &total, &ignored))
      return (struct money){0};
  }
  if (total.currency[0])
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

// The day of the payment: beside its name, else the latest day shortly before the mail.
static struct day day_of_payment(struct collecting *c) {
  struct day sent = c->in->message->sent, best = DAY_NONE;
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
    if (keep(r->intents.v[i].kind))
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
  if (is_notice(c))
    return KIND_BANK_NOTICE;
  if (is_advice(c))
    return KIND_REMITTANCE;
  return is_reply(c) ? KIND_REPLY : KIND_OTHER;
}

static void settle_intents(struct collecting *c) {
  struct reading *r = c->out;
  bool no_money = said(c, "notice.refund") || said(c, "notice.pending") || said(c, "notice.payout");
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

void collect_kind(struct collecting *c) {
  struct reading *r = c->out;
  r->kind = kind_of(c);
  if (r->kind == KIND_BOUNCE)
    fill_bounce(c);
  const struct hit *robot = said(c, "auto.");
  if (c->in->auto_mark != AUTO_NO)
    r->auto_why = c->in->auto_words;
  else if (r->kind == KIND_AUTO_REPLY && robot)
    r->auto_why = robot->text;
  settle_intents(c);
}
