// weigh.c: learns from labelled replies what sentences sound like; writes rules/weights/.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   weigh LANG PHRASES.jsonl [WEIGHTS.rules]
//
// One logistic regression an intent over the features of src/rules/features.c, sentence by
// sentence; a sentence has the intents whose words it holds. Prints five-fold cross-validation by
// blocks of ten lines: the rules alone, and the rules with weights that were made without the fold.
// With a third argument weights of all lines are written there.
#include "../../src/rules/ruleset.h"
#include "rules_dir.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { FOLDS = 5, ROUNDS = 40, BUCKETS = 1 << 17, KEEP_POINTS = 150, CUTS = 9, CUT = 4 };
static const double RATE = 0.5, DECAY = 2e-4, POSITIVE = 2.0;

struct sample {
  int line;
  size_t *f; // indices of features
  size_t n;
  bool is[RULES_INTENTS];    // labelled
  bool ruled[RULES_INTENTS]; // the rules have found it
};

struct learning {
  struct arena a;
  LIST(struct sample) samples;
  LIST(struct str) names; // of features
  size_t bucket[BUCKETS]; // of names, plus one
};

struct model {
  double *w[RULES_INTENTS], bias[RULES_INTENTS];
};

static int intent_of(const char *name) {
  for (int k = 0; k < RULES_INTENTS; k++)
    if (strcmp(rules_signals[k], name) == 0)
      return k;
  return -1;
}

static size_t feature_index(struct learning *l, struct str name) {
  uint64_t h = 1469598103934665603u;
  for (size_t i = 0; i < name.n; i++)
    h = (h ^ (unsigned char)name.p[i]) * 1099511628211u;
  for (size_t b = h % BUCKETS;; b = (b + 1) % BUCKETS) {
    if (l->bucket[b] == 0) {
      *LIST_PUSH(&l->a, &l->names) = name;
      return (l->bucket[b] = l->names.n) - 1;
    }
    if (str_eq(l->names.v[l->bucket[b] - 1], name))
      return l->bucket[b] - 1;
  }
}

// Which intents the words of sentence s carry.
static void label(struct sample *sample, struct str text, struct sentence s,
                  const json_t *intents) {
  size_t i;
  json_t *one;
  json_array_foreach(intents, i, one) {
    int k = intent_of(json_string_value(json_object_get(one, "intent")));
    const char *words = json_string_value(json_object_get(one, "words"));
    size_t at;
    if (k >= 0 && words && str_find(text, str_of(words), &at) && at < s.offset + s.length &&
        at + strlen(words) > s.offset)
      sample->is[k] = true;
  }
}

static void add_sample(struct learning *l, int line, struct str text, struct sentence s,
                       const struct hits *hits, int sentence, const json_t *intents) {
  struct strs features = {0};
  struct sample *out = LIST_PUSH(&l->a, &l->samples);
  out->line = line;
  rules_features(&l->a, subject_of(&l->a, str_sub(text, s.offset, s.length), false).text,
                 &features);
  out->f = arena_alloc(&l->a, sizeof *out->f, features.n);
  for (size_t i = 0; i < features.n; i++)
    out->f[out->n++] = feature_index(l, features.v[i]);
  label(out, text, s, intents);
  for (size_t i = 0; i < hits->n; i++) {
    int k = intent_of(str_c(&l->a, hits->v[i].signal));
    if (hits->v[i].sentence == sentence && k >= 0)
      out->ruled[k] = true;
  }
}

static void add_line(struct learning *l, const struct ruleset *rs, int line, const json_t *row) {
  struct str text = str_dup(&l->a, str_of(json_string_value(json_object_get(row, "text"))));
  struct spans spans = {0};
  struct sentences sentences = {0};
  struct hits hits = {0};
  *LIST_PUSH(&l->a, &spans) = (struct span){SPAN_OWN, 0, text.n};
  rules_sentences(rs, &l->a, text, &spans, &sentences);
  rules_find(rs, &l->a, text, S("1"), S("own"), &spans, &sentences, &hits);
  for (size_t i = 0; i < sentences.n; i++)
    add_sample(l, line, text, sentences.v[i], &hits, (int)i, json_object_get(row, "intents"));
}

static void train(const struct learning *l, int without, struct model *m) {
  unsigned seed = 1;
  for (int k = 0; k < RULES_INTENTS; k++) {
    double *w = m->w[k] = calloc(l->names.n, sizeof *w);
    double *g = calloc(l->names.n, sizeof *g);
    m->bias[k] = -2;
    for (int round = 0; round < ROUNDS; round++)
      for (size_t t = 0; t < l->samples.n; t++) {
        seed = seed * 1664525u + 1013904223u;
        const struct sample *s = &l->samples.v[(seed >> 8) % l->samples.n];
        if (s->line / 10 % FOLDS == without)
          continue;
        double z = m->bias[k];
        for (size_t i = 0; i < s->n; i++)
          z += w[s->f[i]];
        double d = (s->is[k] ? POSITIVE : 1) * ((s->is[k] ? 1 : 0) - 1 / (1 + exp(-z)));
        m->bias[k] += 0.02 * d;
        for (size_t i = 0; i < s->n; i++) {
          size_t f = s->f[i];
          double step = d - DECAY * (double)s->n * w[f];
          g[f] += step * step;
          w[f] += RATE * step / sqrt(1 + g[f]) / sqrt((double)s->n);
        }
      }
    free(g);
  }
}

