// role_serve.c: the owner's page in the browser. Routes, and the way of every request.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/knowledge.h"
#include "cmd/serve.h"
#include "cmd/trials.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"
#include "web/server.h"

#include <stdio.h>

enum { TICK_MS = 500 };

static const char default_listen[] = "127.0.0.1:8765";

// GET shows, POST changes and goes on to a page that shows.
static const struct route {
  const char *method, *head, *tail; // what stands before and after *; tail NULL: no *
  visit_handler *handle;
  enum page_name page;
} routes[] = {
    {"GET", "/review", NULL, serve_review, PAGE_REVIEW},
    {"POST", "/review/", "/accept", serve_accept, PAGE_REVIEW},
    {"POST", "/review/", "/reject", serve_reject, PAGE_REVIEW},
    {"POST", "/review/", "/correct", serve_correct, PAGE_REVIEW},
    {"POST", "/review/", "/undo", serve_undo, PAGE_REVIEW},
    {"POST", "/review/sure", NULL, serve_sure, PAGE_REVIEW},
    {"GET", "/today", NULL, serve_today, PAGE_TODAY},
    {"POST", "/message/", "/undo", serve_undo_message, PAGE_TODAY},
    {"GET", "/next", NULL, serve_next, PAGE_NEXT},
    {"GET", "/doubt", NULL, serve_doubt, PAGE_DOUBT},
    {"GET", "/letter/", "", serve_letter, PAGE_OTHER},
    {"POST", "/letter/", "/approve", serve_approve, PAGE_NEXT},
    {"POST", "/letter/", "/withdraw", serve_withdraw, PAGE_NEXT},
    {"POST", "/letter/", "/sent", serve_sent, PAGE_DOUBT},
    {"POST", "/letter/", "/again", serve_again, PAGE_DOUBT},
    {"POST", "/letter/", "/drop", serve_drop, PAGE_DOUBT},
    {"GET", "/waiting", NULL, serve_waiting, PAGE_WAITING},
    {"GET", "/aside", NULL, serve_aside, PAGE_ASIDE},
    {"POST", "/message/", "/again", serve_read_again, PAGE_ASIDE},
    {"GET", "/tasks", NULL, serve_tasks, PAGE_TASKS},
    {"GET", "/figures", NULL, serve_board, PAGE_BOARD},
    {"GET", "/health", NULL, serve_health, PAGE_HEALTH},
    {"GET", "/client/", "", serve_client, PAGE_OTHER},
    {"POST", "/client/", "/hold", serve_hold, PAGE_OTHER},
    {"POST", "/client/", "/resume", serve_resume, PAGE_OTHER},
    {"POST", "/client/", "/note", serve_note, PAGE_OTHER},
    {"POST", "/client/", "/policy", serve_policy, PAGE_OTHER},
    {"GET", "/invoice/", "", serve_invoice, PAGE_OTHER},
    {"POST", "/invoice/", "/hold", serve_hold, PAGE_OTHER},
    {"POST", "/invoice/", "/resume", serve_resume, PAGE_OTHER},
    {"POST", "/invoice/", "/note", serve_note, PAGE_OTHER},
};

static bool fits(const struct route *t, struct str method, struct str path, struct str *name) {
  struct str head = str_of(t->head), tail = str_of(t->tail);
  if (!str_eq(method, str_of(t->method)) || !str_starts(path, head) ||
      (!t->tail && path.n != head.n))
    return false;
  *name = str_skip(path, head.n);
  if (!t->tail)
    return true;
  if (name->n <= tail.n || !str_ends(*name, tail))
    return false;
  name->n -= tail.n;
  return true;
}

static const struct route *find_route(struct str method, struct str path, struct str *name) {
  if (str_eq(method, S("HEAD")))
    method = S("GET");
  for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
    if (fits(&routes[i], method, path, name))
      return &routes[i];
  return NULL;
}

// ---------------------------------------------------------------- answers

static void go_to(struct http_response *out, struct str where) {
  *out = (struct http_response){.status = 303, .location = where};
}

static void show(struct http_response *out, int status, struct str page) {
  *out = (struct http_response){.status = status, .body = page};
}

static bool asset(struct str path, struct http_response *out) {
  static const struct {
    const char *path, *type;
    struct str (*bytes)(void);
  } assets[] = {{"/style.css", "text/css; charset=utf-8", asset_style},
                {"/page.js", "text/javascript; charset=utf-8", asset_script},
                {"/icon.svg", "image/svg+xml", asset_icon}};
  for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
    if (str_eq(path, str_of(assets[i].path))) {
      *out = (struct http_response){.status = 200,
                                    .type = str_of(assets[i].type),
                                    .body = assets[i].bytes(),
                                    .lasting = true};
      return true;
    }
  return false;
}

