// work_folders.h: the owner decides by moving a message.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/work_message.h"

// Folders that the owner has made below one called "relance" and named with a word of
// rules/digest.rules ("relance/Oui", "relance/No") are read like any other. What is moved into one
// of them is answered yes or no, or put off, once for each move, however the mail program moves. In
// two at once, or decided already: nothing is done, and the page and the journal say so. Folders are
// made and emptied by desk.h only, where the owner wants it.
bool work_folders(struct worker *w, struct err *err);
