// words.h: what people write for days, numbers, money and invoices, as tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/evidence.h"

struct words {
  int n;
};