// What has just happened is named by the address, from this list only.
static void read_notice(struct visit *v) {
  static const struct {
    const char *name, *words;
  } notices[] = {
      {"accepted", N_("You said yes.")},
      {"rejected", N_("You said no.")},
      {"corrected", N_("Corrected.")},
      {"undone", N_("Undone.")},
      {"moved", N_("Done.")},
      {"held", N_("Reminders wait until you say otherwise.")},
      {"resumed", N_("Reminders go on.")},
      {"again", N_("It will be read again.")},
      {"noted", N_("Written down.")},
      {"policy", N_("The new policy holds from the next letter on.")},
  };
  struct html h = html_in(v->a, v->frame.speech);
  struct str done = form_get(&v->query, "done");
  int64_t id = form_number(&v->query, "id");
  for (size_t i = 0; i < sizeof notices / sizeof *notices; i++)
    if (str_eq(done, str_of(notices[i].name)))
      v->frame.notice = say(&h, notices[i].words);
  if (v->frame.notice.n && id)
    v->frame.undo = str_printf(v->a, "/review/%lld/undo", (long long)id);
}

static void failed(struct visit *v, const struct err *err, struct http_response *out) {
  struct html h = html_in(v->a, v->frame.speech);
  v->frame.notice = str_dup(v->a, str_of(err->text));
  v->frame.trouble = true;
  v->frame.undo = S("");
  int status = err->kind == ERR_INPUT ? 409 : err->kind == ERR_SETUP ? 500 : 503;
  if (err->kind != ERR_INPUT)
    log_say(LOG_ERROR, "%s", err->text);
  show(out, status,
       page_says(v->a, &v->frame, say(&h, "This did not work"),
                 say(&h, "Nothing was changed. Look at the page again.")));
}

// ---------------------------------------------------------------- the way of a request

static void login(struct serving *s, struct arena *a, const struct http_request *r,
                  const struct speech *speech, struct http_response *out) {
  struct form form = {0};
  struct err err;
  bool right = false;
  if (!str_eq(r->method, S("POST"))) {
    show(out, 200, page_login(a, speech, form_get(&r->query, "token"), false));
    return;
  }
  if (!form_parse(a, r->body, &form, &err) ||
      !login_use(s->ledger, a, s->key, form_get(&form, "token"), &right, &err))
    log_say(LOG_WARNING, "sign-in: %s", err.text);
  if (!right) {
    show(out, 403, page_login(a, speech, S(""), true));
    return;
  }
  go_to(out, S("/review"));
  out->cookie = session_cookie(a, s->key);
}

static void visit(struct visit *v, const struct http_request *r, struct http_response *out) {
  struct err err;
  const struct route *t = find_route(r->method, r->path, &v->name);
  struct html h = html_in(v->a, v->frame.speech);
  v->frame.here = t ? t->page : PAGE_OTHER;
  if (!t) {
    show(out, 404,
         page_says(v->a, &v->frame, say(&h, "Not found"), say(&h, "There is no such page.")));
    return;
  }
  if (!str_int(v->name, &v->id))
    v->id = 0;
  read_notice(v);
  if (!t->handle(v, &err)) {
    ledger_rollback(v->s->ledger);
    failed(v, &err, out);
  } else if (v->go.n) {
    wake_ring(app_ledger_path(v->s->app), S("work"));
    wake_ring(app_ledger_path(v->s->app), S("send"));
    go_to(out, v->go);
  } else
    show(out, 200, v->body);
}

// Every POST carries the token of its session.
static bool form_is_ours(struct visit *v, const struct http_request *r) {
  struct err ignored;
  return !str_eq(r->method, S("POST")) ||
         (form_parse(v->a, r->body, &v->form, &ignored) &&
          http_same_secret(form_get(&v->form, "csrf"), v->frame.csrf));
}

static struct visit begin(struct serving *s, struct arena *a, const struct http_request *r,
                          const struct speech *speech, struct str cookie) {
  int64_t page = form_number(&r->query, "page");
  struct str ignored; // send tells of it
  return (struct visit){.s = s,
                        .a = a,
                        .query = r->query,
                        .now = clock_now(),
                        .frame = {.speech = speech,
                                  .company = s->app->conf.company.name,
                                  .csrf = session_csrf(a, s->key, cookie),
                                  .mode = str_of(mode_name(app_mode(s->app, a, &ignored))),
                                  .page = page < 10000 ? (int)page : 0}};
}

