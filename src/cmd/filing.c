// filing.c: copies into Sent.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cmd/filing.h"

#include "host/clock.h"
#include "host/step.h"
#include "ledger/outbox.h"

enum { FILE_AT_ONCE = 50 };

// By our Message-ID; by our token where the server has put an id of its own.
static bool already_there(struct imap *imap, struct arena *a, const struct outbox_letter *letter,
                          bool *yes, struct err *err) {
  struct uids by_id = {0}, by_token = {0};
  if (!imap_search_header(imap, "Message-ID", letter->message_id, a, &by_id, err))
    return false;
  if (!by_id.n && letter->token.n &&
      !imap_search_header(imap, "X-Relance-Ref", letter->token, a, &by_token, err))
    return false;
  *yes = by_id.n || by_token.n;
  return true;
}

static bool file_letter(struct ledger *l, struct imap *imap, struct arena *a, struct str sent,
                        int64_t id, struct err *err) {
  struct outbox_letter letter;
  bool found, there;
  if (!letter_get(l, a, id, &letter, &found, err) || !already_there(imap, a, &letter, &there, err))
    return false;
  step("before append");
  if (!there && !imap_append(imap, sent, letter.mime, MAIL_SEEN, NULL, err))
    return false;
  step("after append");
  return letter_filed(l, id, clock_now().utc, err);
}

static bool file_one(struct ledger *l, struct imap *imap, struct str sent, int64_t id,
                     struct err *err) {
  struct arena a; // of its own: fifty letters with their invoices are too much for one
  arena_init(&a, 256 << 20);
  bool ok = file_letter(l, imap, &a, sent, id, err);
  arena_free(&a);
  return ok;
}

bool file_copies(struct ledger *l, const struct mailbox_conf *m, struct imap *imap, struct str sent,
                 struct err *err) {
  struct arena a;
  struct outbox_letters letters = {0};
  struct box box;
  bool selected = false;
  if (!m->copy_to_sent || !sent.n)
    return true;
  arena_init(&a, 256 << 20);
  bool ok = letters_unfiled(l, &a, m->name, FILE_AT_ONCE, &letters, err);
  for (size_t i = 0; ok && i < letters.n; i++) {
    ok = (selected || imap_select(imap, sent, BOX_READ, &box, err)) &&
         file_one(l, imap, sent, letters.v[i].id, err);
    selected = true;
  }
  arena_free(&a);
  return ok;
}
