// guard.c: the questions before a letter leaves.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/guard.h"

#include "cmd/knowledge.h"
#include "host/clock.h"
#include "ledger/inbox.h"
#include "ledger/register_store.h"

enum { LATER_SECONDS = 300, CLOCK_SLACK = 600, HOUR = 3600, DAY = 86400 };

static bool say(struct answer *out, enum due due, struct str why, int64_t not_before) {
  *out = (struct answer){.due = due, .why = why, .not_before = not_before};
  return true;
}

static bool one_fresh_enough(struct ledger *l, struct arena *a, const struct mailbox_conf *m,
                             int64_t minutes, struct now now, struct answer *out, struct err *err) {
  struct folder_state state;
  struct folder inbox = {.mailbox = m->name, .name = m->inbox, .kind = FOLDER_INBOX};
  if (!inbox_folder_get(l, inbox, &state, err))
    return false;
  if (state.seen_at + minutes * 60 >= now.utc)
    return say(out, DUE_YES, S(""), 0);
  say(out, DUE_LATER,
      str_printf(a, "the mailbox %.*s was last seen more than %lld minutes ago", STR_ARG(m->name),
                 (long long)minutes),
      now.utc + LATER_SECONDS);
  out->look = true;
  return true;
}

// The mailboxes of the configuration as it is now: one that was taken out of it is not waited for.
static bool fresh_enough(struct app *app, struct ledger *l, struct arena *a, struct now now,
                         struct answer *out, struct err *err) {
  const struct conf *c = &app->conf;
  say(out, DUE_YES, S(""), 0);
  for (size_t i = 0; out->due == DUE_YES && i < c->mailboxes.n; i++)
    if (!one_fresh_enough(l, a, &c->mailboxes.v[i], c->service.fresh_minutes, now, out, err))
      return false;
  return true;
}

static bool below_caps(struct app *app, struct ledger *l, struct arena *a, struct now now,
                       struct answer *out, struct err *err) {
  const struct service_conf *c = &app->conf.service;
  size_t hour, day, his;
  if (!letters_count(l, S(""), now.utc - HOUR, &hour, &his, err) ||
      !letters_count(l, S(""), now.utc - DAY, &day, &his, err))
    return false;
  if ((int64_t)day >= c->letters_per_day)
    return say(out, DUE_LATER, str_printf(a, "%zu letters in 24 hours: letters_per_day", day),
               now.utc + HOUR);
  if ((int64_t)hour >= c->letters_per_hour)
    return say(out, DUE_LATER, str_printf(a, "%zu letters in an hour: letters_per_hour", hour),
               now.utc + LATER_SECONDS);
  return say(out, DUE_YES, S(""), 0);
}

// The mode of this moment, as the owner may have changed it since the letter was queued. `t` NULL:
// asked for all letters.
static void mode_says(const struct app *app, struct arena *a, const struct outbox_letter *t,
                      struct now now, struct answer *out) {
  struct str trouble;
  enum mode mode = app_mode(app, a, &trouble);
  bool needs_yes = mode == MODE_APPROVE || (t && t->needs_person);
  say(out, DUE_YES, S(""), 0);
  if (trouble.n)
    say(out, DUE_LATER, str_printf(a, "the mode cannot be read: %.*s", STR_ARG(trouble)),
        now.utc + LATER_SECONDS);
  else if (mode == MODE_SHADOW || mode == MODE_DRAFT)
    say(out, DUE_LATER, str_printf(a, "mode = %s: nothing leaves", mode_name(mode)),
        now.utc + LATER_SECONDS);
  else if (t && t->kind != OUTBOX_NOTICE && needs_yes && !t->approved_at)
    say(out, DUE_LATER,
        str_printf(a, "it waits for your yes: relance outbox approve %lld", (long long)t->id),
        now.utc + LATER_SECONDS);
}

bool clock_was_ahead(int64_t seen, int64_t now) {
  return seen > now + CLOCK_SLACK;
}

