// verb_letters.c: a letter as a client would get it today, and the names that templates may use.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/compose_letter.h"
#include "cmd/knowledge.h"
#include "cmd/verbs.h"
#include "host/clock.h"
#include "host/file.h"
#include "ledger/register_store.h"

#include <stdio.h>

static int show_names(void) {
  size_t n;
  const struct letter_name *names = letter_names(&n);
  for (size_t i = 0; i < n; i++)
    printf("{{%s%s}}%*s%s\n", names[i].section ? "#" : "", names[i].name,
           (int)(names[i].section ? 18 : 19) - (int)str_of(names[i].name).n, " ", names[i].what);
  return EXIT_DONE;
}

struct preview { // one letter with all that it was made from
  struct snapshot s;
  struct due_letter due;
  struct letter letter;
  struct outgoing mail;
};

static bool make(struct app *app, struct ledger *l, struct str name, struct str client,
                 struct preview *p, struct err *err) {
  struct arena *a = &app->arena;
  const struct knowledge *k = app->know;
  struct now now = clock_now();
  if (!ledger_snapshot_client(l, a, client, &p->s, err))
    return false;
  p->s.company = app->conf.company;
  if (!snapshot_client(&p->s, client))
    return err_set(err, ERR_INPUT, "there is no client %.*s", STR_ARG(client));
  if (!dunning_preview(a, &p->s, &k->policies, &k->calendar, &k->laws, &now, client, name, &p->due))
    return err_set(err, ERR_INPUT, "client %.*s has no open invoice to write about",
                   STR_ARG(client));
  p->due.token = S("XXXX-XXXX");
  struct letter_order order = {
      .due = &p->due,
      .s = &p->s,
      .occasion = {.promised = day_add(now.today, 10),
                   .amount = p->due.total.n ? p->due.total.v[0] : (struct money){0}}};
  if (!compose_letter_mail(app, a, &order, now, &p->letter, &p->mail, err))
    return false;
  p->mail.message_id = S("preview@relance.invalid");
  return true;
}

static bool save(struct arena *a, const char *dir, struct str stem, const char *suffix,
                 struct str bytes, struct err *err) {
  return file_write(str_c(a, str_printf(a, "%s/%.*s.%s", dir, STR_ARG(stem), suffix)), bytes, err);
}

static bool save_all(struct arena *a, const char *dir, struct str name, const struct preview *p,
                     struct err *err) {
  struct str mime, stem = str_printf(a, "%.*s-%.*s", STR_ARG(p->due.client), STR_ARG(name));
  struct str text =
      str_printf(a, "Subject: %.*s\n\n%.*s", STR_ARG(p->letter.subject), STR_ARG(p->letter.text));
  return outgoing_bytes(a, &p->mail, &mime, err) && save(a, dir, stem, "txt", text, err) &&
         save(a, dir, stem, "html", p->letter.html, err) && save(a, dir, stem, "eml", mime, err) &&
         (!p->letter.pdf.n || save(a, dir, stem, "pdf", p->letter.pdf, err));
}

static void show(const struct preview *p) {
  printf("To: %.*s\nSubject: %.*s\n", STR_ARG(p->due.to), STR_ARG(p->letter.subject));
  for (size_t i = 0; i < p->mail.files.n; i++)
    printf("Attached: %.*s\n", STR_ARG(p->mail.files.v[i].name));
  printf("\n%.*s", STR_ARG(p->letter.text));
}

static bool preview(struct app *app, const struct args *args, struct err *err) {
  struct ledger *l;
  const char *dir = args_get(args, "to");
  struct str names = str_of(args->rest[1]), client = str_of(args->rest[2]), name;
  bool ok = true;
  if (!app_conf(app, err) || !know(app, KNOW_DUNNING | KNOW_LETTERS, err) ||
      !app_ledger(app, LEDGER_EXISTING, NULL, &l, err))
    return false;
  while (ok && str_field(&names, ',', &name)) {
    struct preview p = {0};
    ok = make(app, l, name, client, &p, err) && (!dir || save_all(&app->arena, dir, name, &p, err));
    if (ok && !dir)
      show(&p);
  }
  ledger_close(l);
  return ok;
}

static int run(struct app *app, const struct args *args) {
  struct err err;
  if (args_has(args, "names"))
    return show_names();
  if (args->rest_n != 3 || !str_eq(str_of(args->rest[0]), S("preview")))
    return usage("letters: preview LETTER CLIENT, or --names");
  return preview(app, args, &err) ? EXIT_DONE : fail(&err);
}

static const struct flag flags[] = {
    {"names", NULL, "what a template may say, with its meaning"},
    {"to", "DIR", "write text, HTML and mail into files instead of showing the text"},
    {0},
};

const struct verb verb_letters = {
    .name = "letters",
    .synopsis = "[--to DIR] preview LETTER[,LETTER...] CLIENT | --names",
    .summary = "Show a letter as a client would get it today; nothing leaves.",
    .examples = "  relance letters preview 1 C012          his first reminder\n"
                "  relance letters preview thanks C012     a letter by its template's name\n"
                "  relance letters --names                 the names that templates may use\n",
    .flags = flags,
    .run = run,
};
