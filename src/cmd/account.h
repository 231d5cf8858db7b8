// account.h: a [mailbox NAME] of the configuration as the net room wants it, secrets included.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "net/imap.h"
#include "net/smtp.h"

// Open sessions. The secret is asked for each time and wiped afterwards; a refused token is asked
// for once more. ERR_SETUP: refused for good, a person must look.
bool account_imap(const struct mailbox_conf *m, struct imap **out, struct err *err);
bool account_smtp(struct app *app, const struct mailbox_conf *m, struct smtp **out,
                  struct err *err);

// The mailbox that `args` names, or the only one there is; NULL with `err` set.
const struct mailbox_conf *account_named(struct app *app, const char *name, struct err *err);

// The role's name for lock, wake-up and log: "watch-compta".
struct str account_role(struct arena *a, const struct mailbox_conf *m);
