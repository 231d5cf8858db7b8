// consequences.c: what a message means for the reminders of its client.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relance/dunning.h"

enum {
  CROSSING_DAYS = 3, // a message this much older than our letter may have crossed it
  FEW_COPIES = 3,    // who asks for more without naming them gets a statement with them
};

struct meaning {
  struct arena *a;
  const struct reading *r;
  const struct verdict *v;
  const struct snapshot *s;
  const struct client *client; // NULL while unknown
  const struct policy *policy; // NULL while the client is unknown
  const struct calendar *c;
  struct day today;
  struct acts *out;
};

static struct act *add(const struct meaning *m, enum act_kind kind, struct str invoice,
                       struct str why) {
  const struct invoice *in = snapshot_invoice(m->s, invoice);
  struct act *act = LIST_PUSH(m->a, m->out);
  *act = (struct act){.kind = kind,
                      .client = in ? in->client : m->v->client,
                      .invoice = invoice,
                      .from = m->today,
                      .until = DAY_NONE,
                      .why = why};
  return act;
}

// ---- What an intent does to the invoices it names: kind of hold, and until when.

typedef struct day hold_end(const struct meaning *m, const struct intent *i);

static struct str country_of(const struct meaning *m) {
  return m->client && m->client->country.n ? m->client->country : m->s->company.country;
}

static struct day message_day(const struct meaning *m) {
  return m->r && day_is(m->r->sent) && m->r->sent.n < m->today.n ? m->r->sent : m->today;
}

static struct day until_a_person(const struct meaning *m, const struct intent *i) {
  (void)m, (void)i;
  return DAY_NONE;
}

static struct day until_it_arrives(const struct meaning *m, const struct intent *i) {
  (void)i;
  struct day end = add_working_days(m->c, country_of(m), message_day(m), m->policy->announced);
  return end.n > m->today.n ? end : day_add(m->today, 1);
}

static struct day until_promised(const struct meaning *m, const struct intent *i) {
  if (!day_is(i->day))
    return DAY_NONE;
  struct day end = day_add(i->day, m->policy->promised);
  return end.n > m->today.n ? end : day_add(m->today, 1);
}

static struct day until_answered(const struct meaning *m, const struct intent *i) {
  (void)i;
  return add_working_days(m->c, country_of(m), m->today, m->policy->announced);
}

static struct day until_back(const struct meaning *m, const struct intent *i) {
  if (!day_is(i->day) || i->day.n < m->today.n)
    return add_working_days(m->c, country_of(m), m->today, 2);
  return next_working_day(m->c, country_of(m), day_add(i->day, 1));
}

static const struct effect {
  enum intent_kind intent;
  enum hold_kind hold;
  hold_end *until;
  bool whole_client;
  const char *task;   // for a person, outside of mail; or NULL
  const char *answer; // a letter that may answer it; or NULL
  const char *say;
} effects[] = {
    {INTENT_FRAUD_SUSPICION, HOLD_DISPUTED, until_a_person, true, "fraud", NULL,
     "something about this message looks like fraud: call the client on a number you know"},
    {INTENT_INSOLVENCY, HOLD_INSOLVENT, until_a_person, true, "insolvency", NULL,
     "insolvency: declare the claim within two months of the publication"},
    {INTENT_REFUSAL, HOLD_DISPUTED, until_a_person, false, "call", NULL,
     "the client refuses to pay"},
    {INTENT_DISPUTE, HOLD_DISPUTED, until_a_person, false, NULL, NULL,
     "the client disputes the invoice"},
    {INTENT_CREDIT_NOTE_REQUEST, HOLD_DISPUTED, until_a_person, false, NULL, NULL,
     "the client wants a credit note"},
    {INTENT_PARTIAL_PAYMENT, HOLD_ANNOUNCED, until_it_arrives, false, NULL, NULL,
     "part of it is said to be paid"},
    {INTENT_PAID, HOLD_ANNOUNCED, until_it_arrives, false, NULL, NULL, "it is said to be paid"},
    {INTENT_INSTALLMENT_REQUEST, HOLD_ASKED, until_a_person, false, "plan", NULL,
     "the client asks to pay in instalments"},
    {INTENT_PROMISE_TO_PAY, HOLD_PROMISED, until_promised, false, NULL, "promise",
     "payment is promised"},
    {INTENT_COPY_REQUEST, HOLD_ASKED, until_answered, false, NULL, "invoice-copy",
     "the client wants a copy of the invoice"},
    {INTENT_BANK_DETAILS_REQUEST, HOLD_ASKED, until_a_person, false, NULL, NULL,
     "the client asks for our bank details"},
    {INTENT_WRONG_CONTACT, HOLD_ASKED, until_a_person, true, "contact", NULL,
     "this is not the right contact"},
    {INTENT_OUT_OF_OFFICE, HOLD_ASKED, until_back, false, NULL, NULL, "the contact is away"},
    {INTENT_QUESTION, HOLD_ASKED, until_a_person, false, NULL, NULL, "the client asks a question"},
};

