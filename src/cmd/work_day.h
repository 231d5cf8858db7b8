// work_day.h: the passing of a day: what is due is planned, what has settled is queued.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/work_message.h"

// Plans for every client with something overdue, and looks once a day whether one pays later than
// usual. Doing it twice plans nothing new.
bool work_day(struct worker *w, struct err *err);
// Planned letters that need no person and have settled become queued, in automatic mode; all that
// have settled, for Drafts, in draft mode; letters
// in doubt without evidence after a while are put to the owner.
bool work_outbox(struct worker *w, struct err *err);
