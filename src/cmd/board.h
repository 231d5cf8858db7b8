// board.h: the dashboard's values from the ledger.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "ledger/figures.h"
#include "web/board.h"

// Everything but the clients. It depends on nothing but the ledger and the day.
bool board_fetch(struct ledger *l, struct arena *a, struct day today, struct board *out,
                 struct err *err);
// Those who owe most, from the `first` on, at most `n`. *more: there are further ones.
bool board_clients(struct ledger *l, struct arena *a, size_t first, size_t n, struct board *b,
                   bool *more, struct err *err);
// Days late of one client, for his habit: what was paid, then what is open and later than usual.
bool board_habit(struct ledger *l, struct arena *a, struct day today, struct board_client *c,
                 struct err *err);
