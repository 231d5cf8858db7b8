// work_sent.h: what lies in the Sent folder: our own letters, and what colleagues wrote.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/act.h"
#include "cmd/papers.h"

// Our own letter there proves that it left, if that was in doubt. A colleague's mail in a thread of
// ours makes the letters of that client wait until somebody has looked. An invoice is registered.
bool work_sent(const struct acting *x, const struct conf *conf, const struct reading *r,
               struct str reading_json, const struct papers *papers, struct err *err);
