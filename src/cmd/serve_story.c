// serve_story.c: a client, an invoice, and letting them wait.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "cmd/board.h"
#include "cmd/owner_hold.h"
#include "ledger/register_store.h"

static struct invoice_row row_of(const struct invoice *i) {
  return (struct invoice_row){.number = i->number,
                              .issued = i->issued,
                              .due = i->due,
                              .total = i->total,
                              .open = i->open,
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
  size_t shown, first = rows_first(v, s.invoices.n, &shown);
  for (size_t i = first; i < first + shown; i++)
    *LIST_PUSH(v->a, &view.invoices) = row_of(&s.invoices.v[i]);
  add_story(v, &events, &view.story);
  struct board_client habit = {.id = c.id};
  if (!board_habit(v->s->ledger, v->a, v->now.today, &habit, err))
    return false;
  view.habit = &habit;
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
  if (!owner_hold(v->s->ledger, v->a, v->name, DAY_NONE, S(""), err))
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
