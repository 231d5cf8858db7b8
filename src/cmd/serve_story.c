// serve_story.c: a client, an invoice, and letting them wait.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "cmd/board.h"
#include "cmd/knowledge.h"
#include "cmd/owner_hold.h"
#include "ledger/register_store.h"

static struct invoice_row row_of(const struct invoice *i) {
  return (struct invoice_row){.number = i->number,
                              .issued = i->issued,
                              .due = i->due,
                              .total = i->total,
                              .open = i->open,
                              .expected = DAY_NONE,
                              .credit = i->kind == CREDIT_NOTE};
}

static bool add_holds(struct visit *v, struct client_view *c, struct err *err) {
  struct holds holds = {0};
  if (!holds_standing(v->s->ledger, v->a, c->id, &holds, err))
    return false;
  for (size_t i = 0; i < holds.n; i++)
    *LIST_PUSH(v->a, &c->waits) = (struct wait_row){.client = c->id,
                                                    .client_name = c->name,
                                                    .invoice = holds.v[i].invoice,
                                                    .why = holds.v[i].why,
                                                    .until = holds.v[i].until};
  return true;
}

static void add_invoices(struct visit *v, const struct snapshot *s, const struct board_client *c,
                         struct client_view *view) {
  size_t shown, first = rows_first(v, s->invoices.n, &shown);
  for (size_t i = first; i < first + shown; i++) {
    struct invoice_row row = row_of(&s->invoices.v[i]);
    if (row.open.minor > 0 && !row.credit)
      row.expected = money_expected(c->known ? &c->habit : NULL, c->runs ? &c->run : NULL, row.due,
                                    v->now.today);
    *LIST_PUSH(v->a, &view->invoices) = row;
  }
}

static bool add_promises(struct visit *v, struct client_view *view, struct err *err) {
  struct promise_rows rows = {0};
  if (!figures_promises(v->s->ledger, v->a, view->id, (struct day){0}, &rows, err))
    return false;
  for (size_t i = 0; i < rows.n; i++) {
    const struct promise_row *p = &rows.v[i];
    enum kept k = kpi_kept(p->promised.minor, p->received.minor, p->until, v->now.today);
    view->kept += k == KEPT_YES;
    view->promised += k != KEPT_WAITING;
  }
  return true;
}

static bool add_policies(struct visit *v, struct client_view *view, struct err *err) {
  if (!know(v->s->app, KNOW_DUNNING, err))
    return false;
  const struct policies *p = &v->s->app->know->policies;
  for (size_t i = 0; i < p->n; i++)
    *LIST_PUSH(v->a, &view->policies) = p->v[i].name;
  return true;
}

bool serve_client(struct visit *v, struct err *err) {
  struct client c;
  struct snapshot s = {0};
  struct events events = {0};
  struct ledger_stats stats;
  bool found;
  if (!asked_count(v, &stats, err) ||
      !register_client(v->s->ledger, v->a, v->name, &c, &found, err))
    return false;
  if (!found)
    return not_there(v, "client", err);
  struct client_view view = {.id = c.id,
                             .name = c.name,
                             .contact = c.contact_name,
                             .language = c.language,
                             .country = c.country,
                             .phone = c.phone,
                             .emails = c.emails,
                             .no_reminders = c.no_reminders};
  if (!add_holds(v, &view, err) || !ledger_snapshot_client(v->s->ledger, v->a, c.id, &s, err) ||
      !history_of_client(v->s->ledger, v->a, c.id, &events, err))
    return false;
  struct board_client habit = {.id = c.id};
  if (!board_habit(v->s->ledger, v->a, v->now.today, &habit, err) || !add_promises(v, &view, err) ||
      !add_policies(v, &view, err))
    return false;
  view.habit = &habit;
  view.policy = c.policy;
  view.next_run = habit.runs && s.invoices.n ? pay_run_next(&habit.run, v->now.today) : DAY_NONE;
  add_invoices(v, &s, &habit, &view);
  add_story(v, &events, &view.story);
  v->body = page_client(v->a, &v->frame, &view);
  return true;
}

bool serve_invoice(struct visit *v, struct err *err) {
  struct invoice i;
  struct events events = {0};
  struct ledger_stats stats;
  bool found;
  if (!asked_count(v, &stats, err) ||
      !register_invoice(v->s->ledger, v->a, v->name, &i, &found, err))
    return false;
  if (!found)
    return not_there(v, "invoice", err);
  if (!history_of_invoice(v->s->ledger, v->a, i.number, &events, err))
    return false;
  struct invoice_view view = {
      .row = row_of(&i), .client = i.client, .client_name = client_name(v, i.client)};
  add_story(v, &events, &view.story);
  v->body = page_invoice(v->a, &v->frame, &view);
  return true;
}

// Back to the page that asked: the route's own words say which it is.
static void back(struct visit *v, const char *notice) {
  struct html h = html_in(v->a, v->frame.speech);
  struct client c;
  struct err ignored;
  bool found = false;
  register_client(v->s->ledger, v->a, v->name, &c, &found, &ignored);
  v->go = str_printf(v->a, "/%s/%.*s?done=%s", found ? "client" : "invoice",
                     STR_ARG(url_part(&h, v->name)), notice);
}

bool serve_hold(struct visit *v, struct err *err) {
  struct day until = DAY_NONE;
  struct str said = form_get(&v->form, "until");
  if (said.n && !day_parse_iso(said, &until))
    return err_set(err, ERR_INPUT, "%.*s is no day", STR_ARG(str_sub(said, 0, 80)));
  if (!owner_hold(v->s->ledger, v->a, v->name, until, S(""), err))
    return false;
  back(v, "held");
  return true;
}

bool serve_resume(struct visit *v, struct err *err) {
  struct strs ended = {0};
  if (!owner_resume(v->s->ledger, v->a, v->name, &ended, err))
    return false;
  back(v, "resumed");
  return true;
}

bool serve_note(struct visit *v, struct err *err) {
  if (!owner_note(v->s->ledger, v->a, v->name, form_get(&v->form, "note"), err))
    return false;
  back(v, "noted");
  return true;
}

bool serve_policy(struct visit *v, struct err *err) {
  if (!owner_policy(v->s->app, v->s->ledger, v->a, v->name, form_get(&v->form, "policy"), err))
    return false;
  back(v, "policy");
  return true;
}
