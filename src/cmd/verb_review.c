// verb_review.c: the owner's minute, in the terminal.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/decide.h"
#include "cmd/review_talk.h"
#include "cmd/verbs.h"
#include "host/wake.h"
#include "ledger/inbox.h"
#include "relance/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN = 200 };

static void show_one(struct arena *a, const struct suggestion *s, bool json) {
  if (json) {
    json_error_t e;
    json_t *verdict = json_loadb(s->verdict.p, s->verdict.n, 0, &e);
    print_json(json_pack("{s:I,s:s,s:i,s:o,s:o,s:o}", "id", (json_int_t)s->id, "state",
                         suggestion_state_name(s->state), "version", s->version, "client",
                         json_str(s->client), "say", json_str(s->say), "verdict",
                         verdict ? verdict : json_null()));
    return;
  }
  printf("%.*s", STR_ARG(review_card(a, s, NULL)));
}

static bool list(struct ledger *l, struct arena *a, bool json, struct err *err) {
  struct suggestions open = {0};
  struct ledger_stats stats;
  struct inbox_rows aside = {0};
  if (!suggestions_list(l, a, SUGGESTION_OPEN, SHOWN, &open, err) ||
      !ledger_stats(l, &stats, err) || !inbox_list(l, a, INBOX_SET_ASIDE, SHOWN, &aside, err))
    return false;
  for (size_t i = 0; i < open.n; i++)
    show_one(a, &open.v[i], json);
  for (size_t i = 0; !json && i < aside.n; i++)
    printf("set aside: message %lld: %.*s\n", (long long)aside.v[i].id, STR_ARG(aside.v[i].words));
  if (json)
    return true;
  if (open.n)
    puts(
        "\nanswer with: relance review accept|reject N, or correct N --client C INVOICE=AMOUNT...");
  else
    printf("Nothing to review. %lld messages read.\n", (long long)stats.messages);
  return true;
}

static bool show(struct ledger *l, struct arena *a, int64_t id, bool json, struct err *err) {
  struct suggestion s;
  struct inbox_row m;
  struct reading r;
  struct err ignored;
  bool found;
  if (!suggestion_get(l, a, id, &s, &found, err))
    return false;
  if (!found)
    return err_set(err, ERR_INPUT, "there is no suggestion %lld", (long long)id);
  if (!inbox_get(l, a, s.message, &m, &found, err))
    return false;
  if (json || !found || !reading_parse(a, m.reading, &r, &ignored))
    show_one(a, &s, json);
  else
    printf("%.*s", STR_ARG(review_card(a, &s, &r)));
  return true;
}

static bool one_allocation(struct ledger *l, struct arena *a, const char *word,
                           struct correction *c, struct err *err) {
  struct str number, amount;
  str_cut(str_of(word), '=', &number, &amount);
  return correction_add(l, a, number, amount, c, err);
}

static bool read_correction(struct ledger *l, struct arena *a, const struct args *args,
                            struct correction *c, struct err *err) {
  const char *client = args_get(args, "client");
  if (client)
    c->client = str_of(client);
  c->nothing_paid = args_has(args, "nothing");
  for (size_t i = 2; i < args->rest_n; i++)
    if (!one_allocation(l, a, args->rest[i], c, err))
      return false;
  if (!c->client.n && !c->allocations.n && !c->nothing_paid)
    return err_set(err, ERR_INPUT,
                   "correct %s: say what is right: --client C, INVOICE=AMOUNT..., or --nothing",
                   args->rest[1]);
  return true;
}

static bool answer(struct app *app, struct ledger *l, const struct args *args, int64_t id,
                   struct err *err) {
  struct arena *a = &app->arena;
  const char *what = args->rest[0];
  struct correction c = {0};
  bool done = true, ok;
  int64_t fresh = 0;
  if (strcmp(what, "accept") == 0)
    ok = decide_accept(app, l, a, id, 0, NULL, "owner", &done, err);
  else if (strcmp(what, "reject") == 0)
    ok = decide_reject(app, l, a, id, 0, "owner", &done, err);
  else if (strcmp(what, "undo") == 0)
    ok = decide_undo(app, l, a, id, "owner", &fresh, err);
  else
    ok = read_correction(l, a, args, &c, err) &&
         decide_accept(app, l, a, id, 0, &c, "owner", &done, err);
  if (!ok)
    return false;
  if (!done)
    return err_set(err, ERR_INPUT, "suggestion %lld was decided already: see `relance why`",
                   (long long)id);
  if (fresh)
    printf("suggestion %lld is taken back and open again as %lld\n", (long long)id,
           (long long)fresh);
  else
    printf("suggestion %lld: %sed\n", (long long)id, what);
  return true;
}

// Colours may be unwanted (NO_COLOR) where a screen is not.
static bool can_draw(void) {
  const char *term = getenv("TERM");
  return term && term[0] && strcmp(term, "dumb") != 0;
}

static bool talk(struct app *app, struct ledger *l, bool lines, struct err *err) {
  struct talk t = {.app = app, .l = l};
  bool ok = lines || !can_draw() ? talk_lines(&t, err) : talk_screen(&t, err);
  arena_free(&t.a);
  return ok;
}

static int run(struct app *app, const struct args *args) {
  static const char *const actions[] = {"show", "accept", "correct", "reject", "undo", NULL};
  struct err err;
  struct ledger *l;
  int64_t id = 0;
  bool lines = args->rest_n == 1 && strcmp(args->rest[0], "-") == 0;
  bool json = args_has(args, "json"), known = args->rest_n == 0 || lines;
  for (size_t i = 0; args->rest_n && actions[i]; i++)
    known |= strcmp(actions[i], args->rest[0]) == 0;
  if (!known)
    return usage("review: no action %s: show, accept, correct, reject or undo", args->rest[0]);
  if (args->rest_n && !lines && (args->rest_n < 2 || !str_int(str_of(args->rest[1]), &id)))
    return usage("review %s: name a suggestion by its number", args->rest[0]);
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, &err))
    return fail(&err);
  bool people = !args->rest_n && isatty(0) && isatty(1) && !json;
  bool ok = people || lines                      ? talk(app, l, lines, &err)
            : !args->rest_n                      ? list(l, &app->arena, json, &err)
            : strcmp(args->rest[0], "show") == 0 ? show(l, &app->arena, id, json, &err)
                                                 : answer(app, l, args, id, &err);
  ledger_close(l);
  wake_ring(app_ledger_path(app), S("work"));
  return ok ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {
    {"client", "ID", "correct: whose message it is"},
    {"nothing", NULL, "correct: no money was meant"},
    {"json", NULL, "one suggestion a line, for programs"},
    {0},
};

const struct verb verb_review = {
    .name = "review",
    .synopsis = "[--json] [- | show|accept|reject|undo N | correct N --client ID INVOICE=AMOUNT...]",
    .summary = "See what relance is unsure of and decide it.",
    .examples =
        "  relance review                         one question after the other, with keys\n"
                "  relance review | less                  all of them\n"
                "  printf 'y\\nn\\n' | relance review -      line by line: yes, no\n"
        "  relance review show 4                  with the message's own words\n"
        "  relance review accept 4                yes\n"
        "  relance review correct 4 FA-12=120.00  rather so\n"
        "  relance review undo 4                  take the answer back\n",
    .flags = flags,
    .run = run,
};
