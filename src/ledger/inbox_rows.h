// inbox_rows.h: inside the ledger room: names that the parts of the inbox share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ledger/inbox.h"

struct str folder_kind_name(enum folder_kind k); // "inbox", as in the schema
enum folder_kind folder_kind_of(struct str name);
