// verb_call.c: what to say to a client on the telephone, and what was agreed there.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/act.h"
#include "cmd/call_result.h"
#include "cmd/call_script.h"
#include "cmd/knowledge.h"
#include "cmd/verbs.h"
#include "cmd/write_letter.h"
#include "host/clock.h"
#include "host/wake.h"
#include "ledger/register_store.h"

#include <stdio.h>

struct call {
  struct app *app;
  struct ledger *l;
  struct call_sheet sheet;
  struct day promise;
  struct money amount;
  const struct call_result *result; // NULL: none was named
  struct day until;                 // that goes with it
  const char *note;
};

static bool show_script(struct call *c, struct arena *a, struct now now, struct err *err) {
  const struct client *who = snapshot_client(&c->sheet.s, c->sheet.client);
  struct letter script;
  if (!call_script(c->app, a, &c->sheet, now, &script, err))
    return false;
  printf("%s%.*s%s\n%s%.*s\n\n%.*s", paint("bold"), STR_ARG(script.subject), paint("off"),
         who->phone.n ? "" : "no telephone number is known", STR_ARG(who->phone),
         STR_ARG(script.text));
  printf("\nThen: relance call %.*s --promise DAY [--amount AMOUNT], or --result CODE, or --note "
         "TEXT\n",
         STR_ARG(c->sheet.client));
  return true;
}

// ---- what was agreed

static void hold_until_then(const struct call *c, struct arena *a, struct now now,
                            struct acts *acts) {
  const struct policy *p =
      policy_of(&c->app->know->policies, snapshot_client(&c->sheet.s, c->sheet.client));
  struct str why =
      str_printf(a, "agreed on the telephone: payment by %.*s", STR_ARG(day_iso(a, c->promise)));
  for (size_t i = 0; i < c->sheet.overdue.n; i++) {
    struct act t = {.kind = ACT_HOLD,
                    .client = c->sheet.client,
                    .invoice = c->sheet.overdue.v[i],
                    .hold = HOLD_PROMISED,
                    .from = now.today,
                    .until = day_add(c->promise, p->promised),
                    .why = why};
    *LIST_PUSH(a, acts) = t;
    t.kind = ACT_WITHDRAW;
    *LIST_PUSH(a, acts) = t;
  }
}

static bool confirm(const struct call *c, struct arena *a, struct now now, struct err *err) {
  struct due_letter d = call_about(a, &c->sheet, "agreement", now);
  struct letter_order order = {
      .due = &d,
      .s = &c->sheet.s,
      .l = c->l,
      .occasion = {.promised = c->promise, .amount = c->amount, .channel = S("phone")}};
  int64_t id;
  bool fresh;
  d.key = str_printf(a, "agreement/%.*s/%.*s/%.*s", STR_ARG(c->sheet.client),
                     STR_ARG(day_iso(a, now.today)), STR_ARG(day_iso(a, c->promise)));
  d.step = 0;
  d.why = S("the written confirmation of a call");
  return write_letter(c->app, c->l, a, &order, OUTBOX_ANSWER, 0, now, &id, &fresh, err);
}

static void follow_result(const struct call *c, struct arena *a, struct now now, struct buf *say,
                          struct acts *acts) {
  const struct knowledge *k = c->app->know;
  buf_printf(say, ": %s", c->result->say);
  if (c->result->follows)
    call_consequences(a, c->result, c->sheet.client, &c->sheet.overdue, c->until, &c->sheet.s,
                      &k->policies, &k->calendar, now.today, acts);
}

static bool write_down(const struct call *c, struct arena *a, struct now now, struct err *err) {
  struct acting x = {.l = c->l, .a = a, .now = now, .by = "owner"};
  struct acts acts = {0};
  struct buf say = buf_in(a);
  int64_t id;
  buf_add(&say, S("called"));
  if (day_is(c->promise)) {
    hold_until_then(c, a, now, &acts);
    buf_printf(&say, ": payment agreed by %.*s", STR_ARG(day_iso(a, c->promise)));
  }
  if (c->result)
    follow_result(c, a, now, &say, &acts);
  if (c->note)
    buf_printf(&say, ": %s", c->note);
  struct journal_entry e = {
      .at = now.utc, .kind = S("call"), .client = c->sheet.client, .say = buf_str(&say)};
  return act_all(&x, &acts, err) && (!day_is(c->promise) || confirm(c, a, now, err)) &&
         journal_add(c->l, &e, &id, err);
}

