// thanks.h: a word of thanks when the money is in.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/work_message.h"

// One letter for all that a client's last reminder named, once; it says so where the reminder had
// crossed the payment. Where the policy has `thanks` among its answers.
bool thanks_write(struct worker *w, struct err *err);
