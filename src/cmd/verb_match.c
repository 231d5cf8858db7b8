// verb_match.c: messages to verdicts against the ledger, without consequences.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/judge.h"
#include "cmd/message_files.h"
#include "cmd/reader.h"
#include "cmd/verbs.h"
#include "host/clock.h"

#include <stdio.h>

struct match_job {
  struct app *app;
  struct reader reader;
  struct ledger *ledger;
  struct day today; // DAY_NONE: the day of each message
  bool json, candidates;
  size_t unread;
};

static void show(struct arena *a, const struct verdict *v) {
  printf("%s%.*s%s: %s, %s%s%.*s\n", paint("bold"), STR_ARG(v->file), paint("off"),
         kind_name(v->kind), decision_name(v->decision), v->client.n ? ", " : "",
         STR_ARG(v->client));
  for (size_t i = 0; i < v->intents.n; i++)
    printf("  says %s %.*s\n", intent_name(v->intents.v[i].kind),
           STR_ARG(day_iso(a, v->intents.v[i].day)));
  for (size_t i = 0; i < v->allocations.n; i++)
    printf("  pays %.*s %.*s (%d in 1000)\n", STR_ARG(v->allocations.v[i].invoice),
           STR_ARG(money_plain(a, v->allocations.v[i].amount)), v->allocations.v[i].permille);
  for (size_t i = 0; i < v->pause.n; i++)
    printf("  holds %.*s%s%.*s\n", STR_ARG(v->pause.v[i]), day_is(v->resume_on) ? " until " : "",
           STR_ARG(day_iso(a, v->resume_on)));
  for (size_t i = 0; i < v->reasons.n; i++)
    printf("  %s%+4d%s %.*s\n", paint(v->reasons.v[i].points < 0 ? "red" : "green"),
           v->reasons.v[i].points, paint("off"), STR_ARG(v->reasons.v[i].say));
}

// {"file":"1.eml","candidates":[{"client":"C1","points":60,"codes":["address","number"]}]}
static void show_candidates(struct str file, const struct candidacies *all) {
  json_t *list = json_array();
  for (size_t i = 0; i < all->n; i++) {
    json_t *codes = json_array();
    for (size_t k = 0; k < all->v[i].codes.n; k++)
      json_array_append_new(codes, json_str(all->v[i].codes.v[k]));
    json_array_append_new(list, json_pack("{s:o,s:i,s:o}", "client", json_str(all->v[i].client),
                                          "points", all->v[i].points, "codes", codes));
  }
  print_json(json_pack("{s:o,s:o}", "file", json_str(file), "candidates", list));
}

static void show_unread(struct match_job *job, struct str name, const struct err *why) {
  job->unread++;
  fprintf(stderr, "relance: %.*s: %s\n", STR_ARG(name), why->text);
  if (job->json)
    print_json(json_pack("{s:o,s:s,s:n,s:n,s:[],s:[],s:[],s:n,s:s,s:[{s:i,s:s}]}", "file",
                         json_str(name), "kind", "other", "language", "client", "intents",
                         "allocations", "pause", "resume_on", "decision", "none", "reasons",
                         "points", 0, "say", why->text));
}

static bool each(void *ctx, struct arena *a, struct str name, struct str raw, struct err *err) {
  struct match_job *job = ctx;
  struct reading r;
  struct snapshot s = {0};
  struct verdict v;
  struct str json;
  if (!reader_read(&job->reader, a, name, raw, &json, &r, err)) {
    if (err->kind == ERR_INPUT)
      show_unread(job, name, err);
    return err->kind == ERR_INPUT;
  }
  struct day today = day_is(job->today) ? job->today : day_is(r.sent) ? r.sent : clock_now().today;
  struct candidacies all;
  if (job->candidates) {
    if (!judge_candidates(job->app, job->ledger, a, &r, today, &all, err))
      return false;
    show_candidates(name, &all);
    return true;
  }
  if (!judge(job->app, job->ledger, a, &r, today, &s, &v, err))
    return false;
  if (job->json)
    printf("%.*s\n", STR_ARG(verdict_json(a, &v)));
  else
    show(a, &v);
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct match_job job = {.app = app,
                          .reader = {.app = app},
                          .today = DAY_NONE,
                          .json = args_has(args, "json"),
                          .candidates = args_has(args, "candidates")};
  struct err err;
  struct arena a;
  const char *now = args_get(args, "now");
  if (!args->rest_n)
    return usage("match: name a message, a Maildir or - for standard input");
  if (now && !day_parse_iso(str_of(now), &job.today))
    return usage("match: --now %s: a day, like 2026-11-21", now);
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &job.ledger, &err))
    return fail(&err);
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  bool ok = each_message(args, &a, each, &job, &err);
  reader_stop(&job.reader);
  ledger_close(job.ledger);
  if (!ok)
    return fail(&err);
  return job.unread ? EXIT_PERSON : EXIT_DONE;
}

static const struct flag flags[] = {
    {"json", NULL, "one verdict a line, for programs"},
    {"candidates", NULL, "instead all clients it could be about, with what speaks for each"},
    {"now", "DAY", "the day on which to judge; default: the message's own date"},
    {0},
};

const struct verb verb_match = {
    .name = "match",
    .synopsis = "[--json | --candidates] [--now DAY] FILE...",
    .summary = "Show what relance would make of messages; changes nothing.",
    .examples = "  relance match mail.eml          the verdict on one message, with its reasons\n"
                "  relance match --json inbox/     all files of a folder, one object a line\n",
    .flags = flags,
    .run = run,
};
