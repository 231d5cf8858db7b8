// ruleset.h: what a checked rule set holds; private to the rules room.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include "relance/rules.h"
#include "relance/strmap.h"

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

struct head {                                                // how a match may begin; see heads.c
  enum edge { EDGE_NONE, EDGE_WORD, EDGE_LINE, EDGES } edge; // what has to be there: \b, ^
  bool whole;                                                // `text` is all of the match
  struct str text; // at most HEAD_MOST bytes; empty: anything
};

struct heads {
  struct head *v;
  size_t n, cap;
};

enum {
  HEAD_MOST = 6,
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
  struct heads heads; // it begins with one of these; none: nothing is known
};

// Where matches can begin, told by their heads; see starts.c.
struct start {
  uint32_t rule, next; // next: plus one, of the same node
};

struct trie_step {
  uint32_t from, to; // from: node and byte; 0: free
};

struct trie {           // of heads
  uint64_t pairs[1024]; // the first two bytes of heads, as bits
  struct trie_step *steps;
  size_t n, size;        // of steps: a hash table
  LIST(uint32_t) starts; // of each node: the first, plus one; node 0 is the root
};

struct starts {
  struct trie after[EDGES];
  LIST(struct start) v;
  LIST(uint32_t) at[EDGES]; // rules that can match at every such place
};

struct place_of {
  uint32_t at, next; // next: plus one, of the same rule
};

struct candidates {       // the places in one text where the match of a rule can begin
  uint32_t *first, *last; // of each rule: in v, plus one; 0: none
  size_t rules;
  struct place_of *v;
  size_t n, cap;
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

enum { IDEAS_LIMIT = 256 };

struct idea { // names of its features: in the sentence itself, in one before, in one after
  struct str here, before, after;
};

struct idea_word {
  struct str text;
  int idea;
};

struct idea_words {
  struct idea_word *v;
  size_t n, cap;
  struct strmap first; // of the ones with this text, plus one; not of idea_tails
};

struct idea_set {
  uint64_t bits[IDEAS_LIMIT / 64];
};

static inline void idea_set_add(struct idea_set *s, int idea) {
  s->bits[idea / 64] |= (uint64_t)1 << idea % 64;
}

static inline bool idea_set_has(const struct idea_set *s, int idea) {
  return s->bits[idea / 64] >> idea % 64 & 1;
}

// The first of the set from `from` on; IDEAS_LIMIT: none.
static inline int idea_next(const struct idea_set *s, int from) {
  for (int word = from / 64; word < IDEAS_LIMIT / 64; word++) {
    uint64_t left = s->bits[word] & (word == from / 64 ? UINT64_MAX << from % 64 : UINT64_MAX);
    if (left)
      return word * 64 + __builtin_ctzll(left);
  }
  return IDEAS_LIMIT;
}

static inline void idea_set_join(struct idea_set *into, const struct idea_set *from) {
  for (int i = 0; i < IDEAS_LIMIT / 64; i++)
    into->bits[i] |= from->bits[i];
}

struct weight { // what one feature says of one intent
  struct str feature;
  int intent, points;
  uint32_t next; // of the same feature, plus one; 0: the last
};

struct weights {
  struct weight *v;
  size_t n, cap;
  struct strmap features; // to one of its weights, plus one
};

struct scale { // of one intent; without words there is none
  bool set;
  int bias, threshold; // the intent is found where bias + points > threshold
};

struct language {
  struct str code;
  pcre2_code *when; // its [define WHEN], or NULL
  struct weights weights;
  struct starts starts;
  struct idea_words idea_words, idea_heads, idea_tails; // the first two sorted; see ideas.c
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
  LIST(struct word) words;
  struct strmap word_places; // in words, plus one
  LIST(struct idea) ideas;
  struct starts starts;   // of the rules of no language
  struct weights weights; // of the features that all languages share
  struct scale scales[RULES_INTENTS];
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
// `anchors`: PCRE2_ANCHORED for one that is tried at known places, PCRE2_ENDANCHORED; or 0.
bool pattern_compile(struct str pattern, uint32_t anchors, struct origin at, pcre2_code **out,
                     struct err *err);
enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };
enum answer pattern_match(const struct ruleset *rs, const pcre2_code *code, struct str text,
                          size_t from, pcre2_match_data *md);
pcre2_match_context *pattern_limits(void);

// literals.c: texts of at least LITERAL_LEAST bytes. Every match holds one of `any` and one of
// `also`; nothing is added where that cannot be told. They may point into `pattern`.
void pattern_literals(struct arena *a, struct str pattern, struct strs *any, struct strs *also,
                      struct heads *heads);
struct str literal_joined(struct arena *a, struct str x, struct str y);
// heads.c
void heads_add(struct arena *a, struct heads *h, struct head one);
void heads_add_all(struct arena *a, struct heads *h, const struct heads *more);
void heads_cut(struct heads *h); // anything may follow
// Those of what begins with h and goes on with `next`.
struct heads heads_then(struct arena *a, const struct heads *h, const struct heads *next);
struct heads heads_once(struct arena *a, const struct heads *h); // each once, not too many
bool heads_tell(const struct heads *h); // false: a match may begin with anything
// starts.c
void starts_add(struct arena *a, struct starts *s, const struct head *head, uint32_t rule);
struct candidates candidates_new(struct arena *a, const struct ruleset *rs);
void candidates_clear(struct candidates *c);
// Adds the places of `text` where heads of `s` stand, in order, each once a rule.
void starts_find(const struct starts *s, struct arena *a, struct str text, struct candidates *out);
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

// ideas.c
bool ideas_read(struct ruleset *rs, const struct stanza *s, struct err *err);
void ideas_sort(struct arena *a, struct language *lang);
// The ideas of a word in plain letters, or of some joined by '_', by beginnings longer than `from`;
// added to `out`.
void ideas_of(const struct language *lang, struct str word, size_t from, struct idea_set *out);

// features.c: each once, at most RULES_FEATURES_LIMIT a sentence.
enum { RULES_FEATURES_LIMIT = 2000 };
struct feature {
  struct str name;
  struct str word; // of the sentence, that has it; empty for what stands around it
  uint32_t hash;   // of name
};
struct features {
  struct feature *v;
  size_t n, cap;
};
// Of every sentence of a text: `out` has room for sentences->n. `hits` are those of its rules.
void rules_features(const struct ruleset *rs, struct arena *a, const struct language *lang,
                    struct str text, const struct sentences *sentences, const struct hits *hits,
                    struct features *out);
void features_sort(struct features *f); // by name

// weights.c: the intents that a sentence sounds like.
bool weights_read(struct ruleset *rs, const struct stanza *s, struct err *err);
void weights_index(struct arena *a, struct weights *w); // when all are read
void weights_score(const struct ruleset *rs, const struct language *lang,
                   const struct features *features, int points[RULES_INTENTS]);
// The words of the heaviest features, "a, b, c", for the owner.
struct str weights_why(struct arena *a, const struct ruleset *rs, const struct language *lang,
                       const struct features *features, int intent);

// sounds.c: how many points a sentence needs before it is said to have an intent, or keeps one that
// a rule has found.
int sounds_least(const struct scale *scale, int intent, bool ruled, size_t sentences);
// Adds to the hits from `first` on, which are the rules' of these sentences, what the
// sentences sound like though no rule says so, and takes away what they do not sound like at all.
void sounds_weigh(const struct ruleset *rs, struct arena *a, const struct language *lang,
                  struct str text, struct str part, const struct sentences *sentences, size_t first,
                  struct hits *out);
const struct word *rules_word(const struct ruleset *rs, struct str text);
