// imap_inside.h: what the files of the IMAP session share among themselves.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "net/imap.h"
#include "net/imap_line.h"
#include "net/stream_inside.h"

// Two ways to speak. Answers of one line each (greeting, login, IDLE) are read here: libetpan drops
// the server's reasons and loses wake-ups. Answers with structure are parsed by libetpan.
struct imap {
  struct stream *stream;
  mailimap *lib;
  char *capabilities; // one line
  int reply_seconds;
  int tag;             // of our own commands: "r7"; libetpan counts its own, "7"
  bool no_idle;        // offered, but refused
  bool dead;           // nothing more can be said
  struct arena names;  // of the session
  struct strs foreign; // prefixes of folders that are not the user's own, UTF-8
  bool knows_foreign;
};

enum { IMAP_LINE_MAX = 64 << 10, IMAP_LINES_BYTES = 1 << 20 };

// ---- commands whose answer is lines

// Sees every untagged line.
typedef void imap_each(void *context, const struct imap_line *line);

bool imap_say(struct imap *imap, const char *command);              // with a new tag; false: lost
bool imap_next(struct imap *imap, struct imap_line *line);          // false: lost, or no IMAP
bool imap_goodbye(struct imap *imap, const struct imap_line *line); // BYE: noted as the trouble
bool imap_is_done(const struct imap *imap, const struct imap_line *line); // the tagged answer
// Says `command`; answers the i-th "+" with answers[i], or with an empty line when there are no
// more (NULL ends the list). `challenge` gets the words of the last "+". False: lost.
bool imap_ask(struct imap *imap, const char *command, const char *const *answers,
              char challenge[256], imap_each *each, void *context, struct imap_line *done);
bool imap_lost(struct imap *imap, struct err *err); // the error of the connection; false

// ---- commands whose answer libetpan reads

// Says `command` with `bytes` of answer at most; the results lie in imap->lib.
bool imap_command(struct imap *imap, const char *command, uint64_t bytes, struct err *err);
// Turns libetpan's return code into an error that begins with `what`.
bool imap_check(struct imap *imap, int r, const char *what, struct err *err);
bool imap_code_is(const struct imap *imap, const char *code); // of the last answer
// What a response code (RFC 5530) asks for; false when it is none of those that tell.
bool imap_code_kind(struct str code, enum err_kind *kind);
const struct mailimap_response_info *imap_answer(const struct imap *imap);

// Before a look from some UID to the end. A server shows a session only what it has announced to
// it, and need not announce before FETCH has answered; NOOP makes it. From here on sel_has_exists
// means news that nobody has looked at.
bool imap_look_begin(struct imap *imap, struct err *err);

// Quoted for the wire; false with ERR_INPUT for what cannot be.
bool imap_quote(struct arena *a, struct str s, struct str *out, struct err *err);
// The wire's name of a folder, NUL-terminated.
bool imap_wire(struct arena *a, struct str folder, const char **out, struct err *err);
// "1:5,7", from ascending numbers.
void imap_set_add(struct buf *b, uint32_t first, uint32_t last);

enum { IMAP_SCRATCH = 1 << 20 }; // arena for one command
