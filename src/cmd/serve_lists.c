// serve_lists.c: done by itself, waiting, set aside, health.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "cmd/decide.h"
#include "cmd/knowledge.h"
#include "host/clock.h"
#include "ledger/inbox.h"
#include "ledger/register_store.h"

enum { EVENTS_LIMIT = 2000 };

// ---------------------------------------------------------------- today

// What a message led to is told with the letter or the hold itself; here the message stands for it.
static bool tells_of_today(const struct event *e, struct day today) {
  static const char *const kinds[] = {"match",       "allocate",           "task",
                                      "letter_sent", "letter_withdrawn",   "letter_failed",
                                      "bounce",      "letter_undelivered", "letter_ask_owner",
                                      "undo",        "letter_planned",     "approve"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (str_eq(e->what, str_of(kinds[i])))
      return clock_at(e->at).today.n == today.n;
  return false;
}

bool serve_today(struct visit *v, struct err *err) {
  struct events newest = {0}, today = {0};
  struct story_events done = {0};
  struct ledger_stats stats;
  size_t shown;
  if (!asked_count(v, &stats, err) ||
      !history_newest(v->s->ledger, v->a, EVENTS_LIMIT, &newest, err))
    return false;
  for (size_t i = newest.n; i-- > 0;)
    if (tells_of_today(&newest.v[i], v->now.today))
      *LIST_PUSH(v->a, &today) = newest.v[i];
  size_t first = rows_first(v, today.n, &shown);
  struct events page = {.v = today.v + first, .n = today.n ? shown : 0};
  add_story(v, &page, &done);
  for (size_t i = 0; i < done.n; i++)
    done.v[i].can_undo = done.v[i].message && str_eq(done.v[i].what, S("match"));
  v->body = page_today(v->a, &v->frame, &done);
  return true;
}

bool serve_undo_message(struct visit *v, struct err *err) {
  if (!decide_undo_message(v->s->ledger, v->a, v->id, "owner", err))
    return false;
  v->go = S("/today?done=undone");
  return true;
}

// ---------------------------------------------------------------- waiting

static bool add_waits(struct visit *v, struct str client, struct wait_rows *rows, struct err *err) {
  const struct knowledge *k = v->s->app->know;
  struct snapshot s = {0};
  struct plan plan = {0};
  if (!ledger_snapshot_client(v->s->ledger, v->a, client, &s, err))
    return false;
  s.company = v->s->app->conf.company;
  dunning_plan(v->a, &s, &k->policies, &k->calendar, &k->laws, &v->now, &plan);
  struct str name = client_name(v, client);
  for (size_t i = 0; i < plan.waiting.n; i++)
    *LIST_PUSH(v->a, rows) = (struct wait_row){.client = client,
                                               .client_name = name,
                                               .invoice = plan.waiting.v[i].invoice,
                                               .why = plan.waiting.v[i].why,
                                               .until = plan.waiting.v[i].until};
  return true;
}

// A page is a number of clients, since what waits is worked out client by client.
bool serve_waiting(struct visit *v, struct err *err) {
  struct strs clients = {0};
  struct wait_rows rows = {0};
  struct ledger_stats stats;
  size_t shown;
  if (!asked_count(v, &stats, err) || !know(v->s->app, KNOW_DUNNING, err) ||
      !register_overdue(v->s->ledger, v->a, v->now.today, S(""), rows_wanted(v), &clients, err))
    return false;
  size_t first = rows_first(v, clients.n, &shown);
  for (size_t i = first; i < first + shown; i++)
    if (!add_waits(v, clients.v[i], &rows, err))
      return false;
  v->body = page_waiting(v->a, &v->frame, &rows);
  return true;
}

// ---------------------------------------------------------------- set aside

bool serve_aside(struct visit *v, struct err *err) {
  struct inbox_rows all = {0};
  struct aside_rows rows = {0};
  struct ledger_stats stats;
  size_t shown;
  if (!asked_count(v, &stats, err) ||
      !inbox_list(v->s->ledger, v->a, INBOX_SET_ASIDE, rows_wanted(v), &all, err))
    return false;
  size_t first = rows_first(v, all.n, &shown);
  for (size_t i = first; i < first + shown; i++)
    *LIST_PUSH(v->a, &rows) =
        (struct aside_row){all.v[i].id, clock_at(all.v[i].arrived_at).today, all.v[i].words};
  v->body = page_aside(v->a, &v->frame, &rows);
  return true;
}

bool serve_read_again(struct visit *v, struct err *err) {
  if (!inbox_reopen(v->s->ledger, v->id, err))
    return false;
  v->go = S("/aside?done=again");
  return true;
}

// ---------------------------------------------------------------- health

static bool add_mailboxes(struct visit *v, struct health *h, struct err *err) {
  const struct conf *c = &v->s->app->conf;
  for (size_t i = 0; i < c->mailboxes.n; i++) {
    int64_t seen;
    if (!inbox_seen_at(v->s->ledger, c->mailboxes.v[i].name, &seen, err))
      return false;
    int64_t minutes = minutes_since(v, seen);
    *LIST_PUSH(v->a, &h->mailboxes) = (struct health_mailbox){
        c->mailboxes.v[i].name, minutes, minutes >= 0 && minutes <= c->service.fresh_minutes};
  }
  return true;
}

bool serve_health(struct visit *v, struct err *err) {
  struct health h = {0};
  struct ledger_stats stats;
  struct outbox_letters doubt = {0};
  if (!asked_count(v, &stats, err) || !add_mailboxes(v, &h, err) ||
      !letters_by_state(v->s->ledger, v->a, LETTER_IN_DOUBT, PAGE_ROWS, &doubt, err))
    return false;
  h.clients = stats.clients;
  h.invoices = stats.invoices;
  h.open_invoices = stats.open_invoices;
  h.messages = stats.messages;
  h.waiting = stats.waiting;
  h.set_aside = stats.set_aside;
  h.in_doubt = (int64_t)doubt.n;
  v->body = page_health(v->a, &v->frame, &h);
  return true;
}
