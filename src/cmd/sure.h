// sure.h: the questions that need no second look: one yes for all of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/inbox.h"
#include "ledger/journal.h"
#include "relance/match.h"
#include "web/pages.h"

// How far the owner may trust what is proposed; `lies_in`: the folder of its message. Sure only
// where it weighs 99 %, has an effect, and nothing at all speaks against it.
enum sureness sureness_of(const struct verdict *v, enum folder_kind lies_in);
// Open questions that are sure, at most `limit`, the oldest first.
bool sure_questions(struct ledger *l, struct arena *a, size_t limit, struct suggestions *out,
                    struct err *err);
// Yes to one of them as it was seen in `version`. *done = false: it has changed, was decided
// already, or is not sure.
bool sure_accept(struct app *app, struct ledger *l, int64_t id, int version, const char *by,
                 bool *done, struct err *err);