static const struct effect *effect_of(enum intent_kind k) {
  for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
    if (effects[i].intent == k)
      return &effects[i];
  return NULL;
}

static bool about(const struct intent *i, struct str invoice) {
  for (size_t k = 0; k < i->invoices.n; k++)
    if (str_eq(i->invoices.v[k], invoice))
      return true;
  return i->invoices.n == 0;
}

// The intent that rules over an invoice: the first by precedence; one that names it before one that
// names none.
static const struct intent *ruling(const struct verdict *v, struct str invoice) {
  const struct intent *best = NULL;
  for (size_t i = 0; i < v->intents.n; i++) {
    const struct intent *in = &v->intents.v[i];
    if (!effect_of(in->kind) || !about(in, invoice))
      continue;
    bool named = in->invoices.n > 0, best_named = best && best->invoices.n > 0;
    if (!best || (named && !best_named) || (named == best_named && in->kind < best->kind))
      best = in;
  }
  return best;
}

static struct str sentence(const struct meaning *m, const char *say, struct day until) {
  struct str who = m->r && m->r->from.addr.n ? m->r->from.addr : S("a message");
  if (!day_is(until))
    return str_printf(m->a, "%s (%.*s); until a person has looked", say, STR_ARG(who));
  return str_printf(m->a, "%s (%.*s); until %.*s", say, STR_ARG(who),
                    STR_ARG(day_iso(m->a, until)));
}

static void hold(const struct meaning *m, struct str invoice, enum hold_kind kind, struct day until,
                 const char *say) {
  struct str why = sentence(m, say, until);
  struct act *act = add(m, ACT_HOLD, invoice, why);
  act->hold = kind;
  act->until = until;
  add(m, ACT_WITHDRAW, invoice, why);
}

static void hold_invoice(const struct meaning *m, struct str invoice) {
  const struct intent *i = ruling(m->v, invoice);
  bool money = m->v->kind == KIND_REMITTANCE || m->v->kind == KIND_BANK_NOTICE;
  if (i) {
    const struct effect *e = effect_of(i->kind);
    hold(m, invoice, e->hold, e->until(m, i), e->say);
  } else if (money && m->policy)
    hold(m, invoice, HOLD_ANNOUNCED, until_it_arrives(m, NULL), "a payment is announced");
  else
    hold(m, invoice, HOLD_UNCLASSIFIED, m->v->resume_on, "a message about it has come in");
}

static void hold_all(const struct meaning *m) {
  for (size_t i = 0; i < m->v->intents.n; i++) {
    const struct effect *e = effect_of(m->v->intents.v[i].kind);
    if (e && e->whole_client) {
      hold(m, S(""), e->hold, DAY_NONE, e->say);
      return;
    }
  }
  if (m->v->hold_client)
    hold(m, S(""), HOLD_UNCLASSIFIED, DAY_NONE, "a message that nobody has understood yet");
}

// ---- Letters that did not arrive, or crossed

// Some servers put a Message-ID of their own in place of ours; the token stays.
static bool returned(const struct reminder *r, const struct bounce *b) {
  for (size_t i = 0; i < r->aliases.n; i++)
    if (str_eq(r->aliases.v[i], b->original_message_id))
      return true;
  return (b->original_message_id.n && str_eq(r->message_id, b->original_message_id)) ||
         (b->original_ref.n && str_eq(r->token, b->original_ref));
}

// By what the report quotes of it, else the latest letter to that address.
static const struct reminder *bounced(const struct meaning *m) {
  const struct bounce *b = &m->r->bounce;
  const struct reminder *latest = NULL;
  for (size_t i = 0; i < m->s->reminders.n; i++) {
    const struct reminder *r = &m->s->reminders.v[i];
    if (returned(r, b))
      return r;
    if (!b->original_message_id.n && b->recipient.n && str_eq_ci(r->to, b->recipient) &&
        (!latest || r->sent_at > latest->sent_at))
      latest = r;
  }
  return latest;
}

