// smtp_reply.c: reading replies, and what they mean for a letter.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/smtp_reply.h"
#include "net/words.h"

#include <stdio.h>
#include <string.h>

// ---- parsing

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Length of an enhanced code at the start of `s` that agrees with the reply's class, or 0.
static size_t enhanced_length(struct str s, int code) {
  size_t at = 1;
  if (s.n < 5 || s.p[0] != '0' + code / 100 || !strchr("245", s.p[0]))
    return 0;
  for (int part = 0; part < 2; part++) {
    if (at >= s.n || s.p[at++] != '.')
      return 0;
    size_t digits = 0;
    while (at < s.n && is_digit(s.p[at]) && digits < 4)
      at++, digits++;
    if (digits == 0 || digits > 3)
      return 0;
  }
  return at == s.n || s.p[at] == ' ' ? at : 0;
}

bool smtp_line_parse(struct str line, struct smtp_line *out) {
  if (line.n < 3 || line.p[0] < '2' || line.p[0] > '5' || !is_digit(line.p[1]) ||
      !is_digit(line.p[2]))
    return false;
  if (line.n > 3 && line.p[3] != ' ' && line.p[3] != '-')
    return false;
  struct smtp_line l = {.last = line.n == 3 || line.p[3] == ' '};
  l.code = (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 + (line.p[2] - '0');
  l.text = str_skip(line, 4);
  size_t n = enhanced_length(l.text, l.code);
  if (n > 0 && n < sizeof l.enhanced) {
    memcpy(l.enhanced, l.text.p, n);
    l.text = str_trim(str_skip(l.text, n));
  }
  *out = l;
  return true;
}

bool smtp_reply_add(struct smtp_reply *reply, const struct smtp_line *line) {
  if (reply->code && reply->code != line->code)
    return false;
  reply->code = line->code;
  if (!*reply->enhanced)
    memcpy(reply->enhanced, line->enhanced, sizeof reply->enhanced);
  words_add(reply->text, sizeof reply->text, line->text);
  return true;
}

// ---- meaning

#define PHASE(p) (1 << (p))
enum {
  ANY = PHASE(SMTP_DOT + 1) - 1,
  AFTER = PHASE(SMTP_DOT),
  BEFORE = ANY & ~AFTER,
  GOAHEAD = PHASE(SMTP_DATA),
  SESSION = PHASE(SMTP_GREETING) | PHASE(SMTP_AUTH),
  SENDER = PHASE(SMTP_MAIL),
  RECIPIENT = PHASE(SMTP_RCPT),
};

// The first row that fits decides.
static const struct {
  const char *enhanced; // how it begins
  int phases;
  int low, high; // codes
  enum smtp_outcome outcome;
} meanings[] = {
    {"", GOAHEAD, 354, 354, SMTP_ACCEPTED},
    {"", GOAHEAD, 200, 399, SMTP_LATER}, // agreed to something else than DATA: out of step
    {"", ANY, 200, 299, SMTP_ACCEPTED},

    {"", AFTER, 421, 421, SMTP_UNKNOWN},
    {"4.4.", AFTER, 400, 499, SMTP_UNKNOWN},
    {"", AFTER, 400, 499, SMTP_LATER},
    {"", AFTER, 0, 399, SMTP_UNKNOWN},

    {"", SESSION, 500, 599, SMTP_OURS},
    {"", SENDER, 500, 599, SMTP_OURS},
    {"5.1.", RECIPIENT, 500, 599, SMTP_REFUSED}, // the address, whatever the code
    {"", ANY, 530, 538, SMTP_OURS},              // authentication and encryption, RFC 4954
    {"", ANY, 500, 504, SMTP_OURS},              // we spoke badly
    {"5.5.", ANY, 500, 599, SMTP_OURS},
    {"5.7.", ANY, 500, 599, SMTP_OURS},
    {"", ANY, 500, 599, SMTP_REFUSED},

    {"", BEFORE, 0, 599, SMTP_LATER},
};

enum smtp_outcome smtp_classify(enum smtp_phase phase, int code, const char *enhanced) {
  for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
    if (meanings[i].phases & PHASE(phase) && code >= meanings[i].low && code <= meanings[i].high &&
        strncmp(enhanced, meanings[i].enhanced, strlen(meanings[i].enhanced)) == 0)
      return meanings[i].outcome;
  return phase == SMTP_DOT ? SMTP_UNKNOWN : SMTP_LATER;
}

// ---- what we are about to say

//   Mailbox = local "@" domain, RFC 5321 4.1.2, without quoted local parts and without SMTPUTF8:
// nobody in a client list has the former, and libetpan's side of the world cannot do the latter.
bool smtp_address_check(struct str address, struct err *err) {
  size_t ats = 0;
  if (address.n == 0 || address.n > SMTP_ADDRESS_MAX)
    return err_set(err, ERR_INPUT, "a mail address has 1 to %d bytes, this one %zu",
                   SMTP_ADDRESS_MAX, address.n);
  for (size_t i = 0; i < address.n; i++) {
    unsigned char c = (unsigned char)address.p[i];
    if (c <= ' ' || c >= 0x7f || strchr("<>()[],;:\\\"", c))
      return err_set(err, ERR_INPUT,
                     "byte %zu of a mail address is %s (0x%02x): correct it where "
                     "it came from",
                     i + 1, c >= 0x7f ? "not ASCII" : "not allowed", c);
    ats += c == '@';
  }
  if (ats != 1 || address.p[0] == '@' || address.p[address.n - 1] == '@')
    return err_set(err, ERR_INPUT, "\"%.*s\" is not a mail address", STR_ARG(address));
  return true;
}

bool smtp_letter_check(struct str letter, struct err *err) {
  size_t line = 1, start = 0;
  for (size_t i = 0; i < letter.n; i++) {
    unsigned char c = (unsigned char)letter.p[i];
    if (c == 0 || c >= 0x80)
      return err_set(err, ERR_INPUT,
                     "line %zu of the letter has the byte 0x%02x: it must be "
                     "encoded",
                     line, c);
    if (c == '\r' && (i + 1 == letter.n || letter.p[i + 1] != '\n'))
      return err_set(err, ERR_INPUT, "line %zu of the letter has a bare CR", line);
    if (c != '\n')
      continue;
    if (i == 0 || letter.p[i - 1] != '\r')
      return err_set(err, ERR_INPUT, "line %zu of the letter ends without CR", line);
    if (i - 1 - start > SMTP_LINE_MAX)
      return err_set(err, ERR_INPUT, "line %zu of the letter has %zu bytes, at most %d", line,
                     i - 1 - start, SMTP_LINE_MAX);
    line++;
    start = i + 1;
  }
  if (start != letter.n || letter.n == 0)
    return err_set(err, ERR_INPUT, "the last line of the letter has no end");
  return true;
}
