// weigh.h: what the parts of the weighing program share.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "../../src/rules/ruleset.h"

enum {
  FOLDS = 5,
  NO_FOLD = -1,
  LANES = RULES_INTENTS + 1, // weights of one feature, one an intent; a round number
  BUCKETS = 1 << 20,
};

enum source { FROM_PHRASES, FROM_REPLIES, SOURCES };

struct sample { // one sentence of a labelled reply
  enum source source;
  int language, line, fold;
  size_t sentences; // of its reply
  size_t *f;        // indices of features
  size_t n;
  bool is[RULES_INTENTS];      // labelled
  bool ruled[RULES_INTENTS];   // the rules have found it
  float unseen[RULES_INTENTS]; // its score by what was made without its fold
};

struct learning {
  struct arena a;
  const struct ruleset *rs;
  LIST(struct sample) samples;
  LIST(struct str) names; // of features: the language's number and the feature, 'a' for all of them
  uint32_t bucket[BUCKETS]; // of names, plus one
};

struct model { // in logits, of whole thousandths
  float *w;    // of feature f and intent k: w[f * LANES + k]
  float bias[LANES];
};

// samples.c: PHRASES/xx.jsonl of all languages; REPLIES/xx.txt of all languages. What is wrong ends
// the program with its file and line.
void read_phrases(struct learning *l, const char *dir);
void read_replies(struct learning *l, const char *dir);

// learn.c: a model of all samples but those of fold `without`.
void train(const struct learning *l, int without, struct model *m);
// Of what is kept of it: see weights_score.
float score(const struct model *m, const struct sample *s, int intent);
void model_free(struct model *m);
