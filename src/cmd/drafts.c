// drafts.c: the folder of drafts made to agree with the outbox.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A draft is found by the token in its text: a mail program that has opened and saved it keeps
// neither our header nor our Message-ID.
#include "cmd/drafts.h"

#include "host/clock.h"
#include "host/log.h"
#include "host/step.h"
#include "ledger/outbox.h"

enum { DRAFTS_AT_ONCE = 500 };

struct tending {
  struct ledger *l;
  struct arena *a;
  struct imap *imap;
  struct draft_folders folders;
};

static struct str by_use(const struct imap_folders *all, enum folder_use use, struct str named) {
  for (size_t i = 0; !named.n && i < all->n; i++)
    if (all->v[i].use == use && all->v[i].selectable)
      return all->v[i].name;
  return named;
}

struct draft_folders draft_folders(struct arena *a, const struct mailbox_conf *m,
                                   const struct imap_folders *all) {
  return (struct draft_folders){.drafts = str_dup(a, by_use(all, USE_DRAFTS, m->drafts)),
                                .trash = str_dup(a, by_use(all, USE_TRASH, S("")))};
}

static bool note(const struct tending *t, const struct outbox_letter *letter, enum letter_draft to,
                 struct err *err) {
  bool moved;
  return letter->draft == to ||
         letter_draft_move(t->l, letter->id, letter->draft, to, clock_now().utc, &moved, err);
}

static bool put(const struct tending *t, int64_t id, struct err *err) {
  struct outbox_letter letter;
  bool found;
  if (!letter_get(t->l, t->a, id, &letter, &found, err))
    return false;
  step("before draft");
  if (!imap_append(t->imap, t->folders.drafts, letter.mime, MAIL_SEEN | MAIL_DRAFT, NULL, err))
    return false;
  step("after draft");
  log_say(LOG_INFO, "letter %lld lies in %.*s", (long long)id, STR_ARG(t->folders.drafts));
  return note(t, &letter, DRAFT_THERE, err);
}

// ---- taking back

struct copy {
  struct arena *a;
  struct str raw;
};

static bool take(void *context, const struct imap_mail *mail, struct str raw, struct err *err) {
  struct copy *c = context;
  (void)mail, (void)err;
  c->raw = str_dup(c->a, raw);
  return true;
}

static bool untouched(const struct tending *t, uint32_t uid, struct str mime, bool *yes,
                      struct err *err) {
  struct copy c = {.a = t->a};
  struct imap_mails mails = {0};
  if (!imap_fetch_sizes(t->imap, uid, uid, t->a, &mails, err) ||
      (mails.n && !imap_fetch_raw(t->imap, mails.v, mails.n, take, &c, err)))
    return false;
  *yes = mails.n && str_eq(c.raw, mime);
  return true;
}

// A server that cannot move single messages leaves it to the owner, as one that has no Trash.
static bool to_trash(const struct tending *t, uint32_t uid, bool *moved, struct err *err) {
  struct err why;
  *moved = false;
  if (!t->folders.trash.n || imap_move(t->imap, uid, t->folders.trash, moved, &why))
    return true;
  return why.kind == ERR_SETUP || err_set(err, why.kind, "%s", why.text);
}

static bool take_back(const struct tending *t, int64_t id, const struct uids *there,
                      struct err *err) {
  struct outbox_letter letter;
  struct box box;
  bool found, left = false;
  if (!letter_get(t->l, t->a, id, &letter, &found, err) ||
      !imap_select(t->imap, t->folders.drafts, BOX_WRITE, &box, err))
    return false;
  for (size_t i = 0; i < there->n; i++) {
    bool ours, moved = false;
    if (!untouched(t, there->v[i], letter.mime, &ours, err))
      return false;
    step("before trash");
    if (ours && !to_trash(t, there->v[i], &moved, err))
      return false;
    left |= !moved;
  }
  step("after trash");
  if (left)
    log_say(LOG_WARNING,
            "letter %lld is %s, and its draft in %.*s has been changed or cannot be moved: please "
            "delete it there",
            (long long)id, letter_state_name(letter.state), STR_ARG(t->folders.drafts));
  return note(t, &letter, left ? DRAFT_CHANGED : DRAFT_GONE, err);
}

// ---- one letter

static bool tend_in(const struct tending *t, const struct outbox_letter *letter, struct err *err) {
  struct uids there = {0};
  if (!imap_search_text(t->imap, letter->token, t->a, &there, err))
    return false;
  if (letter->state != LETTER_QUEUED && there.n)
    return letter->draft == DRAFT_CHANGED || take_back(t, letter->id, &there, err);
  if (letter->state == LETTER_QUEUED && letter->draft == DRAFT_WANTED && !there.n)
    return put(t, letter->id, err);
  return note(t, letter, there.n ? DRAFT_THERE : DRAFT_GONE, err);
}

// In an arena of its own: many letters with their invoices are too much for one.
static bool tend(const struct tending *all, const struct outbox_letter *letter, struct err *err) {
  struct arena a;
  struct tending t = *all;
  arena_init(&a, 256 << 20);
  t.a = &a;
  bool ok = tend_in(&t, letter, err);
  arena_free(&a);
  return ok;
}

// Whether there is something to do even though nobody has touched the folder.
static bool pressing(const struct outbox_letter *t) {
  return t->draft == DRAFT_WANTED || (t->draft == DRAFT_THERE && t->state != LETTER_QUEUED);
}

static bool same_box(const struct box *a, const struct box *b) {
  return a->uidvalidity == b->uidvalidity && a->uidnext == b->uidnext && a->exists == b->exists;
}

static bool tend_all(const struct tending *t, const struct outbox_letters *letters,
                     struct box *seen, struct err *err) {
  struct box box;
  bool wrote = false;
  if (!imap_select(t->imap, t->folders.drafts, BOX_READ, &box, err))
    return false;
  for (size_t i = 0; i < letters->n; i++) {
    if (!pressing(&letters->v[i]) && same_box(&box, seen))
      continue;
    if (!tend(t, &letters->v[i], err))
      return false;
    wrote |= pressing(&letters->v[i]);
  }
  *seen = wrote ? (struct box){0} : box; // what we changed ourselves is looked at once more
  return true;
}

bool file_drafts(struct ledger *l, const struct mailbox_conf *m, struct imap *imap,
                 struct draft_folders f, struct box *seen, struct err *err) {
  struct arena a;
  struct outbox_letters letters = {0};
  arena_init(&a, 256 << 20);
  struct tending t = {.l = l, .imap = imap, .folders = f};
  bool ok = letters_drafted(l, &a, m->name, DRAFTS_AT_ONCE, &letters, err);
  if (ok && letters.n && !f.drafts.n)
    ok = err_set(err, ERR_SETUP,
                 "[mailbox %.*s]: mode = draft, and the server names no folder of drafts: "
                 "`drafts = NAME` says which",
                 STR_ARG(m->name));
  ok = ok && (!letters.n || tend_all(&t, &letters, seen, err));
  arena_free(&a);
  return ok;
}
