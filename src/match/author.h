// author.h: what a message is once the register has told whose it is.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "deciding.h"

// "noreply@": an address that a program writes from.
bool address_is_machine(struct str addr);

// Fills `again` with the reading as its real writer makes it: one of us sends on a client's words,
// or a client wrote what looks like nobody's mail or a bank's. false: it is what it looked like.
bool author_known(const struct deciding *d, struct reading *again);
