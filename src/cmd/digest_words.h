// digest_words.h: what the owner wrote under the daily mail, as commands. Functions of values.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/day.h"
#include "relance/stanza.h"

//   answer = *( clause / filler / word )
//   clause = items verb        ; "1 oui", "2, 3 non", "4-6 oui", "tout oui", "3 le 30/11"
//   items  = 1*( number / number "-" number / all )
//   verb   = yes / no / later / date     ; date: 30/11, 30.11.2026, 2026-11-30
// A word of none of the lists ends the items before it: who writes a sentence decides nothing.
enum { DIGEST_WORDS_LIMIT = 400, DIGEST_ITEMS_LIMIT = 60 };

enum digest_verb { DIGEST_YES, DIGEST_NO, DIGEST_LATER, DIGEST_ALL, DIGEST_FILLER, DIGEST_VERBS };

struct digest_words {
  struct strs lists[DIGEST_VERBS]; // folded
};
// From the stanzas [digest yes] and so on. ERR_SETUP, file:line, on an unknown name.
bool digest_words_load(struct arena *a, const struct stanzas *rules, struct digest_words *out,
                       struct err *err);

// Which list the word is in, if any.
bool digest_word(struct arena *a, const struct digest_words *words, struct str word,
                 enum digest_verb *out);

struct digest_command {
  int item; // from 1
  enum digest_verb verb;
  struct day until; // of DIGEST_LATER; DAY_NONE: no date was said
};
struct digest_answer {
  LIST(struct digest_command) commands; // at most one for each item, in their order
  struct strs unclear;                  // words that led to nothing
};
// `own`: the owner's own words, without what he quoted. An item with two different verbs is
// unclear.
void digest_answer_parse(struct arena *a, const struct digest_words *words, struct str own,
                         int items, struct day today, struct digest_answer *out);
