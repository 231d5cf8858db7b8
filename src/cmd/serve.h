// serve.h: the page's side of cmd: a visit, and one function for each thing it may ask for.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/journal.h"
#include "ledger/outbox.h"
#include "relance/day.h"
#include "relance/dunning.h"
#include "web/board.h"
#include "web/http.h"
#include "web/pages.h"

struct board_kept { // the figures, until the ledger or the day changes
  struct arena a;
  struct board board;
  struct ledger_stamp stamp;
  struct day day; // DAY_NONE: none kept
};

struct serving { // as long as the role runs
  struct app *app;
  struct ledger *ledger;
  struct strs hosts; // allowed; the first one stands in links
  bool proxied;      // it is a proxy's, which speaks TLS
  struct str key;    // of cookies and form tokens
  struct board_kept kept;
};

struct visit { // one request of somebody who has signed in
  struct serving *s;
  struct arena *a;
  struct form query, form;
  struct str name; // what stands for * in the route
  int64_t id;      // the same as a number, or 0
  struct now now;
  struct frame frame;
  struct str body; // a page, or
  struct str go;   // where to go now
};

typedef bool visit_handler(struct visit *v, struct err *err);
visit_handler serve_review, serve_accept, serve_reject, serve_correct, serve_undo,
    serve_sure;
visit_handler serve_next, serve_doubt, serve_letter, serve_approve, serve_withdraw, serve_sent,
    serve_again, serve_drop;
visit_handler serve_today, serve_waiting, serve_aside, serve_undo_message, serve_read_again;
visit_handler serve_board, serve_tasks;
visit_handler serve_client, serve_invoice, serve_hold, serve_resume, serve_health, serve_note,
    serve_policy;

// ---- shared by them

// Of a list that was asked for with rows_wanted(): the first row of this page, and how many of `n`
// it shows; sets frame.more.
size_t rows_wanted(const struct visit *v);
size_t rows_first(struct visit *v, size_t n, size_t *shown);
// The plan of each overdue client of this page, a page being a number of clients, since what is due
// is worked out client by client.
struct client_plan {
  struct client client;
  struct plan plan;
};
bool each_overdue(struct visit *v,
                  bool (*each)(struct visit *v, const struct client_plan *p, void *to,
                               struct err *err),
                  void *to, struct err *err);
struct str client_name(struct visit *v, struct str id); // empty when unknown
void add_story(struct visit *v, const struct events *from, struct story_events *to);
bool asked_count(struct visit *v, struct ledger_stats *stats, struct err *err);
int64_t minutes_since(const struct visit *v, int64_t at); // -1 for never
bool not_there(const struct visit *v, const char *what, struct err *err);

// ---- serve_door.c: who may come in

bool serve_key(struct ledger *l, struct arena *a, struct str *key, struct err *err);
// A link that opens the page once; the one given before no longer does.
bool login_link(struct serving *s, struct str *url, struct err *err);
bool login_use(struct ledger *l, struct arena *a, struct str key, struct str token, bool *right,
               struct err *err);
struct str session_cookie(struct arena *a, struct str key); // Set-Cookie
bool session_valid(struct arena *a, struct str key, struct str cookie);
struct str session_csrf(struct arena *a, struct str key, struct str cookie);
extern const char session_name[];
