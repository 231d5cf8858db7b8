// serve_lists.c: done by itself, waiting, set aside, health.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "cmd/decide.h"
#include "cmd/guard.h"
#include "cmd/look.h"
#include "host/clock.h"
#include "ledger/figures.h"
#include "ledger/inbox.h"
#include "ledger/register_store.h"

enum { EVENTS_LIMIT = 2000, LETTERS_COUNTED = 1000 };

// ---------------------------------------------------------------- today

// What a message led to is told with the letter or the hold itself; here the message stands for it.
static bool tells_of_today(const struct event *e, struct day today) {
  static const char *const kinds[] = {"match",       "allocate",           "task",
                                      "letter_sent", "letter_withdrawn",   "letter_failed",
                                      "bounce",      "letter_undelivered", "letter_ask_owner",
                                      "undo",        "letter_planned",     "approve",
                                      "folder"};
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

static bool add_waits(struct visit *v, const struct client_plan *p, void *to, struct err *err) {
  struct wait_rows *rows = to;
  (void)err;
  for (size_t i = 0; i < p->plan.waiting.n; i++)
    *LIST_PUSH(v->a, rows) = (struct wait_row){.client = p->client.id,
                                               .client_name = p->client.name,
                                               .invoice = p->plan.waiting.v[i].invoice,
                                               .why = p->plan.waiting.v[i].why,
                                               .until = p->plan.waiting.v[i].until};
  return true;
}

bool serve_waiting(struct visit *v, struct err *err) {
  struct wait_rows rows = {0};
  struct ledger_stats stats;
  if (!asked_count(v, &stats, err) || !each_overdue(v, add_waits, &rows, err))
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
    struct str notice;
    if (!inbox_seen_at(v->s->ledger, c->mailboxes.v[i].name, &seen, err) ||
        !look_notice(v->s->ledger, v->a, &c->mailboxes.v[i], &notice, err))
      return false;
    int64_t minutes = minutes_since(v, seen);
    *LIST_PUSH(v->a, &h->mailboxes) = (struct health_mailbox){
        .name = c->mailboxes.v[i].name,
        .seen_minutes = minutes,
        .fresh = minutes >= 0 && minutes <= c->service.fresh_minutes,
        .notice = notice};
  }
  return true;
}

static bool add_clock(struct visit *v, struct health *h, struct err *err) {
  int64_t latest;
  struct html words = html_in(v->a, v->frame.speech);
  if (!ledger_latest(v->s->ledger, &latest, err))
    return false;
  if (clock_was_ahead(latest, v->now.utc))
    h->clock = say(&words, "It is behind what the ledger has seen, so nothing leaves: see "
                           "`relance clock`.");
  return true;
}

static bool count_letters(struct visit *v, enum letter_state state, int64_t *n, struct err *err) {
  struct outbox_letters some = {0};
  if (!letters_by_state(v->s->ledger, v->a, state, LETTERS_COUNTED, &some, err))
    return false;
  *n = (int64_t)some.n;
  return true;
}

bool serve_health(struct visit *v, struct err *err) {
  struct health h = {.today = v->now.today};
  struct ledger_stats stats;
  if (!asked_count(v, &stats, err) || !add_mailboxes(v, &h, err) || !add_clock(v, &h, err) ||
      !count_letters(v, LETTER_IN_DOUBT, &h.in_doubt, err) ||
      !count_letters(v, LETTER_FAILED, &h.failed, err) ||
      !figures_newest_payment(v->s->ledger, &h.money, err))
    return false;
  h.clients = stats.clients;
  h.invoices = stats.invoices;
  h.open_invoices = stats.open_invoices;
  h.messages = stats.messages;
  h.waiting = stats.waiting;
  h.set_aside = stats.set_aside;
  v->body = page_health(v->a, &v->frame, &h);
  return true;
}
