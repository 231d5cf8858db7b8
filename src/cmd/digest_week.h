// digest_week.h: the few numbers of the week, for the owner's weekly mail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/figures.h"
#include "web/html.h"

// Appends lines in the words of `h`: what came in during the seven days before today, which
// promises fell due and were kept, what left, what had crossed something, what was taken back in
// time.
bool digest_week(struct ledger *l, struct html *h, struct now now, struct buf *out,
                 struct err *err);
