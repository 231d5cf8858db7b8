// imap_write.c: the few things that change a mailbox, each naming exactly one message.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imap_inside.h"

#include <string.h>

static struct mailimap_flag_list *flag_list(unsigned flags) {
  struct mailimap_flag_list *list = mailimap_flag_list_new_empty();
  if (list && flags & MAIL_SEEN)
    mailimap_flag_list_add(list, mailimap_flag_new_seen());
  if (list && flags & MAIL_DRAFT)
    mailimap_flag_list_add(list, mailimap_flag_new_draft());
  return list;
}

bool imap_append(struct imap *imap, struct str folder, struct str raw, unsigned flags,
                 struct copied *out, struct err *err) {
  struct arena a;
  const char *wire;
  arena_init(&a, IMAP_SCRATCH);
  bool ok = imap_wire(&a, folder, &wire, err);
  struct copied to = {0};
  if (ok) {
    struct mailimap_flag_list *list = flag_list(flags);
    stream_phase(imap->stream, imap->reply_seconds, IMAP_ANSWER_BYTES);
    int r = mailimap_uidplus_append(imap->lib, wire, list, NULL, raw.p, raw.n, &to.uidvalidity,
                                    &to.uid);
    if (list)
      mailimap_flag_list_free(list);
    ok = imap_check(imap, r, str_c(&a, str_printf(&a, "a copy into \"%.*s\"", STR_ARG(folder))),
                    err);
  }
  arena_free(&a);
  if (ok && out)
    *out = to;
  return ok;
}

// libetpan's two functions of this form.
typedef int transfer(mailimap *, struct mailimap_set *, const char *, uint32_t *,
                     struct mailimap_set **, struct mailimap_set **);

// A UID that is gone is answered with OK too; only COPYUID (RFC 4315) tells.
static bool run_transfer(struct imap *imap, transfer *f, uint32_t uid, const char *wire,
                         const char *what, bool *done, struct err *err) {
  uint32_t validity = 0;
  struct mailimap_set *set = mailimap_set_new_single(uid), *from = NULL, *to = NULL;
  stream_phase(imap->stream, imap->reply_seconds, IMAP_ANSWER_BYTES);
  int r = set ? f(imap->lib, set, wire, &validity, &from, &to) : MAILIMAP_ERROR_MEMORY;
  if (set)
    mailimap_set_free(set);
  *done = from && clist_count(from->set_list) > 0;
  if (from)
    mailimap_set_free(from);
  if (to)
    mailimap_set_free(to);
  return imap_check(imap, r, what, err);
}

static bool transfer_to(struct imap *imap, transfer *f, uint32_t uid, struct str folder, bool *done,
                        struct err *err) {
  struct arena a;
  const char *wire;
  arena_init(&a, IMAP_SCRATCH);
  const char *what = str_c(&a, str_printf(&a, "message %u to \"%.*s\"", uid, STR_ARG(folder)));
  bool ok = imap_wire(&a, folder, &wire, err) && run_transfer(imap, f, uid, wire, what, done, err);
  arena_free(&a);
  return ok;
}

static bool remove_one(struct imap *imap, uint32_t uid, struct err *err) {
  char store[64], expunge[40];
  snprintf(store, sizeof store, "UID STORE %u +FLAGS.SILENT (\\Deleted)", uid);
  snprintf(expunge, sizeof expunge, "UID EXPUNGE %u", uid);
  return imap_command(imap, store, IMAP_ANSWER_BYTES, err) &&
         imap_command(imap, expunge, IMAP_ANSWER_BYTES, err);
}

static bool needs_uidplus(struct imap *imap, struct err *err) {
  return imap_has(imap, "UIDPLUS") ||
         err_set(err, ERR_SETUP,
                 "%s:%d has no UIDPLUS: relance cannot move single messages there without "
                 "touching others",
                 imap->stream->host, imap->stream->port);
}

bool imap_copy(struct imap *imap, uint32_t uid, struct str folder, bool *copied, struct err *err) {
  bool done;
  if (!needs_uidplus(imap, err) ||
      !transfer_to(imap, mailimap_uidplus_uid_copy, uid, folder, &done, err))
    return false;
  *copied = done;
  return true;
}

bool imap_move(struct imap *imap, uint32_t uid, struct str folder, bool *moved, struct err *err) {
  bool done, native = imap_has(imap, "MOVE");
  if (!needs_uidplus(imap, err) ||
      !transfer_to(imap, native ? mailimap_uidplus_uid_move : mailimap_uidplus_uid_copy, uid,
                   folder, &done, err) ||
      (done && !native && !remove_one(imap, uid, err)))
    return false;
  *moved = done;
  return true;
}
