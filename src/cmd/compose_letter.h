// compose_letter.h: one letter with everything that leaves with it, before it is put anywhere.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "relance/letter.h"
#include "relance/outgoing.h"

struct letter_order { // what is to be written
  const struct due_letter *due;
  const struct snapshot *s;
  struct occasion occasion;
  bool in_reply;    // sent by itself in reply to a message: RFC 3834
  int64_t asked;    // suggestion whose yes this letter follows: each has a token of its own; or 0
  struct ledger *l; // where invoices lie that came out of mail; NULL: only files are attached
};

struct sender letter_sender(const struct conf *c);
// The [mailbox] that letters leave from: the first one, or NULL.
const struct mailbox_conf *letter_mailbox(const struct conf *c);

// Rendered, with its payment code and its attachments; without Message-ID.
bool compose_letter_mail(struct app *app, struct arena *a, const struct letter_order *order,
                         struct now now, struct letter *letter, struct outgoing *out,
                         struct err *err);
