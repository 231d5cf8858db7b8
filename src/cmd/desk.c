// desk.c: open questions into the first folder, decided ones into the last.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/desk.h"

#include "host/step.h"
#include "ledger/desk_store.h"
#include "web/speech.h"

enum { AT_ONCE = 50, SCRATCH = 256 << 20 };

_Static_assert((int)DESKS == (int)DESK_FOLDERS, "the same five, in the same order");

// ---------------------------------------------------------------- names

static const char *const words[DESKS] = {N_("To decide"), N_("Yes"), N_("No"), N_("Later"),
                                         N_("Done")};

bool desk_names(struct arena *a, const struct conf *c, struct desk_names *out, struct err *err) {
  struct str rest = c->service.review_names, name;
  const struct speech *speech = speech_of(c->company.language, S("en"));
  size_t n = 0;
  for (size_t i = 0; i < DESKS; i++)
    out->v[i] = speech_words(speech, words[i]);
  if (!rest.n)
    return true;
  for (; n < DESKS && str_field(&rest, ',', &name) && str_trim(name).n; n++)
    out->v[n] = str_dup(a, str_trim(name));
  return (n == DESKS && !rest.n) ||
         err_set(err, ERR_SETUP, "review_names = %.*s: five names, parted by commas",
                 STR_ARG(c->service.review_names));
}

static bool ends_with_part(struct str name, struct str part) {
  size_t n = name.n - part.n;
  return str_ends(name, part) && n && (name.p[n - 1] == '/' || name.p[n - 1] == '.');
}

bool desk_of(struct arena *a, const struct desk_names *names, struct str folder, enum desk *out) {
  struct str folded = str_lower(a, folder);
  for (int i = 0; i < DESKS; i++) {
    struct str tail = str_lower(a, names->v[i]);
    if (ends_with_part(folded, tail) &&
        ends_with_part(str_printf(a, "/%.*s", (int)(folded.n - tail.n - 1), folded.p),
                       S("relance")))
      return *out = (enum desk)i, true;
  }
  return false;
}

// ---------------------------------------------------------------- tending

struct tending {
  struct ledger *l;
  struct arena *a;
  struct imap *imap;
  const struct conf *conf;
  const struct mailbox_conf *m;
  struct str folders[DESKS]; // whole names
};

static bool is_watched(const struct watched_folders *w, struct str name) {
  for (size_t i = 0; i < w->n; i++)
    if (str_eq(w->v[i].folder.name, name))
      return true;
  return false;
}

static bool make_folders(const struct tending *t, const struct watched_folders *w, bool *made,
                         struct err *err) {
  *made = false;
  for (int i = 0; i < DESKS; i++) {
    if (is_watched(w, t->folders[i]))
      continue;
    if (!imap_create(t->imap, t->folders[i], err))
      return false;
    *made = true;
  }
  return true;
}

// What somebody has put there since we looked.
static bool has_news(const struct tending *t, const struct watched_folders *w, bool *yes,
                     struct err *err) {
  *yes = false;
  for (size_t i = 0; i < w->n; i++)
    for (int k = 0; k < DESKS; k++) {
      struct folder_state state;
      const struct watched *f = &w->v[i];
      if (!str_eq(f->folder.name, t->folders[k]))
        continue;
      if (!inbox_folder_get(t->l, f->folder, &state, err))
        return false;
      *yes |= f->box.exists && (state.uidvalidity != f->box.uidvalidity || !f->box.uidnext ||
                                f->box.uidnext > state.last_uid + 1);
    }
  return true;
}

// Where nobody has moved it since: a UID that is gone moves nothing.
static bool move(const struct tending *t, const struct moved *from, struct str to, bool *moved,
                 struct err *err) {
  struct box box;
  *moved = false;
  if (!imap_select(t->imap, from->name, BOX_WRITE, &box, err))
    return false;
  step("before desk");
  bool ok = box.uidvalidity != from->uidvalidity || imap_move(t->imap, from->uid, to, moved, err);
  step("after desk");
  return ok && desk_moved_on(t->l, from, err);
}

static bool put_copy(const struct tending *t, int64_t message, struct err *err) {
  struct inbox_row m;
  bool found;
  if (!inbox_get(t->l, t->a, message, &m, &found, err))
    return false;
  step("before desk");
  bool ok = !found || imap_append(t->imap, t->folders[DESK_ASK], m.raw, 0, NULL, err);
  step("after desk");
  return ok;
}

// From the folder of what is done, if it was decided before; the message itself where that is
// wanted; else a copy.
static bool ask(const struct tending *t, int64_t message, struct err *err) {
  struct moved from;
  bool found, moved = false, itself = t->conf->service.review_folders == REVIEW_MOVE;
  if (!desk_place(t->l, t->a, message, t->folders, itself, &from, &found, err) ||
      (found && !move(t, &from, t->folders[DESK_ASK], &moved, err)))
    return false;
  return moved || put_copy(t, message, err);
}

static bool ask_all(const struct tending *t, struct err *err) {
  struct ids open = {0};
  if (!desk_wanted(t->l, t->a, t->m->name, t->folders, AT_ONCE, &open, err))
    return false;
  for (size_t i = 0; i < open.n; i++)
    if (!ask(t, open.v[i], err))
      return false;
  return true;
}

static bool clear_all(const struct tending *t, struct err *err) {
  struct moveds decided = {0};
  bool moved;
  if (!desk_decided(t->l, t->a, t->m->name, t->folders, AT_ONCE, &decided, err))
    return false;
  for (size_t i = 0; i < decided.n; i++)
    if (!move(t, &decided.v[i], t->folders[DESK_DONE], &moved, err))
      return false;
  return true;
}

static bool tend(struct tending *t, const struct watched_folders *w, char delimiter,
                 struct err *err) {
  struct desk_names names;
  bool made, news;
  if (!desk_names(t->a, t->conf, &names, err))
    return false;
  for (int i = 0; i < DESKS; i++)
    t->folders[i] = str_printf(t->a, "%.*s%c%.*s", STR_ARG(t->conf->service.review_parent),
                               delimiter ? delimiter : '/', STR_ARG(names.v[i]));
  if (!make_folders(t, w, &made, err) || !has_news(t, w, &news, err))
    return false;
  return made || news || (ask_all(t, err) && clear_all(t, err));
}

bool desk_tend(struct ledger *l, const struct conf *c, const struct mailbox_conf *m,
               struct imap *imap, const struct watched_folders *folders, char delimiter,
               struct err *err) {
  struct arena a;
  if (c->service.review_folders == REVIEW_NONE)
    return true;
  arena_init(&a, SCRATCH);
  struct tending t = {.l = l, .a = &a, .imap = imap, .conf = c, .m = m};
  bool ok = tend(&t, folders, delimiter, err);
  arena_free(&a);
  return ok;
}
