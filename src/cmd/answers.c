// answers.c: which answer, if any; then its way into the outbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/answers.h"

#include "cmd/knowledge.h"
#include "host/clock.h"
#include "ledger/paper_store.h"

#include <unistd.h>

enum {
  ANSWERS_A_WEEK = 3, // to one client, whatever he asks: where more is needed, a person is
  WEEK = 7 * 86400,
  LETTERS_LOOKED_AT = 200,
};

// The most useful first; one message gets one answer.
static const char *const ranks[] = {"crossed",           "invoice-copy",     "statement",
                                    "promise-confirmed", "promise-question", NULL};

static size_t rank_of(struct str name) {
  size_t i = 0;
  while (ranks[i] && !str_eq(name, str_of(ranks[i])))
    i++;
  return i;
}

static bool counts(const struct outbox_letter *t) {
  return t->kind == OUTBOX_ANSWER && t->state != LETTER_WITHDRAWN && t->state != LETTER_FAILED;
}

struct lately {    // answers to this client
  struct day last; // with this name
  size_t week;
};

static struct lately lately(const struct outbox_letters *letters, struct str name, int64_t now) {
  struct lately out = {.last = DAY_NONE};
  for (size_t i = 0; i < letters->n; i++) {
    const struct outbox_letter *t = &letters->v[i];
    if (!counts(t))
      continue;
    out.week += t->created_at + WEEK > now;
    if (str_eq(t->letter, name) && !day_is(out.last)) // newest first
      out.last = clock_at(t->created_at).today;
  }
  return out;
}

static bool allows(const struct policy *p, struct str name) {
  for (size_t i = 0; i < p->answers.n; i++)
    if (str_eq(p->answers.v[i], name))
      return true;
  return false;
}

// A letter with "the copy you asked for" has one.
static bool copies_there(const struct answering *q, const struct act *t) {
  for (size_t i = 0; i < t->invoices.n; i++) {
    const struct invoice *in = snapshot_invoice(q->s, t->invoices.v[i]);
    if (!in || !in->file.n)
      return false;
    if (!paper_of_name(in->file) && access(str_c(q->a, in->file), R_OK) != 0)
      return false;
  }
  return t->invoices.n > 0;
}

static bool needs_copies(struct str name) {
  return str_eq(name, S("invoice-copy")) || str_eq(name, S("statement"));
}

// What a bank says is no letter to answer: the note about a crossing goes to whom we had written.
static bool answers_message(const struct answering *q, const struct act *t) {
  return !str_eq(t->name, S("crossed")) || q->v->kind == KIND_REPLY;
}

static bool person_in_charge(const struct answering *q, struct str client) {
  for (size_t i = 0; i < q->s->holds.n; i++) {
    const struct hold *h = &q->s->holds.v[i];
    if (str_eq(h->client, client) && !h->invoice.n &&
        (h->kind == HOLD_OWNER || h->kind == HOLD_DISPUTED || h->kind == HOLD_INSOLVENT))
      return true;
  }
  return false;
}

static const char *refusal(const struct answering *q, const struct act *t,
                           const struct outbox_letters *letters) {
  const struct client *c = snapshot_client(q->s, t->client);
  struct lately before = lately(letters, t->name, q->now.utc);
  const char *why = NULL;
  if (!c || !allows(policy_of(&q->app->know->policies, c), t->name))
    return "the policy does not allow it";
  if (q->app->conf.service.mode == MODE_SHADOW)
    return "mode = shadow: nothing leaves";
  if (q->v->decision != DECISION_APPLY)
    return "the owner is asked first";
  if (person_in_charge(q, t->client))
    return "a person has taken over this client's case";
  if (answers_message(q, t) &&
      !answer_allowed(q->r, c, &q->s->company, before.last, q->now.today, &why))
    return why;
  if (before.week >= ANSWERS_A_WEEK)
    return "three answers went to this client within a week: a person should look";
  if (needs_copies(t->name) && !copies_there(q, t))
    return "no copy of the invoice is at hand";
  return NULL;
}

