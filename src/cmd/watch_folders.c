// watch_folders.c: the folders of the server and the owner's wishes to a list in order.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/watch_folders.h"

static bool same_name(struct str a, struct str b) {
  return str_eq(a, b) || (str_eq_ci(a, S("INBOX")) && str_eq_ci(b, S("INBOX")));
}

static bool among(struct str name, const struct strs *names) {
  for (size_t i = 0; i < names->n; i++)
    if (same_name(names->v[i], name))
      return true;
  return false;
}

static bool is_watched(const struct watched_folders *w, struct str name) {
  for (size_t i = 0; i < w->n; i++)
    if (same_name(w->v[i].folder.name, name))
      return true;
  return false;
}

struct choosing {
  struct arena *a;
  const struct mailbox_conf *conf;
  const struct imap_folders *all;
  struct watched_folders *out;
};

static bool is_listed(const struct choosing *c, struct str name) {
  for (size_t i = 0; i < c->all->n; i++)
    if (same_name(c->all->v[i].name, name))
      return c->all->v[i].selectable;
  return false;
}

static void add(const struct choosing *c, struct str name, enum folder_kind kind) {
  if (!name.n || is_watched(c->out, name))
    return;
  *LIST_PUSH(c->a, c->out) = (struct watched){
      .folder = {.mailbox = c->conf->name, .name = str_dup(c->a, name), .kind = kind},
      .listed = is_listed(c, name)};
}

static struct str by_use(const struct choosing *c, enum folder_use use, struct str named) {
  for (size_t i = 0; !named.n && i < c->all->n; i++)
    if (c->all->v[i].use == use && c->all->v[i].selectable)
      return c->all->v[i].name;
  return named;
}

// Colleagues' own folders are not ours to read, unless it is in such a place that we live.
static bool is_ours(const struct choosing *c, const struct imap_folder *f) {
  for (size_t i = 0; f->foreign && i < c->all->n; i++)
    if (c->all->v[i].foreign && same_name(c->all->v[i].name, c->conf->inbox))
      return true;
  return !f->foreign;
}

static bool holds_replies(const struct choosing *c, const struct imap_folder *f) {
  return f->selectable && is_ours(c, f) && f->use != USE_DRAFTS && f->use != USE_TRASH &&
         f->use != USE_ALL && f->use != USE_VIEW && !same_name(f->name, c->conf->drafts) &&
         !among(f->name, &c->conf->skip);
}

static void add_others(const struct choosing *c) {
  for (size_t i = 0; i < c->all->n; i++) {
    const struct imap_folder *f = &c->all->v[i];
    if (!holds_replies(c, f) || is_watched(c->out, f->name))
      continue;
    if (c->out->n < WATCHED_FOLDERS)
      add(c, f->name, FOLDER_OTHER);
    else {
      c->out->left_out++;
      c->out->left_name = str_dup(c->a, f->name);
    }
  }
}

void watched_choose(struct arena *a, const struct mailbox_conf *conf,
                    const struct imap_folders *all, struct watched_folders *out) {
  struct choosing c = {.a = a, .conf = conf, .all = all, .out = out};
  *out = (struct watched_folders){.garbled = all->garbled};
  out->sent = str_dup(a, by_use(&c, USE_SENT, conf->sent));
  add(&c, conf->inbox, FOLDER_INBOX);
  add(&c, out->sent, FOLDER_SENT);
  add(&c, by_use(&c, USE_JUNK, conf->junk), FOLDER_JUNK);
  for (size_t i = 0; i < conf->also.n; i++)
    add(&c, conf->also.v[i], FOLDER_OTHER);
  add_others(&c);
}

struct str watched_left_out(struct arena *a, const struct watched_folders *w) {
  struct buf b = buf_in(a);
  if (w->left_out)
    buf_printf(&b,
               "%zu folders are not read, for there are more than %d (\"%.*s\" is one): name those "
               "where replies lie by `also =`",
               w->left_out, WATCHED_FOLDERS, STR_ARG(w->left_name));
  if (w->garbled)
    buf_printf(&b,
               "%s%zu folders are not read, for their names are not spelt as IMAP wants it: rename "
               "them",
               w->left_out ? "; " : "", w->garbled);
  return buf_str(&b);
}
