// room.h: what the files of the mail room lend each other; nobody outside includes it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/mail.h"

// One field as it stands in the raw header block: unfolded, otherwise untouched bytes.
struct field {
  struct str name, value;
};

struct fields {
  struct field *v;
  size_t n, cap;
};

// message.c. GMime and libxml2 want a start before first use.
void libraries_start(void);

// guard.c. Refuses what would cost GMime unbounded memory, time or stack; gives the message without
// leading blank lines and mbox "From " line, line ends LF or CRLF.
bool guard_check(struct arena *a, struct str raw, struct str *clean, struct err *err);

// header.c. Splits a header block; `body` is what follows the blank line.
void fields_split(struct arena *a, struct str block, struct fields *out, struct str *body);
struct str field_first(const struct fields *f, const char *name);
struct strs ids_read(struct arena *a, struct str value); // message ids without < >
void headers_read(struct arena *a, const struct fields *f, struct message *m);

// charset.c. Bytes in a declared (or empty, or wrong) charset to UTF-8 with LF line ends.
struct str charset_decode(struct arena *a, struct str bytes, struct str charset);
struct str charset_line(struct arena *a, struct str bytes, struct str charset); // ends untouched
void charset_prepare(void);

// words.c. RFC 2047 encoded words, and raw 8-bit text between them, to UTF-8.
struct str words_decode(struct arena *a, struct str value);

// address.c, date.c
void addresses_read(struct arena *a, struct str value, struct addresses *out);
bool date_read(struct str value, int64_t *utc, struct day *local);

// transfer.c
struct str base64_decode(struct arena *a, struct str s);
struct str quoted_decode(struct arena *a, struct str s, bool in_word); // in_word: _ is a space

// flowed.c, html.c, alternative.c
struct str flowed_unwrap(struct arena *a, struct str text, bool delsp);
struct str html_text(struct arena *a, struct str html, struct strs *trouble);
struct str html_charset(struct str html); // of its <meta>, or empty
bool html_is_better(struct str plain, struct str html);

// tree.c. The MIME tree of the whole message into m->parts.
void parts_read(struct arena *a, struct str raw, struct str body, struct message *m);

// pdf.c, xlsx.c. The err text is the end of a sentence that begins with the file's name.
bool pdf_text(struct arena *a, struct str bytes, struct str *text, struct err *err);
bool xlsx_text(struct arena *a, struct str bytes, struct str *text, struct err *err);
void pdf_prepare(void);

// attachment.c. Fills the text of each PART_FILE, or says in `trouble` why there is none.
void attachments_read(struct arena *a, struct message *m);
