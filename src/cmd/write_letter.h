// write_letter.h: a planned letter rendered, made into bytes and frozen in the outbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/outbox.h"
#include "relance/dunning.h"
#include "relance/letter.h"

struct sender letter_sender(const struct conf *c);
// The [mailbox] that letters leave from: the first one.
const struct mailbox_conf *letter_mailbox(const struct conf *c);

// Renders and freezes; inside the caller's transaction. *fresh = false: it was there already.
bool write_letter(struct app *app, struct ledger *l, struct arena *a, const struct due_letter *due,
                  const struct snapshot *s, struct now now, int64_t *id, bool *fresh,
                  struct err *err);
