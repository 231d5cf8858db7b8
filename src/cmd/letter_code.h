// letter_code.h: the payment QR code of a letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/letter.h"

// The transfer that would pay for the letter, as a PNG. False where there is no such code: another
// currency than euros, several, nothing to pay, a client outside SEPA, no IBAN that is ours.
bool letter_code(struct arena *a, const struct due_letter *due, const struct snapshot *s,
                 const struct sender *from, struct str *png);
