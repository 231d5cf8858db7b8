// desk_store.h: which questions lie as mail in which of the owner's folders.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/inbox.h"

enum { DESK_FOLDERS = 5 }; // whole names: to decide, yes, no, later, done

struct ids {
  int64_t *v;
  size_t n, cap;
};
// Messages of the mailbox that are asked about and lie in none of the folders where that is to be
// seen: to decide, later, or yes and no before work has obeyed.
bool desk_wanted(struct ledger *l, struct arena *a, struct str mailbox, const struct str *folders,
                 size_t limit, struct ids *out, struct err *err);
// What lies in one of the first four and was a question, and is none any more.
bool desk_decided(struct ledger *l, struct arena *a, struct str mailbox, const struct str *folders,
                  size_t limit, struct moveds *out, struct err *err);
// Where the message lies: among what was decided, else, with `anywhere`, in any folder.
bool desk_place(struct ledger *l, struct arena *a, int64_t message, const struct str *folders,
                bool anywhere, struct moved *out, bool *found, struct err *err);
// It is not there any more, or was moved by us.
bool desk_moved_on(struct ledger *l, const struct moved *m, struct err *err);
