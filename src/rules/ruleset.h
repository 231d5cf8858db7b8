// ruleset.h: what a checked rule set holds; private to the rules room.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include "relance/rules.h"

#include <pcre2.h>

enum {
  RULES_LANGUAGES = 16,
  RULES_INTENTS = 15,             // the first of rules_signals are the contract's intents
  RULES_PATTERN_LIMIT = 64 << 10, // bytes, with its [define] bodies
  RULES_DEPTH_LIMIT = 8,          // of [define] bodies within each other
  RULES_GROUPS_LIMIT = 200,       // groups of one pattern; bodies repeat theirs
};
#define RULES_ANY_LANGUAGE (1u << 31)

enum where {
  IN_OWN = 1,
  IN_SUBJECT = 2,
  IN_QUOTED = 4,
  IN_ATTACHMENT = 8,
  IN_REPORT = 16,
  IN_HEADERS = 32,
  IN_ALL = 63,
};

struct example {
  struct str text;
  int line;
  bool ok; // the rule must speak; else it must be silent
};

enum {
  LITERAL_LEAST = 3, // bytes
  PRINT_BITS = 1 << 13,
  NEEDLE_RUNS = 4,
  NEEDLES_MEMORY = 32 << 20, // bytes for the literals of one pattern; without, it is always run
};

struct print { // which runs of three bytes a text has; see needles.c
  uint64_t bits[PRINT_BITS / 64];
};

struct needle { // some of the runs of one literal
  uint16_t bits[NEEDLE_RUNS];
};

struct needle_list { // none: nothing is known
  struct needle *v;
  size_t n, cap;
};

struct needles { // a match holds one of `any` and one of `also`
  struct needle_list any, also;
};

struct rule {
  struct str name, signal, say, lang, file;
  int line;
  unsigned in, languages;              // bit sets; RULES_ANY_LANGUAGE for rules of no language
  bool wants_date;                     // the day matters: see rules_dated
  pcre2_code *pattern, *unless, *near; // near: `unless_near`; NULL where there is none
  struct needles needles;              // of pattern
  LIST(struct example) examples;
};

// What a line of mail can be, besides somebody's words. One pattern each, tried on whole lines.
enum mark {
  MARK_ATTRIBUTION, // "On ... wrote:", may be wrapped over three lines
  MARK_ORIGINAL,    // "-----Original Message-----": all that follows is quoted
  MARK_FORWARDED,   // "---------- Forwarded message": all that follows is forwarded
  MARK_HEADER,      // "From: ..." of a quoted mail: three in a row are a separator
  MARK_GREETING,    // "Hello,"
  MARK_FORWARDS,    // words with which a person forwards: "FYI"
  MARK_DELIMITER,   // "-- ": the signature begins
  MARK_MOBILE,      // "Sent from my ..."
  MARK_CLOSING,     // "Kind regards": a name block may follow
  MARK_CONTACT,     // "Tel.: ...": a line of a name block
  MARK_BANNER,      // a warning put on by a server: the paragraph goes
  MARK_LEGAL,       // a disclaimer: it and what follows in the same run goes
  MARK_OURS,        // our own letter
  MARK_COUNT
};

struct mark_rule { // for its examples only
  enum mark mark;
  struct str name, file;
  LIST(struct example) examples;
};

struct weight { // what one word, pair of words or beginning of a word says of one intent
  struct str feature;
  int intent, points;
};

struct scale { // of one intent; without words there is none
  bool set;
  int bias, threshold; // the intent is found where bias + points > threshold
};

struct language {
  struct str code;
  pcre2_code *when;            // its [define WHEN], or NULL
  LIST(struct weight) weights; // sorted by feature, then intent
  struct scale scales[RULES_INTENTS];
};

struct word { // of a language's list
  struct str text;
  unsigned languages, stops, follows; // bit sets: a frequent word of; "word." ends no sentence in;
                                      // goes on after "12." in
};

struct ruleset {
  struct arena arena;
  LIST(struct rule) rules;
  LIST(struct mark_rule) marks;
  pcre2_code *mark[MARK_COUNT];
  struct language languages[RULES_LANGUAGES];
  size_t n_languages;
  LIST(struct word) words; // sorted by text
  pcre2_match_context *limits;
};

// signals.c
extern const char *const rules_signals[], *const rules_dated[];
extern const char *const rules_groups[], *const rules_places[];
extern const char *const rules_marks[]; // "attribution" ... in the order of enum mark

// subject.c: text as patterns see it. In small ASCII letters where it was Latin, straight quotes
// and hyphens, every run of white space one space (line ends kept where `lines`).
struct subject {
  struct str text;
  uint32_t *at; // text.n + 1 offsets into the source: where byte i of text came from
};
struct subject subject_of(struct arena *a, struct str source, bool lines);
// The bytes of the source behind text[from, to).
struct sentence subject_source(const struct subject *s, size_t from, size_t to);

// pattern.c
struct define {
  struct str name, lang, body;
};
struct defines {
  struct define *v;
  size_t n, cap;
};
struct origin { // for messages
  struct str file;
  int line;
};
// Puts the bodies of (?&NAME) in place, folds accents, checks named groups.
bool pattern_expand(struct arena *a, const struct defines *d, struct str lang, struct str raw,
                    struct origin at, struct str *out, struct err *err);
bool pattern_compile(struct str pattern, bool whole, struct origin at, pcre2_code **out,
                     struct err *err);
enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };
enum answer pattern_match(const struct ruleset *rs, const pcre2_code *code, struct str text,
                          size_t from, pcre2_match_data *md);
pcre2_match_context *pattern_limits(void);

// literals.c: texts of at least LITERAL_LEAST bytes. Every match holds one of `any` and one of
// `also`; nothing is added where that cannot be told. They may point into `pattern`.
void pattern_literals(struct arena *a, struct str pattern, struct strs *any, struct strs *also);
// needles.c
void print_of(struct str text, struct print *out);
void needles_of(struct arena *a, struct str pattern, struct needles *out);
// False: the pattern that these needles are of does not match in the text of this print.
bool needles_in(const struct needles *list, const struct print *print);

// Shared between find.c, examples.c, spans.c, sentences.c and language.c.
bool rules_speaks(const struct ruleset *rs, struct arena *a, const struct rule *rule,
                  struct str text);
bool rules_line_is(const struct ruleset *rs, enum mark m, struct str folded);
// The languages that the text may be in, as a bit set; `best` (may be NULL) is -1 when too little
// is there to tell.
unsigned rules_languages_of(const struct ruleset *rs, struct arena *a, struct str text, int *best);

// features.c: the words, pairs of words and beginnings of words of a sentence in plain letters,
// sorted and each once; numbers are "0". At most RULES_FEATURES_LIMIT.
enum { RULES_FEATURES_LIMIT = 600 };
void rules_features(struct arena *a, struct str plain, struct strs *out);
// weights.c: the intents that a sentence sounds like though no rule has found them.
bool weights_read(struct arena *a, const struct stanza *s, struct language *lang, struct err *err);
void weights_sort(struct language *lang);
void weights_score(const struct language *lang, const struct strs *features,
                   int points[RULES_INTENTS]);
// The heaviest of the features, "a, b, c", for the owner.
struct str weights_why(struct arena *a, const struct language *lang, const struct strs *features,
                       int intent);
const struct word *rules_word(const struct ruleset *rs, struct str text);
