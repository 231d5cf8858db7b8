// mailbox_messages.c: walking over the folders of a mailbox, read-only, in sets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/mailbox_messages.h"

#include "cmd/account.h"
#include "cmd/watch_folders.h"
#include "relance/mail.h"

enum { SET_MESSAGES = 100, SET_BYTES = 16 << 20, LISTS_MEMORY = 256 << 20 };

struct some { // what is to be read of one folder
  struct str folder;
  struct uids uids;
};

struct walk {
  struct arena lists, *one;
  struct imap *imap;
  LIST(struct some) folders;
  struct str folder; // that is read now
  bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw, struct err *err);
  void *ctx;
};

static bool search(struct walk *w, struct str folder, struct day since, struct err *err) {
  struct box box;
  struct some found = {.folder = folder};
  if (!imap_select(w->imap, folder, BOX_READ, &box, err) ||
      !imap_search_since(w->imap, 1, since, &w->lists, &found.uids, err))
    return false;
  *LIST_PUSH(&w->lists, &w->folders) = found;
  return true;
}

static bool search_all(struct walk *w, const struct mailbox_conf *m, struct day since,
                       struct err *err) {
  struct imap_folders all = {0};
  struct watched_folders watched;
  if (!imap_list(w->imap, &w->lists, &all, err))
    return false;
  watched_choose(&w->lists, m, &all, &watched);
  for (size_t i = 0; i < watched.n; i++)
    if (watched.v[i].listed && watched.v[i].folder.kind != FOLDER_SENT &&
        !search(w, watched.v[i].folder.name, since, err))
      return false;
  return true;
}

static bool take(void *context, const struct imap_mail *mail, struct str raw, struct err *err) {
  struct walk *w = context;
  struct str name = str_printf(w->one, "%.*s/%u", STR_ARG(w->folder), mail->uid);
  bool ok = w->each(w->ctx, w->one, name, raw, err);
  arena_free(w->one);
  return ok;
}

static bool is_among(const uint32_t *uids, size_t n, uint32_t uid) {
  for (size_t i = 0; i < n; i++)
    if (uids[i] == uid)
      return true;
  return false;
}

static bool read_set(struct walk *w, const uint32_t *uids, size_t n, struct err *err) {
  struct arena a;
  struct imap_mails sized = {0}, wanted = {0};
  size_t bytes = 0;
  arena_init(&a, LISTS_MEMORY);
  bool ok = imap_fetch_sizes(w->imap, uids[0], uids[n - 1], &a, &sized, err);
  for (size_t i = 0; ok && i < sized.n; i++) {
    const struct imap_mail *m = &sized.v[i];
    if (!is_among(uids, n, m->uid) || m->flags & MAIL_DRAFT || m->size > MAIL_SIZE_LIMIT)
      continue;
    if (wanted.n && bytes + m->size > SET_BYTES) {
      ok = imap_fetch_raw(w->imap, wanted.v, wanted.n, take, w, err);
      wanted.n = bytes = 0;
    }
    bytes += m->size;
    *LIST_PUSH(&a, &wanted) = *m;
  }
  ok = ok && (!wanted.n || imap_fetch_raw(w->imap, wanted.v, wanted.n, take, w, err));
  arena_free(&a);
  return ok;
}

static bool read_folder(struct walk *w, const struct some *s, struct err *err) {
  struct box box;
  w->folder = s->folder;
  if (s->uids.n && !imap_select(w->imap, s->folder, BOX_READ, &box, err))
    return false;
  for (size_t i = 0; i < s->uids.n; i += SET_MESSAGES) {
    size_t left = s->uids.n - i;
    if (!read_set(w, s->uids.v + i, left < SET_MESSAGES ? left : SET_MESSAGES, err))
      return false;
  }
  return true;
}

bool mailbox_messages(const struct mailbox_conf *m, struct day since, struct arena *a,
                      bool (*each)(void *ctx, struct arena *a, struct str name, struct str raw,
                                   struct err *err),
                      void *ctx, struct progress *progress, struct err *err) {
  struct walk w = {.one = a, .each = each, .ctx = ctx};
  if (!account_imap(m, &w.imap, err))
    return false;
  arena_init(&w.lists, LISTS_MEMORY);
  bool ok = search_all(&w, m, since, err);
  for (size_t i = 0; ok && i < w.folders.n; i++)
    progress->all += w.folders.v[i].uids.n;
  for (size_t i = 0; ok && i < w.folders.n; i++)
    ok = read_folder(&w, &w.folders.v[i], err);
  imap_close(w.imap);
  arena_free(&w.lists);
  return ok;
}
