// trace.h: inside the ledger room: what of a raw message says that it is the same one again.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

enum {
  TRACE_HEADERS_LIMIT = 256 << 10, // bytes looked at for a header block
  TRACE_MESSAGE_ID_LIMIT = 998,    // longer ones are none (a line of RFC 5322)
};

// The header block, up to and with the empty line; at most TRACE_HEADERS_LIMIT bytes.
struct str trace_headers(struct str raw);
// What stands within < > of the first Message-ID, valid UTF-8 without white space; else empty.
struct str trace_message_id(struct arena *a, struct str raw);
// The message as its writer sent it: without the headers that relays, filters and mailboxes add.
struct str trace_free(struct arena *a, struct str raw);
