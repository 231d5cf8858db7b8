// work_drafts.h: mode = draft, the part of work: it decides, watch carries it out (drafts.h).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/work_message.h"

// Wants a draft of every queued letter while the mode is draft. In any mode: takes back what is no
// longer right, and what a person has removed without sending it.
bool work_drafts(struct worker *w, struct arena *a, enum mode mode, struct now now,
                 struct err *err);
