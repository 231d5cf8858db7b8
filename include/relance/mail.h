// mail.h: raw bytes to one message of UTF-8 text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/err.h"
#include "relance/str.h"

// Limits on what a stranger sends. Beyond them the rest is left unread and named in `trouble`;
// beyond MAIL_SIZE_LIMIT and the header limits the message is refused with ERR_INPUT.
enum {
  MAIL_SIZE_LIMIT = 25 << 20,     // bytes of a raw message
  MAIL_HEADERS_LIMIT = 256 << 10, // bytes of the header block
  MAIL_HEADER_LIMIT = 32 << 10,   // bytes of one header (an 81 kB From overflows GMime's stack)
  MAIL_HEADER_COUNT_LIMIT = 500,
  MAIL_PART_LIMIT = 500,
  MAIL_DEPTH_LIMIT = 20,
  MAIL_HTML_LIMIT = 512 << 10, // bytes of one HTML part
  MAIL_TEXT_LIMIT = 256 << 10, // bytes of text kept of one part
};

// Limits on an attached file that is read. What is beyond is not read at all: half a remittance
// advice would be a wrong one.
enum {
  ATTACHMENT_LIMIT = 10 << 20,     // bytes of the file
  ATTACHMENT_TEXT_LIMIT = 1 << 20, // bytes of its text
  ATTACHMENT_COUNT_LIMIT = 20,     // files of one message
  ATTACHMENT_PAGES_LIMIT = 50,     // of a PDF
  ZIP_ENTRIES_LIMIT = 1000,        // of an XLSX
  XLSX_PIECE_LIMIT = 8 << 20,      // bytes of one unpacked piece of an XLSX
};

struct address {
  struct str name, addr; // addr: lower case; empty when it could not be read
};

struct addresses {
  struct address *v;
  size_t n, cap;
};

struct header {
  struct str name, value; // unfolded, decoded (RFC 2047), valid UTF-8
};

enum part_role {
  PART_BODY,     // text to read: plain text, or HTML turned into text
  PART_FILE,     // an attachment or inline file
  PART_REPORT,   // message/delivery-status, message/disposition-notification
  PART_RETURNED, // headers or copy of an original message inside a report: header, blank line, text
  PART_FORWARDED, // message/rfc822 outside a report: From, Date, To, Cc, Subject, Message-ID, empty
                  // line, text
};

struct part {
  struct str id; // "1", "2.1": place in the MIME tree, counted as IMAP does
  enum part_role role;
  struct str type;     // "text/html", lower case, as declared
  struct str filename; // empty when it has none; no path in it
  struct str text;     // valid UTF-8, LF line ends; "> " before each line that the HTML marks as
                       // quoted; of a PART_FILE what attachment_text gives, or empty
  struct str bytes;    // decoded content of a PART_FILE
};

struct message {
  struct str message_id;               // without < >
  struct strs in_reply_to, references; // ids without < >, in order
  struct address from, reply_to, sender, return_path;
  struct addresses to, cc, bcc; // bcc: only in the sender's own copy
  struct str subject;
  int64_t sent_at;             // UTC seconds from Date, 0 without
  struct day sent;             // the day as the writer's Date says it, DAY_NONE without
  LIST(struct header) headers; // all, in order, repeated ones kept apart
  LIST(struct part)
  parts;               // in order; of multipart/alternative only the best: plain
                       // text, but HTML where that says more or tears no table
  struct strs trouble; // one sentence for each thing that could not be read
};

// Loads what the libraries would load from disk later. Call it before giving up the right to open
// files; without it message_read still works, but some far charsets and PDF fonts may not.
void mail_prepare(void);

// Reads a raw message. Trusts nothing in it: call it only in the sandboxed reader. ERR_INPUT when
// it is no mail at all or beyond a limit above. Line ends may be LF, CRLF or CR. The message
// borrows from `raw`, which must live as long.
bool message_read(struct arena *a, struct str raw, struct message *out, struct err *err);

// The text of a PART_FILE by what its bytes are: PDF with its layout, XLSX a row a line and an
// empty line between sheets, HTML, any text (CSV, EDIFACT, MT940, XML) as UTF-8. Cells are parted
// by TAB. Archives in general, Office's old formats and files beyond a limit are ERR_INPUT; the err
// text is the end of a sentence that begins with the file's name. message_read does it for every
// file.
bool attachment_text(struct arena *a, const struct part *p, struct str *text, struct err *err);

struct str message_header(const struct message *m, const char *name); // first, or empty
// The topmost Authentication-Results whose authserv-id is `authserv_id` and which stands above the
// first Received of another host (RFC 8601, section 5); empty when there is none to trust. With
// "microsoft" the one of Exchange Online, which carries no id.
struct str message_auth(const struct message *m, struct str authserv_id);

// What a multipart/report says of the recipients of an earlier message.
enum report_kind { REPORT_NONE, REPORT_DELIVERY, REPORT_DISPOSITION, REPORT_COMPLAINT };

struct report_recipient {
  struct str recipient;  // final recipient, else the original one; lower case
  struct str original;   // as we addressed it, if it is said
  struct str action;     // "failed", "delayed", ...; of a read report "displayed", "deleted", ...
  struct str status;     // "5.1.1"
  struct str diagnostic; // the server's own words
};

struct report {
  enum report_kind kind;
  LIST(struct report_recipient) recipients;
  struct str original_message_id, envelope_id, reporter; // empty where not said
  struct str original_ref; // X-Relance-Ref of the returned message: our own token
};

// RFC 3464, 8098, 5965. False when the message has no such part: bounces that are written for
// people only are left to the rules.
bool message_report(struct arena *a, const struct message *m, struct report *out);

// Whether a mail server wrote it, by its From: then nobody is quoted in it, whatever its lines
// begin with.
bool message_from_server(const struct message *m);

// By its header alone. AUTO_REPLY: an autoresponder answered. AUTO_SENT: a program or list sent it,
// which a person may stand behind; Exchange marks absence notes no better. `words`: the header
// line.
enum auto_mark { AUTO_NO, AUTO_SENT, AUTO_REPLY };
enum auto_mark message_auto(struct arena *a, const struct message *m, struct str *words);
