// knowledge.c: loading rules/ and the owner's own folder after it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/knowledge.h"

#include "host/file.h"

static struct str named(struct arena *a, const char *dir, struct str path) {
  return str_printf(a, "%s/%.*s", dir, STR_ARG(path));
}

static bool stanzas_below(struct arena *a, const char *dir, struct stanzas *out, struct err *err) {
  struct files files = {0};
  if (!files_below(a, dir, ".rules", &files, err))
    return false;
  for (size_t i = 0; i < files.n; i++)
    if (!str_starts(files.v[i].path, S("letters/")) &&
        !stanza_parse(a, named(a, dir, files.v[i].path), files.v[i].text, out, err))
      return false;
  return true;
}

static bool letters_below(struct arena *a, const char *dir, struct letter_files *out,
                          struct err *err) {
  struct files files = {0};
  if (!files_below(a, dir, "", &files, err))
    return false;
  for (size_t i = 0; i < files.n; i++)
    if (str_starts(files.v[i].path, S("letters/")) &&
        !str_ends(files.v[i].path, S("/README.md"))) // for people
      *LIST_PUSH(a, out) = (struct letter_file){named(a, dir, files.v[i].path), files.v[i].text};
  return true;
}

static bool all_stanzas(struct app *app, struct knowledge *k, struct err *err) {
  struct str own = app->conf.service.rules;
  if (k->stanzas.n)
    return true;
  return stanzas_below(&app->arena, rules_dir(&app->arena), &k->stanzas, err) &&
         (!own.n || stanzas_below(&app->arena, str_c(&app->arena, own), &k->stanzas, err));
}

static bool all_letters(struct app *app, struct letter_files *files, struct err *err) {
  struct str own = app->conf.service.rules;
  return letters_below(&app->arena, rules_dir(&app->arena), files, err) &&
         (!own.n || letters_below(&app->arena, str_c(&app->arena, own), files, err));
}

// Which room reads which stanzas besides the rules room, which knows its own.
static const struct {
  const char *kind;
  unsigned what;
} kinds[] = {
    {"policy", KNOW_POLICY},
    {"experiment", KNOW_POLICY},
    {"calendar", KNOW_CALENDAR},
    {"law", KNOW_LAW},
    {"rates", KNOW_LAW},
};

static struct stanzas stanzas_for(struct arena *a, const struct stanzas *all, unsigned what) {
  struct stanzas some = {0};
  for (size_t i = 0; i < all->n; i++) {
    const struct stanza *s = &all->v[i];
    bool wanted = what == KNOW_READING && rules_knows_kind(s->kind);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
      wanted |= kinds[k].what == what && str_eq(s->kind, str_of(kinds[k].kind));
    if (wanted)
      *LIST_PUSH(a, &some) = *s;
  }
  return some;
}

static struct stanzas stanzas_in(struct arena *a, const struct stanzas *all, struct str folder) {
  struct stanzas some = {0};
  for (size_t i = 0; i < all->n; i++)
    if (str_find(all->v[i].file, folder, NULL))
      *LIST_PUSH(a, &some) = all->v[i];
  return some;
}

static bool know_reading(struct arena *a, struct knowledge *k, struct err *err) {
  struct stanzas rules = stanzas_for(a, &k->stanzas, KNOW_READING);
  struct stanzas words = stanzas_in(a, &k->stanzas, S("/words/"));
  return rules_load(&rules, &k->rules, err) && words_make(a, &words, &k->words, err);
}

static bool know_dunning(struct arena *a, struct knowledge *k, struct err *err) {
  struct stanzas policies = stanzas_for(a, &k->stanzas, KNOW_POLICY);
  struct stanzas calendars = stanzas_for(a, &k->stanzas, KNOW_CALENDAR);
  struct stanzas laws = stanzas_for(a, &k->stanzas, KNOW_LAW);
  return policies_load(a, &policies, &k->policies, err) &&
         calendar_load(a, &calendars, &k->calendar, err) && laws_load(a, &laws, &k->laws, err);
}

bool know(struct app *app, unsigned what, struct err *err) {
  struct arena *a = &app->arena;
  if (!app->know)
    app->know = ARENA_NEW(a, struct knowledge);
  struct knowledge *k = app->know;
  unsigned need = what & ~k->have;
  struct letter_files files = {0};
  if (need && !all_stanzas(app, k, err))
    return false;
  if ((need & KNOW_READING) && !know_reading(a, k, err))
    return false;
  if ((need & KNOW_DUNNING) && !know_dunning(a, k, err))
    return false;
  if ((need & KNOW_LETTERS) &&
      !(all_letters(app, &files, err) && templates_load(a, &files, &k->templates, err)))
    return false;
  if ((need & KNOW_CSV) && !csv_columns_load(a, &k->stanzas, &k->columns, err))
    return false;
  if ((need & KNOW_PAPERS) && !(invoice_rules_load(a, &k->stanzas, &k->invoices, err) &&
                                terms_load(a, &k->stanzas, &k->terms, err)))
    return false;
  if ((need & KNOW_MATCH) && !match_weights_load(a, &k->stanzas, &k->weights, err))
    return false;
  k->have |= need;
  return true;
}
