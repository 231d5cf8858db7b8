// settle.h: money on the account goes to the invoices that its own words name.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "relance/dunning.h"

// Every payment of a bank statement that names open invoices of one client, by number or by payment
// reference, and is enough for them (or a part of the only one) closes them. What was sent back
// reopens them. What a policy takes off for who pays early is taken off when the rest has come in
// time, to the cent. Everything else stays as it is: such money is never given away by a guess.
bool settle_payments(struct ledger *l, const struct policies *policies, struct err *err);
