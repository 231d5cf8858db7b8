// serve_board.c: the dashboard, and what is to be done outside of mail.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "cmd/board.h"
#include "cmd/call_script.h"
#include "cmd/trials.h"
#include "ledger/register_store.h"
#include "web/page_board.h"

enum { BOARD_MEMORY = 64 << 20 };

// What a year of letters did is counted once, not for every look at it.
static bool figures(struct visit *v, struct board *out, struct err *err) {
  struct board_kept *k = &v->s->kept;
  struct ledger_stamp now;
  if (!ledger_stamp(v->s->ledger, &now, err))
    return false;
  if (k->day.n != v->now.today.n || k->stamp.others != now.others || k->stamp.own != now.own) {
    k->day = DAY_NONE;
    arena_free(&k->a);
    arena_init(&k->a, BOARD_MEMORY);
    k->a.full = v->a->full;
    if (!board_fetch(v->s->ledger, &k->a, v->now.today, &k->board, err) ||
        !trials_fetch(v->s->app, v->s->ledger, &k->a, v->now.today, &k->board, err))
      return false;
    k->stamp = now;
    k->day = v->now.today;
  }
  *out = k->board;
  return true;
}

bool serve_board(struct visit *v, struct err *err) {
  struct board b;
  struct ledger_stats stats;
  if (!asked_count(v, &stats, err) || !figures(v, &b, err) ||
      !board_clients(v->s->ledger, v->a, (size_t)v->frame.page * PAGE_ROWS, PAGE_ROWS, &b,
                     &v->frame.more, err))
    return false;
  v->body = page_board(v->a, &v->frame, &b);
  return true;
}

// ---------------------------------------------------------------- tasks

static bool add_alerts(struct visit *v, struct task_rows *rows, struct err *err) {
  struct alerts alerts = {0};
  struct html h = html_in(v->a, v->frame.speech);
  if (!alerts_standing(v->s->ledger, v->a, PAGE_ROWS, &alerts, err))
    return false;
  for (size_t i = 0; i < alerts.n; i++) {
    const struct alert *t = &alerts.v[i];
    struct client c = {0};
    bool found;
    if (!register_client(v->s->ledger, v->a, t->client, &c, &found, err))
      return false;
    *LIST_PUSH(v->a, rows) = (struct task_row){
        .name = S("call"),
        .client = t->client,
        .client_name = c.name,
        .contact = c.contact_name,
        .phone = c.phone,
        .alert = true,
        .why = tell(&h, "pays $ days late since $; it was $ before", html_number(&h, t->late),
                    tell_day(&h, t->found), html_number(&h, t->usual))};
  }
  return true;
}

static bool add_tasks(struct visit *v, const struct client_plan *p, void *to, struct err *err) {
  struct task_rows *rows = to;
  (void)err;
  for (size_t i = 0; i < p->plan.tasks.n; i++)
    *LIST_PUSH(v->a, rows) = (struct task_row){.name = p->plan.tasks.v[i].name,
                                               .client = p->client.id,
                                               .client_name = p->client.name,
                                               .contact = p->client.contact_name,
                                               .phone = p->client.phone,
                                               .invoice = p->plan.tasks.v[i].invoice,
                                               .why = p->plan.tasks.v[i].why};
  return true;
}

// Who owes nothing any more, or a letter that cannot be rendered, leaves the general words.
static void add_scripts(struct visit *v, struct task_rows *rows) {
  for (size_t i = 0; i < rows->n; i++) {
    struct task_row *t = &rows->v[i];
    struct call_sheet sheet = {.client = t->client};
    struct letter script;
    struct err ignored;
    if (str_eq(t->name, S("call")) &&
        call_load(v->s->app, v->s->ledger, v->a, v->now, &sheet, &ignored) &&
        call_script(v->s->app, v->a, &sheet, v->now, &script, &ignored))
      t->script = script.text;
  }
}

bool serve_tasks(struct visit *v, struct err *err) {
  struct task_rows rows = {0};
  struct ledger_stats stats;
  if (!asked_count(v, &stats, err) || (!v->frame.page && !add_alerts(v, &rows, err)) ||
      !each_overdue(v, add_tasks, &rows, err))
    return false;
  add_scripts(v, &rows);
  v->body = page_tasks(v->a, &v->frame, &rows);
  return true;
}
