// reader.h: raw messages to readings, through the sandboxed child.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "cmd/cmd.h"
#include "host/child.h"
#include "relance/reading.h"

enum {
  READER_ANSWER_LIMIT = 16 << 20, // bytes of one reading as JSON
  READER_START_MS = 20000,        // it loads all rules first
  READER_MESSAGE_MS = 8000,       // for one message
};

// What is asked is a word and a name up to the first line feed, then bytes.
#define READER_MESSAGE S("message ") // a raw message: its reading
#define READER_MAIL S("mail ")       // a raw message: what its files hold for the register
#define READER_FILE S("file ")       // a file: the same

struct reader {
  struct app *app;
  struct child child;
};

// Starts the child on first use, and again after it died.
// ERR_INPUT: this message cannot be read (the text says why, or that the reader died on it);
// ERR_SETUP: no reader can be started.
bool reader_read(struct reader *r, struct arena *a, struct str name, struct str raw,
                 struct str *json, struct reading *out, struct err *err);
// The same for another question: its head up to the line feed, and bytes. Answers that begin with
// "!" are ERR_INPUT with the rest as text.
bool reader_ask(struct reader *r, struct arena *a, struct str head, struct str bytes, size_t limit,
                struct str *answer, struct err *err);
void reader_stop(struct reader *r);