static void say_no(const struct answering *q, struct act *t, const char *why) {
  t->why = str_printf(q->a, "%.*s: not answered by itself (%s)", STR_ARG(t->why), why);
  t->kind = ACT_NOTE;
}

bool answers_choose(const struct answering *q, struct acts *acts, struct err *err) {
  struct outbox_letters letters = {0};
  struct act *best = NULL;
  if (q->v->client.n &&
      !letters_of_client(q->l, q->a, q->v->client, LETTERS_LOOKED_AT, &letters, err))
    return false;
  for (size_t i = 0; i < acts->n; i++) {
    struct act *t = &acts->v[i];
    if (t->kind != ACT_ANSWER)
      continue;
    const char *why = refusal(q, t, &letters);
    bool better = !why && (!best || rank_of(t->name) < rank_of(best->name));
    if (best && better)
      say_no(q, best, "another answer says more");
    if (better)
      best = t;
    else
      say_no(q, t, why ? why : "another answer says more");
  }
  return true;
}

// ---- into the outbox

static const struct reminder *crossed_letter(const struct answering *q, const struct act *t) {
  for (size_t i = 0; i < q->s->reminders.n; i++)
    if (str_eq(q->s->reminders.v[i].message_id, t->message_id))
      return &q->s->reminders.v[i];
  return NULL;
}

static void address_reply(const struct answering *q, struct due_letter *d) {
  struct str id = q->r->message_id;
  d->to = q->r->return_path.addr;
  d->references = q->r->references;
  if (id.n)
    *LIST_PUSH(q->a, &d->references) = id;
  d->key = id.n ? str_printf(q->a, "answer/%.*s/%.*s", STR_ARG(d->client), STR_ARG(id))
                : str_printf(q->a, "answer/%.*s/%lld", STR_ARG(d->client), (long long)q->message);
}

static void address_crossed(const struct answering *q, const struct act *t, struct due_letter *d) {
  const struct reminder *r = crossed_letter(q, t);
  if (!answers_message(q, t)) {
    d->to = r && r->to.n ? r->to : d->to;
    d->references = (struct strs){0};
    *LIST_PUSH(q->a, &d->references) = t->message_id;
  }
  d->key = str_printf(q->a, "crossed/%.*s/%.*s", STR_ARG(d->client), STR_ARG(t->message_id));
}

const struct act *answer_among(const struct acts *acts) {
  for (size_t i = 0; i < acts->n; i++)
    if (acts->v[i].kind == ACT_ANSWER)
      return &acts->v[i];
  return NULL;
}

bool answer_write(const struct answering *q, const struct acts *acts, struct err *err) {
  const struct act *t = answer_among(acts);
  struct due_letter d;
  struct letter_order order = {.due = &d, .s = q->s, .l = q->l, .asked = q->asked};
  int64_t id;
  bool fresh;
  if (!t)
    return true;
  order.occasion = (struct occasion){.promised = t->until, .amount = t->amount};
  order.in_reply = answers_message(q, t);
  dunning_about(q->a, q->s, t->client, &t->invoices, t->name, &q->now, &d);
  d.why = t->why;
  if (order.in_reply)
    address_reply(q, &d);
  if (str_eq(t->name, S("crossed")))
    address_crossed(q, t, &d);
  return write_letter(q->app, q->l, q->a, &order, OUTBOX_ANSWER, q->message, q->now, &id, &fresh,
                      err);
}

bool answer_waits(struct ledger *l, struct arena *a, struct str client, bool *waits,
                  struct err *err) {
  struct outbox_letters letters = {0};
  if (!letters_of_client(l, a, client, LETTERS_LOOKED_AT, &letters, err))
    return false;
  *waits = false;
  for (size_t i = 0; i < letters.n; i++)
    *waits |= letters.v[i].kind == OUTBOX_ANSWER && letters.v[i].state <= LETTER_IN_DOUBT;
  return true;
}
