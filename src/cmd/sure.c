// sure.c: which questions need no second look.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/sure.h"

#include "cmd/decide.h"

enum { SURE_POINTS = 20, LIKELY_POINTS = 10, LOOKED_AT = 200 }; // decibans: 99 %, 91 %

enum sureness sureness_of(const struct verdict *v, enum folder_kind lies_in) {
  int points = 0;
  bool against = lies_in == FOLDER_JUNK || v->hold_client || !v->client.n;
  for (size_t i = 0; i < v->reasons.n; i++) {
    points += v->reasons.v[i].points;
    against |= v->reasons.v[i].doubt || v->reasons.v[i].points < 0;
  }
  bool effect = v->allocations.n || v->pause.n;
  if (points >= SURE_POINTS && effect && !against)
    return SURE;
  return points >= LIKELY_POINTS ? LIKELY : UNSURE;
}

static bool look(struct ledger *l, struct arena *a, const struct suggestion *s, bool *yes,
                 struct err *err) {
  struct verdict v;
  struct inbox_row m;
  struct err ignored;
  bool found;
  *yes = s->state == SUGGESTION_OPEN && verdict_parse(a, s->verdict, &v, &ignored) &&
         sureness_of(&v, FOLDER_INBOX) == SURE;
  if (!*yes)
    return true;
  if (!inbox_get(l, a, s->message, &m, &found, err))
    return false;
  *yes = found && sureness_of(&v, m.kind) == SURE;
  return true;
}

// The messages are large, and only this is kept of them.
static bool is_sure(struct ledger *l, const struct suggestion *s, bool *yes, struct err *err) {
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  bool ok = look(l, &a, s, yes, err);
  arena_free(&a);
  return ok;
}

bool sure_questions(struct ledger *l, struct arena *a, size_t limit, struct suggestions *out,
                    struct err *err) {
  struct suggestions open = {0};
  if (!suggestions_list(l, a, SUGGESTION_OPEN, LOOKED_AT, &open, err))
    return false;
  for (size_t i = 0; i < open.n && out->n < limit; i++) {
    bool yes;
    if (!is_sure(l, &open.v[i], &yes, err))
      return false;
    if (yes)
      *LIST_PUSH(a, out) = open.v[i];
  }
  return true;
}

static bool accept(struct app *app, struct ledger *l, struct arena *a, int64_t id, int version,
                   const char *by, bool *done, struct err *err) {
  struct suggestion s;
  bool found, yes;
  *done = false;
  if (!suggestion_get(l, a, id, &s, &found, err))
    return false;
  if (!found)
    return true;
  if (!is_sure(l, &s, &yes, err))
    return false;
  return !yes || decide_accept(app, l, a, id, version, NULL, by, done, err);
}

bool sure_accept(struct app *app, struct ledger *l, int64_t id, int version, const char *by,
                 bool *done, struct err *err) {
  struct arena a;
  arena_init(&a, ARENA_MESSAGE_LIMIT);
  bool ok = accept(app, l, &a, id, version, by, done, err);
  *done = *done && ok;
  arena_free(&a);
  return ok;
}
