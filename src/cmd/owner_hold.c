// owner_hold.c: holds by hand.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/owner_hold.h"

#include "cmd/act.h"
#include "cmd/knowledge.h"
#include "host/clock.h"
#include "ledger/outbox.h"
#include "ledger/register_store.h"

enum { NOTE_BYTES = 2000 };

struct target {
  struct str client, invoice;
};

static bool find_target(struct ledger *l, struct arena *a, struct str name, struct target *out,
                        struct err *err) {
  struct client c;
  struct invoice i;
  bool found;
  if (!register_client(l, a, name, &c, &found, err))
    return false;
  if (found) {
    *out = (struct target){.client = c.id};
    return true;
  }
  if (!register_invoice(l, a, name, &i, &found, err))
    return false;
  if (!found)
    return err_set(err, ERR_INPUT, "%.*s is neither a client id nor an invoice number",
                   STR_ARG(str_sub(name, 0, 80)));
  *out = (struct target){.client = i.client, .invoice = i.number};
  return true;
}

static bool commit_or_not(struct ledger *l, bool ok, struct err *err) {
  ok = ok && ledger_commit(l, err);
  if (!ok)
    ledger_rollback(l);
  return ok;
}

bool owner_hold(struct ledger *l, struct arena *a, struct str name, struct day until,
                struct str why, struct err *err) {
  struct acting x = {.l = l, .a = a, .now = clock_now(), .by = "owner"};
  struct acts acts = {0};
  struct target t = {0};
  if (!find_target(l, a, name, &t, err))
    return false;
  struct act h = {.kind = ACT_HOLD,
                  .client = t.client,
                  .invoice = t.invoice,
                  .hold = HOLD_OWNER,
                  .from = x.now.today,
                  .until = until,
                  .why = why.n ? why : S("held by the owner")};
  *LIST_PUSH(a, &acts) = h;
  h.kind = ACT_WITHDRAW;
  *LIST_PUSH(a, &acts) = h;
  return ledger_begin(l, "owner", err) && commit_or_not(l, act_all(&x, &acts, err), err);
}

static bool end_all(struct ledger *l, struct arena *a, const struct target *t, struct strs *ended,
                    struct err *err) {
  struct holds holds = {0};
  if (!holds_standing(l, a, t->client, &holds, err))
    return false;
  for (size_t i = 0; i < holds.n; i++) {
    const struct hold *h = &holds.v[i];
    if (t->invoice.n && !str_eq(h->invoice, t->invoice))
      continue;
    if (!hold_end(l, h->id, S("the owner said: go on"), clock_now().utc, err))
      return false;
    *LIST_PUSH(a, ended) = h->why;
  }
  return true;
}

bool owner_resume(struct ledger *l, struct arena *a, struct str name, struct strs *ended,
                  struct err *err) {
  struct target t = {0};
  return find_target(l, a, name, &t, err) && ledger_begin(l, "owner", err) &&
         commit_or_not(l, end_all(l, a, &t, ended, err), err);
}

// ---------------------------------------------------------------- note, policy

static bool write_note(struct ledger *l, const struct target *t, struct str words,
                       struct err *err) {
  int64_t id;
  struct journal_entry e = {.at = clock_now().utc,
                            .kind = S("note"),
                            .client = t->client,
                            .invoice = t->invoice,
                            .say = words};
  return journal_add(l, &e, &id, err);
}

bool owner_note(struct ledger *l, struct arena *a, struct str name, struct str words,
                struct err *err) {
  struct target t = {0};
  words = str_trim(words);
  if (!words.n || words.n > NOTE_BYTES)
    return err_set(err, ERR_INPUT, "a note has 1 to %d bytes", NOTE_BYTES);
  return find_target(l, a, name, &t, err) && ledger_begin(l, "owner", err) &&
         commit_or_not(l, write_note(l, &t, words, err), err);
}

static bool is_policy(const struct policies *p, struct str name) {
  for (size_t i = 0; i < p->n; i++)
    if (str_eq(p->v[i].name, name))
      return true;
  return false;
}

static bool choose_policy(struct ledger *l, struct arena *a, struct str client, struct str policy,
                          struct err *err) {
  struct target t = {.client = client};
  size_t n;
  struct str words = policy.n ? str_printf(a, "policy %.*s, chosen by the owner", STR_ARG(policy))
                              : S("policy as the client's group has it again");
  return register_choose_policy(l, client, policy, err) && write_note(l, &t, words, err) &&
         letters_withdraw(l, client, S(""), true, words, clock_now().utc, &n, err);
}

bool owner_policy(struct app *app, struct ledger *l, struct arena *a, struct str client,
                  struct str policy, struct err *err) {
  struct client c;
  bool found;
  if (!know(app, KNOW_DUNNING, err) || !register_client(l, a, client, &c, &found, err))
    return false;
  if (!found || (policy.n && !is_policy(&app->know->policies, policy)))
    return err_set(err, ERR_INPUT, "there is no such client or policy");
  return ledger_begin(l, "owner", err) &&
         commit_or_not(l, choose_policy(l, a, c.id, policy, err), err);
}
