// collect.h: between the finders and the reading: what was found in each text of the message.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "words.h"

// One text with what the finders found in it.
struct facts {
  const struct read_text *text;
  struct tokens tokens;
  struct dates_found dates;
  struct amounts_found amounts;
  struct references_found references;
  struct provens_found proven;
  int sentence_base; // number of its first sentence in the whole message
};

struct collecting {
  struct arena *a;
  const struct reading_input *in;
  const struct date_words *date_words, *english_dates; // those of mail headers
  const struct money_words *money_words;
  const struct reference_words *reference_words;
  const struct advice_words *advice_words;
  struct date_from date_from;
  struct amount_from amount_from;
  LIST(struct facts) facts; // as in->texts
  struct reading *out;
};

void collect_facts(struct collecting *c);
void collect_writer(struct collecting *c); // before the facts: of what one of us sends on

bool fact_is_own(const struct collecting *c, const struct facts *f, size_t offset);
enum span_kind fact_span(const struct facts *f, size_t offset);
int fact_sentence(const struct facts *f, size_t offset); // -1 outside of sentences
// A new piece of evidence at that place, or NULL beyond the limit.
struct evidence *add_evidence(struct collecting *c, const struct facts *f, enum evidence_what what,
                              size_t offset, size_t length, const char *rule);

void collect_captures(struct collecting *c, const struct facts *f); // what rules have taken
void collect_lines(struct collecting *c, const struct facts *f);    // advice tables
void collect_edi(struct collecting *c, const struct facts *f);      // REMADV, X12 820
bool is_edi(struct str text);
bool advice_titled(struct collecting *c, const struct facts *f);        // calls itself an advice
struct day advice_paid_on(struct collecting *c, const struct facts *f); // DAY_NONE without
// The first hit whose signal begins so, in what the sender himself wrote or his machine did.
const struct hit *said(const struct collecting *c, const char *signal);
struct str header_of(const struct message *m, const char *name); // the first, or empty
bool is_bounce(const struct collecting *c);
void fill_bounce(struct collecting *c);
void collect_intents(struct collecting *c);
void collect_intents_of_files(struct collecting *c);
void collect_auth(struct collecting *c);
void collect_kind(struct collecting *c);
