// serve_parts.c: what several pages fetch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/serve.h"

#include "cmd/knowledge.h"
#include "host/clock.h"
#include "ledger/register_store.h"

size_t rows_wanted(const struct visit *v) {
  return ((size_t)v->frame.page + 1) * PAGE_ROWS + 1;
}

size_t rows_first(struct visit *v, size_t n, size_t *shown) {
  size_t first = (size_t)v->frame.page * PAGE_ROWS;
  first = first < n ? first : n;
  v->frame.more = n - first > PAGE_ROWS;
  *shown = v->frame.more ? PAGE_ROWS : n - first;
  return first;
}

static bool plan_of(struct visit *v, struct str client, struct client_plan *out, struct err *err) {
  const struct knowledge *k = v->s->app->know;
  struct snapshot s = {0};
  if (!ledger_snapshot_client(v->s->ledger, v->a, client, &s, err))
    return false;
  s.company = v->s->app->conf.company;
  *out = (struct client_plan){.client.id = client};
  dunning_plan(v->a, &s, &k->policies, &k->calendar, &k->laws, &v->now, &out->plan);
  const struct client *c = snapshot_client(&s, client);
  if (c)
    out->client = *c;
  return true;
}

bool each_overdue(struct visit *v,
                  bool (*each)(struct visit *v, const struct client_plan *p, void *to,
                               struct err *err),
                  void *to, struct err *err) {
  struct strs clients = {0};
  size_t shown;
  if (!know(v->s->app, KNOW_DUNNING, err) ||
      !register_overdue(v->s->ledger, v->a, v->now.today, S(""), rows_wanted(v), &clients, err))
    return false;
  size_t first = rows_first(v, clients.n, &shown);
  for (size_t i = first; i < first + shown; i++) {
    struct client_plan p;
    if (!plan_of(v, clients.v[i], &p, err) || !each(v, &p, to, err))
      return false;
  }
  return true;
}

struct str client_name(struct visit *v, struct str id) {
  struct client c;
  struct err ignored;
  bool found;
  return id.n && register_client(v->s->ledger, v->a, id, &c, &found, &ignored) && found ? c.name
                                                                                        : S("");
}

void add_story(struct visit *v, const struct events *from, struct story_events *to) {
  for (size_t i = 0; i < from->n; i++) {
    const struct event *e = &from->v[i];
    struct now at = clock_at(e->at);
    *LIST_PUSH(v->a, to) = (struct story_event){.day = at.today,
                                                .minute = at.minute_of_day,
                                                .what = e->what,
                                                .client = e->client,
                                                .invoice = e->invoice,
                                                .say = e->say,
                                                .message = e->message,
                                                .letter = e->letter};
  }
}

bool asked_count(struct visit *v, struct ledger_stats *stats, struct err *err) {
  if (!ledger_stats(v->s->ledger, stats, err))
    return false;
  v->frame.asked = stats->suggestions;
  return true;
}

int64_t minutes_since(const struct visit *v, int64_t at) {
  return !at ? -1 : at > v->now.utc ? 0 : (v->now.utc - at) / 60;
}

bool not_there(const struct visit *v, const char *what, struct err *err) {
  return err_set(err, ERR_INPUT, "there is no %s %.*s", what, STR_ARG(str_sub(v->name, 0, 80)));
}
