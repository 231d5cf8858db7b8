// decide.c: yes, no, rather so, and back again.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/decide.h"

#include "cmd/act.h"
#include "cmd/answers.h"
#include "cmd/judge.h"
#include "cmd/knowledge.h"
#include "cmd/learn.h"
#include "cmd/register_paper.h"
#include "host/clock.h"
#include "ledger/inbox.h"
#include "ledger/register_store.h"

struct question { // a suggestion with all that it was made from
  struct suggestion asked;
  struct inbox_row message;
  struct reading reading;
  struct verdict verdict;
  struct snapshot snapshot;
};

bool correction_add(struct ledger *l, struct arena *a, struct str invoice, struct str amount,
                    struct correction *c, struct err *err) {
  struct invoice i;
  bool found;
  if (!register_invoice(l, a, invoice, &i, &found, err))
    return false;
  if (!found)
    return err_set(err, ERR_INPUT, "%.*s is no invoice of this ledger",
                   STR_ARG(str_sub(invoice, 0, 80)));
  struct allocation al = {.permille = 1000, .invoice = i.number, .amount = i.open};
  if (amount.n && !money_parse(amount, i.open.currency, &al.amount, err))
    return false;
  if (!c->client.n)
    c->client = i.client;
  *LIST_PUSH(a, &c->allocations) = al;
  return true;
}

static bool find(struct ledger *l, struct arena *a, int64_t id, struct suggestion *out,
                 struct err *err) {
  bool found;
  if (!suggestion_get(l, a, id, out, &found, err))
    return false;
  return found ||
         err_set(err, ERR_INPUT, "there is no suggestion %lld: `relance review` lists them",
                 (long long)id);
}

static bool load(struct ledger *l, struct arena *a, int64_t id, struct question *c,
                 struct err *err) {
  bool found;
  if (!find(l, a, id, &c->asked, err) ||
      !inbox_get(l, a, c->asked.message, &c->message, &found, err))
    return false;
  if (!found)
    return err_set(err, ERR_INPUT, "the message of suggestion %lld is no longer kept",
                   (long long)id);
  return reading_parse(a, c->message.reading, &c->reading, err) &&
         verdict_parse(a, c->asked.verdict, &c->verdict, err);
}

static void correct(struct arena *a, struct verdict *v, const struct correction *c) {
  if (!c)
    return;
  if (c->client.n)
    v->client = c->client;
  if (!c->allocations.n && !c->nothing_paid)
    return;
  v->allocations.n = 0;
  v->pause.n = 0;
  for (size_t i = 0; i < c->allocations.n; i++) {
    *LIST_PUSH(a, &v->allocations) = c->allocations.v[i];
    *LIST_PUSH(a, &v->pause) = c->allocations.v[i].invoice;
  }
}

// The snapshot of the message's own lookups, and of the client that the owner named.
static bool look_up(struct app *app, struct ledger *l, struct arena *a, struct question *c,
                    struct err *err) {
  struct lookups q = match_lookups(a, &c->reading);
  if (!ledger_snapshot(l, a, &q, &c->snapshot, err))
    return false;
  if (c->verdict.client.n && !snapshot_client(&c->snapshot, c->verdict.client) &&
      !ledger_snapshot_client(l, a, c->verdict.client, &c->snapshot, err))
    return false;
  c->snapshot.company = app->conf.company;
  return true;
}

static bool carry_out(struct app *app, const struct acting *x, struct question *c,
                      struct err *err) {
  const struct knowledge *k = app->know;
  struct acts acts = {0};
  c->verdict.decision = DECISION_APPLY;
  dunning_consequences(x->a, &c->reading, &c->verdict, &c->snapshot, &k->policies, &k->calendar,
                       x->now.today, &acts);
  struct answering q = {.app = app,
                        .l = x->l,
                        .a = x->a,
                        .r = &c->reading,
                        .v = &c->verdict,
                        .s = &c->snapshot,
                        .message = x->message,
                        .asked = c->asked.id,
                        .now = x->now};
  if (!answers_choose(&q, &acts, err) || !act_all(x, &acts, err) || !answer_write(&q, &acts, err))
    return false;
  return learn_from(x, &c->reading, &c->verdict, &c->snapshot, err) &&
         (c->verdict.kind != KIND_BANK_NOTICE || act_allocate(x, &c->verdict, err));
}