static void answer(void *ctx, struct arena *a, const struct http_request *r,
                   struct http_response *out) {
  struct serving *s = ctx;
  const struct speech *speech = speech_of(r->language, s->app->conf.company.language);
  int refused = http_gate(r, &s->hosts);
  ledger_rollback(s->ledger); // nothing is open, unless a page ran out of memory
  if (refused) {
    *out = (struct http_response){.status = refused, .type = S("text/plain"), .body = S("No.\n")};
    return;
  }
  if (asset(r->path, out))
    return;
  if (str_eq(r->path, S("/login"))) {
    login(s, a, r, speech, out);
    return;
  }
  struct str cookie = http_cookie(r->cookie, str_of(session_name));
  if (!session_valid(a, s->key, cookie)) {
    show(out, 403, page_login(a, speech, S(""), false));
    return;
  }
  struct visit v = begin(s, a, r, speech, cookie);
  struct html h = html_in(a, speech);
  if (!form_is_ours(&v, r))
    show(out, 403,
         page_says(a, &v.frame, say(&h, "This did not work"),
                   say(&h, "The form is not one of this session: load the page again.")));
  else if (str_eq(r->path, S("/")))
    go_to(out, S("/review"));
  else if (str_eq(r->path, S("/logout")) && str_eq(r->method, S("POST"))) {
    go_to(out, S("/login"));
    out->cookie = str_printf(a, "%s=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict", session_name);
  } else
    visit(&v, r, out);
}

// ---------------------------------------------------------------- the role

static void name_hosts(struct serving *s, struct str listen, int port) {
  struct arena *a = &s->app->arena;
  const struct strs *more = &s->app->conf.service.web_hosts;
  for (size_t i = 0; i < more->n; i++)
    *LIST_PUSH(a, &s->hosts) = more->v[i];
  s->proxied = more->n > 0;
  struct str colon = port ? str_printf(a, ":%d", port) : S("");
  if (str_starts(listen, S("[")))
    *LIST_PUSH(a, &s->hosts) = str_printf(a, "[::1]%.*s", STR_ARG(colon));
  if (!str_starts(listen, S("/")))
    *LIST_PUSH(a, &s->hosts) = str_printf(a, "127.0.0.1%.*s", STR_ARG(colon));
  *LIST_PUSH(a, &s->hosts) = str_printf(a, "localhost%.*s", STR_ARG(colon));
}

static bool serve(struct serving *s, struct str listen, struct err *err) {
  struct server *server;
  struct str link;
  if (!know(s->app, KNOW_DUNNING | KNOW_LETTERS, err) ||
      !app_ledger(s->app, LEDGER_EXISTING, "serve", &s->ledger, err) ||
      !trials_load(s->app, s->ledger, &s->app->arena, err) ||
      !serve_key(s->ledger, &s->app->arena, &s->key, err) ||
      !server_open(listen, answer, s, &server, err))
    return false;
  name_hosts(s, listen, server_port(server));
  log_say(LOG_INFO, "the page is at %.*s (sign in with `relance serve --login`)",
          STR_ARG(s->hosts.v[0]));
  if (is_terminal() && login_link(s, &link, err)) {
    printf("%.*s\n", STR_ARG(link));
    fflush(stdout);
  }
  while (!stop_wanted())
    server_run(server, TICK_MS);
  server_close(server);
  arena_free(&s->kept.a);
  return true;
}

static int64_t port_of(struct str listen) {
  int64_t port;
  size_t at = listen.n;
  while (at && listen.p[at - 1] != ':')
    at--;
  return !str_starts(listen, S("/")) && str_int(str_skip(listen, at), &port) ? port : 0;
}

static bool print_link(struct serving *s, struct str listen, struct err *err) {
  struct str link;
  if (!app_ledger(s->app, LEDGER_EXISTING, NULL, &s->ledger, err))
    return false;
  name_hosts(s, listen, (int)port_of(listen));
  if (!serve_key(s->ledger, &s->app->arena, &s->key, err) || !login_link(s, &link, err))
    return false;
  printf("%.*s\n", STR_ARG(link));
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct serving s = {.app = app, .kept = {.day = DAY_NONE}};
  const char *given = args_get(args, "listen");
  if (args->rest_n)
    return usage("serve: no argument expected, got %s", args->rest[0]);
  if (!app_conf(app, &err))
    return fail(&err);
  struct str listen = given                        ? str_of(given)
                      : app->conf.service.listen.n ? app->conf.service.listen
                                                   : str_of(default_listen);
  log_start("serve", LOG_INFO);
  bool login_only = args_has(args, "login");
  if (!login_only)
    stop_on_signals();
  bool ok = login_only ? print_link(&s, listen, &err) : serve(&s, listen, &err);
  ledger_close(s.ledger);
  return ok ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {
    {"login", NULL, "print a link that opens the page once, within ten minutes"},
    {"listen", "WHERE", "127.0.0.1:PORT, [::1]:PORT or the path of a unix socket"},
    {0},
};

const struct verb verb_serve = {
    .name = "serve",
    .synopsis = "[--login] [--listen WHERE]",
    .summary = "Serve the owner's page: review, what leaves next, the whole story.",
    .examples = "  relance serve           on 127.0.0.1:8765, or as `listen` says\n"
                "  relance serve --login   a link to sign in with\n",
    .flags = flags,
    .run = run,
};
