// weigh.c: learns from labelled replies what sentences sound like; writes rules/weights/.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   weigh PHRASES REPLIES [WEIGHTS]
//
// PHRASES/xx.jsonl and REPLIES/xx.txt hold labelled replies, the second with the words of each
// intent in brackets. One logistic regression an intent over the features of src/rules/features.c,
// sentence by sentence and over all languages at once: ideas, rules and surroundings weigh the same
// in all, words in their own. Prints five-fold cross-validation of both by blocks of ten lines: the
// rules alone, and the rules with weights and thresholds that were made without the fold. With a
// third argument those of all lines are written there. The same input gives the same files.
#include "weigh.h"

#include "rules_dir.h"

#include <math.h>
#include <string.h>

enum { CUTS = 17 };
typedef float thresholds[RULES_INTENTS];

// ---------------------------------------------------------------- counting

struct count {
  double hit, said, real;
};

struct choice { // which replies are counted
  enum source source;
  int language, fold; // -1: all
  bool others;        // in all folds but that one
};

enum how { BY_RULES, BY_BOTH };

static double f1(struct count c) {
  return c.said + c.real > 0 ? 2 * c.hit / (c.said + c.real) : 1;
}

static bool chosen(struct choice c, const struct sample *s) {
  return (c.source == SOURCES || s->source == c.source) &&
         (c.language < 0 || s->language == c.language) && (s->fold == c.fold) != c.others;
}

static bool says(const struct sample *s, int k, enum how how, float threshold) {
  struct scale scale = {.threshold = (int)lroundf(threshold * 1000)};
  if (how == BY_RULES)
    return s->ruled[k];
  return s->unseen[k] * 1000 > (float)sounds_least(&scale, k, s->ruled[k], s->sentences);
}

static bool same_reply(const struct sample *a, const struct sample *b) {
  return a->source == b->source && a->language == b->language && a->line == b->line;
}

// By reply, an intent being said when any of its sentences says it.
static struct count count(const struct learning *l, struct choice choice, int k, enum how how,
                          float threshold) {
  struct count c = {0};
  for (size_t t = 0; t < l->samples.n;) {
    const struct sample *first = &l->samples.v[t];
    bool is = false, said = false;
    for (; t < l->samples.n && same_reply(&l->samples.v[t], first); t++) {
      is |= l->samples.v[t].is[k];
      said |= says(&l->samples.v[t], k, how, threshold);
    }
    if (!chosen(choice, first))
      continue;
    c.hit += is && said;
    c.said += said;
    c.real += is;
  }
  return c;
}

// The best for the phrases of all folds but `fold`: they are as usual as real mail, the replies as
// odd as they could be thought of.
static float threshold_for(const struct learning *l, int fold, int k) {
  double best = -1;
  float at = 0;
  for (int cut = 0; cut < CUTS; cut++) {
    float threshold = -2.5F + 0.25F * (float)cut;
    double f = f1(count(l, (struct choice){FROM_PHRASES, -1, fold, true}, k, BY_BOTH, threshold));
    if (f > best) {
      best = f;
      at = threshold;
    }
  }
  return at;
}

// ---------------------------------------------------------------- printing

static void add(struct count *to, struct count c) {
  *to = (struct count){to->hit + c.hit, to->said + c.said, to->real + c.real};
}

// Every fold by thresholds that it had no part in.
static void print_counts(const struct learning *l, thresholds *at, const char *what,
                         struct choice choice, int intent) {
  struct count rules = {0}, both = {0};
  for (choice.fold = 0; choice.fold < FOLDS; choice.fold++)
    for (int k = 0; k < RULES_INTENTS; k++)
      if (intent < 0 || k == intent) {
        add(&rules, count(l, choice, k, BY_RULES, 0));
        add(&both, count(l, choice, k, BY_BOTH, at[choice.fold][k]));
      }
  printf("%-22s rules %.3f, with weights %.3f (P %.2f R %.2f)\n", what, f1(rules), f1(both),
         both.hit / fmax(1, both.said), both.hit / fmax(1, both.real));
}

