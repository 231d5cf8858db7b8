// learn.h: what an answer of the owner teaches about who writes and pays for whom.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/act.h"
#include "relance/reading.h"

// The owner said that this message is of v->client: the address that wrote it, or the payer whom a
// notice names, is known as his from now on. As evidence only: nothing is ever applied on it alone.
bool learn_from(const struct acting *x, const struct reading *r, const struct verdict *v,
                const struct snapshot *s, struct err *err);