static const struct {
  const char *class, *task, *say;
} bounces[] = {
    {"hard", "contact", "the address does not exist: another contact is needed"},
    {"soft", "retry", "the letter could not be delivered: the mailbox may be full"},
    {"policy", "refused", "the other side refuses our mail: the mail set-up needs a look"},
};

// Mailbox full, for now or as some servers say for good (RFC 3463: X.2.2).
static bool is_full(const struct bounce *b) {
  return b->status.n == 5 && str_ends(b->status, S(".2.2"));
}

static void take_bounce(const struct meaning *m) {
  const struct reminder *r = bounced(m);
  if (m->r->bounce.delayed) { // it may still arrive: a second one would be one too many
    struct act *wait = add(m, ACT_NOTE, S(""),
                           S("the letter has not been delivered yet; the other "
                             "server goes on trying"));
    wait->client = r ? r->client : wait->client;
    return;
  }
  for (size_t i = 0; i < sizeof bounces / sizeof *bounces; i++) {
    if (!str_eq(m->r->bounce.class, str_of(bounces[i].class)))
      continue;
    struct str why = str_printf(m->a, "%s (%.*s, %.*s)", bounces[i].say,
                                STR_ARG(m->r->bounce.recipient), STR_ARG(m->r->bounce.status));
    if (r) {
      struct act *back = add(m, ACT_TAKE_BACK, S(""), why);
      back->message_id = r->message_id;
      back->client = r->client;
      back->name = is_full(&m->r->bounce) ? S("full") : S("");
    }
    struct act *task = add(m, ACT_TASK, S(""), why);
    task->name = str_of(bounces[i].task);
    if (r)
      task->client = r->client;
  }
}

static bool names(const struct reminder *r, struct str invoice) {
  for (size_t i = 0; i < r->invoices.n; i++)
    if (str_eq(r->invoices.v[i], invoice))
      return true;
  return false;
}

// Written before our letter left, read after it: the letter should not have gone. It is taken back,
// and one short word in the thread says so.
static bool crossed(const struct meaning *m, const struct reminder *r) {
  if (!m->r || !m->r->sent_at || r->undelivered || !str_eq(r->client, m->v->client) ||
      m->r->sent_at >= r->sent_at || r->sent_at - m->r->sent_at > (int64_t)CROSSING_DAYS * 86400)
    return false;
  for (size_t i = 0; i < m->v->pause.n; i++) {
    const struct intent *in = ruling(m->v, m->v->pause.v[i]);
    bool paid = m->v->kind == KIND_REMITTANCE || m->v->kind == KIND_BANK_NOTICE ||
                (in && in->kind == INTENT_PAID);
    if (paid && names(r, m->v->pause.v[i]))
      return true;
  }
  return false;
}

static void take_back_crossed(const struct meaning *m) {
  for (size_t i = 0; i < m->s->reminders.n; i++) {
    const struct reminder *r = &m->s->reminders.v[i];
    if (!crossed(m, r))
      continue;
    struct str why = S("the payment was announced before this letter left, but seen after it");
    add(m, ACT_TAKE_BACK, S(""), why)->message_id = r->message_id;
    if (m->v->decision != DECISION_APPLY)
      continue;
    struct act *note = add(m, ACT_ANSWER, S(""), why);
    note->name = S("crossed");
    note->message_id = r->message_id;
    note->invoices = r->invoices;
  }
}

// ---- What a person or an answer should do

static struct str answer_name(const struct meaning *m, const struct intent *i,
                              const struct effect *e) {
  if (i->kind == INTENT_PROMISE_TO_PAY)
    return day_is(i->day) ? S("promise-confirmed") : S("promise-question");
  if (i->kind == INTENT_COPY_REQUEST && !i->invoices.n && m->v->pause.n > FEW_COPIES)
    return S("statement");
  return str_of(e->answer);
}

// Nothing is answered by itself where a person is needed: no form letter amid a complaint.
static bool only_plain_wishes(const struct verdict *v) {
  static const enum intent_kind plain[] = {INTENT_PAID, INTENT_PARTIAL_PAYMENT,
                                           INTENT_PROMISE_TO_PAY, INTENT_COPY_REQUEST,
                                           INTENT_THANKS};
  for (size_t i = 0; i < v->intents.n; i++) {
    bool found = false;
    for (size_t k = 0; k < sizeof plain / sizeof *plain; k++)
      found |= v->intents.v[i].kind == plain[k];
    if (!found)
      return false;
  }
  return v->kind == KIND_REPLY && v->decision == DECISION_APPLY && v->pause.n > 0;
}

