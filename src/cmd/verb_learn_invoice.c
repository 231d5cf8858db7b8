// verb_learn_invoice.c: from one printed invoice of ours to a rule that reads all of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/knowledge.h"
#include "cmd/papers.h"
#include "cmd/verbs.h"
#include "host/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_LIMIT = 200 };
static const char own_file[] = "invoices.rules"; // in the owner's folder of rules

// What stands in the flag, else what the owner types, else what was found.
static struct str ask(struct arena *a, const struct args *args, const char *flag,
                      struct str found) {
  char line[ANSWER_LIMIT];
  const char *said = args_get(args, flag);
  if (said)
    return str_of(said);
  if (!isatty(STDIN_FILENO))
    return found;
  fprintf(stderr, "%-8s [%.*s] ", flag, STR_ARG(found));
  if (!fgets(line, sizeof line, stdin))
    return found;
  struct str typed = str_trim(str_of(line));
  return typed.n ? str_dup(a, typed) : found;
}

static bool read_day(struct str s, const char *what, bool needed, struct day *out,
                     struct err *err) {
  *out = DAY_NONE;
  if (!s.n && !needed)
    return true;
  return day_parse_iso(s, out) ||
         err_set(err, ERR_INPUT, "%s \"%.*s\": a day like 2026-11-21 (--%s)", what, STR_ARG(s),
                 what);
}

static bool confirm(struct arena *a, const struct args *args, struct einvoice *e, struct err *err) {
  struct str due = day_iso(a, e->due);
  e->number = ask(a, args, "number", e->number);
  struct str issued = ask(a, args, "issued", day_iso(a, e->issued));
  due = ask(a, args, "due", due);
  struct str total =
      ask(a, args, "total",
          e->payable.currency[0] || e->payable.minor ? money_plain(a, e->payable) : S(""));
  struct str currency =
      ask(a, args, "currency", e->payable.currency[0] ? str_of(e->payable.currency) : S("EUR"));
  if (!e->number.n)
    return err_set(err, ERR_INPUT, "no number was found: say it with --number");
  if (!currency_valid(currency))
    return err_set(err, ERR_INPUT, "\"%.*s\" is no currency (--currency EUR)", STR_ARG(currency));
  return read_day(issued, "issued", true, &e->issued, err) &&
         read_day(due, "due", false, &e->due, err) &&
         money_parse(total, str_c(a, currency), &e->payable, err);
}

// The rule must read its own page, and must not spoil what the others read.
static bool check(struct app *app, struct str stanza, struct err *err) {
  struct arena *a = &app->arena;
  struct stanzas all = {0};
  struct invoice_rules *rules;
  for (size_t i = 0; i < app->know->stanzas.n; i++)
    *LIST_PUSH(a, &all) = app->know->stanzas.v[i];
  return stanza_parse(a, S("the learnt rule"), stanza, &all, err) &&
         invoice_rules_load(a, &all, &rules, err) && invoice_rules_check(rules, err);
}

static bool append(struct app *app, struct str stanza, struct err *err) {
  struct arena *a = &app->arena;
  struct str dir = app->conf.service.rules, before = S("");
  if (!dir.n)
    return err_set(err, ERR_SETUP, "%.*s: [service] rules names no folder of yours to keep it in",
                   STR_ARG(app->conf.path));
  const char *path = str_c(a, str_printf(a, "%.*s/%s", STR_ARG(dir), own_file));
  if (access(path, F_OK) == 0 && !file_read(a, path, STANZA_FILE_LIMIT, &before, err))
    return false;
  if (!before.n)
    before = S("# Invoices of ours, learnt by `relance learn-invoice`.\n");
  return file_write(path, str_printf(a, "%.*s\n%.*s", STR_ARG(before), STR_ARG(stanza)), err) &&
         printf("written to %s\n", path) > 0;
}

static bool learn(struct app *app, const struct args *args, struct str *stanza, struct err *err) {
  struct arena *a = &app->arena;
  struct reader reader = {.app = app};
  struct papers p = {0};
  struct str bytes;
  struct einvoice e = {.issued = DAY_NONE, .due = DAY_NONE};
  const char *name = args_get(args, "name"), *seller = args_get(args, "seller");
  if (!file_read(a, args->rest[0], PAPERS_FILE_LIMIT, &bytes, err))
    return false;
  bool ok = reader_papers(&reader, a, PAPERS_OF_FILE, bytes, &p, err);
  reader_stop(&reader);
  if (!ok)
    return false;
  if (!p.text.n)
    return err_set(err, ERR_INPUT, "%s: this is no PDF with text on it", args->rest[0]);
  if (p.invoices.n && !str_eq(p.invoices.v[0].e.syntax, S("text")))
    return err_set(err, ERR_INPUT, "%s carries an e-invoice: there is nothing to learn",
                   args->rest[0]);
  if (p.invoices.n)
    e = p.invoices.v[0].e;
  return confirm(a, args, &e, err) &&
         invoice_rule_learn(a, app->know->invoices, p.text, str_of(name ? name : "own"),
                            seller ? str_of(seller) : app->conf.company.name, &e, stanza, err) &&
         check(app, *stanza, err);
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  struct str stanza = S("");
  if (args->rest_n != 1)
    return usage("learn-invoice: name one PDF");
  if (!app_conf(app, &err) || !know(app, KNOW_PAPERS, &err) || !learn(app, args, &stanza, &err))
    return fail(&err);
  if (!args_has(args, "write")) {
    printf("%.*s", STR_ARG(stanza));
    return EXIT_DONE;
  }
  return append(app, stanza, &err) ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {
    {"number", "N", "the invoice's number, where it is not found or found wrong"},
    {"issued", "DAY", "its day, as 2026-11-21"},
    {"due", "DAY", "the day it is due"},
    {"total", "AMOUNT", "what is to be paid, as 1234.56"},
    {"currency", "CODE", "of the total; default: as found, else EUR"},
    {"seller", "WORDS", "words that stand on our invoices alone; default: the company's name"},
    {"name", "NAME", "of the rule; default: own"},
    {"write", NULL, "append it to invoices.rules in your folder of rules"},
    {0},
};

const struct verb verb_learn_invoice = {
    .name = "learn-invoice",
    .synopsis = "[--number N] [--issued DAY] [--due DAY] [--total AMOUNT] [--write] FILE.pdf",
    .summary = "Make a rule that reads your printed invoices from one of them.",
    .examples = "  relance learn-invoice FA-12.pdf           what is found, and the rule\n"
                "  relance learn-invoice --write FA-12.pdf   kept with your rules\n",
    .flags = flags,
    .run = run,
};
