// work_folders.c: moves into relance/Yes and relance/No to decisions.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/work_folders.h"

#include "cmd/decide.h"
#include "cmd/desk.h"
#include "cmd/digest_words.h"
#include "cmd/knowledge.h"
#include "host/clock.h"
#include "ledger/journal.h"

enum { MOVES_AT_ONCE = 200, SCRATCH = 64 << 20 };

struct folders { // one look at what was moved
  struct worker *w;
  struct arena *a;
  struct digest_words words;
  struct desk_names names;
  struct moveds all;
};

static struct str last_part(struct str name, struct str *before) {
  size_t at = name.n;
  while (at && name.p[at - 1] != '/' && name.p[at - 1] != '.')
    at--;
  *before = str_sub(name, 0, at ? at - 1 : 0);
  return str_skip(name, at);
}

// By the names that relance gives such folders itself, else "relance/Oui", "INBOX.relance.No": a
// word of rules/digest.rules.
static bool verb_of(struct folders *f, struct str name, enum digest_verb *out) {
  static const enum digest_verb verbs[DESKS] = {
      [DESK_YES] = DIGEST_YES, [DESK_NO] = DIGEST_NO, [DESK_LATER] = DIGEST_LATER};
  struct str before, rest, word = last_part(name, &before);
  enum desk desk;
  if (desk_of(f->a, &f->names, name, &desk)) {
    *out = verbs[desk];
    return desk != DESK_ASK && desk != DESK_DONE;
  }
  return str_eq_ci(last_part(before, &rest), S("relance")) &&
         digest_word(f->a, &f->words, word, out) && *out <= DIGEST_LATER;
}

static bool contradicted(struct folders *f, const struct moved *m, enum digest_verb verb) {
  enum digest_verb other;
  for (size_t i = 0; i < f->all.n; i++)
    if (f->all.v[i].message == m->message && verb_of(f, f->all.v[i].name, &other) && other != verb)
      return true;
  return false;
}

static bool note(struct folders *f, const struct moved *m, const char *what, struct err *err) {
  int64_t id;
  struct journal_entry e = {.at = clock_now().utc,
                            .kind = S("folder"),
                            .message = m->message,
                            .say = str_printf(f->a, "moved into %.*s: %s", STR_ARG(m->name), what)};
  return journal_add(f->w->ledger, &e, &id, err);
}

static bool answer(struct folders *f, const struct moved *m, enum digest_verb verb,
                   struct err *err) {
  static const char owner[] = "owner (folder)";
  struct suggestion s;
  bool found, done = false;
  struct ledger *l = f->w->ledger;
  if (!suggestion_of_message(l, f->a, m->message, &s, &found, err))
    return false;
  if (!found)
    return note(f, m, "nothing is asked about it, or it was decided already", err);
  if (contradicted(f, m, verb))
    return note(f, m, "it lies in two such folders at once: the question stays open", err);
  if (verb == DIGEST_LATER)
    return true; // it stays open, and lies where he will find it
  if (!(verb == DIGEST_YES
            ? decide_accept(f->w->app, l, f->a, s.id, s.version, NULL, owner, &done, err)
            : decide_reject(f->w->app, l, f->a, s.id, s.version, owner, &done, err)))
    return false;
  return done || note(f, m, "somebody else was faster", err);
}

// What fails for reasons of the register is told and not tried again.
static bool obey(struct folders *f, const struct moved *m, struct err *err) {
  enum digest_verb verb;
  struct err why;
  if (verb_of(f, m->name, &verb) && !answer(f, m, verb, &why)) {
    if (why.kind != ERR_INPUT)
      return err_set(err, why.kind, "%s", why.text);
    if (!note(f, m, str_c(f->a, str_of(why.text)), err))
      return false;
  }
  return true;
}

static bool obey_all(struct folders *f, struct err *err) {
  if (!inbox_moved(f->w->ledger, f->a, MOVES_AT_ONCE, &f->all, err))
    return false;
  if (f->all.n && (!desk_names(f->a, &f->w->app->conf, &f->names, err) ||
                   !digest_words_load(f->a, &f->w->app->know->stanzas, &f->words, err)))
    return false;
  for (size_t i = 0; i < f->all.n; i++)
    if (!obey(f, &f->all.v[i], err))
      return false;
  for (size_t i = 0; i < f->all.n; i++)
    if (!inbox_obeyed(f->w->ledger, &f->all.v[i], err))
      return false;
  return true;
}

bool work_folders(struct worker *w, struct err *err) {
  struct arena a;
  arena_init(&a, SCRATCH);
  struct folders f = {.w = w, .a = &a};
  bool ok = obey_all(&f, err);
  arena_free(&a);
  return ok;
}