static bool ours_or_his(const struct meaning *m, struct str address) {
  struct str local, domain;
  for (size_t i = 0; i < m->s->company.addresses.n; i++)
    if (str_eq_ci(address, m->s->company.addresses.v[i]))
      return true;
  for (size_t i = 0; i < m->client->emails.n; i++)
    if (str_eq_ci(address, m->client->emails.v[i]))
      return true;
  return !str_cut(address, '@', &local, &domain) || str_eq_ci(address, m->r->from.addr);
}

// Only of the client's own house: any other address may be anybody's.
static bool in_his_house(const struct meaning *m, struct str address) {
  struct str local, domain, other;
  str_cut(address, '@', &local, &domain);
  for (size_t i = 0; i < m->client->domains.n; i++)
    if (str_eq_ci(domain, m->client->domains.v[i]))
      return true;
  return str_cut(m->r->from.addr, '@', &local, &other) && str_eq_ci(domain, other);
}

static struct str without_marks(struct str word) {
  static const char marks[] = "<>()[].,;:!?\"'";
  while (word.n && str_find(str_of(marks), str_sub(word, 0, 1), NULL))
    word = str_skip(word, 1);
  while (word.n && str_find(str_of(marks), str_sub(word, word.n - 1, 1), NULL))
    word.n--;
  return word;
}

// Who stands in for him, by the address that he gives.
static void propose_substitute(const struct meaning *m, const struct intent *i) {
  struct str rest = m->r && m->client ? m->r->fresh : S(""), word;
  while (str_word(&rest, &word)) {
    word = without_marks(word);
    if (!str_find(word, S("@"), NULL) || ours_or_his(m, word) || !in_his_house(m, word))
      continue;
    struct str until =
        day_is(i->day) ? str_printf(m->a, " until %.*s", STR_ARG(day_iso(m->a, i->day))) : S("");
    add(m, ACT_TASK, S(""),
        str_printf(m->a, "the contact is away%.*s; %.*s stands in: add it to the client, or wait",
                   STR_ARG(until), STR_ARG(str_lower(m->a, word))))
        ->name = S("substitute");
    return;
  }
}

static void follow(const struct meaning *m, const struct intent *i) {
  const struct effect *e = effect_of(i->kind);
  struct str invoice = i->invoices.n == 1 ? i->invoices.v[0] : S("");
  if (e && e->task)
    add(m, ACT_TASK, invoice, str_of(e->say))->name = str_of(e->task);
  if (i->kind == INTENT_OUT_OF_OFFICE)
    propose_substitute(m, i);
  if (e && e->answer && only_plain_wishes(m->v)) {
    struct act *act = add(m, ACT_ANSWER, invoice, str_of(e->say));
    act->name = answer_name(m, i, e);
    act->until = i->day;
    act->amount = i->amount;
    act->invoices = i->invoices.n ? i->invoices : m->v->pause;
  }
}

// The first thing that speaks against acting unasked.
static struct str question(const struct verdict *v) {
  for (size_t i = 0; i < v->reasons.n; i++)
    if (v->reasons.v[i].doubt)
      return v->reasons.v[i].say;
  return v->hold_client ? S("nobody has understood what the message says")
                        : S("too little proves what the message says");
}

static void ask_owner(const struct meaning *m) {
  if (m->v->decision == DECISION_SUGGEST)
    add(m, ACT_SUGGEST, m->v->pause.n == 1 ? m->v->pause.v[0] : S(""), question(m->v));
}

void dunning_consequences(struct arena *a, const struct reading *r, const struct verdict *v,
                          const struct snapshot *s, const struct policies *p,
                          const struct calendar *c, struct day today, struct acts *out) {
  struct meaning m = {.a = a,
                      .r = r,
                      .v = v,
                      .s = s,
                      .c = c,
                      .today = today,
                      .out = out,
                      .client = snapshot_client(s, v->client)};
  static const struct client nobody = {0};
  *out = (struct acts){0};
  m.policy = policy_of(p, m.client ? m.client : &nobody);
  if (r && r->bounced)
    take_bounce(&m);
  for (size_t i = 0; i < v->pause.n; i++)
    hold_invoice(&m, v->pause.v[i]);
  if (v->client.n)
    hold_all(&m);
  if (v->client.n)
    take_back_crossed(&m);
  for (size_t i = 0; i < v->intents.n && v->client.n; i++)
    follow(&m, &v->intents.v[i]);
  ask_owner(&m);
  if (!out->n)
    add(&m, ACT_NOTE, S(""), S("nothing to do for the reminders"));
}
