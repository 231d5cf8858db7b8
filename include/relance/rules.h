// rules.h: rule files to a checked rule set; text to hits; own words apart from quoted ones.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "relance/reading.h"
#include "relance/stanza.h"

// Bounds for every pattern, ours or the owner's. What exceeds them is "unknown", never "no".
enum {
  RULES_SUBJECT_LIMIT = 64 << 10, // bytes of text given to one pattern
  RULES_MATCH_LIMIT = 100000,     // PCRE2 match limit, counted per start position
  RULES_HITS_LIMIT = 2000,        // hits kept of one message
};

struct capture {
  struct str name, text;
  size_t offset; // in the same text as the hit
};

// One rule has spoken. `signal` is an intent name of the contract, or one of the closed list in
// rules/README.md (bounce.hard, auto.reply, advice.line, notice.received, ...).
struct hit {
  struct str rule, signal, say, lang;
  struct str text;
  struct place place;
  LIST(struct capture) captures;
  bool own;     // stands in own words
  int sentence; // as in struct evidence
  int permille; // how sure, where weights say it; 0: a rule says it
};

struct hits {
  struct hit *v;
  size_t n, cap;
  bool limited; // a bound was reached: the answer may be incomplete, a person should look
};

enum span_kind {
  SPAN_OWN,
  SPAN_QUOTED,
  SPAN_OURS,
  SPAN_SIGNATURE,
  SPAN_DISCLAIMER,
  SPAN_FORWARDED
};

struct span { // a run of whole lines
  enum span_kind kind;
  size_t offset, length;
};

struct spans {
  struct span *v;
  size_t n, cap;
};

struct sentence { // of own words: a sentence, a list item, a table row
  size_t offset, length;
};

struct sentences {
  struct sentence *v;
  size_t n, cap;
};

struct ruleset; // owns compiled patterns; made once, read-only afterwards

// Compiles all rules. Every failure is ERR_SETUP with file:line and what to mend. Copies what it
// keeps. Stanzas of other kinds are refused, so a caller with mixed files asks rules_knows_kind
// first.
bool rules_load(const struct stanzas *files, struct ruleset **out, struct err *err);
bool rules_knows_kind(struct str kind);
void rules_free(struct ruleset *rs);

// Compiles the patterns that run often to machine code, several times faster and worth it for more
// than some dozens of messages. Before a sandbox that forbids making code; without leave nothing
// changes.
void rules_quicken(struct ruleset *rs);

// Runs the `ok` and `no` examples of every rule: `relance check` and the tests do, the reader need
// not. The first that goes wrong is ERR_SETUP with its file:line.
bool rules_check(const struct ruleset *rs, struct err *err);

// How many rules of each language say the `i`th signal; false beyond the last. `lacking` languages
// have none, which matters where `all` is not 0: what one language can say, all should.
struct coverage_of {
  struct str lang;
  size_t rules;
};
struct coverage {
  struct str signal;
  LIST(struct coverage_of) of;
  size_t all, lacking;
};
bool rules_coverage(const struct ruleset *rs, struct arena *a, size_t i, struct coverage *out);

// "fr", "en", ...: the language of own words, or `otherwise` when too little is there to tell.
struct str rules_language(const struct ruleset *rs, struct str text, struct str otherwise);

// Cuts text into runs of whole lines that together cover all of it. Our own letters are known by
// the [mark] rules that mean `ours`.
void rules_spans(const struct ruleset *rs, struct arena *a, struct str text, struct spans *out);
// The same of a mail whose writer only sends on what stands below his words.
void rules_spans_sent_on(const struct ruleset *rs, struct arena *a, struct str text,
                         struct spans *out);
void rules_sentences(const struct ruleset *rs, struct arena *a, struct str text,
                     const struct spans *spans, struct sentences *out);

// Runs every rule whose `in` names `where` ("own", "subject", "quoted", "attachment", "report",
// "headers", "all") on text, in the languages that text may be in. Appends to `out`. Places are
// offsets into `text` with part id `part`. Rules for "own" see one sentence at a time; `sentences`
// NULL: those of `spans`; both NULL: all of text is own. Rules for other places see all of text (of
// the quoted spans, for "quoted").
void rules_find(const struct ruleset *rs, struct arena *a, struct str text, struct str part,
                struct str where, const struct spans *spans, const struct sentences *sentences,
                struct hits *out);