static void print_source(struct learning *l, thresholds *at, enum source source, const char *what) {
  printf("%s, five folds, each by what was made without it:\n", what);
  for (int i = 0; i < (int)l->rs->n_languages; i++)
    print_counts(l, at, str_c(&l->a, l->rs->languages[i].code), (struct choice){source, i, 0, 0},
                 -1);
  for (int k = 0; k < RULES_INTENTS; k++)
    print_counts(l, at, rules_signals[k], (struct choice){source, -1, 0, 0}, k);
  print_counts(l, at, "all", (struct choice){source, -1, 0, 0}, -1);
}

static void validate(struct learning *l) {
  thresholds at[FOLDS];
  for (int fold = 0; fold < FOLDS; fold++) {
    struct model m;
    train(l, fold, &m);
    for (size_t t = 0; t < l->samples.n; t++)
      for (int k = 0; k < RULES_INTENTS && l->samples.v[t].fold == fold; k++)
        l->samples.v[t].unseen[k] = score(&m, &l->samples.v[t], k);
    model_free(&m);
  }
  for (int fold = 0; fold < FOLDS; fold++)
    for (int k = 0; k < RULES_INTENTS; k++)
      at[fold][k] = threshold_for(l, fold, k);
  print_source(l, at, FROM_REPLIES, "replies");
  print_source(l, at, FROM_PHRASES, "phrases");
}

// ---------------------------------------------------------------- weights to files

static void write_words(const struct learning *l, const struct model *m, int k, char of, FILE *f) {
  int on_line = 0;
  for (size_t i = 0; i < l->names.n; i++) {
    long points = lroundf(m->w[i * LANES + (size_t)k] * 1000);
    if (l->names.v[i].p[0] != of || points == 0)
      continue;
    struct str name = str_skip(l->names.v[i], 1);
    fprintf(f, "%s%.*s:%ld", on_line ? " " : "words = ", STR_ARG(name), points);
    on_line = on_line == 7 ? (fputc('\n', f), 0) : on_line + 1;
  }
  if (on_line)
    fputc('\n', f);
}

static void write_file(const struct learning *l, const struct model *m, const char *dir,
                       const char *code, char of) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.rules", dir, code);
  FILE *f = fopen(path, "w");
  if (!f) {
    perror(path);
    exit(1);
  }
  fprintf(f,
          "# %s.rules: what sentences sound like; made by `make weigh`, not by hand.\n"
          "# SPDX-License-Identifier: GPL-3.0-or-later\n",
          code);
  for (int k = 0; k < RULES_INTENTS; k++) {
    fprintf(f, "\n[weights %s.%s]\nsignal = %s\n", code, rules_signals[k], rules_signals[k]);
    if (of == 'a')
      fprintf(f, "bias = %.0f\nthreshold = %.0f\n", m->bias[k] * 1000,
              threshold_for(l, NO_FOLD, k) * 1000);
    else
      fprintf(f, "lang = %s\n", code);
    write_words(l, m, k, of, f);
  }
  fclose(f);
}

static void write_weights(struct learning *l, const char *dir) {
  struct model m;
  train(l, NO_FOLD, &m);
  write_file(l, &m, dir, "all", 'a');
  for (size_t i = 0; i < l->rs->n_languages; i++)
    write_file(l, &m, dir, str_c(&l->a, l->rs->languages[i].code), (char)('0' + i));
  model_free(&m);
}

int main(int argc, char **argv) {
  static struct learning l;
  if (argc < 3) {
    fprintf(stderr, "usage: weigh PHRASES REPLIES [WEIGHTS]\n");
    return 2;
  }
  struct ruleset *rs = rules_dir_load();
  l.rs = rs;
  arena_init(&l.a, (size_t)4 << 30);
  read_phrases(&l, argv[1]);
  read_replies(&l, argv[2]);
  validate(&l);
  if (argc > 3)
    write_weights(&l, argv[3]);
  arena_free(&l.a);
  rules_free(rs);
  return 0;
}
