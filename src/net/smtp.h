// smtp.h: one letter at a time to a submission server, with room for a last look before DATA.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "net/stream.h"
#include "relance/str.h"

// smtp_open, then per letter smtp_envelope, (last look) smtp_data_begin, (commit "in doubt")
// smtp_data_body; smtp_reset in place of any of the later ones. Each function returns true when
// the server agreed; else `reply->outcome` says what to do and `err` says it in words.
struct smtp;

enum {
  SMTP_ADDRESS_MAX = 254, // RFC 5321 4.5.3.1.3, without the brackets
  SMTP_LINE_MAX = 998,    // of a letter, RFC 5322 2.1.1
  SMTP_REPLY_LINES_MAX = 100,
  SMTP_REPLY_LINE_MAX = 2048,
  SMTP_RECIPIENTS_MAX = 100,
};

enum smtp_phase { SMTP_GREETING, SMTP_AUTH, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_DOT };

enum smtp_outcome {
  SMTP_ACCEPTED,
  SMTP_LATER,   // not taken; the same letter may be tried again
  SMTP_REFUSED, // not taken, and never will be: this address, this letter
  SMTP_OURS,    // not taken because of us: login, sender, policy (5.7.x); a person must mend it
  SMTP_UNKNOWN, // perhaps taken: never send it again without evidence
};

struct smtp_reply {
  int code;          // 0: no answer came
  char enhanced[12]; // "4.3.2" or ""
  char text[512];    // the server's words; lines parted by a space
  enum smtp_outcome outcome;
};

// What a reply means. Before the final dot nothing has been taken, so only a 5xx is final. After
// it, silence, 421 and 4.4.x tell nothing: proxies say them for delivered mail too.
enum smtp_outcome smtp_classify(enum smtp_phase phase, int code, const char *enhanced);

// `name` is our EHLO name, a domain. `login` may be NULL. Refused credentials are ERR_SETUP with
// the server's words; with a token: ask for a fresh one and try once more.
bool smtp_open(const struct server *server, const char *name, const struct login *login,
               struct smtp **out, struct err *err);
bool smtp_is_open(const struct smtp *s); // false after the connection broke

// MAIL FROM and one RCPT TO for each recipient; the first that is not accepted ends it (call
// smtp_reset). `size` is the letter's, 0 when unknown. Addresses that could smuggle a command are
// ERR_INPUT, and nothing is sent.
bool smtp_envelope(struct smtp *s, const char *from, const char *const *to, size_t n, size_t size,
                   struct smtp_reply *reply, struct err *err);
bool smtp_data_begin(struct smtp *s, struct smtp_reply *reply, struct err *err); // reads the 354
// Sends the letter and the final dot, waits for the answer as long as `server.dot` says.
bool smtp_data_body(struct smtp *s, struct str letter, struct smtp_reply *reply, struct err *err);
bool smtp_reset(struct smtp *s, struct smtp_reply *reply, struct err *err);
void smtp_quit(struct smtp *s); // after 354 it just cuts, which cancels the letter; NULL allowed

// ASCII, one "@", no space, control character, "<" or ">", at most SMTP_ADDRESS_MAX: else
// ERR_INPUT.
bool smtp_address_check(struct str address, struct err *err);
// Lines end in CRLF, hold at most SMTP_LINE_MAX bytes of ASCII without NUL: else ERR_INPUT. Before
// the letter is queued.
bool smtp_letter_check(struct str letter, struct err *err);
