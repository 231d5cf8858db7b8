// main.c: finds the verb and runs it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/cmd.h"
#include "cmd/verbs.h"
#include "relance/stanza.h"

#include <stdio.h>
#include <string.h>

#ifndef RELANCE_VERSION // the Makefile says it; a checker that compiles this file alone does not
#define RELANCE_VERSION "unknown"
#endif

static const struct verb *const verbs[] = {
    &verb_init,        &verb_check,  &verb_run,           &verb_watch,  &verb_work,
    &verb_send,        &verb_import, &verb_learn_invoice, &verb_read,   &verb_match,
    &verb_plan,        &verb_review, &verb_learned,       &verb_why,    &verb_outbox,
    &verb_hold,        &verb_resume, &verb_letters,       &verb_call,   &verb_bundle,
    &verb_instalments, &verb_serve,  &verb_report,        &verb_status, &verb_clock,
    &verb_reader,      &verb_dump,   &verb_replay,
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static void help(void) {
  puts("relance: polite payment reminders from the mailbox where your clients answer.\n\n"
       "usage: relance [--config FILE] [--ledger FILE] VERB [OPTION...] [ARGUMENT...]\n");
  for (size_t i = 0; i < VERBS; i++)
    if (!verbs[i]->hidden)
      printf("  %-13s %s\n", verbs[i]->name, verbs[i]->summary);
  puts("\n`relance VERB --help` shows the options and examples of a verb; relance(1) and\n"
       "relance.conf(5) tell it all.");
}

static void help_verb(const struct verb *v) {
  printf("usage: relance %s %s\n\n%s\n", v->name, v->synopsis, v->summary);
  if (v->flags) {
    puts("\noptions:");
    for (const struct flag *f = v->flags; f->name; f++) {
      char left[40];
      snprintf(left, sizeof left, "--%s%s%s", f->name, f->value ? " " : "",
               f->value ? f->value : "");
      printf("  %-22s %s\n", left, f->help);
    }
  }
  if (v->examples)
    printf("\nexamples:\n%s", v->examples);
}

static const struct verb *find_verb(const char *name) {
  for (size_t i = 0; i < VERBS; i++)
    if (strcmp(verbs[i]->name, name) == 0)
      return verbs[i];
  return NULL;
}

static int unknown_verb(const char *name) {
  const char *names[VERBS + 1];
  size_t n = 0;
  for (size_t i = 0; i < VERBS; i++)
    if (!verbs[i]->hidden)
      names[n++] = verbs[i]->name;
  names[n] = NULL;
  const char *near = nearest_name(str_of(name), names);
  if (near)
    return usage("no verb \"%s\": did you mean \"%s\"?", name, near);
  return usage("no verb \"%s\": `relance --help` lists them", name);
}

static const struct flag *find_flag(const struct verb *v, struct str name) {
  for (const struct flag *f = v->flags; f && f->name; f++)
    if (str_eq(str_of(f->name), name))
      return f;
  return NULL;
}

static int unknown_flag(const struct verb *v, struct str name) {
  const char *names[FLAGS_MAX + 1];
  size_t n = 0;
  for (const struct flag *f = v->flags; f && f->name && n < FLAGS_MAX; f++)
    names[n++] = f->name;
  names[n] = NULL;
  const char *near = nearest_name(name, names);
  return usage("%s: no option --%.*s%s%s; `relance %s --help` lists them", v->name, STR_ARG(name),
               near ? ": did you mean --" : "", near ? near : "", v->name);
}

// Flags may stand anywhere; "--" ends them; "--flag=value" and "--flag value" are the same.
static int parse_args(const struct verb *v, int argc, char **argv, struct args *out) {
  struct args args = {.rest = argv};
  bool only_rest = false;
  for (int i = 0; i < argc; i++) {
    struct str word = str_of(argv[i]), name, value;
    if (only_rest || !str_starts(word, S("--"))) {
      args.rest[args.rest_n++] = argv[i];
      continue;
    }
    if (word.n == 2) {
      only_rest = true;
      continue;
    }
    bool has_value = str_cut(str_skip(word, 2), '=', &name, &value);
    const struct flag *f = find_flag(v, name);
    if (!f || args.n == FLAGS_MAX)
      return unknown_flag(v, name);
    if (f->value && !has_value && ++i == argc)
      return usage("%s: --%s needs %s", v->name, f->name, f->value);
    if (!f->value && has_value)
      return usage("%s: --%s takes no value", v->name, f->name);
    args.flags[args.n] = f;
    args.values[args.n++] = !f->value ? "" : has_value ? value.p : argv[i];
  }
  *out = args;
  return EXIT_DONE;
}

static bool wants_help(int argc, char **argv) {
  for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
      return true;
  return false;
}

static int run_verb(struct app *app, int argc, char **argv) {
  const struct verb *v = find_verb(argv[0]);
  struct args args;
  if (!v)
    return unknown_verb(argv[0]);
  if (wants_help(argc - 1, argv + 1)) {
    help_verb(v);
    return EXIT_DONE;
  }
  int status = parse_args(v, argc - 1, argv + 1, &args);
  return status == EXIT_DONE ? v->run(app, &args) : status;
}

int main(int argc, char **argv) {
  struct app app = {0};
  int i = 1;
  arena_init(&app.arena, 1u << 30);
  for (; i < argc && argv[i][0] == '-'; i++) {
    const char **to = strcmp(argv[i], "--config") == 0   ? &app.conf_path
                      : strcmp(argv[i], "--ledger") == 0 ? &app.ledger_path
                                                         : NULL;
    if (to && i + 1 < argc) {
      *to = argv[++i];
      continue;
    }
    if (strcmp(argv[i], "--version") == 0)
      return puts("relance " RELANCE_VERSION) < 0;
    if (strcmp(argv[i], "--help") != 0 && strcmp(argv[i], "-h") != 0)
      return usage("no option %s before the verb: --config FILE, --ledger FILE, --help, --version",
                   argv[i]);
    i = argc;
  }
  if (i >= argc) {
    help();
    return argc > 1 ? EXIT_DONE : EXIT_WRONG_USAGE;
  }
  int status = run_verb(&app, argc - i, argv + i);
  arena_free(&app.arena);
  if (fflush(stdout) != 0)
    return usage("standard output: cannot be written");
  return status;
}
