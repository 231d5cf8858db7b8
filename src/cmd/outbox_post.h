// outbox_post.h: a letter that also went by registered post.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"

// Keeps its number at the post in the letter's story; inside the caller's transaction. ERR_INPUT
// when there is no such letter to a client, or the number is none.
bool outbox_posted(struct ledger *l, struct arena *a, int64_t id, struct str number,
                   struct err *err);
