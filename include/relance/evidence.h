// evidence.h: the texts of a message and the rules' hits on them become a reading.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/reading.h"
#include "relance/register.h"
#include "relance/rules.h"

// The way: message_read; for each text (subject, every part) rules_spans, rules_sentences and
// rules_find into a struct read_text; rules_language of the own words; reading_make; reading_json.

// What people write for days, months, numbers, money, invoices and table columns: the stanzas of
// rules/words/*.rules (format: rules/words/README.md). Read-only once made; may be kept for good.
struct words;
// Checks the words with their examples. Errors are ERR_SETUP with file:line and what to mend.
bool words_make(struct arena *a, const struct stanzas *files, struct words **out, struct err *err);

enum text_role {
  TEXT_SUBJECT,
  TEXT_BODY,
  TEXT_FILE,      // attachment: its text, tables with a tab between cells
  TEXT_REPORT,    // delivery-status and the like
  TEXT_RETURNED,  // our own mail, given back
  TEXT_FORWARDED, // a mail inside the mail
};

struct read_text {
  struct str part; // "subject", or the part's id
  struct str filename, type;
  enum text_role role;
  struct str text;
  struct spans spans;         // of a body; none: all of it is the sender's own
  struct sentences sentences; // of own words
  struct hits hits;           // of this text alone, places and captures as offsets into it
};

struct reading_input {
  struct str file; // as it shall be named in the reading
  const struct message *message;
  LIST(struct read_text) texts; // subject first, then in the order of the parts
  struct str language;          // rules_language of all own words
  const struct company *us;     // addresses, domains, country, language
  struct str auth;              // message_auth: our server's word on the sender, or empty
  const struct report *report;  // message_report, or NULL
  bool from_server;             // message_from_server
  enum auto_mark auto_mark;     // message_auto
  struct str auto_words;        // its header line
};

// One of us wrote to us alone: what stands below his words was sent on, however his mail program
// marks it.
bool message_sent_on(const struct message *m, const struct company *us);

// What EV_SCOPE says in `ref` (a rule's signal is "scope." and this word):
//   all          everything that is open
//   all-but      all but those named in the same sentence
//   all-but-last all but the newest
//   last, first  the newest, the oldest
//   other        those of the reminder that no other sentence speaks of
//   count        as many as the digits say that end the rule's name ("the two")
//   month        those issued in the month whose number ends the rule's name
//   until        those issued up to the EV_DATE within its words
//   balance      what is still open of a part-paid one
//   ordinal      the first, second ... of our list: the digits that end the rule's name
// and three that choose none: except, part, rest (a sum that is left stands behind it)

// Limits: what exceeds them is left out and named in `trouble`.
enum {
  READING_EVIDENCE_LIMIT = 4000, // pieces of evidence of one message
  READING_INTENT_LIMIT = 60,
};

// A function of its arguments. Texts are borrowed from the input, not copied.
void reading_make(struct arena *a, const struct reading_input *in, const struct words *words,
                  struct reading *out);
