// words.h: values made of words, as rules/policy, rules/calendar and rules/law have them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/err.h"
#include "relance/stanza.h"

struct words {
  struct str file, rest, last; // last: the word that complaints are about
  int line;
};

struct words words_of(struct str file, int line, struct str value);
bool words_next(struct words *w, struct str *word);
// Takes a number of that range off; else ERR_SETUP.
bool words_number(struct words *w, int least, int most, int *out, struct err *err);
bool words_bad(const struct words *w, struct err *err, const char *what); // returns false

int word_index(struct str word, const char *const *known); // -1 when it is none of them
bool stanza_kind(const struct stanza *s, const char *kind, struct err *err);
// The number of one entry of a stanza; `out` stays when the stanza has no such key.
bool stanza_number(const struct stanza *s, const char *key, int least, int most, int *out,
                   struct err *err);
bool stanza_yes(const struct stanza *s, const char *key, bool *out, struct err *err);
