// call_script.c: the sheet of one call, from the ledger and the letter `call`.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/call_script.h"

#include "cmd/compose_letter.h"
#include "cmd/knowledge.h"

static void choose_invoices(struct arena *a, struct call_sheet *c, struct day today) {
  for (int late = 1; late >= 0 && !c->overdue.n; late--)
    for (size_t i = 0; i < c->s.invoices.n; i++) {
      const struct invoice *in = &c->s.invoices.v[i];
      if (str_eq(in->client, c->client) && in->kind == INVOICE && in->open.minor > 0 &&
          (!late || (day_is(in->due) && in->due.n < today.n)))
        *LIST_PUSH(a, &c->overdue) = in->number;
    }
}

bool call_load(struct app *app, struct ledger *l, struct arena *a, struct now now,
               struct call_sheet *c, struct err *err) {
  if (!ledger_snapshot_client(l, a, c->client, &c->s, err))
    return false;
  c->s.company = app->conf.company;
  if (!snapshot_client(&c->s, c->client))
    return err_set(err, ERR_INPUT, "there is no client %.*s", STR_ARG(c->client));
  choose_invoices(a, c, now.today);
  return c->overdue.n > 0 ||
         err_set(err, ERR_INPUT, "client %.*s owes nothing", STR_ARG(c->client));
}

struct due_letter call_about(struct arena *a, const struct call_sheet *c, const char *letter,
                             struct now now) {
  struct due_letter d;
  dunning_about(a, &c->s, c->client, &c->overdue, str_of(letter), &now, &d);
  for (size_t i = 0; i < c->s.reminders.n; i++) {
    const struct reminder *r = &c->s.reminders.v[i];
    if (r->undelivered || (day_is(d.previous) && r->sent.n < d.previous.n))
      continue;
    d.previous = r->sent;
    d.step = r->step;
    d.to = r->to.n ? r->to : d.to;
  }
  return d;
}

bool call_script(struct app *app, struct arena *a, const struct call_sheet *c, struct now now,
                 struct letter *out, struct err *err) {
  struct sender from = letter_sender(&app->conf);
  struct due_letter d = call_about(a, c, "call", now);
  struct occasion o = {.language = app->conf.company.language, .promised = DAY_NONE};
  return letter_render(a, app->know->templates, &d, &c->s, &from, &now, &o, out, err);
}