static bool record(const struct call *c, struct arena *a, struct now now, struct err *err) {
  if (!ledger_begin(c->l, "owner", err))
    return false;
  if (!write_down(c, a, now, err) || !ledger_commit(c->l, err)) {
    ledger_rollback(c->l);
    return false;
  }
  printf("noted%s\n", day_is(c->promise) ? "; the written confirmation is in the outbox" : "");
  wake_ring(app_ledger_path(c->app), S("work"));
  return true;
}

static bool read_result(struct call *c, struct arena *a, const struct args *args, struct err *err) {
  const char *code = args_get(args, "result"), *until = args_get(args, "until");
  c->result = code ? call_result_of(str_of(code)) : NULL;
  if (code && !c->result)
    return err_set(err, ERR_INPUT, "--result %s: one of %.*s", code, STR_ARG(call_result_codes(a)));
  if (code && args_get(args, "promise"))
    return err_set(err, ERR_INPUT, "a promise is its own result: leave --result out");
  return !until || day_parse_iso(str_of(until), &c->until) ||
         err_set(err, ERR_INPUT, "--until %s: a day, like 2026-12-05", until);
}

static bool read_agreement(struct call *c, const struct args *args, struct err *err) {
  const char *promise = args_get(args, "promise"), *amount = args_get(args, "amount");
  const struct invoice *first = snapshot_invoice(&c->sheet.s, c->sheet.overdue.v[0]);
  c->note = args_get(args, "note");
  if (promise && !day_parse_iso(str_of(promise), &c->promise))
    return err_set(err, ERR_INPUT, "--promise %s: a day, like 2026-12-05", promise);
  return !amount || money_parse(str_of(amount), first->open.currency, &c->amount, err);
}

static bool call(struct app *app, const struct args *args, struct err *err) {
  struct call c = {
      .app = app, .sheet.client = str_of(args->rest[0]), .promise = DAY_NONE, .until = DAY_NONE};
  struct now now;
  if (!app_conf(app, err) || !know(app, KNOW_DUNNING | KNOW_LETTERS, err) ||
      !app_ledger(app, LEDGER_EXISTING, NULL, &c.l, err))
    return false;
  now = clock_now();
  bool ok = call_load(app, c.l, &app->arena, now, &c.sheet, err) && read_agreement(&c, args, err) &&
            read_result(&c, &app->arena, args, err) &&
            (day_is(c.promise) || c.note || c.result ? record(&c, &app->arena, now, err)
                                                     : show_script(&c, &app->arena, now, err));
  ledger_close(c.l);
  return ok;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  if (args->rest_n != 1)
    return usage("call: name one client");
  return call(app, args, &err) ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {
    {"promise", "DAY", "the day of payment that was agreed; his reminders wait for it"},
    {"amount", "AMOUNT", "how much, where it is not all"},
    {"result", "CODE",
     "what came of it: no-answer, voicemail, away, paid, disputed, refused, instalments, copy, "
     "wrong-contact, insolvent"},
    {"until", "DAY", "when he is back, for away"},
    {"note", "TEXT", "what else is worth knowing"},
    {0},
};

const struct verb verb_call = {
    .name = "call",
    .synopsis =
        "[--promise DAY [--amount AMOUNT] | --result CODE [--until DAY]] [--note TEXT] CLIENT",
    .summary = "What to say on the telephone; what was agreed, confirmed in writing.",
    .examples = "  relance call C012                            the script\n"
                "  relance call C012 --promise 2026-12-05 --amount 500\n"
                "  relance call C012 --result away --until 2026-12-05\n"
                "  relance call C012 --result disputed --note \"two windows do not close\"\n",
    .flags = flags,
    .run = run,
};
