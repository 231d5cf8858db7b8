// pdf.h: light Markdown to A4 pages.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "letter/blocks.h"

// The bytes of a PDF of that day. `sender`: the lines of the letter head.
struct str blocks_pdf(struct arena *a, const struct language *l, const struct blocks *b,
                      struct str title, struct day day, const struct strs *sender);
