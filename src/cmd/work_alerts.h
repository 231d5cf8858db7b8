// work_alerts.h: clients who suddenly pay later than they used to.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/work_message.h"

// Once a day: every client who owes something overdue is compared with his own habit. What is new
// becomes a telephone task, once; what has passed ends. Silent on thin data.
bool work_alerts(struct worker *w, struct err *err);
