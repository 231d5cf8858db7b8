// letter.h: a planned letter and its template to subject, text and HTML.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/dunning.h"

struct letter_file {
  struct str path, text; // "rules/letters/fr/reminder-1.md" and its bytes
};
struct letter_files {
  struct letter_file *v;
  size_t n, cap;
};

struct templates; // checked templates and languages; lives in the arena it was loaded into

// <lang>/<name>.md are letters (a head of "key: value" lines, a blank line, light Markdown with
// mustache), <lang>/_<name>.md are partials, languages.rules has the [language xx] stanzas. A later
// file of the same language and name replaces an earlier one. Unknown names and names that a letter
// of its kind must have are ERR_SETUP with file:line.
bool templates_load(struct arena *a, const struct letter_files *files, struct templates **out,
                    struct err *err);
bool templates_have(const struct templates *t, struct str language, struct str letter);

struct letter_name {
  const char *name, *what; // what: one line for the person who edits templates
  bool section;
};
const struct letter_name *letter_names(size_t *n);

struct sender { // who writes: from the configuration, never from a mail
  struct str company, service, phone, email, web, registration, iban, bic, bank;
  struct strs address;  // postal address, line by line
  struct strs pay_ways; // "card", "cheque": keys of `pay_` in languages.rules, or free text
  struct str pay_link;  // URL pattern: {invoice} {amount} {currency} {client}
  struct str signatory; // a person's name under the service, or empty
  struct str place;     // town of a formal letter
};

// What a letter is about besides the plan's letter; all of it may be empty.
struct occasion {
  struct str language; // overrides the client's
  struct str qr_cid;   // Content-ID of a payment QR that the caller adds, inline
  struct str question; // free words of the owner, put into an answer
  struct day promised; // the promise or the agreement that is confirmed
  struct money amount;
  struct str channel; // how it was agreed: "phone", "mail"
  bool crossed;       // our last letter crossed what is answered
};

struct letter {
  struct str subject, text, html;
  struct str pdf; // of a formal letter: A4 pages for registered post
  struct str language;
  struct strs attach; // invoice.file of each invoice that has one
};

// Renders `due->letter` in the client's language (else the company's, else English) for `due->to`.
// The same arguments give the same bytes. ERR_SETUP when no language has that letter.
bool letter_render(struct arena *a, const struct templates *t, const struct due_letter *due,
                   const struct snapshot *s, const struct sender *from, const struct now *now,
                   const struct occasion *occasion, struct letter *out, struct err *err);

// RFC 3834: may this message be answered by itself? `last` is the day of the last such answer to
// this client, DAY_NONE without. False with the reason.
bool answer_allowed(const struct reading *r, const struct client *c, const struct company *us,
                    struct day last, struct day today, const char **why_not);
