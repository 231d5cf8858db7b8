// write_letter.h: a planned letter rendered, made into bytes and frozen in the outbox.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/compose_letter.h"
#include "ledger/outbox.h"

// Renders and freezes; inside the caller's transaction. *fresh = false: it was there already.
// `answers`: the inbox message that an answer answers, else 0.
bool write_letter(struct app *app, struct ledger *l, struct arena *a,
                  const struct letter_order *order, enum outbox_kind kind, int64_t answers,
                  struct now now, int64_t *id, bool *fresh, struct err *err);