static void model_free(struct model *m) {
  for (int k = 0; k < RULES_INTENTS; k++)
    free(m->w[k]);
}

static double score(const struct model *m, const struct sample *s, int k) {
  double z = m->bias[k];
  for (size_t i = 0; i < s->n; i++)
    z += m->w[k][s->f[i]];
  return z;
}

struct count {
  double hit, said, real;
};

static double f1(struct count c) {
  return c.said + c.real > 0 ? 2 * c.hit / (c.said + c.real) : 1;
}

// Where mails say much that sounds alike, the words must weigh more: they were learnt from short
// replies, and a letter has many sentences.
static long threshold_of(int k) {
  static const struct {
    const char *signal;
    long points;
  } careful[] = {{"paid", 1500}, {"promise_to_pay", 1000}, {"thanks", 2000}, {"question", 500}};
  for (size_t i = 0; i < sizeof careful / sizeof *careful; i++)
    if (strcmp(rules_signals[k], careful[i].signal) == 0)
      return careful[i].points;
  return 0;
}

static double cut_at(int cut) {
  return -2.0 + 0.5 * cut;
}

// Counts by message: an intent is said when any of its sentences says it.
static void count_fold(const struct learning *l, const struct model *m, int fold, int k,
                       struct count *rules, struct count with[CUTS]) {
  for (size_t t = 0; t < l->samples.n;) {
    int line = l->samples.v[t].line;
    bool is = false, ruled = false;
    double best = -99;
    for (; t < l->samples.n && l->samples.v[t].line == line; t++) {
      const struct sample *s = &l->samples.v[t];
      is |= s->is[k];
      ruled |= s->ruled[k];
      if (line / 10 % FOLDS == fold && score(m, s, k) > best)
        best = score(m, s, k);
    }
    if (line / 10 % FOLDS != fold)
      continue;
    rules->hit += is && ruled;
    rules->said += ruled;
    rules->real += is;
    for (int cut = 0; cut < CUTS; cut++) {
      bool said = ruled || best > cut_at(cut);
      with[cut].hit += is && said;
      with[cut].said += said;
      with[cut].real += is;
    }
  }
}

static void add(struct count *to, struct count c) {
  *to = (struct count){to->hit + c.hit, to->said + c.said, to->real + c.real};
}

static void validate(const struct learning *l, const char *lang) {
  struct count rules = {0}, with[CUTS] = {{0}};
  for (int fold = 0; fold < FOLDS; fold++) {
    struct model m;
    train(l, fold, &m);
    for (int k = 0; k < RULES_INTENTS; k++) {
      struct count r = {0}, w[CUTS] = {{0}};
      count_fold(l, &m, fold, k, &r, w);
      add(&rules, r);
      for (int cut = 0; cut < CUTS; cut++)
        add(&with[cut], w[cut]);
    }
    model_free(&m);
  }
  printf(
      "%s, five folds: rules %.3f, with weights %.3f (P %.2f R %.2f); at other thresholds:", lang,
      f1(rules), f1(with[CUT]), with[CUT].hit / with[CUT].said, with[CUT].hit / with[CUT].real);
  for (int cut = 0; cut < CUTS; cut++)
    printf(" %.1f %.3f", cut_at(cut), f1(with[cut]));
  printf("\n");
}

static void write_weights(const struct learning *l, const char *lang, const char *path) {
  struct model m;
  FILE *f = fopen(path, "w");
  if (!f)
    return;
  train(l, -1, &m);
  fprintf(f,
          "# %s: what sentences sound like; made by `make weigh`, not by hand.\n"
          "# SPDX-License-Identifier: GPL-3.0-or-later\n",
          strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
  for (int k = 0; k < RULES_INTENTS; k++) {
    fprintf(f, "\n[weights %s.%s]\nlang = %s\nsignal = %s\nbias = %.0f\nthreshold = %ld\n", lang,
            rules_signals[k], lang, rules_signals[k], m.bias[k] * 1000, threshold_of(k));
    int on_line = 0;
    for (size_t i = 0; i < l->names.n; i++) {
      long points = lround(m.w[k][i] * 1000);
      if (labs(points) < KEEP_POINTS)
        continue;
      fprintf(f, "%s%.*s:%ld", on_line ? " " : "words = ", STR_ARG(l->names.v[i]), points);
      on_line = on_line == 7 ? (fputc('\n', f), 0) : on_line + 1;
    }
    if (on_line)
      fputc('\n', f);
  }
  fclose(f);
  model_free(&m);
}

int main(int argc, char **argv) {
  static struct learning l;
  static char line[1 << 16];
  FILE *in = argc > 2 ? fopen(argv[2], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: weigh LANG PHRASES.jsonl [WEIGHTS.rules]\n");
    return 2;
  }
  struct ruleset *rs = rules_dir_load();
  arena_init(&l.a, 1 << 30);
  for (int n = 0; fgets(line, sizeof line, in); n++) {
    json_t *row = json_loads(line, 0, NULL);
    if (row)
      add_line(&l, rs, n, row);
    json_decref(row);
  }
  fclose(in);
  validate(&l, argv[1]);
  if (argc > 3)
    write_weights(&l, argv[1], argv[3]);
  rules_free(rs);
  arena_free(&l.a);
  return 0;
}
