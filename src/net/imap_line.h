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

// What follows STATUS in an untagged line, RFC 3501 7.2.4; a literal stands behind its count as if
// the line went on.
//   status    = mailbox SP "(" [name SP number *( SP name SP number )] ")"
//   mailbox   = 1*( any but SP, "(", DQUOTE, "{" ) / DQUOTE *( char / "\" char ) DQUOTE
//               / "{" count "}" count*OCTET
struct imap_status_line {
  struct str folder;                     // as on the wire, in the arena where it was quoted
  uint32_t exists, uidnext, uidvalidity; // 0: not said
};
bool imap_status_parse(struct arena *a, struct str text, struct imap_status_line *out);
// The octets that a line announces at its end: "... {12}".
bool imap_line_announces(struct str line, size_t *octets);

// What follows NAMESPACE, RFC 2342: adds the prefixes of other users' and of shared folders, as on
// the wire. Stops without a word at what is not one.
//   namespaces = personal SP others SP shared, each "NIL" / "(" 1*( "(" prefix SP ... ")" ) ")"
void imap_namespace_parse(struct arena *a, struct str text, struct strs *foreign);
