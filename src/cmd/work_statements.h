// work_statements.h: bank statements from a mail and from a watched folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/act.h"
#include "cmd/papers.h"
#include "cmd/work_message.h"

// A known bank wrote this, and our own server says that it was she.
bool is_from_bank(const struct conf *conf, const struct reading *r);

// Puts what was read, inside the caller's transaction. *words: what came of it, one sentence; empty
// when there was nothing. *gaps: a statement is missing, as *words say.
bool statements_put(const struct acting *x, const struct papers *p, struct str *words, bool *gaps,
                    struct err *err);

// Every file of the folder [service] statements that was not read yet. What cannot be read is said
// once, and stays.
bool work_statements(struct worker *w, struct err *err);
