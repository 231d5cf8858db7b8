// verb_replay.c: a past mailbox, and which reminders that left then relance would have held back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/account.h"
#include "cmd/import.h"
#include "cmd/judge.h"
#include "cmd/knowledge.h"
#include "cmd/mailbox_messages.h"
#include "cmd/message_files.h"
#include "cmd/reader.h"
#include "cmd/replay.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/file.h"
#include "relance/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  REMINDERS_FILE_LIMIT = 256 << 20,
  REMINDERS_LIMIT = 1000000,
  TRACES_MEMORY = 1 << 30,
};

struct replay {
  struct app *app;
  struct ledger *ledger; // a copy: nothing here changes the owner's
  struct reader reader;
  struct arena kept;
  struct day since; // of the mailbox itself; DAY_NONE: files are named
  struct traces traces;
  struct progress progress;
  struct seen seen;    // Message-IDs: a mailbox may show one mail in several folders
  int64_t first, last; // moments of the messages
  size_t walked, messages, unread, undated, decided, asked, late;
};

// ---------------------------------------------------------------- the copy

static bool put_reminders(struct replay *p, const char *path, struct err *err) {
  struct arena *a = &p->app->arena;
  struct str bytes;
  struct csv *csv;
  struct csv_row row;
  enum put what;
  if (!know(p->app, KNOW_CSV, err) || !file_read(a, path, REMINDERS_FILE_LIMIT, &bytes, err) ||
      !csv_open(a, bytes, CSV_REMINDERS, "EUR", p->app->know->columns, &csv, err) ||
      !ledger_begin(p->ledger, "replay", err))
    return false;
  while (csv_next(csv, a, &row))
    if (row.why.n || !register_put_reminder(p->ledger, &row.reminder, &what, err)) {
      struct str why = row.why.n ? row.why : str_of(err->text);
      fprintf(stderr, "%s:%zu: not taken: %.*s\n", path, row.line, STR_ARG(why));
    }
  return ledger_commit(p->ledger, err);
}

static bool open_copy(struct app *app, const char *path, struct ledger **out, struct err *err) {
  struct ledger *own;
  if (!app_ledger(app, LEDGER_EXISTING, NULL, &own, err))
    return false;
  bool ok = ledger_backup(own, path, err);
  ledger_close(own);
  return ok && ledger_open(path, LEDGER_EXISTING, NULL, out, err);
}

