// set_aside.h: a message that is not read waits for a person, and so do its sender's letters.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/act.h"
#include "ledger/inbox.h"

// In one transaction: the message is set aside with `why`, and the reminders of every client who
// has the address or the domain of its From are held until somebody has looked; and those of
// `client`, where other signs say that it is his (else empty).
bool set_aside(const struct acting *x, const struct inbox_message *m, struct str why,
               struct str client, struct err *err);
