// words.h: what a server said, made fit to be shown.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// Adds `said` after a space to the NUL-terminated `text` of `size` bytes, cut where it is full.
// What is not printable UTF-8 becomes "?".
void words_add(char *text, size_t size, struct str said);
