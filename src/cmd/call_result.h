// call_result.h: what came of a telephone call, by its code.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/dunning.h"

struct call_result {
  const char *code, *say; // say: for the journal
  enum intent_kind intent;
  bool follows; // it has the consequences of that intent, as if it had been written
};

const struct call_result *call_result_of(struct str code); // NULL: no such code
struct str call_result_codes(struct arena *a);             // all of them, joined
// What it means for these invoices of the client. `day`: that was named, DAY_NONE without.
void call_consequences(struct arena *a, const struct call_result *result, struct str client,
                       const struct strs *invoices, struct day day, const struct snapshot *s,
                       const struct policies *p, const struct calendar *c, struct day today,
                       struct acts *out);
