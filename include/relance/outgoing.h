// outgoing.h: a letter to raw bytes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/mail.h"

struct mail_file {
  struct str name, type, bytes;
  struct str cid; // set: shown inline in the HTML by this Content-ID
};

struct outgoing {
  struct address from, to;
  struct addresses cc;
  struct address reply_to;        // empty: none
  struct str subject, message_id; // message_id without < >
  struct strs references;         // the last one also becomes In-Reply-To
  int64_t date;                   // UTC seconds
  int zone_minutes;               // of the Date header
  struct str text, html;          // html may be empty
  LIST(struct mail_file) files;
  LIST(struct header) extra; // ASCII names, as Auto-Submitted
};

// The finished bytes: CRLF, 7-bit clean, lines of at most 998 octets, deterministic (the same
// letter gives the same bytes). ERR_INPUT when an address or header value holds CR, LF, NUL or
// cannot be sent over plain SMTP (non-ASCII local part).
bool outgoing_bytes(struct arena *a, const struct outgoing *o, struct str *bytes, struct err *err);
