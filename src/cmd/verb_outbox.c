// verb_outbox.c: letters by state, and what a person may do with them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/outbox_move.h"
#include "cmd/outbox_post.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/wake.h"
#include "ledger/outbox.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 200 };

static void show_row(struct arena *a, const struct outbox_letter *t, bool json) {
  if (json) {
    json_t *invoices = json_array();
    for (size_t i = 0; i < t->invoices.n; i++)
      json_array_append_new(invoices, json_str(t->invoices.v[i]));
    print_json(json_pack(
        "{s:I,s:s,s:o,s:o,s:i,s:o,s:o,s:o,s:b,s:o,s:o}", "id", (json_int_t)t->id, "state",
        letter_state_name(t->state), "client", json_str(t->client), "to", json_str(t->env_to),
        "step", t->step, "invoices", invoices, "subject", json_str(t->subject), "not_before",
        json_str(time_utc(a, t->not_before)), "approved", t->approved_at != 0, "draft",
        json_str(letter_draft_name(t->draft)), "why", json_str(t->why.n ? t->why : t->plan)));
    return;
  }
  struct now at = clock_at(t->not_before);
  printf("%5lld  %-11s %-8.*s %.*s %02d:%02d  %.*s  %.*s\n", (long long)t->id,
         letter_state_name(t->state), STR_ARG(t->client), STR_ARG(day_iso(a, at.today)),
         at.minute_of_day / 60, at.minute_of_day % 60, STR_ARG(t->env_to), STR_ARG(t->subject));
  if (t->state == LETTER_QUEUED && t->draft != DRAFT_NONE)
    printf("       %sin Drafts, for you to send%s\n", paint("dim"), paint("off"));
  if (t->draft == DRAFT_CHANGED)
    printf("       %sits draft has been changed: please delete it from Drafts%s\n", paint("red"),
           paint("off"));
  if (t->why.n)
    printf("       %s%.*s%s\n", paint("dim"), STR_ARG(t->why), paint("off"));
}

static bool list(struct ledger *l, struct arena *a, const char *state, bool json, struct err *err) {
  enum letter_state only;
  size_t shown = 0;
  if (state && !letter_state_of(str_of(state), &only))
    return err_set(err, ERR_INPUT, "--state %s: no such state; relance(1) shows the picture",
                   state);
  for (int s = 0; s < LETTER_STATES; s++) {
    struct outbox_letters letters = {0};
    if (state && (int)only != s)
      continue;
    if (!letters_by_state(l, a, (enum letter_state)s, SHOWN, &letters, err))
      return false;
    for (size_t i = 0; i < letters.n; i++, shown++)
      show_row(a, &letters.v[i], json);
  }
  if (!shown && !json)
    puts("no letters");
  return true;
}

static bool show_letter(struct ledger *l, struct arena *a, int64_t id, struct err *err) {
  struct outbox_letter t;
  bool found;
  if (!letter_get(l, a, id, &t, &found, err))
    return false;
  if (!found)
    return err_set(err, ERR_INPUT, "there is no letter %lld", (long long)id);
  show_row(a, &t, false);
  printf("\n%.*s", STR_ARG(t.mime));
  return true;
}

static bool move_one(struct ledger *l, struct arena *a, const char *action, const char *choice,
                     int64_t id, struct err *err) {
  if (!outbox_move(l, a, action, choice, id, err))
    return false;
  printf("letter %lld: %s\n", (long long)id, action);
  return true;
}

static bool move_all(struct ledger *l, struct arena *a, const struct args *args, struct err *err) {
  const char *action = args->rest[0];
  bool release = strcmp(action, "release") == 0;
  const char *choice = release && args->rest_n > 2 ? args->rest[args->rest_n - 1] : "";
  size_t last = release ? args->rest_n - 1 : args->rest_n;
  if (release && !*choice)
    return err_set(
        err, ERR_INPUT,
        "release ID sent|again|drop: say whether letter %s left, is to be sent again, or "
        "is to be dropped",
        args->rest_n > 1 ? args->rest[1] : "ID");
  if (!ledger_begin(l, "owner", err))
    return false;
  for (size_t i = 1; i < last; i++) {
    int64_t id;
    if (!str_int(str_of(args->rest[i]), &id))
      return err_set(err, ERR_INPUT, "%s is not the number of a letter", args->rest[i]);
    if (!move_one(l, a, action, choice, id, err))
      return false;
  }
  return ledger_commit(l, err);
}

static bool posted(struct ledger *l, struct arena *a, const struct args *args, struct err *err) {
  int64_t id;
  if (args->rest_n != 3 || !str_int(str_of(args->rest[1]), &id))
    return err_set(err, ERR_INPUT, "posted ID NUMBER: the letter, and its number at the post");
  if (!ledger_begin(l, "owner", err) || !outbox_posted(l, a, id, str_of(args->rest[2]), err) ||
      !ledger_commit(l, err))
    return false;
  printf("letter %lld: posted as %s\n", (long long)id, args->rest[2]);
  return true;
}

static bool is_action(const char *word) {
  return strcmp(word, "approve") == 0 || strcmp(word, "withdraw") == 0 ||
         strcmp(word, "release") == 0;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *l;
  int64_t id;
  bool post = args->rest_n && strcmp(args->rest[0], "posted") == 0;
  if (args->rest_n && !is_action(args->rest[0]) && !post && strcmp(args->rest[0], "show") != 0)
    return usage("outbox: no action %s: show, approve, withdraw, release or posted", args->rest[0]);
  if (args->rest_n == 1)
    return usage("outbox %s: name a letter", args->rest[0]);
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, &err))
    return fail(&err);
  bool ok = args->rest_n == 0
                ? list(l, &app->arena, args_get(args, "state"), args_has(args, "json"), &err)
            : post                     ? posted(l, &app->arena, args, &err)
            : is_action(args->rest[0]) ? move_all(l, &app->arena, args, &err)
            : str_int(str_of(args->rest[1]), &id)
                ? show_letter(l, &app->arena, id, &err)
                : err_set(&err, ERR_INPUT, "%s is not the number of a letter", args->rest[1]);
  ledger_rollback(l);
  ledger_close(l);
  wake_ring(app_ledger_path(app), S("work"));
  wake_ring(app_ledger_path(app), S("send"));
  return ok ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {
    {"state", "STATE", "only letters in this state"},
    {"json", NULL, "one letter a line, for programs"},
    {0},
};

const struct verb verb_outbox = {
    .name = "outbox",
    .synopsis =
        "[--state STATE] [--json] [show|approve|withdraw ID... | release ID sent|again|drop | "
        "posted ID NUMBER]",
    .summary = "List letters by state; approve, withdraw, or settle one whose fate is unknown.",
    .examples = "  relance outbox --state planned   what waits for a yes or for its day\n"
                "  relance outbox show 17           the letter itself\n"
                "  relance outbox approve 17 18     let them leave\n"
                "  relance outbox release 17 sent   you know that letter 17 arrived\n"
                "  relance outbox posted 17 1A00123456789   it also went by registered post\n",
    .flags = flags,
    .run = run,
};
