// watch_take.c: raw bytes and cursor in one transaction; nothing is passed by that was not taken.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/watch_take.h"

#include "cmd/look.h"
#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "host/wake.h"
#include "relance/mail.h"

#include <stdlib.h>

enum {
  SET_MESSAGES = 500,   // committed together
  SET_BYTES = 16 << 20, // and their bytes together
  DAY = 86400,
};

_Static_assert((int)IMAP_UNSIZED_BYTES > (int)MAIL_SIZE_LIMIT,
               "one that is too large must look so");

// ---- one set

struct taking {
  struct arena *a;
  LIST(struct raw_message) messages;
};

static struct str header_of(struct str raw) {
  size_t end;
  return str_find(raw, S("\r\n\r\n"), &end) ? str_sub(raw, 0, end + 4)
                                            : str_sub(raw, 0, IMAP_HEAD_BYTES);
}

static struct str too_large(struct arena *a, const struct imap_mail *mail) {
  if (!mail->size)
    return str_printf(a, "more than the %d MB that relance reads: open it in your mail program",
                      MAIL_SIZE_LIMIT >> 20);
  return str_printf(a, "%.1f MB, and relance reads at most %d MB: open it in your mail program",
                    mail->size / (double)(1 << 20), MAIL_SIZE_LIMIT >> 20);
}

static bool take(void *context, const struct imap_mail *mail, struct str raw, struct err *err) {
  struct taking *t = context;
  (void)err;
  bool large = raw.n > MAIL_SIZE_LIMIT;
  *LIST_PUSH(t->a, &t->messages) =
      (struct raw_message){.uid = mail->uid,
                           .arrived_at = mail->internaldate,
                           .raw = str_dup(t->a, large ? header_of(raw) : raw),
                           .refused = large ? too_large(t->a, mail) : S("")};
  return true;
}

static bool take_head(void *context, const struct imap_mail *mail, struct str raw,
                      struct err *err) {
  struct taking *t = context;
  (void)err;
  *LIST_PUSH(t->a, &t->messages) = (struct raw_message){.uid = mail->uid,
                                                        .arrived_at = mail->internaldate,
                                                        .raw = str_dup(t->a, raw),
                                                        .refused = too_large(t->a, mail)};
  return true;
}

// Drafts are nobody's mail yet. Of what is too large the headers tell whose it is.
static void sort_out(struct arena *a, const struct imap_mails *mails, bool drafts,
                     struct imap_mails *whole, struct imap_mails *heads) {
  for (size_t i = 0; i < mails->n; i++) {
    const struct imap_mail *m = &mails->v[i];
    if (m->flags & MAIL_DRAFT && !drafts)
      continue;
    *LIST_PUSH(a, m->size <= MAIL_SIZE_LIMIT ? whole : heads) = *m;
  }
}

// The last UID before one that the server held back: the cursor never passes that one. One that is
// gone it does pass.
static uint32_t cursor_before_held(const struct imap_mails *mails, uint32_t last) {
  for (size_t i = 0; i < mails->n; i++) {
    if (mails->v[i].state == MAIL_GONE)
      log_say(LOG_INFO, "uid %u was moved or removed before it could be read", mails->v[i].uid);
    else if (mails->v[i].state != MAIL_HERE && mails->v[i].uid <= last)
      return mails->v[i].uid - 1;
  }
  return last;
}

static int by_uid(const void *x, const void *y) {
  uint32_t a = ((const struct raw_message *)x)->uid, b = ((const struct raw_message *)y)->uid;
  return (a > b) - (a < b);
}

static bool store(const struct taker *t, struct raw_set *set, struct taking *taken,
                  struct err *err) {
  size_t fresh;
  if (taken->messages.n)
    qsort(taken->messages.v, taken->messages.n, sizeof *taken->messages.v, by_uid);
  while (taken->messages.n && taken->messages.v[taken->messages.n - 1].uid > set->last_uid)
    taken->messages.n--;
  set->v = taken->messages.v;
  set->n = taken->messages.n;
  if (!inbox_store_set(t->ledger, set, &fresh, err))
    return false;
  if (fresh)
    wake_ring(t->ledger_path, S("work"));
  return true;
}

static bool take_set(const struct taker *t, struct folder f, uint32_t uidvalidity,
                     const struct imap_mails *mails, uint32_t *cursor, struct err *err) {
  struct arena a;
  struct imap_mails whole = {0}, heads = {0};
  arena_init(&a, (size_t)1 << 30);
  struct taking taken = {.a = &a};
  sort_out(&a, mails, f.kind != FOLDER_OTHER, &whole, &heads);
  bool ok = imap_fetch_raw(t->imap, whole.v, whole.n, take, &taken, err) &&
            imap_fetch_heads(t->imap, heads.v, heads.n, take_head, &taken, err);
  if (ok) {
    uint32_t last = mails->v[mails->n - 1].uid;
    last = cursor_before_held(&heads, cursor_before_held(&whole, last));
    struct raw_set set = {
        .folder = f, .uidvalidity = uidvalidity, .last_uid = last > *cursor ? last : *cursor};
    ok = store(t, &set, &taken, err);
    *cursor = ok ? set.last_uid : *cursor;
  }
  arena_free(&a);
  return ok;
}

// ---- one folder

// As many messages from `from` on as fit into one set.
static size_t fitting(const struct imap_mails *mails, size_t from) {
  size_t bytes = 0, n = 0;
  for (; from + n < mails->n && n < SET_MESSAGES; n++) {
    uint32_t size = mails->v[from + n].size;
    bytes += size ? size : MAIL_SIZE_LIMIT;
    if (n && bytes > SET_BYTES)
      break;
  }
  return n;
}