// With a clock that jumps back nobody knows how long a letter has waited, nor when the last one
// left.
static bool clock_is_sane(struct ledger *l, struct arena *a, struct now now, struct answer *out,
                          struct err *err) {
  int64_t latest;
  if (!ledger_latest(l, &latest, err))
    return false;
  if (!clock_was_ahead(latest, now.utc))
    return say(out, DUE_YES, S(""), 0);
  return say(
      out, DUE_LATER,
      str_printf(a,
                 "the mailbox was seen on %.*s, which the clock says is still to come: set the "
                 "clock right, or say that it is: relance clock accept",
                 STR_ARG(day_iso(a, clock_at(latest).today))),
      now.utc + LATER_SECONDS);
}

bool guard_all(struct app *app, struct ledger *l, struct arena *a, struct now now,
               struct answer *out, struct err *err) {
  mode_says(app, a, NULL, now, out);
  if (out->due != DUE_YES)
    return true;
  if (!clock_is_sane(l, a, now, out, err))
    return false;
  if (out->due == DUE_YES && !fresh_enough(app, l, a, now, out, err))
    return false;
  return out->due != DUE_YES || below_caps(app, l, a, now, out, err);
}

static const struct pending *pending_of(const struct snapshot *s, int64_t id) {
  for (size_t i = 0; i < s->letters.n; i++)
    if (s->letters.v[i].id == id)
      return &s->letters.v[i];
  return NULL;
}

// ---- answers: what they say must still be true, and no person may have taken over

enum { ANSWER_LATEST = 7 * DAY }; // after that it is no answer any more

static bool taken_over(const struct snapshot *s, struct str client) {
  for (size_t i = 0; i < s->holds.n; i++) {
    const struct hold *h = &s->holds.v[i];
    if (str_eq(h->client, client) && !h->invoice.n &&
        (h->kind == HOLD_OWNER || h->kind == HOLD_DISPUTED || h->kind == HOLD_INSOLVENT))
      return true;
  }
  return false;
}

static bool amounts_changed(const struct snapshot *s, const struct outbox_letter *letter) {
  for (size_t i = 0; i < letter->invoices.n && i < letter->open.n; i++) {
    const struct invoice *in = snapshot_invoice(s, letter->invoices.v[i]);
    if (!in || !money_eq(in->open, letter->open.v[i]))
      return true;
  }
  return false;
}

static bool guard_answer(const struct snapshot *s, const struct outbox_letter *letter,
                         struct now now, struct answer *out) {
  if (letter->created_at + ANSWER_LATEST < now.utc)
    return say(out, DUE_NO, S("it comes too late to be an answer"), 0);
  if (taken_over(s, letter->client))
    return say(out, DUE_NO, S("a person has taken over this client's case"), 0);
  if (amounts_changed(s, letter))
    return say(out, DUE_NO, S("what it says about the invoices is no longer so"), 0);
  return say(out, DUE_YES, S(""), 0);
}

bool guard_letter(struct app *app, struct ledger *l, struct arena *a,
                  const struct outbox_letter *letter, struct now now, struct answer *out,
                  struct err *err) {
  if (letter->kind == OUTBOX_NOTICE) // to the owner himself: concerns no client
    return say(out, DUE_YES, S(""), 0);
  mode_says(app, a, letter, now, out);
  return out->due != DUE_YES || guard_draft(app, l, a, letter, now, out, err);
}

bool guard_draft(struct app *app, struct ledger *l, struct arena *a,
                 const struct outbox_letter *letter, struct now now, struct answer *out,
                 struct err *err) {
  struct snapshot s = {0};
  size_t waiting;
  const struct knowledge *k = app->know;
  if (!ledger_snapshot_client(l, a, letter->client, &s, err))
    return false;
  s.company = app->conf.company;
  const struct client *c = snapshot_client(&s, letter->client);
  if (!c)
    return say(out, DUE_NO, S("the client is no longer in the register"), 0);
  if (!inbox_waiting_from(l, &c->emails, &c->domains, &waiting, err))
    return false;
  if (waiting)
    return say(out, DUE_LATER, S("mail that may be this client's has come in and is not worked"),
               now.utc + 60);
  if (letter->kind == OUTBOX_ANSWER)
    return guard_answer(&s, letter, now, out);
  const struct pending *p = pending_of(&s, letter->id);
  if (!p)
    return say(out, DUE_NO, S("it is no longer among the client's letters"), 0);
  out->look = false;
  out->due = still_due(a, p, &s, &k->policies, &k->calendar, &now, &out->why, &out->not_before);
  return true;
}
