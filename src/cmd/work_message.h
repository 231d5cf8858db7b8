// work_message.h: the way of one message, from raw bytes to its consequences.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/reader.h"
#include "ledger/inbox.h"

struct worker {
  struct app *app;
  struct ledger *ledger;
  struct reader reader;
  struct str ledger_path;
};

// Works one claimed message to its one outcome. false only when the ledger cannot be written.
bool work_message(struct worker *w, const struct inbox_message *m, struct err *err);
