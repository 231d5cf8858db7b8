// verb_read.c: what a message says, as relance understands it; no ledger.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/message_files.h"
#include "cmd/reader.h"
#include "cmd/verbs.h"

#include <stdio.h>

struct read_job {
  struct reader reader;
  bool json;
  size_t unread;
};

static void show_intents(struct arena *a, const struct reading *r) {
  for (size_t i = 0; i < r->intents.n; i++) {
    const struct intent *t = &r->intents.v[i];
    printf("  %s%s%s", paint("bold"), intent_name(t->kind), paint("off"));
    if (day_is(t->day))
      printf(" %.*s", STR_ARG(day_iso(a, t->day)));
    if (t->amount.currency[0])
      printf(" %.*s %s", STR_ARG(money_plain(a, t->amount)), t->amount.currency);
    printf("  \"%.*s\"  %s%.*s%s\n", STR_ARG(t->text), paint("dim"), STR_ARG(t->rule),
           paint("off"));
  }
}

static void show_evidence(struct arena *a, const struct reading *r) {
  for (size_t i = 0; i < r->evidence.n; i++) {
    const struct evidence *e = &r->evidence.v[i];
    if (!e->own)
      continue;
    printf("  %s%-10s%s \"%.*s\"", paint("cyan"), evidence_name(e->what), paint("off"),
           STR_ARG(e->text));
    if (e->amount.currency[0])
      printf("  %.*s %s", STR_ARG(money_plain(a, e->amount)), e->amount.currency);
    if (day_is(e->day))
      printf("  %.*s", STR_ARG(day_iso(a, e->day)));
    if (e->ref.n)
      printf("  %.*s", STR_ARG(e->ref));
    putchar('\n');
  }
}

static void show(struct arena *a, const struct reading *r) {
  printf("%s%.*s%s: %s%s%.*s%s, %.*s\n", paint("bold"), STR_ARG(r->file), paint("off"),
         kind_name(r->kind), r->auto_why.n ? " (" : "", STR_ARG(r->auto_why),
         r->auto_why.n ? ")" : "", STR_ARG(r->language));
  printf("  from %.*s, %.*s: %.*s\n", STR_ARG(r->from.addr), STR_ARG(day_iso(a, r->sent)),
         STR_ARG(r->subject));
  struct str rest = r->fresh, line;
  while (str_line(&rest, &line))
    printf("  %s|%s %.*s\n", paint("dim"), paint("off"), STR_ARG(line));
  show_intents(a, r);
  show_evidence(a, r);
  for (size_t i = 0; i < r->trouble.n; i++)
    printf("  %snot read:%s %.*s\n", paint("yellow"), paint("off"), STR_ARG(r->trouble.v[i]));
  putchar('\n');
}

static bool each(void *ctx, struct arena *a, struct str name, struct str raw, struct err *err) {
  struct read_job *job = ctx;
  struct reading r;
  struct str json;
  if (!reader_read(&job->reader, a, name, raw, &json, &r, err)) {
    job->unread++;
    fprintf(stderr, "relance: %.*s: %s\n", STR_ARG(name), err->text);
    return err->kind == ERR_INPUT;
  }
  if (job->json)
    printf("%.*s\n", STR_ARG(json));
  else
    show(a, &r);
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct read_job job = {.reader = {.app = app}, .json = args_has(args, "json")};
  struct err err;
  struct arena a;
  if (!args->rest_n)
    return usage("read: name a message, a Maildir or - for standard input");
  if (!app_conf(app, &err))
    return fail(&err);
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  bool ok = each_message(args, &a, each, &job, &err);
  reader_stop(&job.reader);
  if (!ok)
    return fail(&err);
  return job.unread ? EXIT_PERSON : EXIT_DONE;
}

static const struct flag flags[] = {{"json", NULL, "one object a message, for programs"}, {0}};

const struct verb verb_read = {
    .name = "read",
    .synopsis = "[--json] FILE...",
    .summary = "Show what messages say: their own words, intents, amounts, dates, references.",
    .examples = "  relance read mail.eml           what relance understands of one message\n"
                "  relance read --json ~/Maildir   a whole Maildir, one object a line\n",
    .flags = flags,
    .run = run,
};