static void remove_copy(struct arena *a, const char *dir, const char *path) {
  static const char *const tails[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
    unlink(str_c(a, str_printf(a, "%s%s", path, tails[i])));
  rmdir(dir);
}

// ---------------------------------------------------------------- one message

// What must outlive the message's arena.
static void keep(struct replay *p, struct traces *some) {
  for (size_t i = 0; i < some->n; i++) {
    struct trace t = some->v[i];
    struct str *texts[] = {&t.file, &t.client, &t.invoice, &t.from, &t.why};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
      *texts[k] = str_dup(&p->kept, *texts[k]);
    *LIST_PUSH(&p->kept, &p->traces) = t;
  }
}

static void count(struct replay *p, const struct reading *r, const struct verdict *v,
                  const struct acts *acts) {
  p->first = !p->first || r->sent_at < p->first ? r->sent_at : p->first;
  p->last = r->sent_at > p->last ? r->sent_at : p->last;
  p->decided += v->decision == DECISION_APPLY;
  p->asked += v->decision == DECISION_SUGGEST;
  for (size_t i = 0; i < acts->n; i++)
    p->late += acts->v[i].kind == ACT_TAKE_BACK && v->kind != KIND_BOUNCE;
}

static bool each(void *ctx, struct arena *a, struct str name, struct str raw, struct err *err) {
  struct replay *p = ctx;
  const struct knowledge *k = p->app->know;
  struct reading r;
  struct snapshot s = {0};
  struct verdict v;
  struct acts acts = {0};
  struct traces some = {0};
  struct str json;
  progress_step(&p->progress, ++p->walked);
  if (!reader_read(&p->reader, a, name, raw, &json, &r, err)) {
    p->unread++;
    p->messages++;
    return err->kind == ERR_INPUT;
  }
  if (day_is(p->since) && r.message_id.n && seen_count(&p->kept, &p->seen, r.message_id))
    return true;
  p->messages++;
  if (!r.sent_at || !day_is(r.sent)) {
    p->undated++;
    return true;
  }
  if (!judge(p->app, p->ledger, a, &r, r.sent, &s, &v, err))
    return false;
  dunning_consequences(a, &r, &v, &s, &k->policies, &k->calendar, r.sent, &acts);
  count(p, &r, &v, &acts);
  replay_trace(a, &r, &v, &acts, &some);
  keep(p, &some);
  return true;
}

// ---------------------------------------------------------------- the report

static bool money_of_crossing(struct replay *p, const struct crossing *c, struct moneys *sum,
                              struct err *err) {
  struct arena *a = &p->kept;
  for (size_t i = 0; i < c->invoices.n; i++) {
    struct invoice invoice;
    bool found, added = false;
    if (!register_invoice(p->ledger, a, c->invoices.v[i], &invoice, &found, err))
      return false;
    if (!found)
      continue;
    struct money m = invoice.open.minor > 0 ? invoice.open : invoice.total;
    for (size_t k = 0; k < sum->n && !added; k++)
      added = money_same_currency(sum->v[k], m) && money_add(sum->v[k], m, &sum->v[k], err);
    if (!added)
      *LIST_PUSH(a, sum) = m;
  }
  return true;
}

static struct str sums(struct arena *a, const struct moneys *m) {
  struct buf b = buf_in(a);
  for (size_t i = 0; i < m->n; i++)
    buf_printf(&b, "%s%.*s %s", i ? " + " : "", STR_ARG(money_plain(a, m->v[i])), m->v[i].currency);
  return buf_str(&b);
}

static void show_crossing(struct arena *a, const struct crossing *c) {
  const struct reminder *r = c->reminder;
  const struct trace *t = c->trace;
  int64_t hours = (r->sent_at - t->at) / 3600;
  printf("%s%.*s%s  step %d to %.*s (%.*s):", paint("bold"), STR_ARG(day_iso(a, r->sent)),
         paint("off"), r->step, STR_ARG(r->to), STR_ARG(r->client));
  for (size_t i = 0; i < c->invoices.n; i++)
    printf(" %.*s", STR_ARG(c->invoices.v[i]));
  printf("\n            %s%.*s, %lld %s before: %.*s%s%s\n", paint("dim"), STR_ARG(t->file),
         (long long)(hours < 48 ? hours : hours / 24), hours < 48 ? "hours" : "days",
         STR_ARG(t->why), t->asked ? " (you would have been asked)" : "", paint("off"));
}

static void json_crossing(struct arena *a, const struct crossing *c) {
  const struct reminder *r = c->reminder;
  json_t *invoices = json_array();
  for (size_t i = 0; i < c->invoices.n; i++)
    json_array_append_new(invoices, json_str(c->invoices.v[i]));
  print_json(json_pack("{s:s,s:o,s:o,s:o,s:o,s:i,s:o,s:o,s:o,s:o,s:b}", "what",
                       c->answered ? "crossed" : "waited", "reminder", json_str(r->message_id),
                       "sent", json_str(time_utc(a, r->sent_at)), "client", json_str(r->client),
                       "to", json_str(r->to), "step", r->step, "invoices", invoices, "message",
                       json_str(c->trace->file), "written", json_str(time_utc(a, c->trace->at)),
                       "why", json_str(c->trace->why), "asked", c->trace->asked));
}

static size_t answered(const struct crossings *c) {
  size_t n = 0;
  for (size_t i = 0; i < c->n; i++)
    n += c->v[i].answered;
  return n;
}

static void say_numbers(struct replay *p, size_t reminders, const struct crossings *c,
                        const struct moneys *sum) {
  struct arena *a = &p->kept;
  size_t crossed = answered(c);
  printf("\n%zu reminders left between %.*s and %.*s, while %zu messages came in.\n", reminders,
         STR_ARG(day_iso(a, clock_at(p->first).today)),
         STR_ARG(day_iso(a, clock_at(p->last).today)), p->messages);
  printf("%s%zu had crossed a payment or an answer that lay in the mailbox already%s%s%.*s\n",
         paint("bold"), crossed, paint("off"), crossed ? ": " : "", STR_ARG(sums(a, sum)));
  if (c->n > crossed)
    printf("%zu would have waited for your word.\n", c->n - crossed);
  printf("%zu would have left as they did.\n", reminders - c->n);
  if (p->late)
    printf("%zu more crossed a payment that was announced only afterwards: an excuse would have "
           "left, and the step would not count.\n",
           p->late);
  printf("Of the messages relance decides %zu by itself, asks about %zu, and leaves %zu alone.\n",
         p->decided, p->asked, p->messages - p->decided - p->asked - p->unread - p->undated);
  if (p->unread + p->undated)
    printf("%zu could not be read, %zu have no date.\n", p->unread, p->undated);
  printf("Taken for granted: a question to you is answered within %d days. Nothing was changed.\n",
         REPLAY_OPEN_DAYS);
}

static void json_numbers(struct replay *p, size_t reminders, const struct crossings *c,
                         const struct moneys *sum) {
  print_json(json_pack("{s:s,s:I,s:I,s:I,s:o,s:I,s:I,s:I,s:I}", "what", "numbers", "messages",
                       (json_int_t)p->messages, "reminders", (json_int_t)reminders, "crossed",
                       (json_int_t)answered(c), "money", json_str(sums(&p->kept, sum)), "late",
                       (json_int_t)p->late, "decided", (json_int_t)p->decided, "asked",
                       (json_int_t)p->asked, "unread",
                       (json_int_t)p->unread + (json_int_t)p->undated));
}

static bool report(struct replay *p, bool json, struct err *err) {
  struct arena *a = &p->kept;
  struct reminders all = {0};
  struct crossings found = {0};
  struct moneys sum = {0};
  if (!register_reminders(p->ledger, a, p->first, p->last + 1, REMINDERS_LIMIT, &all, err))
    return false;
  replay_crossings(a, all.v, all.n, &p->traces, &found);
  for (size_t i = 0; i < found.n; i++) {
    if (found.v[i].answered && !money_of_crossing(p, &found.v[i], &sum, err))
      return false;
    (json ? json_crossing : show_crossing)(a, &found.v[i]);
  }
  (json ? json_numbers : say_numbers)(p, all.n, &found, &sum);
  return true;
}

// ---------------------------------------------------------------- the verb

static bool from_mailbox(struct replay *p, const char *name, struct arena *one, struct err *err) {
  const struct mailbox_conf *m = account_named(p->app, name, err);
  return m && mailbox_messages(m, p->since, one, each, p, &p->progress, err);
}

static bool replay(struct replay *p, const struct args *args, struct err *err) {
  const char *reminders = args_get(args, "reminders");
  struct arena one;
  if (reminders && !put_reminders(p, reminders, err))
    return false;
  arena_init(&one, ARENA_MESSAGE_LIMIT);
  bool ok = day_is(p->since) ? from_mailbox(p, args_get(args, "mailbox"), &one, err)
                             : each_message(args, &one, each, p, err);
  arena_free(&one);
  progress_end(&p->progress);
  reader_stop(&p->reader);
  return ok && report(p, args_has(args, "json"), err);
}

static int run(struct app *app, const struct args *args) {
  struct replay p = {
      .app = app, .reader = {.app = app}, .progress = {.what = "message"}, .since = DAY_NONE};
  const char *since = args_get(args, "since");
  struct err err;
  char dir[] = "/tmp/relance-replay-XXXXXX";
  if (since && !day_parse_iso(str_of(since), &p.since))
    return usage("replay --since %s: a day such as 2025-11-30", since);
  if (!since == !args->rest_n)
    return usage("replay: name a folder, an mbox or messages of the past, or --since DATE");
  if (!know(app, KNOW_DUNNING, &err))
    return fail(&err);
  if (!mkdtemp(dir))
    return usage("replay: no folder can be made in /tmp");
  const char *path = str_c(&app->arena, str_printf(&app->arena, "%s/ledger.db", dir));
  arena_init(&p.kept, TRACES_MEMORY);
  bool ok = open_copy(app, path, &p.ledger, &err) && replay(&p, args, &err);
  ledger_close(p.ledger);
  remove_copy(&app->arena, dir, path);
  arena_free(&p.kept);
  return ok ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {
    {"reminders", "FILE", "the reminders that left then, as for `import --as reminders`"},
    {"since", "DATE", "the mailbox itself, from that day on, instead of files"},
    {"mailbox", "NAME", "which one of the configuration, where there are several"},
    {"json", NULL, "one object a line, for programs"},
    {0},
};

const struct verb verb_replay = {
    .name = "replay",
    .synopsis = "[--reminders FILE] [--json] MBOX|DIR|FILE... | --since DATE [--mailbox NAME]",
    .summary =
        "Replay a past mailbox in shadow: which reminders had crossed a payment or an answer.",
    .examples =
        "  relance replay --since 2025-11-30                   the mailbox itself, from that day "
        "on\n"
        "  relance replay ~/Maildir                            with the reminders of the ledger\n"
        "  relance replay --reminders sent.csv compta-2025.mbox  with those of a file\n",
    .flags = flags,
    .run = run,
};
