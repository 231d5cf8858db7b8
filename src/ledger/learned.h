// learned.h: what the owner's answers have taught, each with the message that taught it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/ledger.h"
#include "relance/arena.h"
#include "relance/register.h"

struct lesson {
  int64_t id, message, at;
  struct taught what;
};
struct lessons {
  struct lesson *v;
  size_t n, cap;
};

const char *learning_name(enum learning_kind k); // "writer"
// Once known, the same lesson adds nothing. ERR_INPUT: no such client or message.
bool learned_put(struct ledger *l, const struct taught *what, int64_t message, int64_t now,
                 struct err *err);
// The standing ones, newest first.
bool learned_list(struct ledger *l, struct arena *a, size_t limit, struct lessons *out,
                  struct err *err);
// *found = false: no such lesson stands.
bool learned_end(struct ledger *l, int64_t id, struct str why, int64_t now, bool *found,
                 struct err *err);
// What this message taught counts no more: its answer was taken back.
bool learned_end_of_message(struct ledger *l, int64_t message, struct str why, int64_t now,
                            struct err *err);
// For a snapshot: what stands of this client.
bool snapshot_add_learned(struct ledger *l, struct arena *a, struct str client, struct snapshot *s,
                          struct err *err);
