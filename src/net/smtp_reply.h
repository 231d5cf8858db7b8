// smtp_reply.h: the words of an SMTP server, read without a socket.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "net/smtp.h"

// One line of a reply, without its end (RFC 5321 4.2):
//   Reply-line = code ( "-" / SP ) [ enhanced SP ] *text CRLF     ; the bare code is taken too
//   code       = 3DIGIT, the first 2 to 5
//   enhanced   = ( "2" / "4" / "5" ) "." 1*3DIGIT "." 1*3DIGIT    ; RFC 3463
struct smtp_line {
  int code;
  bool last;
  char enhanced[12];
  struct str text; // after code and enhanced code
};

bool smtp_line_parse(struct str line, struct smtp_line *out);

// Adds a line to a reply; false when its code differs from the lines before. Bytes that are not
// printable ASCII or UTF-8 become "?".
bool smtp_reply_add(struct smtp_reply *reply, const struct smtp_line *line);