static bool commit_or_not(struct ledger *l, bool ok, struct err *err) {
  ok = ok && ledger_commit(l, err);
  if (!ok)
    ledger_rollback(l);
  return ok;
}

static int version_of(const struct suggestion *s, int version) {
  return version ? version : s->version;
}

// Why what stood before an answer ends; unlike for every answer, so that undo finds what it ended.
static struct str answered(struct arena *a, int64_t suggestion) {
  return str_printf(a, "the owner has answered question %lld", (long long)suggestion);
}

static bool accept(struct app *app, const struct acting *x, int64_t id, int version,
                   const struct correction *fix, bool *done, struct err *err) {
  struct question c = {0};
  if (!load(x->l, x->a, id, &c, err))
    return false;
  correct(x->a, &c.verdict, fix);
  struct str answer = fix ? verdict_json(x->a, &c.verdict) : S("");
  enum suggestion_state to = fix ? SUGGESTION_CORRECTED : SUGGESTION_ACCEPTED;
  if (!suggestion_resolve(x->l, id, version_of(&c.asked, version), to, answer, str_of(x->by),
                          x->now.utc, done, err))
    return false;
  struct acting now = *x;
  bool papers;
  now.message = c.asked.message;
  if (!papers_wait(&now, &papers, err))
    return false;
  if (*done && papers)
    return papers_accept(&now, &app->conf, &c.reading, fix ? fix->client : S(""), err);
  return !*done || (act_undo_message(&now, answered(x->a, id), err) &&
                    look_up(app, x->l, x->a, &c, err) && carry_out(app, &now, &c, err));
}

bool decide_accept(struct app *app, struct ledger *l, struct arena *a, int64_t id, int version,
                   const struct correction *c, const char *by, bool *done, struct err *err) {
  struct acting x = {.l = l, .a = a, .now = clock_now(), .by = by};
  return know(app, KNOW_DUNNING | KNOW_LETTERS, err) && ledger_begin(l, "owner", err) &&
         commit_or_not(l, accept(app, &x, id, version, c, done, err), err);
}

static bool reject(const struct acting *x, int64_t id, int version, bool *done, struct err *err) {
  struct suggestion s;
  if (!find(x->l, x->a, id, &s, err) ||
      !suggestion_resolve(x->l, id, version_of(&s, version), SUGGESTION_REJECTED, S(""),
                          str_of(x->by), x->now.utc, done, err))
    return false;
  struct acting now = *x;
  now.message = s.message;
  return !*done || (papers_refuse(&now, err) && act_undo_message(&now, answered(x->a, id), err));
}

bool decide_reject(struct app *app, struct ledger *l, struct arena *a, int64_t id, int version,
                   const char *by, bool *done, struct err *err) {
  struct acting x = {.l = l, .a = a, .now = clock_now(), .by = by};
  (void)app;
  return ledger_begin(l, "owner", err) && commit_or_not(l, reject(&x, id, version, done, err), err);
}

static bool undo(const struct acting *x, int64_t id, int64_t *fresh_id, struct err *err) {
  struct suggestion s;
  if (!find(x->l, x->a, id, &s, err))
    return false;
  if (s.state == SUGGESTION_OPEN)
    return err_set(err, ERR_INPUT, "suggestion %lld is still open: there is nothing to undo",
                   (long long)id);
  struct acting now = *x;
  now.message = s.message;
  return act_undo_message(&now, S("undone by the owner"), err) &&
         act_restore_message(&now, answered(x->a, id), err) && papers_reopen(&now, err) &&
         suggestion_reopen(x->l, id, x->now.utc, fresh_id, err);
}

bool decide_undo(struct app *app, struct ledger *l, struct arena *a, int64_t id, const char *by,
                 int64_t *fresh_id, struct err *err) {
  struct acting x = {.l = l, .a = a, .now = clock_now(), .by = by};
  (void)app;
  return ledger_begin(l, "owner", err) && commit_or_not(l, undo(&x, id, fresh_id, err), err);
}

bool decide_undo_message(struct ledger *l, struct arena *a, int64_t message, const char *by,
                         struct err *err) {
  struct acting x = {.l = l, .a = a, .message = message, .now = clock_now(), .by = by};
  return ledger_begin(l, "owner", err) &&
         commit_or_not(l, act_undo_message(&x, S("undone by the owner"), err), err);
}
