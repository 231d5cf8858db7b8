// verb_why.c: the whole story of an invoice, a client, a message or a letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/verbs.h"
#include "host/clock.h"
#include "ledger/inbox.h"
#include "ledger/journal.h"
#include "ledger/outbox.h"
#include "ledger/register_store.h"

#include <stdio.h>

static bool of_letter(struct ledger *l, struct arena *a, struct str id, struct events *out,
                      bool *found, struct err *err) {
  struct outbox_letter letter;
  int64_t n;
  if (str_int(id, &n) && !letter_get(l, a, n, &letter, found, err))
    return false;
  return !*found || history_of_letter(l, a, n, out, err);
}

static bool of_message(struct ledger *l, struct arena *a, struct str id, struct events *out,
                       bool *found, struct err *err) {
  struct inbox_rows rows = {0};
  struct str bare = str_starts(id, S("<")) && id.n > 1 ? str_sub(id, 1, id.n - 2) : id;
  if (!inbox_by_message_id(l, a, bare, 1, &rows, err))
    return false;
  *found = rows.n > 0;
  return !*found || history_of_message(l, a, rows.v[0].id, out, err);
}

static bool of_client(struct ledger *l, struct arena *a, struct str id, struct events *out,
                      bool *found, struct err *err) {
  struct client c;
  return register_client(l, a, id, &c, found, err) &&
         (!*found || history_of_client(l, a, id, out, err));
}

static bool of_invoice(struct ledger *l, struct arena *a, struct str id, struct events *out,
                       bool *found, struct err *err) {
  struct invoice i;
  return register_invoice(l, a, id, &i, found, err) &&
         (!*found || history_of_invoice(l, a, id, out, err));
}

typedef bool story(struct ledger *l, struct arena *a, struct str id, struct events *out,
                   bool *found, struct err *err);
static story *const stories[] = {of_invoice, of_client, of_message, of_letter};

static void show_reasons(struct str json) {
  json_error_t ignored;
  json_t *list = json_loadb(json.p, json.n, 0, &ignored);
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *r = json_array_get(list, i);
    long long points = json_integer_value(json_object_get(r, "points"));
    const char *say = json_string_value(json_object_get(r, "say"));
    printf("                        %s%+4lld%s %s\n", paint(points < 0 ? "red" : "green"), points,
           paint("off"), say ? say : "");
  }
  json_decref(list);
}

static void show(struct arena *a, const struct event *e, bool json) {
  if (json) {
    json_error_t ignored;
    json_t *reasons = json_loadb(e->reasons.n ? e->reasons.p : "[]",
                                 e->reasons.n ? e->reasons.n : 2, 0, &ignored);
    print_json(json_pack("{s:o,s:o,s:o,s:o,s:I,s:I,s:o,s:o}", "at", json_str(time_utc(a, e->at)),
                         "what", json_str(e->what), "client", json_str(e->client), "invoice",
                         json_str(e->invoice), "message", (json_int_t)e->message, "letter",
                         (json_int_t)e->letter, "say", json_str(e->say), "reasons",
                         reasons ? reasons : json_array()));
    return;
  }
  struct now at = clock_at(e->at);
  printf("%.*s %02d:%02d  %s%-9.*s%s %.*s\n", STR_ARG(day_iso(a, at.today)), at.minute_of_day / 60,
         at.minute_of_day % 60, paint("bold"), STR_ARG(e->what), paint("off"), STR_ARG(e->say));
  if (e->reasons.n)
    show_reasons(e->reasons);
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *l;
  struct events events = {0};
  bool found = false, ok = true;
  if (args->rest_n != 1)
    return usage("why: name one invoice, client, Message-ID or letter");
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, &err))
    return fail(&err);
  struct str id = str_of(args->rest[0]);
  for (size_t i = 0; ok && !found && i < sizeof stories / sizeof *stories; i++)
    ok = stories[i](l, &app->arena, id, &events, &found, &err);
  ledger_close(l);
  if (!ok)
    return fail(&err);
  if (!found) {
    err_set(&err, ERR_INPUT, "%s is no invoice, client, Message-ID or letter of this ledger",
            args->rest[0]);
    return fail(&err);
  }
  for (size_t i = 0; i < events.n; i++)
    show(&app->arena, &events.v[i], args_has(args, "json"));
  if (!events.n && !args_has(args, "json"))
    printf("%s: nothing has happened yet\n", args->rest[0]);
  return EXIT_DONE;
}

static const struct flag flags[] = {{"json", NULL, "one event a line, for programs"}, {0}};

const struct verb verb_why = {
    .name = "why",
    .synopsis = "[--json] INVOICE|CLIENT|MESSAGE-ID|LETTER",
    .summary = "Tell the whole story: what came in, what was decided and for which reasons.",
    .examples = "  relance why FA-2026-0012   why was this invoice (not) reminded?\n"
                "  relance why C012           everything about a client\n"
                "  relance why 17             the story of letter 17\n",
    .flags = flags,
    .run = run,
};
