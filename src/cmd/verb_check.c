// verb_check.c: is everything in order? Configuration, rules, letters, ledger, logins.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/account.h"
#include "cmd/digest_words.h"
#include "cmd/knowledge.h"
#include "cmd/verbs.h"
#include "cmd/watch_folders.h"
#include "host/clock.h"

#include <stdio.h>
#include <unistd.h>

enum { TABLE_ENDS_DAYS = 60 };

struct checking {
  int bad;
};

static void told(struct checking *c, const char *what, bool ok, const struct err *err) {
  c->bad += !ok;
  printf("%s%-9s%s %s%s%s\n", paint(ok ? "green" : "red"), ok ? "ok" : "wrong", paint("off"), what,
         ok ? "" : ": ", ok ? "" : err->text);
}

static void warn_all(const struct strs *sentences) {
  for (size_t i = 0; i < sentences->n; i++)
    printf("%snote%s      %.*s\n", paint("yellow"), paint("off"), STR_ARG(sentences->v[i]));
}

static void check_rules(struct app *app, struct checking *c) {
  struct err err;
  bool ok = know(app, KNOW_READING, &err) && rules_check(app->know->rules, &err);
  told(c, "rules with their examples", ok, &err);
  ok = know(app, KNOW_CSV, &err);
  told(c, "column names of imports", ok, &err);
  ok = know(app, KNOW_PAPERS, &err) && invoice_rules_check(app->know->invoices, &err);
  told(c, "printed invoices with their examples", ok, &err);
  ok = know(app, KNOW_DUNNING, &err);
  told(c, "policies, working days, law", ok, &err);
  if (ok) {
    struct strs lint = policies_lint(&app->arena, &app->know->policies);
    struct strs ending =
        laws_ending(&app->arena, &app->know->laws, clock_now().today, TABLE_ENDS_DAYS);
    warn_all(&lint);
    warn_all(&ending);
  }
  ok = know(app, KNOW_LETTERS, &err);
  told(c, "letters in every language", ok, &err);
  struct digest_words words;
  ok = ok && digest_words_load(&app->arena, &app->know->stanzas, &words, &err);
  told(c, "words of the owner's answers", ok, &err);
}

static void check_ledger(struct app *app, struct checking *c) {
  struct err err;
  struct ledger *l;
  struct strs troubles = {0};
  bool ok = app_ledger(app, LEDGER_EXISTING, NULL, &l, &err);
  if (ok) {
    ok = ledger_check(l, &app->arena, &troubles, &err);
    if (ok && troubles.n)
      ok = err_set(&err, ERR_SETUP, "%.*s", STR_ARG(troubles.v[0]));
    ledger_close(l);
  }
  told(c, "ledger", ok, &err);
}

// What is read of a mailbox, and what the owner may have meant otherwise.
static void tell_folders(struct arena *a, const struct mailbox_conf *m,
                         const struct imap_folders *all) {
  struct watched_folders w;
  struct strs notes = {0};
  watched_choose(a, m, all, &w);
  for (size_t i = 0; i < w.n; i++)
    if (!w.v[i].listed)
      *LIST_PUSH(a, &notes) = str_printf(a, "mailbox %.*s: the server lists no folder \"%.*s\"",
                                         STR_ARG(m->name), STR_ARG(w.v[i].folder.name));
  if (!w.sent.n)
    *LIST_PUSH(a, &notes) =
        str_printf(a,
                   "mailbox %.*s: the server marks no folder as Sent: name it by `sent =`, or "
                   "colleagues' answers are not seen and no copies are kept",
                   STR_ARG(m->name));
  if (w.left_out || w.garbled)
    *LIST_PUSH(a, &notes) = watched_left_out(a, &w);
  printf("%sok%s        mailbox %.*s: %zu folders are read\n", paint("green"), paint("off"),
         STR_ARG(m->name), w.n);
  warn_all(&notes);
}

static void check_account(struct app *app, const struct mailbox_conf *m, struct checking *c) {
  struct err err;
  struct imap *imap;
  struct smtp *smtp;
  struct imap_folders folders = {0};
  const char *name = str_c(&app->arena, m->name);
  bool ok = account_imap(m, &imap, &err);
  if (ok) {
    ok = imap_list(imap, &app->arena, &folders, &err);
    imap_close(imap);
  }
  told(c, str_c(&app->arena, str_printf(&app->arena, "mailbox %s: IMAP login", name)), ok, &err);
  if (ok)
    tell_folders(&app->arena, m, &folders);
  ok = account_smtp(app, m, &smtp, &err);
  if (ok)
    smtp_quit(smtp);
  told(c, str_c(&app->arena, str_printf(&app->arena, "mailbox %s: SMTP login", name)), ok, &err);
}

// One line a signal that any language has: its rules by language, "-" where one has none.
static int show_coverage(struct app *app) {
  struct err err;
  struct coverage c;
  size_t lacking = 0;
  if (!know(app, KNOW_READING, &err))
    return fail(&err);
  for (size_t i = 0; rules_coverage(app->know->rules, &app->arena, i, &c); i++) {
    if (!c.all)
      continue;
    lacking += c.lacking > 0;
    printf("%s%-22.*s%s", paint(c.lacking ? "yellow" : ""), STR_ARG(c.signal), paint("off"));
    for (size_t l = 0; l < c.of.n; l++) {
      const struct coverage_of *of = &c.of.v[l];
      struct str n = of->rules ? str_printf(&app->arena, "%zu", of->rules) : S("-");
      printf("  %.*s %2.*s", STR_ARG(of->lang), STR_ARG(n));
    }
    putchar('\n');
  }
  printf("%zu signals that some language lacks; rules/README.md tells how to add a rule\n",
         lacking);
  return EXIT_DONE;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct checking c = {0};
  bool ok = app_conf(app, &err);
  if (ok && args_has(args, "coverage"))
    return show_coverage(app);
  told(&c, "configuration", ok, &err);
  if (!ok)
    return EXIT_PERSON;
  check_rules(app, &c);
  if (access(str_c(&app->arena, app_ledger_path(app)), F_OK) == 0)
    check_ledger(app, &c);
  else
    printf("%snote%s      no ledger yet at %.*s: `relance import` makes it\n", paint("yellow"),
           paint("off"), STR_ARG(app_ledger_path(app)));
  for (size_t i = 0; !args_has(args, "offline") && i < app->conf.mailboxes.n; i++)
    check_account(app, &app->conf.mailboxes.v[i], &c);
  return c.bad ? EXIT_PERSON : EXIT_DONE;
}

static const struct flag flags[] = {
    {"offline", NULL, "without logging in"},
    {"coverage", NULL, "only list what each language has rules for"},
    {0}};

const struct verb verb_check = {
    .name = "check",
    .synopsis = "[--offline | --coverage]",
    .summary = "Check configuration, rules with their examples, letters, ledger and logins.",
    .examples = "  relance check             after every change\n"
                "  relance check --offline   without touching the mail servers\n"
                "  relance check --coverage  signals that a language has no rule for\n",
    .flags = flags,
    .run = run,
};
