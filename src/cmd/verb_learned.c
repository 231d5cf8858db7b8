// verb_learned.c: what the owner's answers have taught, and how to take it back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/verbs.h"
#include "host/clock.h"
#include "ledger/inbox.h"
#include "ledger/learned.h"
#include "relance/reading.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 500, WORDS = 100 };

static const char *const says[] = {[LEARNED_WRITER] = "writes for", [LEARNED_PAYER] = "pays for"};

// The message that taught it, as its sender and subject.
static struct str example(struct ledger *l, struct arena *a, int64_t message) {
  struct inbox_row m;
  struct reading r;
  struct err ignored;
  bool found;
  if (!inbox_get(l, a, message, &m, &found, &ignored) || !found ||
      !reading_parse(a, m.reading, &r, &ignored))
    return S("no longer kept");
  return str_printf(a, "%.*s: %.*s", STR_ARG(r.from.addr), STR_ARG(str_sub(r.subject, 0, WORDS)));
}

static void show_one(struct ledger *l, struct arena *a, const struct lesson *x, bool json) {
  struct day day = clock_at(x->at).today;
  struct str words = example(l, a, x->message);
  if (json) {
    print_json(json_pack("{s:I,s:s,s:o,s:o,s:I,s:o,s:o}", "id", (json_int_t)x->id, "kind",
                         learning_name(x->what.kind), "value", json_str(x->what.value), "client",
                         json_str(x->what.client), "message", (json_int_t)x->message, "date",
                         json_str(day_iso(a, day)), "example", json_str(words)));
    return;
  }
  printf("%s%5lld%s  %.*s %s %.*s\n", paint("bold"), (long long)x->id, paint("off"),
         STR_ARG(x->what.value), says[x->what.kind], STR_ARG(x->what.client));
  printf("       you said so on %.*s, of message %lld: %.*s\n", STR_ARG(day_iso(a, day)),
         (long long)x->message, STR_ARG(words));
}

static bool list(struct ledger *l, struct arena *a, bool json, struct err *err) {
  struct lessons all = {0};
  if (!learned_list(l, a, SHOWN, &all, err))
    return false;
  for (size_t i = 0; i < all.n; i++)
    show_one(l, a, &all.v[i], json);
  if (!all.n && !json)
    puts("Nothing was learnt: every decision rests on the register and the rules.");
  return true;
}

static bool forget(struct ledger *l, int64_t id, struct err *err) {
  bool found;
  if (!learned_end(l, id, S("the owner wants it forgotten"), clock_now().utc, &found, err))
    return false;
  if (!found)
    return err_set(err, ERR_INPUT, "nothing learnt has the number %lld: `relance learned` lists it",
                   (long long)id);
  printf("%lld is forgotten\n", (long long)id);
  return true;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct ledger *l;
  int64_t id = 0;
  bool forgets = args->rest_n == 2 && strcmp(args->rest[0], "forget") == 0 &&
                 str_int(str_of(args->rest[1]), &id);
  if (args->rest_n && !forgets)
    return usage("learned: only `forget N` may follow");
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &l, &err))
    return fail(&err);
  bool ok = forgets ? forget(l, id, &err) : list(l, &app->arena, args_has(args, "json"), &err);
  ledger_close(l);
  return ok ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {{"json", NULL, "one lesson a line, for programs"}, {0}};

const struct verb verb_learned = {
    .name = "learned",
    .synopsis = "[--json] [forget N]",
    .summary = "What your answers have taught: who writes or pays for whom.",
    .examples = "  relance learned              with the message that taught it\n"
                "  relance learned forget 3     it counts no more\n",
    .flags = flags,
    .run = run,
};