static bool take_sizes(const struct taker *t, struct folder f, uint32_t uidvalidity,
                       const struct imap_mails *mails, uint32_t *cursor, struct err *err) {
  for (size_t i = 0; i < mails->n;) {
    size_t n = fitting(mails, i);
    struct imap_mails some = {.v = mails->v + i, .n = n};
    if (stop_wanted())
      return err_set(err, ERR_WAIT, "folder %.*s: asked to stop", STR_ARG(f.name));
    if (!take_set(t, f, uidvalidity, &some, cursor, err))
      return false;
    if (*cursor < some.v[n - 1].uid)
      return err_set(err, ERR_WAIT, "folder %.*s: the server lists uid %u and does not give it",
                     STR_ARG(f.name), *cursor + 1);
    i += n;
  }
  return true;
}

// With the sizes of those that the server answered about. It may leave one out that it lists: that
// one is fetched all the same, and only what is gone then is passed by.
static struct imap_mails all_of(struct arena *a, const uint32_t *uids, size_t n,
                                const struct imap_mails *sized) {
  struct imap_mails all = {0};
  for (size_t i = 0, k = 0; i < n; i++) {
    while (k < sized->n && sized->v[k].uid < uids[i])
      k++;
    bool has = k < sized->n && sized->v[k].uid == uids[i];
    *LIST_PUSH(a, &all) = has ? sized->v[k] : (struct imap_mail){.uid = uids[i]};
  }
  return all;
}

static bool take_uids(const struct taker *t, struct arena *a, struct folder f,
                      const struct uids *uids, uint32_t uidvalidity, uint32_t *cursor,
                      struct err *err) {
  for (size_t i = 0; i < uids->n; i += SET_MESSAGES) {
    size_t last = i + SET_MESSAGES < uids->n ? i + SET_MESSAGES : uids->n;
    struct imap_mails sized = {0};
    if (!imap_fetch_sizes(t->imap, uids->v[i], uids->v[last - 1], a, &sized, err))
      return false;
    struct imap_mails mails = all_of(a, uids->v + i, last - i, &sized);
    if (!take_sizes(t, f, uidvalidity, &mails, cursor, err))
      return false;
  }
  return true;
}

// The day from which on mail is not history for work, with a day to spare: the server's calendar
// is not ours.
static bool history_ends(const struct taker *t, struct day *day, struct err *err) {
  int64_t first;
  if (!look_first(t->ledger, t->mailbox, clock_now().utc, &first, err))
    return false;
  *day = (struct day){(int32_t)(first / DAY) - LOOK_HISTORY_DAYS - 1};
  return true;
}

// The first time in a folder that is not INBOX, Sent or Junk: years may lie there.
static bool take_first(const struct taker *t, struct arena *a, struct folder f,
                       const struct box *box, struct err *err) {
  struct uids uids = {0};
  struct day since;
  uint32_t cursor = 0;
  if (!history_ends(t, &since, err) || !imap_search_since(t->imap, 1, since, a, &uids, err) ||
      !take_uids(t, a, f, &uids, box->uidvalidity, &cursor, err))
    return false;
  if (box->uidnext <= cursor + 1)
    return true;
  struct raw_set none = {
      .folder = f, .uidvalidity = box->uidvalidity, .last_uid = box->uidnext - 1};
  struct taking nothing = {.a = a};
  return store(t, &none, &nothing, err);
}

static bool take_new(const struct taker *t, struct folder f, const struct box *box, uint32_t cursor,
                     struct err *err) {
  struct arena a;
  struct uids uids = {0};
  arena_init(&a, 256 << 20);
  bool ok = f.kind == FOLDER_OTHER && cursor == 0
                ? take_first(t, &a, f, box, err)
                : imap_search_from(t->imap, cursor + 1, &a, &uids, err) &&
                      take_uids(t, &a, f, &uids, box->uidvalidity, &cursor, err);
  arena_free(&a);
  return ok;
}

// A folder that is new, or of which what is known no longer says which messages were read.
static bool begin(const struct taker *t, struct folder f, const struct box *box, uint32_t before,
                  struct err *err) {
  struct raw_set none = {.folder = f, .uidvalidity = box->uidvalidity};
  size_t fresh;
  if (before)
    log_say(LOG_WARNING,
            "folder %.*s was renumbered by the server (UIDVALIDITY %u, before %u): its messages "
            "are recognised by content",
            STR_ARG(f.name), box->uidvalidity, before);
  return inbox_store_set(t->ledger, &none, &fresh, err);
}

static bool nothing_new(const struct folder_state *state, const struct box *box) {
  return state->uidvalidity == box->uidvalidity && box->uidnext &&
         box->uidnext <= state->last_uid + 1;
}

bool take_folder(const struct taker *t, const struct watched *f, bool *opened, struct err *err) {
  struct box box = f->box;
  struct folder_state state;
  *opened = false;
  if (!inbox_folder_get(t->ledger, f->folder, &state, err))
    return false;
  if (f->listed && f->folder.kind != FOLDER_INBOX) {
    if (!box.uidvalidity && !imap_status(t->imap, f->folder.name, &box, err))
      return false;
    *opened = true;
    if (nothing_new(&state, &box))
      return true;
  }
  if (!imap_select(t->imap, f->folder.name, BOX_READ, &box, err))
    return false;
  *opened = true;
  if (nothing_new(&state, &box))
    return true;
  bool same = state.uidvalidity == box.uidvalidity;
  if (!same && !begin(t, f->folder, &box, state.uidvalidity, err))
    return false;
  return take_new(t, f->folder, &box, same ? state.last_uid : 0, err);
}
