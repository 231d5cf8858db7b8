// imap_line.h: the short answers of an IMAP server, read without a socket.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/str.h"

// RFC 3501 9, as far as LOGIN, AUTHENTICATE, STARTTLS and IDLE need it; all else libetpan reads.
//   line      = "+" [SP text] / ( "*" / tag ) SP ( status [SP "[" code "]"] SP text
//                                                / number SP word [SP text] / word [SP text] )
//   status    = "OK" / "NO" / "BAD" / "BYE" / "PREAUTH"
enum imap_said {
  IMAP_SAID_OK,
  IMAP_SAID_NO,
  IMAP_SAID_BAD,
  IMAP_SAID_BYE,
  IMAP_SAID_PREAUTH,
  IMAP_SAID_CONTINUE, // "+"
  IMAP_SAID_DATA,     // "* 7 EXISTS", "* CAPABILITY ..."
};

struct imap_line {
  enum imap_said said;
  struct str tag;  // "*" for untagged, "+" for a continuation
  struct str code; // what stood in brackets, or empty
  struct str word; // of data: "EXISTS"
  uint32_t number; // before it, or 0
  struct str text;
};

bool imap_line_parse(struct str line, struct imap_line *out);
