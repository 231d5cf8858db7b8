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

// The colour of what was found; what an intent was heard in is bold.
static const char *colour_of(enum evidence_what what) {
  static const char *const colours[EV_COUNT] = {
      [EV_AMOUNT] = "green", [EV_LINE] = "green",     [EV_TOTAL] = "green", [EV_DATE] = "yellow",
      [EV_INVOICE] = "cyan", [EV_REFERENCE] = "cyan", [EV_TOKEN] = "cyan",  [EV_IBAN] = "blue",
      [EV_NAME] = "blue",    [EV_SCOPE] = "cyan"};
  return colours[what];
}

static bool covers(const struct place *p, struct str part, size_t at) {
  return at >= p->offset && at < p->offset + p->length && str_eq(p->part, part);
}

static const char *evidence_colour(const struct reading *r, struct str part, size_t at) {
  for (size_t i = 0; i < r->evidence.n; i++)
    if (covers(&r->evidence.v[i].place, part, at))
      return colour_of(r->evidence.v[i].what);
  return NULL;
}

static bool is_heard(const struct reading *r, struct str part, size_t at) {
  for (size_t i = 0; i < r->intents.n; i++)
    if (covers(&r->intents.v[i].place, part, at))
      return true;
  return false;
}

// A line of own words that stands at `at` of the part, its meaning words marked.
static void show_line(const struct reading *r, struct str part, size_t at, struct str line) {
  const char *colour = NULL;
  bool bold = false;
  for (size_t i = 0; i < line.n; i++) {
    const char *now = evidence_colour(r, part, at + i);
    bool heard = is_heard(r, part, at + i);
    if (now != colour || heard != bold)
      printf("%s%s%s", paint("off"), heard ? paint("bold") : "", now ? paint(now) : "");
    colour = now;
    bold = heard;
    putchar(line.p[i]);
  }
  printf("%s\n", paint("off"));
}

// Own words, line by line, each looked up in the body behind the one before.
static void show_words(const struct reading *r) {
  struct str rest = r->fresh, line;
  size_t part = 0, from = 0, at = 0;
  while (str_line(&rest, &line)) {
    printf("  %s|%s ", paint("dim"), paint("off"));
    while (part < r->parts.n && !str_find(str_skip(r->parts.v[part].text, from), line, &at)) {
      part++;
      from = 0;
    }
    if (part == r->parts.n) {
      printf("%.*s\n", STR_ARG(line));
      part = from = 0;
      continue;
    }
    show_line(r, r->parts.v[part].id, from + at, line);
    from += at + line.n;
  }
}

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
    printf("  %s%-10s%s \"%.*s\"", paint(colour_of(e->what)), evidence_name(e->what), paint("off"),
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
  show_words(r);
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
    .examples = "  relance read mail.eml           what relance understands of one message, its "
                "words marked\n"
                "  relance read --json ~/Maildir   a whole Maildir, one object a line\n",
    .flags = flags,
    .run = run,
};
